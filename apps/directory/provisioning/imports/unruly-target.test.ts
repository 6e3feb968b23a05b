import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hastyTimers } from "../testing/hasty-timers.ts";
import { account, accountId, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";

/** Imports from targets that go wrong, each in its own way: nobody is lost, doubled, or taken for gone. */

/** Asks until the answer is as expected; the machine may be busy. */
const polled = <Value>(ask: () => Value | Promise<Value>) => expect.poll(ask, { timeout: 25_000, interval: 20 });

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
  await w.world.worker({ deps: { timers: hastyTimers } });
});
afterEach(() => w.end());

const COUNT = 250;
const everybody = (count = COUNT) => Array.from({ length: count }, (_, index) => accountId(index + 1));

describe("an import of an app that", () => {
  it("caps its pages loses nobody", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.pageSizeMax = 30;
    expect(await w.run()).toMatchObject({ state: "DONE", total: COUNT, scanned: COUNT, complete: true, removed: 0 });
  });

  it("tells a total that is too low is read to its end all the same", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.total = () => 100;
    expect(await w.run()).toMatchObject({ scanned: COUNT, complete: true, removed: 0 });
  });

  it("tells a total that is too high, is walked three times, and counts nobody as gone", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", accountId(7));
    w.app.misbehave.total = (count) => count + 20;
    expect(await w.run()).toMatchObject({
      state: "DONE",
      scanned: COUNT - 1,
      complete: false,
      incompleteReason: "The app tells that it has 269 accounts, and showed 249 in 3 walks over its list.",
      absent: 0,
      removed: 0,
    });
    expect(await w.linked()).toEqual(everybody());
  });

  it("tells no total is complete once a second walk shows nobody new", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", accountId(7));
    w.app.misbehave.total = () => undefined;
    expect(await w.run()).toMatchObject({ total: null, scanned: COUNT - 1, complete: true, absent: 1, removed: 1 });
    expect(await w.linked()).toHaveLength(COUNT - 1);
  });

  it("writes its total as a string is understood", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.total = (count) => String(count);
    expect(await w.run()).toMatchObject({ total: COUNT, scanned: COUNT, complete: true });
  });

  it("repeats a row and skips another between pages shows each once after a second walk", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.rows = (ids, page) =>
      page.walk === 1 && page.startIndex === 101 ? [accountId(100), ...ids.slice(0, -1)] : ids;
    const run = await w.run();
    expect(run).toMatchObject({ scanned: COUNT, complete: true, absent: 0 });
    expect(run.updated + run.unchanged).toBe(COUNT);
  });

  it("leaves somebody out of every walk stays in doubt, and nobody counts as gone", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.rows = (ids) => ids.filter((id) => id !== accountId(42));
    expect(await w.run()).toMatchObject({ scanned: COUNT - 1, complete: false, absent: 0, removed: 0 });
    expect(await w.linked()).toEqual(everybody());
  });

  it("changes the order from page to page doubles nobody and takes nobody away", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.order = (ids, page) => (page.startIndex % 200 === 1 ? ids : ids.toReversed());
    const run = await w.run();
    expect(run.scanned).toBeLessThanOrEqual(COUNT);
    expect(run).toMatchObject({ state: "DONE", removed: 0 });
    expect(run.updated + run.unchanged).toBe(run.scanned);
    expect(await w.linked()).toEqual(everybody());
  });

  it("answers 404 to its list may mean anything: nobody counts as gone", async () => {
    await linkAccounts(w, 50);
    w.app.remove("Users", ...everybody(50));
    w.app.misbehave.empty = "404";
    expect(await w.run()).toMatchObject({
      state: "DONE",
      scanned: 0,
      complete: false,
      incompleteReason: expect.stringContaining("404"),
      absent: 0,
    });
    expect(await w.linked()).toHaveLength(50);
  });

  it("tells a total and ends before it with 404 or nothing stays in doubt, and nobody counts as gone", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.fail = (page) => (page.startIndex === 101 ? { status: 404 } : undefined);
    w.app.misbehave.readStatus = () => 404;
    expect(await w.run()).toMatchObject({
      state: "DONE",
      total: COUNT,
      scanned: 100,
      complete: false,
      incompleteReason: "The app tells that it has 250 accounts, and showed 100 in 3 walks over its list.",
      absent: 0,
    });
    expect(await w.linked()).toEqual(everybody());
  });

  it("gives a cursor and knows nothing behind it stays in doubt", async () => {
    await linkAccounts(w, COUNT);
    await measured({ cursor: true });
    Object.assign(w.app.misbehave, { cursors: true, total: () => undefined, readStatus: () => 404 });
    w.app.misbehave.fail = (page) => (page.cursor === "c200" ? { status: 404 } : undefined);
    expect(await w.run()).toMatchObject({
      state: "DONE",
      complete: false,
      incompleteReason: expect.stringContaining("404"),
      absent: 0,
    });
    expect(await w.linked()).toEqual(everybody());
  });

  it.each([
    ["to the page itself", (next: string, own: string | undefined) => own ?? next],
    ["back to an earlier page", (next: string, own: string | undefined) => (own === "c150" ? "c100" : next)],
  ])(
    "gives a cursor that leads %s is not read for ever, stays in doubt, and nobody counts as gone",
    async (_, lead) => {
      await linkAccounts(w, COUNT);
      await measured({ cursor: true });
      w.app.misbehave.pageSizeMax = 50;
      Object.assign(w.app.misbehave, { cursors: true, readStatus: () => 404 });
      w.app.misbehave.nextCursor = (next, page) => lead(next, page.cursor);
      expect(await w.run()).toMatchObject({
        state: "DONE",
        complete: false,
        incompleteReason: "The app gave the same page or cursor again, and its list could not be read to its end.",
        absent: 0,
        removed: 0,
      });
      expect(await w.linked()).toEqual(everybody());
    },
  );

  it("shows accounts that no database can hold is read to its end, and says which", async () => {
    await linkAccounts(w, 20);
    w.app.put(
      "Users",
      account(21, { displayName: "Nul \u0000 Name" }),
      account(22, { title: "Half \ud800 sign" }),
      account(23, { id: "x".repeat(5_000) }),
      account(24, { userName: "y".repeat(9_000) }),
      account(25),
    );
    const run = await w.run();
    expect(run).toMatchObject({ state: "DONE", complete: true, unchanged: 20, removed: 0 });
    const { items } = await w.api.ok<{ items: { userName: string; outcome: string; reason: string }[] }>(
      "GET",
      `${w.path}/imports/${run.id}/results`,
    );
    expect(items.map(({ outcome }) => outcome).sort()).toEqual(["FAILED", "FAILED", "FAILED", "FAILED", "WAITING"]);
  });

  it("shows an empty list without Resources is asked about each account before any is taken away", async () => {
    await linkAccounts(w, 50);
    w.app.misbehave.empty = "noResources";
    w.app.misbehave.rows = () => [];
    w.app.misbehave.total = () => 0;
    w.app.remove("Users", accountId(1));
    expect(await w.run()).toMatchObject({ complete: true, absent: 50, present: 49, removed: 1 });
    expect(await w.linked()).toEqual(everybody(50).slice(1));
  });

  it("shrinks while it is read is walked again, and only then are those who left looked at", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.before = (page) => {
      if (page.walk === 1 && page.startIndex === 101)
        w.app.remove("Users", accountId(3), accountId(150), accountId(249));
    };
    const run = await w.run();
    expect(run).toMatchObject({ complete: true, absent: 2, removed: 2 });
    // Who was seen before leaving counts as seen; the next import finds it.
    expect(await w.run()).toMatchObject({ complete: true, removed: 1 });
    expect(await w.linked()).toHaveLength(COUNT - 3);
  });

  it("fails on a page now and then is asked again", async () => {
    await linkAccounts(w, COUNT);
    let failures = 0;
    w.app.misbehave.fail = (page) => {
      if (page.collection !== "Users" || page.startIndex !== 101 || failures >= 2) return undefined;
      failures += 1;
      return { status: 500 };
    };
    expect(await w.run()).toMatchObject({ state: "DONE", scanned: COUNT, complete: true });
    expect(failures).toBe(2);
  });

  it("fails on a page for good fails with it: what was read counts, and nobody is gone", async () => {
    await linkAccounts(w, COUNT);
    w.app.misbehave.fail = (page) =>
      page.startIndex === 101 ? { status: 500, body: { detail: "Out of memory." } } : undefined;
    expect(await w.run()).toMatchObject({
      state: "FAILED",
      scanned: 100,
      complete: null,
      absent: 0,
      error: expect.stringContaining("Out of memory."),
    });
    expect(await w.linked()).toEqual(everybody());
  });

  it("lets a cursor expire begins anew", async () => {
    await linkAccounts(w, COUNT);
    await measured({ cursor: true });
    w.app.misbehave.cursors = true;
    w.app.misbehave.expired = (cursor, walk) => cursor === "c200" && walk === 1;
    expect(await w.run()).toMatchObject({ scanned: COUNT, complete: true, removed: 0 });
    expect(w.app.requests.filter((request) => request.startsWith("GET /Users?cursor&"))).toHaveLength(2);
  });

  it("lets every cursor expire stays in doubt", async () => {
    await linkAccounts(w, COUNT);
    await measured({ cursor: true });
    w.app.misbehave.cursors = true;
    w.app.misbehave.expired = (cursor) => cursor === "c200";
    expect(await w.run()).toMatchObject({
      state: "DONE",
      scanned: 200,
      complete: false,
      incompleteReason: expect.stringContaining("cursor"),
      absent: 0,
    });
    expect(await w.linked()).toEqual(everybody());
  });
});

