/** Groups pushed by rule, over our own API, on a real worker and a target over HTTP. */
import type { AppId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  PushExclusion,
  PushGroup,
  PushGroupCounts,
  PushRule,
  PushRuleInput,
  PushRulePreview,
} from "../../contract.ts";
import { type Office, openOffice } from "../../provisioning/testing/office.ts";
import { until } from "../../provisioning/testing/world.ts";

let office: Office;
let app = "";
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect();
});
afterEach(() => office.end());

const base = () => `/api/lockstep/v1/apps/${app}`;
const starts = (value: string) => ({ attribute: "name", operator: "STARTS_WITH", value }) as const;

async function team(name: string, description?: string): Promise<string> {
  return (await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name, description } })).id;
}

const rename = (id: string, name: string, description?: string) =>
  office.api("PUT", `/api/v1/groups/${id}`, { profile: { name, description } });
const create = (input: Partial<PushRuleInput> & Pick<PushRuleInput, "conditions">) =>
  office.api<PushRule>("POST", `${base()}/push-rules`, { name: "Teams", ...input });
const preview = (input: object, query = "") =>
  office.api<PushRulePreview>("POST", `${base()}/push-rules/preview?${query}`, input);
const rule = (id: string) => office.api<PushRule>("GET", `${base()}/push-rules/${id}`);

async function pushed(): Promise<readonly string[]> {
  const { items } = await office.api<{ items: readonly PushGroup[] }>("GET", `${base()}/push-groups?limit=500`);
  return items.map((item) => item.groupName);
}

async function pushOf(name: string): Promise<PushGroup> {
  const { items } = await office.api<{ items: readonly PushGroup[] }>("GET", `${base()}/push-groups?limit=500`);
  const found = items.find((item) => item.groupName === name);
  if (found === undefined) throw new Error(`${name} is not pushed`);
  return found;
}

const inApp = () => office.target.groups().map((group) => String(group["displayName"]));

