import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { GroupRule, OktaError } from "../../contract.ts";
import {
  addApp,
  addGroup,
  addPerson,
  appUsersOf,
  newProfile,
  startTestDirectory,
  type TestDirectory,
} from "../testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
  await directory.directory.startWorker();
});
afterAll(async () => {
  await directory.directory.stopWorker();
  await directory.close();
});

const RULES = "/api/v1/groups/rules";
const validation = { status: 400, code: "E0000001" };
let count = 0;

interface RuleParts {
  readonly name?: string;
  readonly expression: string;
  readonly groupIds: readonly string[];
  readonly exclude?: readonly string[];
}

function bodyOf({ name, expression, groupIds, exclude = [] }: RuleParts) {
  count += 1;
  return {
    type: "group_rule",
    name: name ?? `Rule ${count}`,
    conditions: {
      people: { users: { exclude }, groups: { exclude: [] } },
      expression: { type: "urn:okta:expression:1.0", value: expression },
    },
    actions: { assignUserToGroups: { groupIds } },
  };
}

const createRule = async (parts: RuleParts) => (await directory.ok<GroupRule>("POST", RULES, bodyOf(parts))).id;
const ruleOf = (id: string) => directory.ok<GroupRule>("GET", `${RULES}/${id}`);
const membersOf = async (groupId: string) =>
  (await directory.ok<readonly { id: string }[]>("GET", `/api/v1/groups/${groupId}/users`)).map(({ id }) => id).sort();

/** Switches a rule on and waits for its pass over everybody. */
async function activate(id: string): Promise<void> {
  await directory.ok("POST", `${RULES}/${id}/lifecycle/activate`);
  await vi.waitFor(async () => expect((await ruleOf(id)).progress.running).toBe(false), { timeout: 20_000 });
}

async function activeRule(parts: RuleParts): Promise<string> {
  const id = await createRule(parts);
  await activate(id);
  return id;
}

const inDepartment = (department: string, more: Readonly<Record<string, unknown>> = {}) =>
  addPerson(directory, { profile: { department, ...more } });
const move = (id: string, profile: Readonly<Record<string, unknown>>) =>
  directory.ok("POST", `/api/v1/users/${id}`, { profile });

