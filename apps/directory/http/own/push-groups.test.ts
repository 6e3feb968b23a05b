/** Push Groups over our own API, on a real worker and a target over HTTP. */
import type { GroupId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BulkPushReport, LeftOutMember, PushCandidates, PushGroup, PushGroupCounts } from "../../contract.ts";
import { type Office, openOffice, tasksBecome } from "../../provisioning/testing/office.ts";
import { until } from "../../provisioning/testing/world.ts";

let office: Office;
let app = "";
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect();
});
afterEach(() => office.end());

const path = (rest = "") => `/api/lockstep/v1/apps/${app}/push-groups${rest}`;

async function team(name: string, ...members: readonly string[]): Promise<string> {
  const { id } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  for (const member of members) await office.api("PUT", `/api/v1/groups/${id}/users/${member}`);
  return id;
}

const push = (body: object) => office.api<PushGroup>("POST", path(), body);
const read = (id: string) => office.api<PushGroup>("GET", path(`/${id}`));
const list = (query = "") =>
  office.api<{ items: readonly PushGroup[]; total: number; counts: PushGroupCounts }>("GET", path(`?${query}`));
const bulk = (body: object) => office.api<BulkPushReport>("POST", path("/bulk"), body);
const leftOut = async (id: string, query = "") =>
  await office.api<{ items: readonly LeftOutMember[]; total: number }>("GET", path(`/${id}/left-out?${query}`));

function membersOf(name: string): readonly string[] {
  const members = (office.target.group(name)?.["members"] ?? []) as readonly JsonObject[];
  const users = office.target.users();
  return members.map(({ value }) => String(users.find(({ id }) => id === value)?.["userName"] ?? value)).sort();
}

async function becomesClash(id: string): Promise<PushGroup> {
  await until(async () => expect(await read(id)).toMatchObject({ status: "ERROR", clash: true }));
  return await read(id);
}

describe("assignment and push in one step", () => {
  it("creates the people first, then the group, names who is left out, and takes them in when they can join", async () => {
    const ann = await office.hire("Ann A");
    const bob = await office.hire("Bob B");
    const eve = await office.hire("Eve E");
    office.target.fault = ({ method, path: asked, body }) =>
      method === "POST" && asked === "/Users" && body?.["userName"] === "bob.b@example.com"
        ? { kind: "answer", status: 400, detail: "userName: this domain is not known here." }
        : undefined;
    const staff = await team("Staff", ann, bob, eve);
    await office.api("POST", `/api/v1/users/${eve}/lifecycle/suspend`);
    await office.worker();
    const pushed = await push({ groupId: staff, assign: true });
    expect(pushed).toMatchObject({ assigned: true, members: 3, memberships: "NOW", rule: null });
    await office.settled();

    expect(membersOf("Staff")).toEqual(["ann.a@example.com"]);
    const writes = office.target.writes().map((request) => request.path.split("/")[1]);
    expect(writes.lastIndexOf("Users")).toBeLessThan(writes.indexOf("Groups"));
    const named = await leftOut(pushed.id);
    expect(named.total).toBe(2);
    expect(named.items).toEqual([
      {
        personId: bob,
        login: "bob.b@example.com",
        displayName: "Bob B",
        reason: expect.stringContaining("this domain is not known here"),
      },
      { personId: eve, login: "eve.e@example.com", displayName: "Eve E", reason: "Not assigned to the app." },
    ]);
    expect((await leftOut(pushed.id, "limit=1")).items).toHaveLength(1);
    expect((await leftOut(pushed.id, "q=domain")).items.map(({ login }) => login)).toEqual(["bob.b@example.com"]);

    office.target.fault = () => undefined;
    await office.api("POST", "/api/lockstep/v1/tasks/retry", { appId: app });
    await office.api("POST", `/api/v1/users/${eve}/lifecycle/unsuspend`);
    await until(() =>
      expect(membersOf("Staff")).toEqual(["ann.a@example.com", "bob.b@example.com", "eve.e@example.com"]),
    );
    await office.settled();
    expect(await leftOut(pushed.id)).toEqual({ items: [], total: 0 });
    expect(await read(pushed.id)).toMatchObject({ pushedMembers: 3, leftOutMembers: 0, status: "ACTIVE", error: null });
  });
});

