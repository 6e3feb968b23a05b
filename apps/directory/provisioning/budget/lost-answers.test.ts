/** Writes whose answers get lost: they are spent until it is known what became of them, and never twice. */
import type { AppId, PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BudgetHold } from "../../contract.ts";
import { unassignPerson } from "../../domain/app-users.ts";
import { updatePerson } from "../../domain/people.ts";
import { type Api, openApi } from "../testing/api.ts";
import { populate } from "../testing/populate.ts";
import type { SeenRequest } from "../testing/scim-target.ts";
import { appUser, assign, connectedApp, createWorld, until, type World } from "../testing/world.ts";

let world: World;
let api: Api;
let appId: AppId;
let people: readonly PersonId[];
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
  const worker = await world.worker();
  people = await populate(world, appId, 6);
  await worker.stop();
  const two = { percent: null, count: 2 };
  await api.ok("PUT", `/api/lockstep/v1/apps/${appId}/budget`, { deactivations: two, attributeOverwrites: two });
});
afterEach(async () => {
  await world.end();
});

const HOLDS = "/api/lockstep/v1/budget/holds?state=OPEN";
const person = (index: number) => people[index] as PersonId;
const unassign = (index: number) => unassignPerson(world.act, { appId, personId: person(index) });
const retitle = (index: number, title: string) =>
  updatePerson(world.act, person(index), { profile: { title }, partial: true });
const account = (index: number) => world.target.user(`pat${index}@example.com`);
const isOff = (index: number) => account(index)?.["active"] === false;
const openHolds = async () => (await api.ok<{ items: readonly BudgetHold[] }>("GET", HOLDS)).items;

async function expectHeld(hold: Partial<BudgetHold>): Promise<void> {
  await until(async () => expect(await openHolds()).toMatchObject([hold]));
}

/** The answer to each write gets lost, and so does each look at the account after it; what was sent is carried out, or not. */
function loseAnswers(kind: "carryOutAndCut" | "cut"): void {
  const written = new Set<string>();
  world.target.fault = ({ method, path }) => {
    if (method === "GET") return written.has(path) ? { kind: "cut" } : undefined;
    written.add(path);
    return { kind };
  };
}

/** Runs for these people have ended, each without an answer. */
async function untilInDoubt(...indexes: readonly number[]): Promise<void> {
  await until(async () => {
    for (const index of indexes) {
      const row = await appUser(world, person(index));
      expect(row).toMatchObject({ attempts: 1, known_active: null, lease_owner: null });
    }
  });
}

/** The app answers again, and who waits for the next attempt is due. */
async function recover(): Promise<void> {
  world.target.fault = () => undefined;
  world.clock.advance(3_600_000);
  await world.worker();
}

const carriedOutOnce = (isMeant: (request: SeenRequest) => boolean) => {
  const lost = new Set<string>();
  world.target.fault = (request) => {
    if (!isMeant(request) || lost.has(request.path)) return undefined;
    lost.add(request.path);
    return { kind: "carryOutAndCut" };
  };
};

describe("an answer that gets lost", () => {
  it("is a deactivation done when a look finds it so", async () => {
    carriedOutOnce(({ method }) => method === "PATCH");
    await world.worker();
    for (const index of [0, 1]) {
      await unassign(index);
      await world.settled();
    }
    await unassign(2);
    await expectHeld({ direction: "deactivations", affected: 1, done: 2 });
    expect([0, 1, 2].map(isOff)).toEqual([true, true, false]);
  });

  it("is an overwrite done when a look finds it so", async () => {
    carriedOutOnce(({ method }) => method === "PUT" || method === "PATCH");
    await world.worker();
    for (const index of [0, 1]) {
      await retitle(index, "Chief");
      await world.settled();
    }
    await retitle(2, "Chief");
    await expectHeld({ direction: "attributeOverwrites", affected: 1, done: 2 });
    expect([0, 1, 2].map((index) => account(index)?.["title"])).toEqual(["Chief", "Chief", "Title 2"]);
  });
});

describe("while nobody knows what became of it, a write", () => {
  it("that switches off is spent; it is repeated without being counted or asked about again", async () => {
    loseAnswers("cut");
    const worker = await world.worker();
    await unassign(0);
    await unassign(1);
    await untilInDoubt(0, 1);
    expect(await openHolds()).toEqual([]);
    await unassign(2);
    await expectHeld({ direction: "deactivations", affected: 1, done: 2 });
    await worker.stop();
    await recover();
    await until(async () => expect([0, 1, 2].map(isOff)).toEqual([true, true, false]));
    await expectHeld({ direction: "deactivations", affected: 1, done: 2 });
  });

  it("that overwrites is spent; what the person becomes since then is asked about", async () => {
    loseAnswers("carryOutAndCut");
    const worker = await world.worker();
    await retitle(0, "Chief");
    await retitle(1, "Chief");
    await untilInDoubt(0, 1);
    expect(await openHolds()).toEqual([]);
    await retitle(2, "Chief");
    await expectHeld({ direction: "attributeOverwrites", affected: 1, done: 2 });
    await retitle(1, "Head");
    await worker.stop();
    await recover();
    await until(async () => expect(await appUser(world, person(0))).toMatchObject({ sync_state: "SYNCHRONIZED" }));
    await expectHeld({ direction: "attributeOverwrites", done: 2 });
    expect([0, 1, 2].map((index) => account(index)?.["title"])).toEqual(["Chief", "Chief", "Title 2"]);
  });

  it("that turns out never to have arrived is given back", async () => {
    loseAnswers("cut");
    const worker = await world.worker();
    await unassign(0);
    await unassign(1);
    await untilInDoubt(0, 1);
    await worker.stop();
    await assign(world, appId, person(0));
    await unassign(2);
    await recover();
    await until(() => expect([0, 1, 2].map(isOff)).toEqual([false, true, true]));
    await unassign(3);
    await expectHeld({ direction: "deactivations", affected: 1, done: 2 });
  });
});

it("what a worker sent whose lease ran out before it could record it is counted by whoever finds it", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  world.target.fault = ({ method }) => (method === "GET" ? undefined : { kind: "carryOutAndWait", until: promise });
  await world.worker();
  await unassign(0);
  await retitle(1, "Chief");
  await until(() => expect([isOff(0), account(1)?.["title"]]).toEqual([true, "Chief"]));
  world.target.fault = () => undefined;
  world.clock.advance(61_000);
  await world.worker();
  await world.settled();
  resolve();
  const use = await world.database.kysely
    .selectFrom("budget_use")
    .select(["direction", "amount", "in_doubt"])
    .execute();
  expect(use.toSorted((one, other) => one.direction.localeCompare(other.direction))).toEqual([
    { direction: "attributeOverwrites", amount: 1, in_doubt: null },
    { direction: "deactivations", amount: 1, in_doubt: null },
  ]);
});
