import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportedGroup, ImportResultPage, ImportRun } from "../../contract.ts";
import { createWorker } from "../index.ts";
import { hastyTimers } from "../testing/hasty-timers.ts";
import { account, accountId, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";

/** Incremental imports from an app that tells by its event feed what changed: deletions are seen without reading everybody. */

const NOTE = "What changed was read from the app's event feed, deletions included.";
const COUNT = 120;

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
  w.app.misbehave.feed = { pruned: 0 };
  await linkAccounts(w, COUNT);
});
afterEach(() => w.end());

const hasty = { timers: hastyTimers };
/** Later than what the run before has confirmed. */
async function run(mode: ImportRun["mode"]): Promise<ImportRun> {
  w.world.clock.advance(60_000);
  return await w.run(mode);
}
const group = (id: string, displayName: string) => ({ id, displayName, members: [{ value: accountId(1) }] });
const groups = async () =>
  (await w.api.ok<{ items: readonly ImportedGroup[] }>("GET", `${w.path}/app-groups`)).items.map(({ name }) => name);
const lists = () => w.app.requests.filter((request) => /\/(Users|Groups)\?(?!filter=id)/.test(request));
const reads = () => w.app.requests.filter((request) => request.includes("/Users"));

describe("an incremental import by the event feed", () => {
  it("reads what changed, takes away who was removed, and reads no list", async () => {
    await w.world.worker();
    w.app.put("Groups", group("g1", "Alpha"), group("g2", "Beta"));
    expect(await run("FULL")).toMatchObject({ state: "DONE", unchanged: COUNT, groups: { created: 2 } });
    w.app.put("Users", account(7, { active: false }), account(COUNT + 1));
    w.app.put("Users", account(COUNT + 2), account(COUNT + 1, { displayName: "Changed once more" }));
    w.app.remove("Users", accountId(3), accountId(COUNT + 2));
    w.app.remove("Groups", "g2");
    w.app.put("Groups", group("g1", "Alpha renamed"), group("g3", "Gamma"));
    w.app.forget();
    const done = await run("INCREMENTAL");
    expect(done).toMatchObject({
      ...{ state: "DONE", mode: "INCREMENTAL", complete: true, note: NOTE, scanned: 4, newPeople: 1, updated: 1 },
      ...{ absent: 1, removed: 1, groups: { scanned: 3, created: 1, updated: 1, removed: 1 } },
    });
    expect(lists()).toEqual([]);
    expect(await w.linked()).not.toContain(accountId(3));
    expect(await groups()).toEqual(["Alpha renamed", "Gamma"]);
    const { items } = await w.api.ok<ImportResultPage>("GET", `${w.path}/imports/${done.id}/results`);
    expect(items.map(({ externalId, outcome }) => [externalId, outcome])).toEqual([
      [accountId(COUNT + 1), "WAITING"],
      [accountId(3), "REMOVED"],
      [accountId(7), "UPDATED"],
    ]);
    // Nothing happened since: nobody is read at all.
    w.app.forget();
    expect(await run("INCREMENTAL")).toMatchObject({ state: "DONE", note: NOTE, scanned: 0, absent: 0 });
    expect(w.app.requests.filter((request) => !request.includes("/events"))).toEqual([]);
  });

  it("reads changed accounts by lists of their ids, and alone only whom a list leaves out", async () => {
    await w.world.worker();
    await run("FULL");
    const change = (displayName: string) =>
      w.app.put("Users", ...Array.from({ length: 100 }, (_, nr) => account(nr + 1, { displayName })));
    change("Changed");
    w.app.forget();
    expect(await run("INCREMENTAL")).toMatchObject({ state: "DONE", note: NOTE, scanned: 100 });
    expect(reads()).toHaveLength(4);
    expect(Math.max(...reads().map(({ length }) => length))).toBeLessThan(2_000);
    // Rows that a list does not show are nobody's end.
    change("Changed again");
    w.app.misbehave.rows = (ids) => ids.filter((id) => id !== accountId(7));
    w.app.forget();
    expect(await run("INCREMENTAL")).toMatchObject({ state: "DONE", scanned: 100, removed: 0 });
    expect(reads().filter((request) => !request.includes("filter="))).toEqual([`GET /Users/${accountId(7)}`]);
    // Nor does a refusal of the list say anything about them.
    change("Changed once more");
    w.app.misbehave.byIds = "refuse";
    w.app.forget();
    expect(await run("INCREMENTAL")).toMatchObject({ state: "DONE", scanned: 100, removed: 0 });
    expect(reads()).toHaveLength(104);
    expect(await w.linked()).toHaveLength(COUNT);
  });

  it("stops before it takes too many away, as a full one does, and looks at each before it does", async () => {
    await w.world.worker();
    await run("FULL");
    w.app.remove("Users", ...Array.from({ length: 30 }, (_, nr) => accountId(nr + 1)));
    const held = await run("INCREMENTAL");
    expect(held).toMatchObject({ state: "HELD", absent: 30, hold: { affected: 30, population: COUNT } });
    w.app.put("Users", account(1));
    await w.api.ok("POST", `${w.path}/imports/${held.id}/approve`);
    expect(await w.ended(held.id)).toMatchObject({ state: "DONE", removed: 29, present: 1 });
    expect(await w.linked()).toHaveLength(COUNT - 29);
  });

  it("counts each account once, whatever happened to it, and a preview says the same and leaves the position where it is", async () => {
    await w.world.worker();
    await run("FULL");
    const numbers = ({ id: _, created, started, finished, preview, fetchMs, storeMs, ...rest }: ImportRun) => rest;
    // More events than a page of the feed has, of two accounts.
    for (let nr = 0; nr < 300; nr += 1)
      w.app.put(
        "Users",
        account(5, { displayName: `Changed ${nr}` }),
        account(COUNT + 1, { displayName: `New ${nr}` }),
      );
    w.app.remove("Users", accountId(9));
    w.world.clock.advance(60_000);
    const body = { mode: "INCREMENTAL", preview: true };
    const preview = await w.ended((await w.api.ok<ImportRun>("POST", `${w.path}/imports`, body)).id);
    const done = await run("INCREMENTAL");
    expect(done).toMatchObject({
      state: "DONE",
      note: NOTE,
      total: 3,
      scanned: 3,
      newPeople: 1,
      unchanged: 1,
      removed: 1,
    });
    expect(numbers(preview)).toEqual(numbers(done));
  });

  it.each([
    ["does not reach back to the last import any more", () => ({ pruned: 100_000 })],
    ["is gone", () => undefined],
  ])("reads everybody, with the reason, when the feed %s", async (_, feed) => {
    await w.world.worker();
    await run("FULL");
    w.app.remove("Users", accountId(3));
    w.app.misbehave.feed = feed();
    const done = await run("INCREMENTAL");
    expect(done).toMatchObject({
      ...{ state: "DONE", mode: "FULL", complete: true, scanned: COUNT - 1, removed: 1 },
      note: "The app's event feed does not reach back to the last import: everything was read.",
    });
    expect(await w.linked()).not.toContain(accountId(3));
  });

  it("tries a feed or an account that cannot be read now again, and then fails without taking anybody away", async () => {
    await w.world.worker({ deps: hasty });
    await run("FULL");
    w.app.put("Users", account(5, { displayName: "Changed" }));
    w.app.remove("Users", accountId(3));
    w.app.misbehave.readStatus = () => 503;
    expect(await run("INCREMENTAL")).toMatchObject({ state: "FAILED", absent: 0, removed: 0 });
    w.app.misbehave.readStatus = () => undefined;
    // The position is that of the last import that was complete.
    expect(await run("INCREMENTAL")).toMatchObject({ state: "DONE", note: NOTE, scanned: 2, removed: 1 });
  });

  it("goes on where it stood when its worker dies, and tells of each account once", async () => {
    const first = await w.world.worker();
    await run("FULL");
    await first.stop();
    w.app.put("Users", ...Array.from({ length: 260 }, (_, nr) => account(COUNT + nr + 1)));
    w.app.remove("Users", accountId(3), accountId(COUNT + 260));
    const died = Promise.withResolvers<void>();
    const grave = Promise.withResolvers<never>();
    const dying = createWorker({
      ...w.world.act,
      timers: { ...w.world.act.timers, every: () => () => undefined },
      fetch: async (url, init) => {
        if (!url.includes(accountId(COUNT + 150))) return await w.world.act.fetch(url, init);
        died.resolve();
        return await grave.promise;
      },
    });
    await dying.start();
    const { id } = await w.start("INCREMENTAL");
    await died.promise;
    w.world.clock.advance(60_000);
    w.app.forget();
    await w.world.worker();
    expect(await w.ended(id)).toMatchObject({ state: "DONE", note: NOTE, scanned: 261, newPeople: 259, removed: 1 });
    // What was stored is not read again: the feed, and the first hundred accounts.
    expect(w.app.requests.filter((request) => request.startsWith("GET /events?resourceType=User"))).toEqual([]);
    const asked = w.app.requests.filter((request) => request.startsWith("GET /Users"));
    const read = new Set(
      asked.flatMap((request) =>
        [...decodeURIComponent(request).matchAll(/"([^"]+)"|\/Users\/(.+)/g)].map(
          ([, listed, alone]) => listed ?? alone,
        ),
      ),
    );
    expect(read.size).toBe(159 + 1);
    grave.reject(new Error("The process is dead."));
    await dying.stop();
  });
});
