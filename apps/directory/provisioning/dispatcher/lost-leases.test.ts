/** A worker that gets no processor for longer than its leases last, and goes on: what others have taken over is written by them alone. */
import type { AppId, PersonId } from "@lockstep/ports";
import { createPinnedFetch } from "@lockstep/scim-client/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unassignPerson } from "../../domain/app-users.ts";
import { updatePerson } from "../../domain/people.ts";
import { systemTimers } from "../../system-timers.ts";
import { saveConnection } from "../index.ts";
import { insertLinked } from "../testing/populate.ts";
import type { Fault, SeenRequest } from "../testing/scim-target.ts";
import { assign, connectedApp, createWorld, person, until, type World } from "../testing/world.ts";

let world: World;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  appId = await connectedApp(world, { syncPassword: false });
});
afterEach(() => world.end());

/** More than one worker works on at once, so that some of them wait for their turn under its leases. */
const PEOPLE = 20;
/** Longer than a lease. */
const STARVED_MS = 61_000;

/** Timers of a worker whose leases are not extended. */
const STANDING_STILL = { ...systemTimers, every: () => () => undefined };

/**
 * One worker begins, and stands still when as many requests as it sends at once are under way: answers come when it goes on. Meanwhile another
 * one takes everything over and finishes it. Returns the writes by what they write to, and how many requests there were.
 */
async function takeOver(holds: (request: SeenRequest) => boolean) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held: SeenRequest[] = [];
  world.target.fault = (request): Fault | undefined => {
    if (!holds(request)) return undefined;
    held.push(request);
    return { kind: "carryOutAndWait", until: promise };
  };
  const first = await world.worker({ deps: { timers: STANDING_STILL } });
  await until(() => expect(held).toHaveLength(8));
  world.target.fault = () => undefined;
  world.clock.advance(STARVED_MS);
  await world.worker();
  await world.settled();
  resolve();
  await first.stop();
  await world.settled();
  const subjectOf = ({ method, path, body }: SeenRequest) =>
    method === "POST" ? `POST ${String(body?.["userName"])}` : `${method} ${path}`;
  return {
    writes: Map.groupBy(world.target.writes(), subjectOf),
    requests: world.target.requests.length,
  };
}

const once = (writes: ReadonlyMap<string, readonly SeenRequest[]>) => [...writes.values()].map(({ length }) => length);
const onlyOnce = Array.from({ length: PEOPLE }, () => 1);
const isRead = ({ method }: SeenRequest) => method === "GET";

describe("whoever is taken over", () => {
  it.each([
    ["was looked for", isRead],
    ["was created", (request: SeenRequest) => !isRead(request)],
  ])("while the account %s is created once: only looks are repeated", async (_, holds) => {
    for (let index = 0; index < PEOPLE; index += 1)
      await assign(world, appId, await person(world, `Person${index} Test`));
    world.clock.advance(1_000);
    const { writes, requests } = await takeOver(holds);
    expect(once(writes)).toEqual(onlyOnce);
    expect(world.target.users()).toHaveLength(PEOPLE);
    // Nobody is looked for more often than once by each worker, and once more by the id that a lost account would bear.
    expect(requests).toBeGreaterThan(2 * PEOPLE);
    expect(requests).toBeLessThanOrEqual(4 * PEOPLE);
  });

  describe("with an account", () => {
    let people: readonly PersonId[];
    beforeEach(async () => {
      people = await insertLinked(world, appId, PEOPLE);
    });

    it.each([
      ["was read", isRead],
      ["was changed", (request: SeenRequest) => !isRead(request)],
    ])("while it %s is changed once", async (_, holds) => {
      for (const id of people) await updatePerson(world.act, id, { profile: { department: "Finance" }, partial: true });
      world.clock.advance(1_000);
      const { writes } = await takeOver(holds);
      expect(once(writes)).toEqual(onlyOnce);
    });

    it("while it was switched off is switched off once", async () => {
      for (const personId of people) await unassignPerson(world.act, { appId, personId });
      world.clock.advance(1_000);
      const { writes } = await takeOver((request) => !isRead(request));
      expect(once(writes)).toEqual(onlyOnce);
    });
  });
});

it("what waits for its connection when the lease runs out is not sent", async () => {
  const { target } = world;
  const baseUrl = target.baseUrl.replace("127.0.0.1", "localhost");
  await saveConnection(world.act, appId, {
    baseUrl,
    authScheme: "BASIC",
    username: target.username,
    password: target.password,
  });
  target.forget();
  await assign(world, appId, await person(world, "Jane Doe"));
  const { promise, resolve } = Promise.withResolvers<void>();
  let isLookedUp = false;
  const fetch = createPinnedFetch({
    reach: "loopback",
    resolve: async () => {
      isLookedUp = target.requests.length > 0;
      if (isLookedUp) await promise;
      return ["127.0.0.1"];
    },
  });
  const first = await world.worker({ deps: { fetch, timers: STANDING_STILL } });
  await until(() => expect(isLookedUp).toBe(true));
  world.clock.advance(STARVED_MS);
  await world.worker();
  await world.settled();
  resolve();
  await first.stop();
  expect(target.writes()).toMatchObject([{ method: "POST", status: 201 }]);
});

it("who was not taken over meanwhile goes on where it was, however late the lease is extended", async () => {
  await assign(world, appId, await person(world, "Jane Doe"), await person(world, "Joe Low"));
  world.clock.advance(1_000);
  const { promise, resolve } = Promise.withResolvers<void>();
  let looks = 0;
  world.target.fault = ({ method }) => {
    if (method === "GET") looks += 1;
    return method === "GET" ? { kind: "carryOutAndWait", until: promise } : undefined;
  };
  await world.worker({ perAppMax: 1, deps: { timers: STANDING_STILL } });
  await until(() => expect(looks).toBe(1));
  world.clock.advance(STARVED_MS);
  resolve();
  await world.settled();
  // One of them was under way, the other one waited for the turn.
  expect(world.target.requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "POST"]);
});