describe("an account that a complete list did not show", () => {
  it.each([
    [404, "REMOVED", false],
    [410, "REMOVED", false],
    [500, "UNVERIFIED", true],
    [undefined, "PRESENT", true],
  ] as const)("and that is answered %s is %s", async (status, state, isKept) => {
    await linkAccounts(w, 20);
    w.app.misbehave.rows = (ids) => ids.filter((id) => id !== accountId(5));
    w.app.misbehave.total = (count) => count - 1;
    w.app.misbehave.readStatus = () => status;
    const run = await w.run();
    expect(run).toMatchObject({ state: "DONE", complete: true, absent: 1 });
    expect(await w.removals(run.id)).toMatchObject([
      { externalId: accountId(5), cause: "absent", state, person: { login: "person5@example.com" } },
    ]);
    expect((await w.linked()).includes(accountId(5))).toBe(isKept);
  });

  it("and whose read fails now and then is asked again", async () => {
    await linkAccounts(w, 20);
    w.app.misbehave.rows = (ids) => ids.filter((id) => id !== accountId(5));
    w.app.misbehave.total = (count) => count - 1;
    let failures = 0;
    w.app.misbehave.readStatus = () => {
      if (failures >= 2) return 404;
      failures += 1;
      return 503;
    };
    expect(await w.run()).toMatchObject({ state: "DONE", absent: 1, removed: 1, unverified: 0 });
    expect(failures).toBe(2);
  });

  it("pauses the app when the credential is refused meanwhile, and goes on with the rest once that is repaired", async () => {
    await linkAccounts(w, 20);
    w.app.misbehave.rows = (ids) => ids.slice(10);
    w.app.misbehave.total = (count) => count - 10;
    w.app.misbehave.readStatus = (id) => (id === accountId(3) ? 401 : 404);
    const { id } = await w.start();
    await polled(async () => (await w.removals(id, "PENDING")).length).toBeLessThan(10);
    await polled(
      async () =>
        (await w.world.database.kysely.selectFrom("app").select("paused_reason").executeTakeFirst())?.paused_reason,
    ).toBe("credential");
    w.app.misbehave.readStatus = () => 404;
    await w.api.ok("POST", `${w.path}/resume`);
    expect(await w.ended(id)).toMatchObject({ state: "DONE", removed: 10, unverified: 0 });
  });
});

/** The app's passport says what its paging does. */
async function measured(paging: { readonly cursor: boolean }): Promise<void> {
  const passport = {
    version: 1,
    paging: { pageSizeMax: null, pageSizeAsked: 200, totalIsTrue: null, startIndexWorks: true, ...paging },
    group: null,
  };
  await sql`
    insert into passport_run (id, app_id, base_url, state, passport, started_by, lease_expires_at)
    values ('psr1', ${w.appId}, ${w.app.baseUrl}, 'DONE', ${JSON.stringify(passport)}::jsonb, 'tests', now())`.execute(
    w.world.database.kysely,
  );
}
