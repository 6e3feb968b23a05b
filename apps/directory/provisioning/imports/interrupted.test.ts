import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ImportRowPage, ImportRun } from "../../contract.ts";
import { createWorker } from "../index.ts";
import { account, accountId, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";
import { person } from "../testing/world.ts";

/** A run goes on where it stood, whenever it was interrupted, and changes nothing after it was cancelled, whenever that was. */

let w: ImportWorld;
/** Workers that died; what is left of them is cleared away after the test. */
const dead: (() => Promise<void>)[] = [];
beforeEach(async () => {
  w = await createImportWorld();
});
afterEach(async () => {
  for (const bury of dead.splice(0)) await bury();
  await w.end();
});

const COUNT = 250;

/** A worker whose process dies at a request that fits: nothing of it happens any more, and its lease runs out. */
async function dyingWorker(isLast: (path: string) => boolean): Promise<{ readonly died: Promise<void> }> {
  const died = Promise.withResolvers<void>();
  const grave = Promise.withResolvers<never>();
  const { fetch } = w.world.act;
  const worker = createWorker({
    ...w.world.act,
    // The dead extend no lease.
    timers: { ...w.world.act.timers, every: () => () => undefined },
    fetch: async (url, init) => {
      const { pathname, search } = new URL(url);
      if (!isLast(`${pathname.replace("/scim", "")}${search}`)) return await fetch(url, init);
      died.resolve();
      return await grave.promise;
    },
  });
  await worker.start();
  dead.push(async () => {
    grave.reject(new Error("The process is dead."));
    await worker.stop();
  });
  return { died: died.promise };
}

const PLACES = [
  ["the first page", "/Users?startIndex=1&count=100"],
  ["a page in the middle", "/Users?startIndex=101&count=100"],
  ["the last page", "/Users?startIndex=201&count=100"],
  ["the groups", "/Groups?startIndex=1&count=100"],
  ["an account that is looked at", `/Users/${accountId(120)}`],
] as const;

describe.each(PLACES)("an import whose worker dies at %s", (_, place) => {
  it("is taken up by another one, and ends as if nothing had happened", async () => {
    await linkAccounts(w, COUNT);
    w.app.put("Groups", { id: "g1", displayName: "Alpha", members: [{ value: accountId(1) }] });
    w.app.remove("Users", ...[5, 60, 120, 180, 240].map(accountId));
    const { died } = await dyingWorker((path) => path === place);
    const { id } = await w.start();
    await died;
    const before = await w.api.ok<ImportRun>("GET", `${w.path}/imports/${id}`);
    expect(before.state).toBe("RUNNING");
    w.app.forget();
    w.world.clock.advance(60_000);
    await w.world.worker();
    expect(await w.ended(id)).toMatchObject({
      state: "DONE",
      scanned: COUNT - 5,
      complete: true,
      removed: 5,
      present: 0,
      groups: { scanned: 1 },
    });
    const linked = await w.linked();
    expect(linked).toHaveLength(COUNT - 5);
    // Pages that were stored are not asked for again.
    const starts = w.app.requests.flatMap((request) => /\/Users\?startIndex=(\d+)/.exec(request)?.[1] ?? []);
    expect(starts.filter((start) => Number(start) <= before.scanned)).toEqual([]);
  });
});

describe.each(PLACES)("an import that is cancelled at %s", (_, place) => {
  it("keeps what was read and changes nothing further", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", ...[5, 60, 120, 180, 240].map(accountId));
    const { id } = await w.start();
    const release = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { fetch } = w.world.act;
    await w.world.worker({
      deps: {
        fetch: async (url, init) => {
          const { pathname, search } = new URL(url);
          if (`${pathname.replace("/scim", "")}${search}` === place) {
            reached.resolve();
            await release.promise;
          }
          return await fetch(url, init);
        },
      },
    });
    await reached.promise;
    const cancelled = await w.api.ok<ImportRun>("POST", `${w.path}/imports/${id}/cancel`);
    expect(cancelled.state).toBe("CANCELLED");
    const linked = await w.linked();
    release.resolve();
    expect(await w.run("GROUPS")).toMatchObject({ state: "DONE" });
    expect(await w.api.ok<ImportRun>("GET", `${w.path}/imports/${id}`)).toEqual(cancelled);
    expect(await w.linked()).toEqual(linked);
  });
});

describe.each(PLACES.slice(1, 4))("an import that confirms by rule, whose worker dies at %s", (_, place) => {
  it("confirms everybody once, and nobody whom accounts of different pages mean", async () => {
    await w.api.ok("PUT", `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`, {
      importRules: { userCreateAndMatch: { autoConfirmExactMatch: true, autoConfirmNewUsers: true } },
    });
    const jane = { emails: [{ value: "jane.doe@example.com", primary: true }] };
    await person(w.world, "Jane Doe");
    w.app.put("Users", ...Array.from({ length: COUNT }, (__, nr) => account(nr + 1)));
    w.app.put("Users", account(7, jane), account(222, jane));
    const { died } = await dyingWorker((path) => path === place);
    const { id } = await w.start();
    await died;
    w.world.clock.advance(60_000);
    await w.world.worker();
    expect(await w.ended(id)).toMatchObject({ state: "DONE", peopleCreated: COUNT - 2, linked: 0, matched: 2 });
    expect(await w.linked()).toHaveLength(COUNT - 2);
    const { items } = await w.api.ok<ImportRowPage>("GET", `${w.path}/import-rows?state=UNCONFIRMED`);
    expect(items.map(({ externalId, match }) => [externalId, match])).toEqual([
      [accountId(222), "AMBIGUOUS"],
      [accountId(7), "AMBIGUOUS"],
    ]);
  });
});

describe("the progress of a run", () => {
  it("tells phase, rate and the time that remains", async () => {
    await linkAccounts(w, COUNT);
    const { died } = await dyingWorker((path) => path === "/Users?startIndex=201&count=100");
    const { id } = await w.start();
    await died;
    // The last page was asked for while the one before it is stored.
    const run = await vi.waitFor(async () => {
      const now = await w.api.ok<ImportRun>("GET", `${w.path}/imports/${id}`);
      expect(now).toMatchObject({ state: "RUNNING", phase: "USERS", total: COUNT, scanned: 200 });
      return now;
    });
    const { rowsPerSecond, remainingSeconds } = run;
    expect(rowsPerSecond).toBeGreaterThan(0);
    expect(remainingSeconds).toBe(Math.ceil(50 / (200 / ((run.fetchMs + run.storeMs) / 1_000))));
  });
});