describe("memberships later", () => {
  it("creates the group without members, and sends them when it is pushed now", async () => {
    const ann = await office.hire("Ann A");
    const staff = await team("Staff", ann);
    await office.assign(app, ann);
    await office.worker();
    const { id } = await push({ groupId: staff, memberships: "LATER" });
    await office.settled();
    expect(office.target.group("Staff")).toBeDefined();
    expect(membersOf("Staff")).toEqual([]);
    await office.api("DELETE", `/api/v1/groups/${staff}/users/${ann}`);
    await office.api("PUT", `/api/v1/groups/${staff}/users/${ann}`);
    await office.settled();
    expect(membersOf("Staff")).toEqual([]);
    expect(await read(id)).toMatchObject({ memberships: "LATER", pushedMembers: 0, leftOutMembers: 0 });

    expect(await office.api("POST", path(`/${id}/push`))).toMatchObject({ memberships: "NOW" });
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com"]);
  });

  it("leaves the members of a linked group alone until then, and keeps them after", async () => {
    const ann = await office.hire("Ann A");
    const staff = await team("Staff", ann);
    await office.assign(app, ann);
    const stranger = office.target.put("Users", { userName: "stranger@example.com" });
    const theirs = office.target.put("Groups", { displayName: "Crew", members: [{ value: stranger }] });
    await office.worker();
    const { id } = await push({ groupId: staff, action: "LINK", targetGroupId: theirs, memberships: "LATER" });
    await office.settled();
    expect(membersOf("Staff")).toEqual(["stranger@example.com"]);
    await office.api("POST", path(`/${id}/push`));
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "stranger@example.com"]);
  });
});

describe("a name that the app has already", () => {
  it("is found before anything is created, shown, and linked on demand", async () => {
    const theirs = office.target.put("Groups", { displayName: "staff" });
    const staff = await team("Staff");
    const candidates = await office.api<PushCandidates>("GET", path(`/candidates?groupId=${staff}`));
    expect(candidates).toEqual({ name: "Staff", items: [{ id: theirs, displayName: "staff", pushedBy: null }] });
    expect(office.target.writes()).toEqual([]);

    await office.worker();
    const { id } = await push({ groupId: staff });
    expect(await becomesClash(id)).toMatchObject({
      targetGroupId: null,
      error: { cause: "groupNameTaken", summary: expect.stringContaining("already has a group named") },
    });
    expect(office.target.groups()).toEqual([{ displayName: "staff", id: theirs }]);
    expect((await list("clash=true")).counts).toMatchObject({ total: 1, error: 1, clashes: 1 });

    await office.api("POST", path(`/${id}/resolve`), { choice: "LINK" });
    await office.settled();
    expect(await read(id)).toMatchObject({ status: "ACTIVE", clash: false, linked: true, targetGroupId: theirs });
    expect(office.target.groups()).toHaveLength(1);
    expect(await office.openTasks()).toEqual([]);
    const again = await office.api<PushCandidates>("GET", path("/candidates?name=STAFF"));
    expect(again.items).toMatchObject([{ id: theirs, pushedBy: { id, groupName: "Staff" } }]);
    const other = await team("Others");
    const { causes } = await office.refused("POST", path(), { groupId: other, targetGroupId: theirs });
    expect(causes[0]).toContain('"Staff" is pushed to it already');
  });

  it("is avoided by another name, which then stays when the source is renamed", async () => {
    office.target.put("Groups", { displayName: "Staff" });
    const staff = await team("Staff");
    const crew = await team("Crew");
    await office.worker();
    const { id } = await push({ groupId: staff });
    await push({ groupId: crew });
    await becomesClash(id);
    const taken = await office.refused("POST", path(`/${id}/resolve`), { choice: "RENAME", name: "crew" });
    expect(taken.causes[0]).toContain('The group "Crew" is pushed to the app under this name');
    await office.api("POST", path(`/${id}/resolve`), { choice: "RENAME", name: "Staff (Directory)" });
    await office.settled();
    expect(office.target.group("Staff (Directory)")).toBeDefined();
    await office.api("PUT", `/api/v1/groups/${staff}`, { profile: { name: "Personnel" } });
    await office.settled();
    expect(office.target.group("Personnel")).toBeUndefined();
    expect(await read(id)).toMatchObject({ targetName: "Staff (Directory)", groupName: "Personnel", status: "ACTIVE" });
  });

  it("is skipped: the group is not pushed, and nothing of the app is touched", async () => {
    const theirs = office.target.put("Groups", { displayName: "Staff" });
    const staff = await team("Staff");
    await office.worker();
    const { id } = await push({ groupId: staff });
    await becomesClash(id);
    await office.api("POST", path(`/${id}/resolve`), { choice: "SKIP" });
    expect((await list()).counts.total).toBe(0);
    expect(office.target.groups()).toEqual([{ displayName: "Staff", id: theirs }]);
    expect(await office.openTasks()).toEqual([]);
  });

  it("asks for an id where the app has the name twice", async () => {
    const first = office.target.put("Groups", { displayName: "Staff" });
    office.target.put("Groups", { displayName: "Staff" });
    const staff = await team("Staff");
    await office.worker();
    const { id } = await push({ groupId: staff });
    await becomesClash(id);
    await office.api("POST", path(`/${id}/resolve`), { choice: "LINK", targetGroupId: first });
    await office.settled();
    expect(await read(id)).toMatchObject({ status: "ACTIVE", targetGroupId: first });
  });

  it("is not linked where another push made the app's group: two would overwrite each other", async () => {
    const crew = await team("Crew");
    await office.worker();
    await push({ groupId: crew, targetName: "Staff" });
    await office.settled();
    const conditions = [{ attribute: "name", operator: "EQUALS", value: "staff" }];
    await team("Staff");
    await office.api("POST", `/api/lockstep/v1/apps/${app}/push-rules`, { name: "Staff", conditions });
    await until(async () => expect((await list("clash=true")).total).toBe(1));
    const [clash] = (await list("clash=true")).items;
    const refused = await office.refused("POST", path(`/${clash?.id}/resolve`), { choice: "LINK" });
    expect(refused.causes[0]).toContain('The group "Crew" is pushed to the app under this name');
    const twice = await office.refused("POST", path(`/${clash?.id}/resolve`), {
      choice: "LINK",
      targetGroupId: String(office.target.group("Staff")?.["id"]),
    });
    expect(twice.causes[0]).toContain('"Crew" is pushed to it already');
  });

  it("is the only thing that can be resolved", async () => {
    const { id } = await push({ groupId: await team("Staff") });
    const { status, causes } = await office.refused("POST", path(`/${id}/resolve`), { choice: "LINK" });
    expect([status, causes]).toEqual([403, ['The push of "Staff" did not stop at a name that the app has already.']]);
  });
});