describe("a push rule", () => {
  it("pushes what it matches, also more than a hundred groups, and follows groups that come, change and are imported", async () => {
    for (let index = 0; index < 120; index += 1) await team(`Team ${index}`);
    await team("Board");
    const made = await create({ conditions: [starts("team ")] });
    expect(made).toMatchObject({ status: "ACTIVE", groups: 120, match: "ALL", whenUnmatched: "KEEP" });
    expect(await pushed()).toHaveLength(120);
    await office.worker();
    await office.settled();
    expect(inApp()).toHaveLength(120);

    await team("Team Late");
    const board = (await office.api<readonly { id: string }[]>("GET", "/api/v1/groups?q=Board"))[0]?.id ?? "";
    await rename(board, "Team Board");
    await office.settled();
    expect(inApp()).toEqual(expect.arrayContaining(["Team Late", "Team Board"]));
    expect(await pushOf("Team Late")).toMatchObject({ rule: { id: made.id, name: "Teams" } });
  });

  it.each([
    [[{ attribute: "name", operator: "ENDS_WITH", value: "EU" }], ["Sales eu", "Tech EU"]],
    [[{ attribute: "name", operator: "CONTAINS", value: "es" }], ["Sales US", "Sales eu"]],
    [[{ attribute: "name", operator: "EQUALS", value: "tech eu" }], ["Tech EU"]],
    [[{ attribute: "description", operator: "CONTAINS", value: "push me" }], ["Tech EU"]],
    [[{ attribute: "name", operator: "STARTS_WITH", value: "Sales", not: true }], ["Tech EU", "100% 'quoted' \\_"]],
    [[starts("Sales"), { attribute: "name", operator: "ENDS_WITH", value: "us" }], ["Sales US"]],
    [[{ attribute: "name", operator: "CONTAINS", value: "0% 'q" }], ["100% 'quoted' \\_"]],
    [[{ attribute: "name", operator: "CONTAINS", value: "%" }], ["100% 'quoted' \\_"]],
  ])("matches by %j", async (conditions, names) => {
    await team("Sales US");
    await team("Sales eu");
    await team("Tech EU", "Please PUSH ME there");
    await team("100% 'quoted' \\_");
    await create({ conditions: conditions as PushRuleInput["conditions"] });
    expect((await pushed()).toSorted()).toEqual([...names].toSorted());
  });

  it("matches any of its conditions on demand, and never the group of everybody", async () => {
    await team("Red");
    await team("Blue");
    await team("Green");
    await create({ match: "ANY", conditions: [starts("red"), starts("blue")] });
    expect(await pushed()).toEqual(["Blue", "Red"]);
    await create({ name: "All others", conditions: [{ ...starts("zzz"), not: true }] });
    expect(await pushed()).toEqual(["Blue", "Green", "Red"]);
  });

  it("leaves memberships for later where it says so", async () => {
    await team("Team A");
    await create({ conditions: [starts("team")], memberships: "LATER" });
    expect(await pushOf("Team A")).toMatchObject({ memberships: "LATER" });
  });

  it("shows before it is saved what it would push, what the app has already, what is pushed or taken out, and what would end", async () => {
    const [one, two] = [await team("Team One"), await team("Team Two")];
    await team("Team Three");
    await team("Team Four");
    const byName = await office.api<PushGroup>("POST", `${base()}/push-groups`, { groupId: one });
    const made = await create({ conditions: [starts("Team Two")], whenUnmatched: "UNLINK" });
    const at = new Date();
    const seenThen = { first_seen_at: at, last_seen_at: at, last_changed_at: at };
    await office.database.kysely
      .insertInto("app_group")
      .values({ app_id: app as AppId, external_id: "x", display_name: "TEAM FOUR", ...seenThen })
      .execute();
    const before = await pushed();
    const seen = await preview({
      conditions: [{ attribute: "name", operator: "CONTAINS", value: "eam T" }],
      id: made.id,
    });
    expect(seen.counts).toEqual({
      matched: 2,
      begin: 1,
      clashes: 0,
      pushed: 1,
      excluded: 0,
      end: 0,
      peopleAssigned: 0,
    });
    const other = await preview({
      id: made.id,
      whenUnmatched: "DELETE",
      conditions: [{ ...starts("Team Two"), not: true }],
    });
    expect(other.items.map(({ groupName, effect }) => [groupName, effect])).toEqual([
      ["Team Four", "CLASH"],
      ["Team One", "PUSHED"],
      ["Team Three", "BEGIN"],
      ["Team Two", "END"],
    ]);
    expect(other.counts).toEqual({
      matched: 3,
      begin: 2,
      clashes: 1,
      pushed: 1,
      excluded: 0,
      end: 1,
      peopleAssigned: 0,
    });
    const first = await preview({ conditions: [starts("Team")] }, "limit=3");
    expect(first.items).toHaveLength(3);
    expect((await preview({ conditions: [starts("Team")] }, `limit=3&after=${first.next}`)).items).toHaveLength(1);
    expect(await pushed()).toEqual(before);
    await office.api("POST", `${base()}/push-groups/${byName.id}/unlink`, { deleteTargetGroup: false });
    await office.api("POST", `${base()}/push-groups/${(await pushOf("Team Two")).id}/unlink`, {
      deleteTargetGroup: false,
    });
    const after = await preview({ conditions: [starts("Team")] });
    expect(after.items.find(({ groupId }) => groupId === two)?.effect).toBe("EXCLUDED");
    expect(after.counts.excluded).toBe(1);
  });
});

