import type { AppId, PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppSettingsFile, BudgetHold, Mapping } from "../../contract.ts";
import { unassignPerson } from "../../domain/app-users.ts";
import { updatePerson } from "../../domain/people.ts";
import { type Api, openApi } from "../testing/api.ts";
import { populate } from "../testing/populate.ts";
import type { SeenRequest } from "../testing/scim-target.ts";
import { makePlan } from "../testing/wire.ts";
import { connectedApp, createWorld, until, type World } from "../testing/world.ts";

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

async function holds(state: BudgetHold["state"]): Promise<readonly BudgetHold[]> {
  return (await api.ok<{ items: readonly BudgetHold[] }>("GET", `${HOLDS}?state=${state}`)).items;
}

/** The only open hold, once there is one for which `isMeant`. */
async function theHold(isMeant: (hold: BudgetHold) => boolean = () => true): Promise<BudgetHold> {
  let found: BudgetHold | undefined;
  await until(async () => {
    const open = await holds("OPEN");
    expect(open.map(isMeant)).toEqual([true]);
    [found] = open;
  });
  return found as BudgetHold;
}

async function titledBy(expression: string): Promise<readonly Mapping[]> {
  const { items } = await api.ok<{ items: readonly Mapping[] }>("GET", own("/mappings"));
  return items.map((mapping) => (mapping.attribute === "title" ? { ...mapping, expression } : mapping));
}

/** Saves settings that are over the budget, to be held. */
async function saveHeld(change: Partial<AppSettingsFile>): Promise<void> {
  const file = await api.ok<AppSettingsFile>("GET", own("/settings"));
  await api.ok("PUT", own("/settings?overBudget=hold"), { ...file, ...change });
}

/** A plan that overwrites everybody's title is applied, with approval. */
async function applyTitles(expression: string): Promise<void> {
  const plan = await makePlan(api, appId, { proposal: { mappings: await titledBy(expression) } });
  await api.ok("POST", own(`/plans/${plan.id}/apply`), { approve: ["attributeOverwrites"] });
}

const titlesSent = () => world.target.writes().map(({ body }) => (body as { title?: string }).title);
const isDeactivation = ({ method, body }: SeenRequest) =>
  method === "PATCH" && JSON.stringify(body).includes('"active":false');