describe("the app's words", () => {
  it("are shown when it cannot be asked for candidates", async () => {
    office.target.fault = () => ({ kind: "answer", status: 503, detail: "Closed for the night." });
    const { status, causes } = await office.refused("GET", path("/candidates?name=Staff"));
    expect([status, causes]).toEqual([400, [expect.stringContaining("Closed for the night")]]);
    const both = await office.refused("GET", path("/candidates"));
    expect(both.causes).toEqual(["name: Give name or groupId, one of the two"]);
  });
});

describe("many at once", () => {
  it("does what was ordered with each, and says of each what became of it", async () => {
    const ids: string[] = [];
    for (const name of ["Alpha", "Beta", "Gamma"]) ids.push((await push({ groupId: await team(name) })).id);
    await office.worker();
    await office.settled();
    const off = await bulk({ action: "DEACTIVATE", ids });
    expect([off.done, off.refused, off.next]).toEqual([3, 0, null]);
    const mixed = await bulk({ action: "PUSH", ids: [ids[0], "gPmUnknown"] });
    expect(mixed).toMatchObject({ done: 0, refused: 2 });
    expect(mixed.items).toEqual([
      { id: ids[0], groupName: "Alpha", result: "REFUSED", reason: expect.stringContaining("inactive") },
      { id: "gPmUnknown", groupName: null, result: "REFUSED", reason: expect.stringContaining("Not found") },
    ]);
    await bulk({ action: "ACTIVATE", filter: { status: "INACTIVE", q: "alph" } });
    expect((await list()).counts).toMatchObject({ active: 1, inactive: 2 });
    await office.settled();
    const left = await bulk({ action: "UNLINK", deleteTargetGroup: false, filter: { status: "ACTIVE" } });
    expect(left.items).toMatchObject([{ groupName: "Alpha", result: "DONE" }]);
    const gone = await bulk({ action: "UNLINK", deleteTargetGroup: true, filter: {} });
    expect(gone.done).toBe(2);
    await until(() => expect(office.target.groups().map((group) => group["displayName"])).toEqual(["Alpha"]));
    await office.settled();
    expect((await list()).counts.total).toBe(0);
  });

  it("links or skips all clashes, and retries all that failed", async () => {
    office.target.put("Groups", { displayName: "Alpha" });
    office.target.put("Groups", { displayName: "Beta" });
    for (const name of ["Alpha", "Beta"]) await push({ groupId: await team(name) });
    office.target.fault = ({ method, path: asked }) =>
      method === "POST" && asked === "/Groups" ? { kind: "answer", status: 400, detail: "No." } : undefined;
    await push({ groupId: await team("Gamma") });
    await office.worker();
    await tasksBecome(office, ["groupNameTaken", "groupNameTaken", "rejected"]);
    office.target.fault = () => undefined;
    expect(await bulk({ action: "LINK", filter: { clash: true } })).toMatchObject({ done: 2, refused: 0 });
    expect(await bulk({ action: "RETRY", filter: { status: "ERROR" } })).toMatchObject({ done: 1, refused: 0 });
    await office.settled();
    expect((await list()).counts).toMatchObject({ active: 3, error: 0, clashes: 0 });
    expect(office.target.groups()).toHaveLength(3);
  });

  it("works a filter through a portion at a time", async () => {
    await office.database.kysely
      .insertInto("person_group")
      .values(Array.from({ length: 251 }, (_, index) => ({ id: `00g${index}` as GroupId, name: `Team ${index}` })))
      .execute();
    await office.api("POST", `/api/lockstep/v1/apps/${app}/push-rules`, {
      name: "Teams",
      conditions: [{ attribute: "name", operator: "STARTS_WITH", value: "Team" }],
    });
    const first = await bulk({ action: "DEACTIVATE", filter: { by: "RULE" } });
    expect([first.done, first.next]).toEqual([250, expect.any(String)]);
    const second = await bulk({ action: "DEACTIVATE", filter: { by: "RULE" }, after: first.next });
    expect([second.done, second.next]).toEqual([1, null]);
    expect((await list()).counts).toMatchObject({ inactive: 251 });
  });

  it("is refused as a whole when it does not say what it means", async () => {
    for (const [body, words] of [
      [{ action: "UNLINK", ids: [] }, "deleteTargetGroup: Say whether"],
      [{ action: "PUSH" }, "ids: Give ids or a filter"],
      [{ action: "EXPLODE", ids: [] }, "action:"],
      [{ action: "PUSH", filter: { status: "ODD" } }, "filter.status:"],
    ] as const) {
      expect((await office.refused("POST", path("/bulk"), body)).causes[0]).toContain(words);
    }
  });
});

