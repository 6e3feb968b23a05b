import type { AppId, PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  AppSettingsFile,
  BudgetHold,
  BudgetHoldSubject,
  Mapping,
  PlanApplied,
  PlanRun,
  SignOnPlan,
  Task,
  Why,
} from "../../contract.ts";
import { unassignPerson } from "../../domain/app-users.ts";
import { addMember, removeMember } from "../../domain/groups.ts";
import { updatePerson } from "../../domain/people.ts";
import { type Api, openApi } from "../testing/api.ts";
import { populate } from "../testing/populate.ts";
import type { SeenRequest } from "../testing/scim-target.ts";
import { makePlan } from "../testing/wire.ts";
import {
  appUser,
  assign,
  connectedApp,
  createWorld,
  group,
  person,
  push,
  until,
  type World,
} from "../testing/world.ts";

let world: World;
let api: Api;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
  await world.worker();
});
afterEach(async () => {
  await world.end();
});

const own = (path: string) => `/api/lockstep/v1/apps/${appId}${path}`;
const HOLDS = "/api/lockstep/v1/budget/holds";

/** Makes changes while the app is paused, so that all of them are due at the same moment. */
async function atOnce(change: () => Promise<void>): Promise<void> {
  await api.ok("POST", own("/pause"));
  await change();
  await api.ok("POST", own("/resume"));
}

async function unassign(people: readonly PersonId[]): Promise<void> {
  for (const personId of people) await unassignPerson(world.act, { appId, personId });
}

async function openHolds(): Promise<readonly BudgetHold[]> {
  return (await api.ok<{ items: readonly BudgetHold[] }>("GET", `${HOLDS}?state=OPEN`)).items;
}

/** The only hold, once it is there. */
async function theHold(): Promise<BudgetHold> {
  let found: BudgetHold | undefined;
  await until(async () => {
    const holds = await openHolds();
    expect(holds).toHaveLength(1);
    [found] = holds;
  });
  return found as BudgetHold;
}

const isDeactivation = ({ method, body }: SeenRequest) =>
  method === "PATCH" && JSON.stringify(body).includes('"active":false');
const deactivations = () => world.target.writes().filter(isDeactivation);