describe("what a person let pass is what was asked about", () => {
  it("an applied plan that has not been sent does not let a later setting pass", async () => {
    await populate(world, appId, 100);
    await api.ok("POST", own("/pause"));
    await applyTitles("toUpperCase(user.title)");
    await saveHeld({ mappings: await titledBy("toLowerCase(user.title)") });
    await api.ok("POST", own("/resume"));
    const hold = await theHold();
    expect(hold).toMatchObject({ direction: "attributeOverwrites", affected: 100 });
    expect(world.target.writes()).toEqual([]);
    expect(await api.ok("POST", `${HOLDS}/${hold.id}/approve`)).toEqual({ decided: 100, leftOut: 0 });
    await world.settled();
    expect(titlesSent().toSorted().slice(0, 2)).toEqual(["title 0", "title 1"]);
    expect(titlesSent()).toHaveLength(100);
  });

  it("nor does an approved hold; one that asks about a setting of before gives way to one that asks about the later", async () => {
    await populate(world, appId, 100);
    await saveHeld({ mappings: await titledBy("toUpperCase(user.title)") });
    const first = await theHold();
    await saveHeld({ mappings: await titledBy("toLowerCase(user.title)") });
    const second = await theHold(({ id }) => id !== first.id);
    expect((await holds("LAPSED")).map(({ id }) => id)).toEqual([first.id]);
    await api.ok("POST", own("/pause"));
    expect(await api.ok("POST", `${HOLDS}/${second.id}/approve`)).toEqual({ decided: 100, leftOut: 0 });
    await saveHeld({ mappings: await titledBy("'Staff'") });
    await api.ok("POST", own("/resume"));
    const third = await theHold();
    expect([third.affected, world.target.writes()]).toEqual([100, []]);
    await api.ok("POST", `${HOLDS}/${third.id}/approve`);
    await world.settled();
    expect(new Set(titlesSent())).toEqual(new Set(["Staff"]));
  });

  it("what comes to the same stays let pass, whatever else is saved meanwhile", async () => {
    const people = await populate(world, appId, 100);
    await api.ok("POST", own("/pause"));
    await applyTitles("toUpperCase(user.title)");
    const nickName = { attribute: "nickName", expression: "user.nickName", pushStatus: "PUSH" } as const;
    await saveHeld({ mappings: [...(await titledBy("toUpperCase(user.title)")), nickName] });
    // One of them is another one by now: a single change, within the budget.
    await updatePerson(world.act, people[0] as PersonId, { profile: { nickName: "Patty" }, partial: true });
    await api.ok("POST", own("/resume"));
    await world.settled();
    expect([titlesSent().length, await holds("OPEN"), await holds("LAPSED")]).toEqual([100, [], []]);
    expect(world.target.user("pat0@example.com")).toMatchObject({ title: "TITLE 0", nickName: "Patty" });
  });

  it("what was let pass and is not sent yet does not count against a setting that makes the same of it, and does against another", async () => {
    await populate(world, appId, 100);
    await api.ok("POST", own("/pause"));
    await applyTitles("toUpperCase(user.title)");
    const nickName = { attribute: "nickName", expression: "user.nickName", pushStatus: "PUSH" } as const;
    const items = [...(await titledBy("toUpperCase(user.title)")), nickName];
    expect(await api.ok("PUT", own("/mappings"), { items })).toEqual({ items });
    const others = await api.call("PUT", own("/mappings"), { items: await titledBy("toLowerCase(user.title)") });
    expect([others.status, others.text]).toEqual([409, expect.stringContaining("100 accounts would have values")]);
    await api.ok("POST", own("/resume"));
    await world.settled();
    expect([titlesSent().length, await holds("OPEN")]).toEqual([100, []]);
  });

  it("whoever is under way or waits for a turn when a later setting is saved is judged anew", async () => {
    await populate(world, appId, 100);
    const { promise, resolve } = Promise.withResolvers<void>();
    let writes = 0;
    world.target.fault = ({ method }) => {
      if (method === "GET") return undefined;
      writes += 1;
      return { kind: "carryOutAndWait", until: promise };
    };
    await applyTitles("toUpperCase(user.title)");
    await until(() => expect(writes).toBe(8));
    await saveHeld({ mappings: await titledBy("toLowerCase(user.title)") });
    resolve();
    const hold = await theHold(({ affected }) => affected === 100);
    expect(titlesSent().filter((title) => title?.startsWith("title"))).toEqual([]);
    world.target.forget();
    await api.ok("POST", `${HOLDS}/${hold.id}/approve`);
    await world.settled();
    expect(titlesSent()).toHaveLength(100);
    expect(new Set(titlesSent().map((title) => title?.slice(0, 5)))).toEqual(new Set(["title"]));
  });

  it("whoever waits for a turn and loses the app meanwhile is not switched off beyond the budget", async () => {
    const people = await populate(world, appId, 100);
    const { promise, resolve } = Promise.withResolvers<void>();
    let writes = 0;
    world.target.fault = ({ method }) => {
      if (method === "GET") return undefined;
      writes += 1;
      return { kind: "carryOutAndWait", until: promise };
    };
    await api.ok("POST", own("/pause"));
    for (const id of people.slice(0, 60))
      await updatePerson(world.act, id, { profile: { department: "Finance" }, partial: true });
    await api.ok("POST", own("/resume"));
    await until(() => expect(writes).toBe(8));
    for (const personId of people.slice(8, 60)) await unassignPerson(world.act, { appId, personId });
    resolve();
    await theHold(({ direction }) => direction === "deactivations");
    expect(world.target.writes().filter(isDeactivation)).toEqual([]);
  });
});