describe("a group that no longer matches", () => {
  it.each([
    ["KEEP", ["Others", "Team B"], ["Others", "Team B"]],
    ["UNLINK", ["Team B"], ["Team A", "Team B"]],
    ["DELETE", ["Team B"], ["Team B"]],
  ] as const)("%s: stays or ends as the rule says", async (whenUnmatched, mapped, present) => {
    const a = await team("Team A");
    await team("Team B");
    await create({ conditions: [starts("team")], whenUnmatched });
    await office.worker();
    await office.settled();
    await rename(a, "Others");
    await office.settled();
    await until(() => expect(inApp().toSorted()).toEqual([...present]));
    expect(await pushed()).toEqual([...mapped]);
  });

  it("goes over to another rule that matches it, and comes back to the old one by its old name", async () => {
    const a = await team("Team A");
    await create({ conditions: [starts("team")], whenUnmatched: "DELETE" });
    await create({ name: "Crews", conditions: [starts("crew")] });
    await office.worker();
    await office.settled();
    const id = office.target.group("Team A")?.["id"];
    await rename(a, "Crew A");
    await office.settled();
    expect(await pushOf("Crew A")).toMatchObject({ rule: { name: "Crews" }, targetGroupId: id });
  });

  it("that matches again before the app was told keeps its group", async () => {
    const a = await team("Team A");
    await create({ conditions: [starts("team")], whenUnmatched: "DELETE" });
    const worker = await office.worker();
    await office.settled();
    const id = office.target.group("Team A")?.["id"];
    await worker.stop();
    await rename(a, "Others");
    expect(await pushOf("Others")).toMatchObject({ status: "UNLINKING" });
    await rename(a, "Team A");
    await office.worker();
    await office.settled();
    expect(await pushOf("Team A")).toMatchObject({ status: "ACTIVE", targetGroupId: id });
    expect(office.target.writes().filter(({ method }) => method === "DELETE")).toEqual([]);
  });
});

describe("a group that somebody took out by hand", () => {
  it("stays out through changes of group and rule, until it is let back or pushed by name", async () => {
    const a = await team("Team A");
    await team("Team B");
    const { id } = await create({ conditions: [starts("team")] });
    await office.api("POST", `${base()}/push-groups/${(await pushOf("Team A")).id}/unlink`, {
      deleteTargetGroup: false,
    });
    await rename(a, "Team AA", "Changed");
    await office.api("POST", `${base()}/push-rules/${id}/deactivate`);
    await office.api("POST", `${base()}/push-rules/${id}/activate`);
    await office.api("PUT", `${base()}/push-rules/${id}`, { name: "Teams", conditions: [starts("TEAM ")] });
    expect(await pushed()).toEqual(["Team B"]);
    const { items } = await office.api<{ items: readonly PushExclusion[] }>("GET", `${base()}/push-groups/exclusions`);
    expect(items).toMatchObject([{ groupId: a, groupName: "Team AA" }]);
    await office.api("DELETE", `${base()}/push-groups/exclusions/${a}`);
    expect(await pushOf("Team AA")).toMatchObject({ rule: { id } });
    const letBack = 'eventType eq "application.provision.group_push.exclusion.remove"';
    expect(await office.api("GET", `/api/v1/logs?filter=${letBack}`)).toMatchObject([
      { target: [{ displayName: "Team AA" }, { displayName: "Declaree" }] },
    ]);
    expect((await office.refused("DELETE", `${base()}/push-groups/exclusions/${a}`)).status).toBe(404);

    // As Okta's API removes it.
    const push = `/api/v1/apps/${app}/group-push/mappings/${(await pushOf("Team AA")).id}`;
    await office.api("PATCH", push, { status: "INACTIVE" });
    await office.api("DELETE", `${push}?deleteTargetGroup=false`);
    expect(await pushed()).toEqual(["Team B"]);
    await office.api("POST", `${base()}/push-groups`, { groupId: a });
    expect(await pushOf("Team AA")).toMatchObject({ rule: null });
    expect((await office.api<{ items: readonly unknown[] }>("GET", `${base()}/push-groups/exclusions`)).items).toEqual(
      [],
    );
  });
});