describe("the budget of deactivations", () => {
  it.each([19, 20])("lets %i of 100 pass", async (count) => {
    const people = await populate(world, appId, 100);
    await atOnce(() => unassign(people.slice(0, count)));
    await world.settled();
    expect([deactivations().length, await openHolds()]).toEqual([count, []]);
  });

  it("holds 21 of 100 before the first request, asks by a task that shows the list, and sends exactly the list once approved", async () => {
    const people = await populate(world, appId, 100);
    await atOnce(() => unassign(people.slice(0, 21)));
    const hold = await theHold();
    expect(hold).toMatchObject({ direction: "deactivations", affected: 21, done: 0, population: 100, allowance: 20 });
    expect(hold.message).toBe("21 accounts would be deactivated; the budget allows 20 of 100 active accounts.");
    const { items: tasks } = await api.ok<{ items: readonly Task[] }>("GET", "/api/lockstep/v1/tasks?state=OPEN");
    expect(tasks).toMatchObject([{ cause: "deactivationBudget", detail: hold.message, subject: { kind: "app" } }]);
    expect(tasks[0]?.remedy).toContain(hold.id);
    const { items } = await api.ok<{ items: readonly BudgetHoldSubject[] }>("GET", `${HOLDS}/${hold.id}/subjects`);
    expect(items.map(({ id }) => id).sort()).toEqual([...people.slice(0, 21)].sort());
    const why = await api.ok<Why>("GET", own(`/users/${people[0]}/why`));
    expect(why.answer).toContain("still has access");
    expect(why.answer).toContain(`lockstep budget approve ${hold.id}`);
    expect(world.target.writes()).toEqual([]);

    expect(await api.ok("POST", `${HOLDS}/${hold.id}/approve`)).toEqual({ decided: 21, leftOut: 0 });
    await world.settled();
    expect(deactivations()).toHaveLength(21);
    expect((await api.call("POST", `${HOLDS}/${hold.id}/approve`)).status).toBe(403);
    expect((await api.ok<{ items: readonly Task[] }>("GET", "/api/lockstep/v1/tasks?state=OPEN")).items).toEqual([]);
    // What was approved is used up, and does not count against what comes after it.
    await unassign(people.slice(21, 22));
    await world.settled();
    expect(deactivations()).toHaveLength(22);
  });

  it("is none for 99 people", async () => {
    const people = await populate(world, appId, 99);
    await atOnce(() => unassign(people.slice(0, 60)));
    await world.settled();
    expect([deactivations().length, await openHolds()]).toEqual([60, []]);
  });

  it("adds up what trickles in: twenty one by one pass, the next one is held, and a day later it goes", async () => {
    const people = await populate(world, appId, 100);
    for (const personId of people.slice(0, 20)) {
      await unassign([personId]);
      await world.settled();
    }
    await unassign(people.slice(20, 21));
    const hold = await theHold();
    expect(hold).toMatchObject({ affected: 1, done: 20, population: 100 });
    expect(hold.message).toContain("after 20 in the last 24 hours");
    world.clock.advance(24 * 3_600_000 + 1);
    await api.ok("POST", own("/resume"));
    await world.settled();
    expect(deactivations()).toHaveLength(21);
    expect(await openHolds()).toEqual([]);
  });

  it("holds nothing else: accounts are created and profiles changed meanwhile", async () => {
    const people = await populate(world, appId, 100);
    await atOnce(() => unassign(people.slice(0, 30)));
    await theHold();
    await assign(world, appId, await person(world, "New Comer"));
    await updatePerson(world.act, people[50] as PersonId, { profile: { title: "CFO" }, partial: true });
    await until(() => {
      expect(world.target.user("new.comer@example.com")).toBeDefined();
      expect(world.target.user("pat50@example.com")).toMatchObject({ title: "CFO" });
    });
    expect(deactivations()).toEqual([]);
  });

  it("drops what is rejected until something changes; assignments stay as they are", async () => {
    const people = await populate(world, appId, 100);
    await atOnce(() => unassign(people.slice(0, 21)));
    const hold = await theHold();
    expect(await api.ok("POST", `${HOLDS}/${hold.id}/reject`)).toEqual({ decided: 21, leftOut: 0 });
    await world.settled();
    const first = people[0] as PersonId;
    expect([deactivations(), (await appUser(world, first)).assigned]).toEqual([[], false]);
    const why = await api.ok<Why>("GET", own(`/users/${first}/why`));
    expect(why.conditions.find(({ name }) => name === "withinBudget")).toMatchObject({ ok: false });
    expect(why.answer).toContain("Ada rejected the change");
    await assign(world, appId, first);
    await unassign([first]);
    await world.settled();
    expect(deactivations()).toHaveLength(1);
  });

  it("leaves out of a decision who changed since: the approval is for exactly that list", async () => {
    const people = await populate(world, appId, 100);
    await atOnce(() => unassign(people.slice(0, 22)));
    const hold = await theHold();
    await assign(world, appId, people[0] as PersonId);
    await unassign(people.slice(22, 23));
    expect(await api.ok("POST", `${HOLDS}/${hold.id}/approve`)).toEqual({ decided: 21, leftOut: 1 });
    await world.settled();
    const ids = new Set(deactivations().map(({ path }) => path));
    expect(ids.size).toBe(22);
    expect(world.target.user("pat0@example.com")).toMatchObject({ active: true });
  });

  it("is kept by several workers together", async () => {
    const people = await populate(world, appId, 100);
    for (let more = 0; more < 3; more += 1) await world.worker();
    await atOnce(() => unassign(people.slice(0, 40)));
    const hold = await theHold();
    expect([hold.affected, world.target.writes()]).toEqual([40, []]);
    await api.ok("POST", `${HOLDS}/${hold.id}/approve`);
    await world.settled();
    expect(deactivations()).toHaveLength(40);
  });

  it("can be set for the directory and for an app, by count and by percent; raising it lets go what was held", async () => {
    const people = await populate(world, appId, 100);
    await api.ok("PUT", "/api/lockstep/v1/budget", { deactivations: { percent: null, count: 3 } });
    expect(await api.ok("GET", own("/budget"))).toMatchObject({
      deactivations: { percent: null, count: 3, from: 100 },
    });
    await atOnce(() => unassign(people.slice(0, 4)));
    expect(await theHold()).toMatchObject({ allowance: 3 });
    await api.ok("PUT", own("/budget"), { deactivations: { count: 4 } });
    await world.settled();
    expect([deactivations().length, await openHolds()]).toEqual([4, []]);
    const bad = await api.call<{ errorCauses: readonly { errorSummary: string }[] }>("PUT", own("/budget"), {
      deactivations: { percent: 101 },
    });
    expect([bad.status, bad.body.errorCauses[0]?.errorSummary]).toEqual([
      400,
      expect.stringContaining("deactivations.percent"),
    ]);
    expect((await api.call("PUT", own("/budget"), { deletions: {} })).status).toBe(400);
  });

  it("is decided at its hold, not by retrying or cancelling its task", async () => {
    const people = await populate(world, appId, 100);
    await atOnce(() => unassign(people.slice(0, 21)));
    await theHold();
    const { items } = await api.ok<{ items: readonly Task[] }>("GET", "/api/lockstep/v1/tasks?state=OPEN");
    expect((await api.call("POST", `/api/lockstep/v1/tasks/${items[0]?.id}/retry`)).status).toBe(403);
    expect((await api.call("POST", `/api/lockstep/v1/tasks/${items[0]?.id}/cancel`)).status).toBe(403);
    expect(await api.ok("POST", "/api/lockstep/v1/tasks/retry", {})).toEqual({ count: 0 });
    expect(deactivations()).toEqual([]);
  });
});