describe("the API of group rules", () => {
  beforeAll(() =>
    directory.ok("POST", "/api/v1/meta/schemas/user/default", {
      definitions: { custom: { properties: { ruleLevel: { title: "Level", type: "integer" } } } },
    }),
  );

  it("creates, reads, replaces and deletes, in Okta's shape", async () => {
    const groupId = await addGroup(directory, "Shape");
    const person = await addPerson(directory);
    const body = bodyOf({ expression: 'user.department=="Shape"', groupIds: [groupId], exclude: [person] });
    const rule = await directory.ok<GroupRule>("POST", RULES, body);
    expect(rule).toMatchObject({ ...body, status: "INACTIVE", invalidReason: null });
    expect(rule.id).toMatch(/^0pr[0-9A-Za-z]{17}$/);
    expect(await ruleOf(rule.id)).toEqual(rule);
    const changed = bodyOf({ name: "Renamed", expression: 'user.city=="X"', groupIds: [groupId] });
    expect(await directory.ok("PUT", `${RULES}/${rule.id}`, changed)).toMatchObject(changed);
    expect((await directory.call("DELETE", `${RULES}/${rule.id}`)).status).toBe(202);
    await directory.refused("GET", `${RULES}/${rule.id}`, { status: 404, code: "E0000007" });
  });

  it("lists in pages, by keyword, with the names of the groups", async () => {
    const groupId = await addGroup(directory, "Listed");
    for (const letter of ["a", "b", "c"])
      await createRule({ name: `Findable ${letter}`, expression: "false", groupIds: [groupId] });
    const page = await directory.call<readonly GroupRule[]>(
      "GET",
      `${RULES}?search=FINDABLE&limit=2&expand=groupIdToGroupNameMap`,
    );
    expect(page.body.map(({ name }) => name)).toEqual(["Findable a", "Findable b"]);
    expect(page.body[0]).toMatchObject({ _embedded: { groupIdToGroupNameMap: { [groupId]: "Listed" } } });
    const next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
    const last = await directory.call<readonly GroupRule[]>("GET", next);
    expect(last.body.map(({ name }) => name)).toEqual(["Findable c"]);
    expect(last.headers.get("link")).not.toContain('rel="next"');
  });

  it.each([
    ["an unknown attribute", { expression: 'user.nothing=="x"' }, 'There is no attribute "user.nothing"'],
    ["a broken expression", { expression: "user.department==" }, "conditions.expression.value: "],
    ["another head", { expression: 'appuser.department=="x"' }, "conditions.expression.value: "],
    ["a forbidden function", { expression: "Convert.toInt(user.department) == 1" }, "cannot be used in a group rule"],
    [
      "a text for a condition",
      { expression: '"always"' },
      "The expression gives text, and a condition is true or false.",
    ],
    ["a number for a condition", { expression: "user.ruleLevel + 1" }, "a condition is true or false"],
    ["an unknown group", { groupIds: ["00gnobody"] }, "There is no group 00gnobody"],
    ["the built-in group", { groupIds: ["00gEveryone000000000"] }, "are not managed here"],
    ["no group", { groupIds: [] }, "Name at least one group"],
    ["an unknown person", { exclude: ["00unobody"] }, "There is no user 00unobody"],
    ["a blank name", { name: "  " }, "name: The field cannot be left blank"],
    ["a name of 51 characters", { name: "x".repeat(51) }, "name: Must be at most 50 characters long"],
  ])("refuses %s", async (_case, parts, cause) => {
    const groupId = await addGroup(directory, `Refused ${_case}`);
    const body = bodyOf({ expression: "true", groupIds: [groupId], ...parts });
    const causes = await directory.refused("POST", RULES, { ...validation, body });
    expect(
      causes.some((text) => text.includes(cause)),
      causes.join("\n"),
    ).toBe(true);
  });

  it("refuses a name in another letter case, and moves from the wrong status", async () => {
    const groupId = await addGroup(directory, "Wrong moves");
    const parts = { name: "Taken", expression: "false", groupIds: [groupId] };
    const id = await createRule(parts);
    const body = bodyOf({ ...parts, name: "TAKEN" });
    expect(await directory.refused("POST", RULES, { ...validation, body })).toEqual([
      "name: An object with this field already exists in the current organization",
    ]);
    const wrong = { status: 403, code: "E0000107" };
    await directory.refused("POST", `${RULES}/${id}/lifecycle/deactivate`, wrong);
    await activate(id);
    await directory.refused("POST", `${RULES}/${id}/lifecycle/activate`, wrong);
    await directory.refused("PUT", `${RULES}/${id}`, { ...wrong, body: bodyOf(parts) });
    await directory.ok("POST", `${RULES}/${id}/lifecycle/deactivate`);
    await directory.ok("PUT", `${RULES}/${id}`, bodyOf(parts));
  });
});