describe("unlinking", () => {
  it("is shown until the app was told, and can be called off", async () => {
    const { id } = await push({ groupId: await team("Staff") });
    const worker = await office.worker();
    await office.settled();
    await worker.stop();
    await office.api("POST", path(`/${id}/unlink`), { deleteTargetGroup: true });
    expect(await read(id)).toMatchObject({ status: "UNLINKING", pending: true });
    expect(await office.api("POST", path(`/${id}/keep`))).toMatchObject({ status: "INACTIVE" });
    const { causes } = await office.refused("POST", path(`/${id}/keep`));
    expect(causes[0]).toContain("was not asked for");
    await office.worker();
    await office.settled();
    expect(office.target.group("Staff")).toBeDefined();
  });

  it("is called off when its task is set aside: the mapping is there again", async () => {
    const { id } = await push({ groupId: await team("Staff") });
    await office.worker();
    await office.settled();
    office.target.fault = ({ method }) =>
      method === "DELETE" ? { kind: "answer", status: 403, detail: "Groups are kept here." } : undefined;
    await office.api("POST", path(`/${id}/unlink`), { deleteTargetGroup: true });
    const [task] = await tasksBecome(office, ["rejected"]);
    await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/cancel`);
    expect(await read(id)).toMatchObject({ status: "INACTIVE", pending: false });
    expect(office.target.group("Staff")).toBeDefined();
  });
});

describe("the list", () => {
  it("is by name, filtered, counted and read page by page", async () => {
    for (const name of ["gamma", "Alpha", "beta"]) await push({ groupId: await team(name) });
    const first = await list("limit=2");
    expect(first.items.map((item) => item.groupName)).toEqual(["Alpha", "beta"]);
    expect(first.counts).toMatchObject({ total: 3, pending: 3, byName: 3, byRule: 0 });
    expect(await list("q=GAM")).toMatchObject({ items: [{ groupName: "gamma" }], total: 1, counts: { total: 3 } });
    expect((await list("status=error")).items).toEqual([]);
    expect((await office.refused("GET", path("?status=odd"))).status).toBe(400);
  });
});