describe("the budget of membership removals", () => {
  it("holds a group that would lose 21 of 100 members; other groups go on", async () => {
    const people = await populate(world, appId, 100);
    const [large, small] = [await group(world, "Large", ...people), await group(world, "Small")];
    await push(world, appId, large);
    await push(world, appId, small);
    await world.settled();
    world.target.forget();
    await atOnce(async () => {
      for (const personId of people.slice(0, 21)) await removeMember(world.act, large, personId);
      await addMember(world.act, small, people[0] as PersonId);
    });
    expect(await theHold()).toMatchObject({ direction: "membershipRemovals", affected: 21, population: 100 });
    await until(() => expect(world.target.group("Small")?.["members"]).toHaveLength(1));
    expect(world.target.group("Large")?.["members"]).toHaveLength(100);
    await api.ok("POST", `${HOLDS}/${(await theHold()).id}/approve`);
    await world.settled();
    expect(world.target.group("Large")?.["members"]).toHaveLength(79);
  });

  it("asks nothing more once the accounts behind the memberships were switched off with approval", async () => {
    const people = await populate(world, appId, 100);
    await push(world, appId, await group(world, "Large", ...people));
    await world.settled();
    await atOnce(() => unassign(people.slice(0, 21)));
    await until(async () => expect(await openHolds()).toHaveLength(2));
    expect(world.target.group("Large")?.["members"]).toHaveLength(100);
    const deactivating = (await openHolds()).find(({ direction }) => direction === "deactivations");
    await api.ok("POST", `${HOLDS}/${deactivating?.id}/approve`);
    await world.settled();
    expect(world.target.group("Large")?.["members"]).toHaveLength(79);
    expect(await openHolds()).toEqual([]);
  });
});