describe("the life of a rule", () => {
  it("switched off it adds nothing and leaves what it pushes; switched on it catches up", async () => {
    await team("Team A");
    const { id } = await create({ conditions: [starts("team")] });
    expect(await office.api("POST", `${base()}/push-rules/${id}/deactivate`)).toMatchObject({
      status: "INACTIVE",
      groups: 1,
    });
    await team("Team B");
    expect(await pushed()).toEqual(["Team A"]);
    expect(await office.api("POST", `${base()}/push-rules/${id}/activate`)).toMatchObject({
      status: "ACTIVE",
      groups: 2,
    });
  });

  it("changed it follows at once; made inactive it waits", async () => {
    await team("Team A");
    await team("Crew B");
    const { id } = await create({ conditions: [starts("team")], status: "INACTIVE", whenUnmatched: "UNLINK" });
    expect(await pushed()).toEqual([]);
    await office.api("POST", `${base()}/push-rules/${id}/activate`);
    const input = { name: "Crews", conditions: [starts("crew")], whenUnmatched: "UNLINK" };
    expect(await office.api("PUT", `${base()}/push-rules/${id}`, input)).toMatchObject({ name: "Crews", groups: 1 });
    expect(await pushed()).toEqual(["Crew B"]);
  });

  it.each([
    ["keep", ["Team A", "Team B"], ["Team A", "Team B"], 0],
    ["leave", ["Team A"], ["Team A", "Team B"], 1],
    ["delete", ["Team A"], ["Team A"], 1],
  ] as const)(
    "deleted with %s, its groups stay pushed or end; those of another rule go over to it",
    async (groups, mapped, present, count) => {
      await team("Team A");
      await team("Team B");
      const { id } = await create({ conditions: [starts("team")] });
      await create({ name: "A", conditions: [starts("team a")] });
      await office.worker();
      await office.settled();
      expect(await office.api("DELETE", `${base()}/push-rules/${id}?groups=${groups}`)).toEqual({ groups: count });
      await office.settled();
      await until(() => expect(inApp().toSorted()).toEqual([...present]));
      expect(await pushed()).toEqual([...mapped]);
      expect((await pushOf("Team A")).rule?.name).toBe("A");
      const { counts } = await office.api<{ counts: PushGroupCounts }>("GET", `${base()}/push-groups`);
      expect(counts).toMatchObject({ byRule: 1, byName: mapped.length - 1 });
    },
  );

  it("is refused with the place and the remedy when it says nothing, too much, or has a name that is taken", async () => {
    const { id } = await create({ conditions: [starts("team")] });
    for (const [body, words] of [
      [{ name: "Other", conditions: [] }, "conditions: Give at least one condition"],
      [{ name: " ", conditions: [starts("a")] }, "name: The field cannot be left blank"],
      [{ name: "TEAMS", conditions: [starts("a")] }, "name: The app has a push rule of this name already"],
      [{ name: "Odd", conditions: [{ ...starts("a"), operator: "LIKE" }] }, "conditions.0.operator:"],
    ] as const) {
      expect((await office.refused("POST", `${base()}/push-rules`, body)).causes[0]).toContain(words);
    }
    expect((await office.refused("DELETE", `${base()}/push-rules/${id}`)).causes[0]).toContain(
      "groups: The parameter is required",
    );
    expect((await office.refused("GET", `${base()}/push-rules/nobody`)).status).toBe(404);
    expect(await rule(id)).toMatchObject({ name: "Teams" });
  });

  it("needs an app that groups can be pushed to", async () => {
    const { id } = await office.api<{ id: string }>("POST", "/api/v1/apps", { label: "Not connected" });
    const refused = await office.refused("POST", `/api/lockstep/v1/apps/${id}/push-rules`, {
      name: "Teams",
      conditions: [starts("team")],
    });
    expect(refused).toEqual({ status: 400, causes: [expect.stringContaining("enable API integration first")] });
  });

  it("is written to the System Log with what followed", async () => {
    await team("Team A");
    const { id } = await create({ conditions: [starts("team")] });
    await office.api("DELETE", `${base()}/push-rules/${id}?groups=leave`);
    const events = await office.api<readonly { eventType: string; debugContext: { debugData: object } }[]>(
      "GET",
      '/api/v1/logs?q=Teams&filter=eventType sw "application.provision.group_push.rule"',
    );
    expect(events.map(({ eventType, debugContext }) => [eventType, debugContext.debugData])).toEqual([
      ["application.provision.group_push.rule.create", expect.objectContaining({ begun: 1, ended: 0 })],
      ["application.provision.group_push.rule.delete", expect.objectContaining({ groups: "leave", unlinked: 1 })],
    ]);
  });
});
