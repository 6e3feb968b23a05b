/** Push rules that give their groups the app as well, over our own API, on a real worker and a target over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PushGroup, PushRule, PushRulePreview } from "../../contract.ts";
import { type Office, openOffice } from "../../provisioning/testing/office.ts";

let office: Office;
let app = "";
let ann = "";
let bob = "";
let team = "";
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect();
  [ann, bob] = [await office.hire("Ann A"), await office.hire("Bob B")];
  team = await newGroup("Team One", ann, bob);
});
afterEach(() => office.end());

const base = () => `/api/lockstep/v1/apps/${app}`;
const startingWith = (value: string) => [{ attribute: "name", operator: "STARTS_WITH", value }];
const TEAMS = { name: "Teams", conditions: startingWith("Team") };

async function newGroup(name: string, ...people: readonly string[]): Promise<string> {
  const { id } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  for (const person of people) await office.api("PUT", `/api/v1/groups/${id}/users/${person}`);
  return id;
}

const create = (input: object) => office.api<PushRule>("POST", `${base()}/push-rules`, input);
const change = (id: string, input: object) => office.api<PushRule>("PUT", `${base()}/push-rules/${id}`, input);
const peopleAssignedBy = async (input: object) =>
  (await office.api<PushRulePreview>("POST", `${base()}/push-rules/preview`, input)).counts.peopleAssigned;

/** Groups that have the app, by name, and whether each is pushed. */
async function assignedGroups(): Promise<readonly string[]> {
  const { items } = await office.api<{ items: readonly PushGroup[] }>("GET", `${base()}/push-groups`);
  return items
    .filter(({ assigned }) => assigned)
    .map(({ groupName }) => groupName)
    .sort();
}

const accounts = () =>
  office.target
    .users()
    .map(({ userName }) => String(userName))
    .sort();
const membersOf = (name: string) => ((office.target.group(name)?.["members"] ?? []) as readonly unknown[]).length;

describe("a push rule that assigns", () => {
  it("gives its groups the app in the same step, says beforehand to how many people, and makes people first", async () => {
    await office.api("POST", `/api/v1/users/${bob}/lifecycle/suspend`);
    expect(await peopleAssignedBy(TEAMS)).toBe(0);
    expect(await peopleAssignedBy({ ...TEAMS, assign: true })).toBe(1);
    await office.api("POST", `/api/v1/users/${bob}/lifecycle/unsuspend`);
    expect(await peopleAssignedBy({ ...TEAMS, assign: true })).toBe(2);
    await office.worker();
    expect(await create({ ...TEAMS, assign: true })).toMatchObject({ assign: true, groups: 1 });
    await office.settled();
    expect(await assignedGroups()).toEqual(["Team One"]);
    expect(accounts()).toEqual(["ann.a@example.com", "bob.b@example.com"]);
    expect(membersOf("Team One")).toBe(2);
    const collections = office.target.writes().map(({ path }) => path.split("/")[1]);
    expect(collections.lastIndexOf("Users")).toBeLessThan(collections.indexOf("Groups"));
    const log = await office.api<readonly { debugContext: { debugData: object } }[]>(
      "GET",
      `/api/v1/logs?filter=${encodeURIComponent('eventType eq "group.application_assignment.add"')}`,
    );
    expect(log.map(({ debugContext }) => debugContext.debugData)).toMatchObject([{ rule: "Teams" }]);
  });

  it("gives the app to groups that come to match, and takes it from nobody: not who it lets go, nor when it is deleted", async () => {
    await office.worker();
    const { id } = await create({ ...TEAMS, assign: true, whenUnmatched: "UNLINK" });
    const cid = await office.hire("Cid C");
    const board = await newGroup("Board", cid);
    await office.api("PUT", `/api/v1/groups/${board}`, { profile: { name: "Team Board" } });
    await office.settled();
    expect(await assignedGroups()).toEqual(["Team Board", "Team One"]);
    expect(accounts()).toContain("cid.c@example.com");
    await office.api("PUT", `/api/v1/groups/${board}`, { profile: { name: "Board" } });
    await office.api("DELETE", `${base()}/push-rules/${id}?groups=leave`);
    await office.settled();
    expect(office.target.users().map(({ active }) => active)).toEqual([true, true, true]);
    for (const group of [team, board])
      expect(await office.api("GET", `/api/v1/apps/${app}/groups/${group}`)).toMatchObject({ id: group });
  });

  it("can begin to later, for what it pushes already; left out of a change it stays as it was", async () => {
    await office.worker();
    const { id } = await create(TEAMS);
    await office.settled();
    expect(accounts()).toEqual([]);
    expect(await peopleAssignedBy({ ...TEAMS, id, assign: true })).toBe(2);
    await change(id, { ...TEAMS, assign: true });
    await office.settled();
    expect(await assignedGroups()).toEqual(["Team One"]);
    expect(membersOf("Team One")).toBe(2);
    // Taken away by hand it stays so: the rule has given it once.
    await office.api("DELETE", `/api/v1/apps/${app}/groups/${team}`);
    expect(await change(id, { ...TEAMS, name: "All teams" })).toMatchObject({ assign: true });
    expect(await assignedGroups()).toEqual([]);
    expect(await change(id, { ...TEAMS, assign: false })).toMatchObject({ assign: false });
  });

  it("gives the app to a group that it takes over from another rule", async () => {
    const { id } = await create({ name: "Ones", conditions: startingWith("Team One") });
    await create({ ...TEAMS, assign: true });
    expect(await assignedGroups()).toEqual([]);
    await office.api("DELETE", `${base()}/push-rules/${id}?groups=leave`);
    expect(await assignedGroups()).toEqual(["Team One"]);
  });
});