describe("memberships by rule", () => {
  it("begin and end in the transaction of a person's change, for new people, changes and CSV files", async () => {
    const groupId = await addGroup(directory, "Sales by rule");
    await activeRule({ expression: 'user.department=="Sales" and user.userType!="External"', groupIds: [groupId] });
    const created = await inDepartment("Sales", { userType: "Internal" });
    const moved = await inDepartment("Support", { userType: "Internal" });
    await inDepartment("Sales", { userType: "External" });
    expect(await membersOf(groupId)).toEqual([created]);
    await move(moved, { department: "Sales" });
    expect(await membersOf(groupId)).toEqual([created, moved].sort());
    await move(created, { department: null });
    expect(await membersOf(groupId)).toEqual([moved]);
    const raw = "login,email,firstName,lastName,department\nrule.csv@corp.example,r@corp.example,R,C,Sales\n";
    await directory.call("POST", "/api/lockstep/v1/people/import", undefined, {
      raw,
      headers: { "content-type": "text/csv" },
    });
    const { id } = await directory.ok<{ id: string }>("GET", "/api/v1/users/rule.csv@corp.example");
    expect(await membersOf(groupId)).toEqual([moved, id].sort());
  });

  it("come to everybody when the rule is switched on, several groups at once, and are told in the System Log", async () => {
    const people = [await inDepartment("Backfill"), await inDepartment("Backfill")].sort();
    const groups = [await addGroup(directory, "Backfill 1"), await addGroup(directory, "Backfill 2")];
    const id = await activeRule({ expression: 'user.department=="Backfill"', groupIds: groups });
    for (const groupId of groups) expect(await membersOf(groupId)).toEqual(people);
    const { progress } = await ruleOf(id);
    expect(progress.people).toBe(progress.total);
    const events = (type: string, target: string) =>
      directory.ok<readonly unknown[]>(
        "GET",
        `/api/v1/logs?filter=${encodeURIComponent(`eventType eq "${type}" and target.id eq "${target}"`)}`,
      );
    expect(await events("group.user_membership.add", groups[0] ?? "")).toHaveLength(2);
    expect(await events("group.user_membership.rule.trigger", id)).toHaveLength(1);
    expect(await events("group.user_membership.rule.evaluation", id)).toHaveLength(1);
  });

  it("feed assignments of apps exactly as others do", async () => {
    const [groupId, appId] = [await addGroup(directory, "App by rule"), await addApp(directory, "App by rule", true)];
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${groupId}`, {});
    const before = await inDepartment("Apps");
    await activeRule({ expression: 'user.department=="Apps"', groupIds: [groupId] });
    const after = await inDepartment("Apps");
    const stored = await appUsersOf(directory, appId);
    expect([stored.get(before)?.assigned, stored.get(after)?.assigned]).toEqual([true, true]);
    await move(before, { department: "Elsewhere" });
    expect((await appUsersOf(directory, appId)).get(before)?.assigned).toBe(false);
  });

  it("stay when the rule is switched off, and are judged anew when it is switched on again", async () => {
    const groupId = await addGroup(directory, "Off and on");
    const person = await inDepartment("Off");
    const id = await activeRule({ expression: 'user.department=="Off"', groupIds: [groupId] });
    await directory.ok("POST", `${RULES}/${id}/lifecycle/deactivate`);
    await move(person, { department: "On" });
    expect(await membersOf(groupId)).toEqual([person]);
    await activate(id);
    expect(await membersOf(groupId)).toEqual([]);
  });

  it("made by two rules end with the second; made by hand as well, they end with neither", async () => {
    const groupId = await addGroup(directory, "Two rules");
    await activeRule({ expression: 'user.department=="Two"', groupIds: [groupId] });
    await activeRule({ expression: 'user.city=="Two"', groupIds: [groupId] });
    const [twice, byHand, before] = [
      await inDepartment("Two", { city: "Two" }),
      await inDepartment("Two"),
      await addPerson(directory),
    ];
    for (const id of [byHand, before]) await directory.ok("PUT", `/api/v1/groups/${groupId}/users/${id}`);
    await move(before, { department: "Two" });
    await move(twice, { department: null });
    expect(await membersOf(groupId)).toContain(twice);
    for (const id of [twice, byHand, before]) await move(id, { department: null, city: null });
    expect(await membersOf(groupId)).toEqual([byHand, before].sort());
  });

  it("removed by hand become an exclusion of the rule", async () => {
    const groupId = await addGroup(directory, "By hand");
    const person = await inDepartment("Hand");
    const id = await activeRule({ expression: 'user.department=="Hand"', groupIds: [groupId] });
    await directory.ok("DELETE", `/api/v1/groups/${groupId}/users/${person}`);
    expect((await ruleOf(id)).conditions.people.users.exclude).toEqual([person]);
    await move(person, { title: "Again" });
    await directory.ok("POST", `${RULES}/${id}/lifecycle/deactivate`);
    await activate(id);
    expect(await membersOf(groupId)).toEqual([]);
  });

  it("follow the status, and stay with who is deactivated", async () => {
    const groupId = await addGroup(directory, "By status");
    const expression = 'user.department=="Status" and user.getInternalProperty("status")=="ACTIVE"';
    await activeRule({ expression, groupIds: [groupId] });
    const person = await addPerson(directory, {
      profile: { department: "Status" },
      credentials: { password: { value: "Strong-Secret-12" } },
    });
    expect(await membersOf(groupId)).toEqual([person]);
    await directory.ok("POST", `/api/v1/users/${person}/lifecycle/suspend`);
    expect(await membersOf(groupId)).toEqual([]);
    await directory.ok("POST", `/api/v1/users/${person}/lifecycle/unsuspend`);
    await directory.ok("POST", `/api/v1/users/${person}/lifecycle/deactivate`);
    expect(await membersOf(groupId)).toEqual([person]);
  });

  it.each([
    [true, []],
    [false, ["stays"]],
  ])("deleted with removeUsers=%s", async (removeUsers, left) => {
    const groupId = await addGroup(directory, `Deleted ${removeUsers}`);
    const person = await inDepartment(`Deleted ${removeUsers}`);
    const id = await activeRule({ expression: `user.department=="Deleted ${removeUsers}"`, groupIds: [groupId] });
    await directory.call("DELETE", `${RULES}/${id}?removeUsers=${removeUsers}`);
    await vi.waitFor(
      async () => expect(await directory.rows("select 1 from group_rule where id = $1", [id])).toEqual([]),
      { timeout: 20_000 },
    );
    expect(await membersOf(groupId)).toEqual(left.length === 0 ? [] : [person]);
    if (left.length > 0) {
      await directory.ok("DELETE", `/api/v1/groups/${groupId}/users/${person}`);
      expect(await membersOf(groupId)).toEqual([]);
    }
  });
});

describe("conditions over groups", () => {
  it("follow memberships by hand and by other rules, and the names of groups", async () => {
    const [first, second, third] = [
      await addGroup(directory, "Chain 1"),
      await addGroup(directory, "Chain 2"),
      await addGroup(directory, "Chain 3"),
    ];
    await activeRule({ expression: `isMemberOfGroup("${first}")`, groupIds: [second] });
    await activeRule({ expression: 'isMemberOfGroupName("Chain 2")', groupIds: [third] });
    const byRule = await activeRule({ expression: 'user.department=="Chain"', groupIds: [first] });
    const person = await inDepartment("Chain");
    const other = await addPerson(directory);
    await directory.ok("PUT", `/api/v1/groups/${first}/users/${other}`);
    for (const group of [first, second, third]) expect(await membersOf(group)).toEqual([person, other].sort());
    await directory.ok("DELETE", `/api/v1/groups/${first}/users/${other}`);
    for (const group of [second, third]) expect(await membersOf(group)).toEqual([person]);
    await directory.call("DELETE", `${RULES}/${byRule}?removeUsers=true`);
    await vi.waitFor(async () => expect(await membersOf(third)).toEqual([]), { timeout: 20_000 });
    expect(await membersOf(second)).toEqual([]);
  });

  it("are judged anew when a group gets the name", async () => {
    const [named, target] = [await addGroup(directory, "Not yet"), await addGroup(directory, "By name")];
    const person = await addPerson(directory, { groupIds: [named] });
    await activeRule({ expression: 'isMemberOfGroupName("Now it is")', groupIds: [target] });
    expect(await membersOf(target)).toEqual([]);
    await directory.ok("PUT", `/api/v1/groups/${named}`, { profile: { name: "Now it is" } });
    await vi.waitFor(async () => expect(await membersOf(target)).toEqual([person]), { timeout: 20_000 });
  });

  it("that contradict themselves end, and are told in the System Log", async () => {
    const groupId = await addGroup(directory, "Contradiction");
    const expression = `user.department=="Contradiction" and !isMemberOfGroup("${groupId}")`;
    const id = await activeRule({ expression, groupIds: [groupId] });
    await inDepartment("Contradiction");
    const filter = encodeURIComponent(`eventType eq "group.user_membership.rule.error" and target.id eq "${id}"`);
    expect(await directory.ok("GET", `/api/v1/logs?filter=${filter}`)).toHaveLength(1);
    await directory.ok("POST", `${RULES}/${id}/lifecycle/deactivate`);
  });
});

describe("rules that cannot go on", () => {
  const skippedBy = (id: string) =>
    directory.ok<readonly { readonly target: readonly { readonly id: string }[] }[]>(
      "GET",
      `/api/v1/logs?filter=${encodeURIComponent(`eventType eq "group.user_membership.rule.error" and target.id eq "${id}"`)}`,
    );

  it("leave out those for whom the condition fails, name them with the reason, and go on for everybody else", async () => {
    const groupId = await addGroup(directory, "Fails");
    const id = await activeRule({
      expression: 'user.department=="Fails" ? (user.title == "in" ? true : user.title + "") : false',
      groupIds: [groupId],
    });
    const failing = await inDepartment("Fails", { title: "a text" });
    const fine = await inDepartment("Fails", { title: "in" });
    expect(await ruleOf(id)).toMatchObject({ status: "ACTIVE" });
    expect(await membersOf(groupId)).toEqual([fine]);
    const skipped = await skippedBy(id);
    expect(skipped).toMatchObject([
      {
        outcome: { result: "SKIPPED", reason: "The condition gives a string instead of true or false." },
        target: [
          { id, type: "GroupRule" },
          { id: failing, type: "User" },
        ],
      },
    ]);
    // What somebody has through the rule is not taken away by a condition that says nothing.
    await directory.ok("POST", `/api/v1/users/${fine}`, { profile: { title: "other" } });
    expect(await membersOf(groupId)).toEqual([fine]);
    await directory.ok("POST", `/api/v1/users/${fine}`, { profile: { department: "Elsewhere" } });
    expect(await membersOf(groupId)).toEqual([]);
    await directory.ok("POST", `/api/v1/users/${failing}`, { profile: { title: "in" } });
    expect(await membersOf(groupId)).toEqual([failing]);
  });

  it("leave such people out of a pass over everybody, which ends", async () => {
    const groupId = await addGroup(directory, "Pass fails");
    const fine = await inDepartment("Pass fine");
    const failing = await inDepartment("Pass fails");
    const id = await createRule({
      expression: 'user.department=="Pass fails" ? "text" : user.department=="Pass fine"',
      groupIds: [groupId],
    });
    await activate(id);
    expect((await ruleOf(id)).status).toBe("ACTIVE");
    expect(await membersOf(groupId)).toEqual([fine]);
    expect((await skippedBy(id)).flatMap(({ target }) => target.map((party) => party.id))).toEqual([id, failing]);
  });

  it("a deleted group and a removed attribute make their rules INVALID; members stay", async () => {
    await directory.ok("POST", "/api/v1/meta/schemas/user/default", {
      definitions: { custom: { properties: { vanishing: { title: "Vanishing", type: "string" } } } },
    });
    const [kept, deleted] = [await addGroup(directory, "Kept"), await addGroup(directory, "Deleted group")];
    const person = await inDepartment("Vanish", { vanishing: "x" });
    const byAttribute = await activeRule({ expression: 'user.vanishing=="x"', groupIds: [kept] });
    const byGroup = await activeRule({ expression: 'user.department=="Vanish"', groupIds: [deleted, kept] });
    await directory.ok("DELETE", `/api/v1/groups/${deleted}`);
    expect(await ruleOf(byGroup)).toMatchObject({
      status: "INVALID",
      invalidReason: `The group "Deleted group" (${deleted}) was deleted.`,
    });
    await directory.ok("POST", "/api/v1/meta/schemas/user/default", {
      definitions: { custom: { properties: { vanishing: null } } },
    });
    expect(await ruleOf(byAttribute)).toMatchObject({
      status: "INVALID",
      invalidReason: expect.stringContaining("user.vanishing"),
    });
    expect(await membersOf(kept)).toEqual([person]);
  });
});

describe("what happens at the same moment", () => {
  it("people who are created while a rule is switched on are all judged", async () => {
    const groupId = await addGroup(directory, "Moment");
    const id = await createRule({ expression: 'user.department=="Moment"', groupIds: [groupId] });
    const creates = Array.from({ length: 20 }, () =>
      directory.call<{ id: string } & OktaError>("POST", "/api/v1/users", {
        profile: newProfile({ department: "Moment" }),
      }),
    );
    const switched = activate(id);
    const people = (await Promise.all(creates)).map(({ body }) => body.id);
    await switched;
    await vi.waitFor(async () => expect(await membersOf(groupId)).toEqual(people.sort()), { timeout: 20_000 });
  });
});
