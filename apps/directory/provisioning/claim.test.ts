import type { AppId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { interposeDatabase } from "../../../packages/database/testing/interposed-database.ts";
import { type ClaimOptions, claimWork, extendLeases } from "./claim.ts";
import { findNextDue } from "./dispatcher/next-due.ts";
import { assign, connectedApp, createWorld, group, person, push, type World } from "./testing/world.ts";

let world: World;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  appId = await connectedApp(world, { syncPassword: false });
});
afterEach(async () => {
  await world.end();
});

const MINUTE = 60_000;
const now = () => new Date(world.clock.now());
const claim = (owner: string, more: Partial<ClaimOptions> = {}) =>
  claimWork(world.database, { now: now(), owner, leaseMs: MINUTE, perAppMax: 8, limit: 32, ...more });

async function assignMany(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await assign(world, appId, await person(world, `Person${index} Test`));
  // The database's clock and ours tick apart by less than this.
  world.clock.advance(1_000);
}

describe("claimWork", () => {
  it("leases a subject to one worker only", async () => {
    await assignMany(1);
    expect(await claim("a")).toMatchObject([{ kind: "appUser", owner: "a", interrupted: false }]);
    expect(await claim("b")).toEqual([]);
  });

  it("keeps an app within its limit over all workers", async () => {
    await assignMany(10);
    const claims = await Promise.all(["a", "b", "c", "d"].map((owner) => claim(owner, { perAppMax: 6, limit: 4 })));
    expect(claims.flat()).toHaveLength(6);
    expect(new Set(claims.flat().map(({ id }) => id)).size).toBe(6);
  });

  it("gives an expired lease to another worker and says that it was interrupted", async () => {
    await assignMany(1);
    const [first] = await claim("a");
    world.clock.advance(MINUTE);
    expect(await claim("b")).toMatchObject([{ id: first?.id, owner: "b", interrupted: true }]);
    expect(await extendLeases(world.database, first === undefined ? [] : [first], now())).toEqual([first]);
  });

  it("lets a heartbeat keep a lease", async () => {
    await assignMany(1);
    const claims = await claim("a");
    world.clock.advance(MINUTE * 0.75);
    expect(await extendLeases(world.database, claims, new Date(world.clock.now() + MINUTE))).toEqual([]);
    world.clock.advance(MINUTE * 0.75);
    expect(await claim("b")).toEqual([]);
  });

  it("hands leases over before they run out, however slow the database is: other apps are left to the next look", async () => {
    const apps = [appId, await connectedApp(world, {}, "Second"), await connectedApp(world, {}, "Third")];
    const jane = await person(world, "Jane Doe");
    for (const app of apps) await assign(world, app, jane);
    world.clock.advance(1_000);
    const slow = interposeDatabase(world.database, {
      unit: async (name, work) => {
        const result = await work();
        if (name === "transaction") world.clock.advance(MINUTE / 2);
        return result;
      },
    });
    const look = (owner: string) =>
      claimWork(slow, { now: now(), owner, leaseMs: MINUTE, perAppMax: 8, limit: 32 }, world.clock);
    const claimed: string[] = [];
    for (const owner of ["a", "b", "c"]) {
      const claims = await look(owner);
      expect(claims).toMatchObject([{ owner, interrupted: false }]);
      claimed.push(...claims.map((one) => one.appId));
      // The worker has begun and extends what it was given.
      await extendLeases(world.database, claims, new Date(world.clock.now() + MINUTE));
    }
    expect(claimed.toSorted()).toEqual(apps.toSorted());
  });

  it.each([
    { what: "inactive", change: { status: "INACTIVE" } as const },
    { what: "without provisioning", change: { provisioning_enabled: false } },
    { what: "paused by an administrator", change: { paused_reason: "administrator" } as const },
    { what: "paused for its credential", change: { paused_reason: "credential" } as const },
  ])("leases nothing of an app that is $what", async ({ change }) => {
    await assignMany(1);
    await world.database.kysely.updateTable("app").set(change).execute();
    expect(await claim("a")).toEqual([]);
  });

  it("leases nothing before it is due, and knows when to look again", async () => {
    await assignMany(1);
    const dueAt = new Date(world.clock.now() + MINUTE);
    await world.database.kysely.updateTable("app_user").set({ due_at: dueAt }).execute();
    expect(await claim("a")).toEqual([]);
    expect(await findNextDue(world.database, now())).toEqual(dueAt);
    world.clock.advance(MINUTE + 1);
    expect(await claim("a")).toHaveLength(1);
  });

  it("ends the wait after a 429 when its time has come", async () => {
    await assignMany(1);
    const resumeAt = new Date(world.clock.now() + MINUTE);
    await world.database.kysely
      .updateTable("app")
      .set({ paused_reason: "rateLimit", resume_at: resumeAt, paused_at: now() })
      .execute();
    expect(await claim("a")).toEqual([]);
    expect(await findNextDue(world.database, now())).toEqual(resumeAt);
    world.clock.advance(MINUTE);
    expect(await claim("a")).toHaveLength(1);
    expect(await world.database.kysely.selectFrom("app").select("paused_reason").execute()).toEqual([
      { paused_reason: null },
    ]);
  });

  it("leaves a group alone until its members had their first attempt", async () => {
    const jane = await person(world, "Jane Doe");
    const finance = await group(world, "Finance", jane);
    await assign(world, appId, jane);
    await push(world, appId, finance);
    world.clock.advance(1_000);
    expect(await claim("a")).toMatchObject([{ kind: "appUser" }]);
    expect(await claim("b")).toEqual([]);
    await world.database.kysely
      .updateTable("app_user")
      .set({ attempts: 1, lease_owner: null, due_at: new Date(world.clock.now() + MINUTE) })
      .execute();
    expect(await claim("c")).toMatchObject([{ kind: "pushGroup" }]);
  });

  it("knows of nothing to come when all is clean", async () => {
    expect(await findNextDue(world.database, now())).toBeUndefined();
  });
});