describe("the budget of attribute overwrites", () => {
  const mappings = async () => (await api.ok<{ items: readonly Mapping[] }>("GET", own("/mappings"))).items;
  const withTitle = async (expression: string) =>
    (await mappings()).map((mapping) => (mapping.attribute === "title" ? { ...mapping, expression } : mapping));

  it("holds changed profiles of 21 of 100, and lets 20 pass", async () => {
    const people = await populate(world, appId, 100);
    const rename = (count: number, title: string) =>
      atOnce(async () => {
        for (const id of people.slice(0, count))
          await updatePerson(world.act, id, { profile: { title }, partial: true });
      });
    await rename(20, "Reorganised");
    await world.settled();
    expect(world.target.writes()).toHaveLength(20);
    world.clock.advance(25 * 3_600_000);
    world.target.forget();
    await rename(21, "Reorganised again");
    expect(await theHold()).toMatchObject({ direction: "attributeOverwrites", affected: 21, allowance: 20 });
    expect(world.target.writes()).toEqual([]);
    await api.ok("POST", `${HOLDS}/${(await theHold()).id}/approve`);
    await world.settled();
    expect(world.target.writes()).toHaveLength(21);
  });

  it("does not count what fills an empty attribute", async () => {
    const people = await populate(world, appId, 100);
    await atOnce(async () => {
      for (const id of people) await updatePerson(world.act, id, { profile: { department: "Finance" }, partial: true });
    });
    await world.settled();
    expect([world.target.writes().length, await openHolds()]).toEqual([100, []]);
  });

  it("refuses to save mappings that would overwrite more, unless a plan of exactly them was looked at", async () => {
    await populate(world, appId, 100);
    const items = await withTitle("toUpperCase(user.title)");
    const refused = await api.call<{ errorCode: string; errorCauses: readonly { errorSummary: string }[] }>(
      "PUT",
      own("/mappings"),
      { items },
    );
    expect([refused.status, refused.body.errorCode]).toEqual([409, "E0000195"]);
    expect(refused.body.errorCauses[0]?.errorSummary).toContain(
      "100 accounts would have values overwritten; the budget allows 20 of 100 accounts.",
    );
    expect(await mappings()).not.toEqual(items);

    const plan = await makePlan(api, appId, { proposal: { mappings: items } });
    expect(plan.summary).toMatchObject({ update: 100, overwrittenPeople: 100, overwrites: { title: 100 } });
    expect(plan.overBudget).toMatchObject([{ direction: "attributeOverwrites" }]);
    expect(await mappings()).not.toEqual(items);
    expect((await api.call("PUT", own("/mappings"), { items: await mappings(), plan: plan.id })).status).toBe(400);
    expect(await api.ok("PUT", own("/mappings"), { items, plan: plan.id })).toEqual({ items });
    await world.settled();
    expect(world.target.writes()).toHaveLength(100);
    expect(world.target.user("pat7@example.com")).toMatchObject({ title: "TITLE 7" });
    expect(await openHolds()).toEqual([]);
  });

  it("asks before another user name format is saved: it is shown, refused, and held when it is saved all the same", async () => {
    await populate(world, appId, 100);
    const change = { type: "CUSTOM", template: "'new.' + user.email", push: "PUSH" };
    const planned = await api.ok<SignOnPlan>("POST", own("/sign-on/plan"), change);
    const words = "100 accounts would have values overwritten; the budget allows 20 of 100 accounts.";
    expect([planned.changed, planned.overBudget]).toEqual([100, words]);
    const { token } = planned;
    const refused = await api.call("PUT", own("/sign-on"), { ...change, token });
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining(words)]);
    expect(await api.ok("GET", own("/sign-on"))).not.toMatchObject({ type: "CUSTOM" });
    await api.ok("PUT", own("/sign-on"), { ...change, token, overBudget: "HOLD" });
    expect(await theHold()).toMatchObject({ direction: "attributeOverwrites", affected: 100 });
    expect(world.target.writes()).toEqual([]);
  });

  it("asks before the app itself is saved with another user name format: it is refused, and held when it is saved all the same", async () => {
    await populate(world, appId, 100);
    const path = `/api/v1/apps/${appId}`;
    const before = await api.ok<object>("GET", path);
    const userNameTemplate = { type: "CUSTOM", template: "'new.' + user.email", pushStatus: "PUSH" };
    const changed = { ...before, credentials: { userNameTemplate } };
    const words = "100 accounts would have values overwritten; the budget allows 20 of 100 accounts.";
    const refused = await api.call<{ errorCode: string }>("PUT", path, changed);
    expect([refused.status, refused.body.errorCode]).toEqual([409, "E0000195"]);
    expect(refused.text).toContain(words);
    expect(await api.ok("GET", path)).toEqual(before);
    // The same as before, and what overwrites nothing, is saved without a question.
    expect(await api.ok("PUT", path, { ...before, label: "Declaree 2" })).toMatchObject({ label: "Declaree 2" });
    const onCreation = { ...userNameTemplate, pushStatus: "DONT_PUSH" };
    await api.ok("PUT", path, { ...before, credentials: { userNameTemplate: onCreation } });
    await api.ok("PUT", `${path}?overBudget=hold`, changed);
    expect(await theHold()).toMatchObject({ direction: "attributeOverwrites", affected: 100 });
    expect(world.target.writes()).toEqual([]);
  });

  it("lets another user name format pass that changes few, and plans one with its suffix", async () => {
    const people = await populate(world, appId, 100);
    await updatePerson(world.act, people[3] as PersonId, { profile: { nickName: "Patty" }, partial: true });
    await world.settled();
    const change = { type: "CUSTOM", template: "user.nickName == null ? user.email : user.nickName", push: "PUSH" };
    const { token, overBudget } = await api.ok<SignOnPlan>("POST", own("/sign-on/plan"), change);
    expect(overBudget).toBeNull();
    await api.ok("PUT", own("/sign-on"), { ...change, token });
    await until(() => expect(world.target.user("Patty")).toBeDefined());
    await world.settled();
    const userName = {
      type: "CUSTOM",
      template: "user.firstName + instance.userSuffix",
      pushStatus: "PUSH",
      userSuffix: "@x.example",
    };
    const plan = await makePlan(api, appId, { proposal: { userName } });
    expect(plan.summary).toMatchObject({ overwrittenPeople: 100 });
    await api.ok("POST", own(`/plans/${plan.id}/apply`), { approve: ["attributeOverwrites"] });
    await world.settled();
    expect(world.target.user("Pat5@x.example")).toBeDefined();
  });

  it("asks before a settings file is applied: a dry run shows it, applying is refused, and held when it is said so", async () => {
    await populate(world, appId, 100);
    const before = await api.ok<AppSettingsFile>("GET", own("/settings"));
    const file = { ...before, mappings: await withTitle("toUpperCase(user.title)") };
    const words = "100 accounts would have values overwritten; the budget allows 20 of 100 accounts.";
    expect(await api.ok("PUT", own("/settings?dryRun=true"), file)).toMatchObject({
      overBudget: words,
      applied: false,
    });
    const refused = await api.call("PUT", own("/settings"), file);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining(words)]);
    expect(await api.ok("GET", own("/settings"))).toEqual(before);
    // What overwrites nothing is applied without a question.
    expect(await api.ok("PUT", own("/settings"), { ...before, label: "Declaree 2" })).toMatchObject({
      overBudget: null,
      applied: true,
    });
    expect(await api.ok("PUT", own("/settings?overBudget=hold"), file)).toMatchObject({ applied: true });
    expect(await theHold()).toMatchObject({ direction: "attributeOverwrites", affected: 100 });
    expect(world.target.writes()).toEqual([]);
  });

  it("asks for the direction by name when a plan is applied beyond it", async () => {
    await populate(world, appId, 100);
    const userName = { template: `\${source.login}`, type: "BUILT_IN", pushStatus: "PUSH" };
    const items = await withTitle("toUpperCase(user.title)");
    const plan = await makePlan(api, appId, { proposal: { mappings: items, userName } });
    const apply = (body: object) => api.call<PlanApplied>("POST", own(`/plans/${plan.id}/apply`), body);
    expect((await apply({})).status).toBe(409);
    expect((await apply({ approve: ["deactivations"] })).status).toBe(409);
    expect((await api.ok<PlanRun>("GET", own(`/plans/${plan.id}`))).applied).toBeNull();
    expect((await apply({ approve: ["attributeOverwrites"] })).body).toEqual({
      applied: 100,
      leftOut: 0,
      leftOutNames: [],
    });
    await world.settled();
    expect([world.target.writes().length, await mappings()]).toEqual([100, items]);
  });
});
