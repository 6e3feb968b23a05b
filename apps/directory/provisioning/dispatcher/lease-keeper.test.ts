/** Leases of what runs are extended while something holds one of them up. */
import type { Client } from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ImportRun } from "../../contract.ts";
import { systemTimers } from "../../system-timers.ts";
import { account, createImportWorld, type ImportWorld } from "../testing/import-world.ts";

let w: ImportWorld;
let owner: Client;
beforeEach(async () => {
  w = await createImportWorld();
  owner = await w.owner();
});
afterEach(() => w.end());

const WAITING = `select count(*)::int as count from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query like '%lease_expires_at%'`;
const waiting = async () => (await owner.query<{ count: number }>(WAITING)).rows[0]?.count;
const leaseOf = async ({ id }: ImportRun) => {
  const { rows } = await owner.query<{ owner: string | null; until: Date | null }>(
    "select lease_owner as owner, lease_expires_at as until from directory.import_run where id = $1",
    [id],
  );
  return { owner: rows[0]?.owner, until: rows[0]?.until?.getTime() ?? 0 };
};

it("a run whose row is locked for long holds one connection, and its lease lasts once it is free", async () => {
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const { fetch } = w.world.act;
  let beat = (): void => undefined;
  await w.world.worker({
    deps: {
      timers: {
        ...systemTimers,
        every: (_, work) => {
          beat = work;
          return () => undefined;
        },
      },
      fetch: async (url, init) => {
        if (url.includes("/Users")) await mayGoOn;
        return await fetch(url, init);
      },
    },
  });
  w.app.put("Users", account(1));
  const run = await w.start();
  await vi.waitFor(async () => expect((await leaseOf(run)).until).toBeGreaterThan(0));
  const { owner: worker } = await leaseOf(run);
  await owner.query("begin");
  await owner.query("select from directory.import_run where id = $1 for update", [run.id]);
  beat();
  await vi.waitFor(async () => expect(await waiting()).toBe(1));
  for (let beats = 0; beats < 8; beats += 1) {
    w.world.clock.advance(5_000);
    beat();
    // Whoever begins meanwhile would be waiting by now.
    await w.api.ok("GET", `${w.path}/imports/${run.id}`);
  }
  expect(await waiting()).toBe(1);
  await owner.query("commit");
  await vi.waitFor(async () => expect((await leaseOf(run)).until).toBeGreaterThan(w.world.clock.now()));
  expect((await leaseOf(run)).owner).toBe(worker);
  goOn();
  expect(await w.ended(run.id)).toMatchObject({ state: "DONE", scanned: 1 });
});
