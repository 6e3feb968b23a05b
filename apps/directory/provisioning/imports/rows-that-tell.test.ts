/** What a run tells of an account that waits is read from the account's row. Whatever becomes of the row, the run tells what it told. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ImportResultPage, ImportRowPage, ImportRun } from "../../contract.ts";
import { account, accountId, createImportWorld, type ImportWorld } from "../testing/import-world.ts";
import { person } from "../testing/world.ts";

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
});
afterEach(() => w.end());

const COUNT = 250;
const everybody = () => Array.from({ length: COUNT }, (_, nr) => account(nr + 1));
const results = async (run: ImportRun, query = "") =>
  await w.api.ok<ImportResultPage>("GET", `${w.path}/imports/${run.id}/results?limit=200${query}`);
const asCsv = async (run: ImportRun) =>
  (await w.api.call("GET", `${w.path}/imports/${run.id}/results/export?format=csv`)).text;
const rows = async () => (await w.api.ok<ImportRowPage>("GET", `${w.path}/import-rows?limit=200`)).items;
const confirm = (action: string) =>
  w.api.ok("POST", `${w.path}/import-rows/confirm`, { rows: [{ externalId: accountId(1), action }] });
const rules = (userCreateAndMatch: Readonly<Record<string, unknown>>) =>
  w.api.ok("PUT", `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`, { importRules: { userCreateAndMatch } });
const kept = async () => {
  const { rows: found } = await sql<{ results: number; seen: number }>`
    select (select count(*) from import_result)::int as results, (select count(*) from import_seen)::int as seen`.execute(
    w.world.database.kysely,
  );
  return found[0];
};

const CHANGES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["is confirmed", () => confirm("NEW")],
  [
    "is confirmed, and that is undone",
    async () => {
      await confirm("NEW");
      await w.api.ok("POST", `${w.path}/import-rows/undo`, { externalIds: [accountId(1)] });
    },
  ],
  ["is ignored", () => confirm("IGNORE")],
  ["is cleared", () => w.api.ok("POST", `${w.path}/import-rows/clear`, {})],
  [
    "is matched anew by other rules",
    async () => {
      await rules({ exactMatchCriteria: ["EMAIL"], allowPartialMatch: false });
      await w.api.ok("POST", `${w.path}/import-rows/rematch`, {});
    },
  ],
  [
    "is otherwise in the app",
    async () => {
      w.app.put("Users", account(1, { userName: "renamed@example.com" }));
      await w.run();
    },
  ],
  [
    "is inactive in the app",
    async () => {
      await rules({ showInactiveUsers: true });
      w.app.put("Users", account(1, { active: false }));
      await w.run();
    },
  ],
  [
    "is gone from the app",
    async () => {
      w.app.remove("Users", accountId(1));
      await w.run();
    },
  ],
  [
    "claims what another one claims",
    async () => {
      w.app.put("Users", account(1), account(4, { userName: String(account(1)["userName"]) }));
      await w.run();
    },
  ],
];

describe("a run tells what it told when an account that waits", () => {
  it.each(CHANGES)("%s", async (_, change) => {
    await w.world.worker();
    w.app.put("Users", account(1), account(2), account(3, { active: false }));
    const first = await w.run();
    // It is found as it was, so that this run keeps what the first one told.
    const second = await w.run();
    expect(await kept()).toMatchObject({ results: 1 });
    const told = { first: await results(first), csv: await asCsv(first), second: await results(second) };
    expect(told.first.counts).toMatchObject({ WAITING: 2, SKIPPED: 1 });
    expect(told.second).toEqual({ ...told.first, difference: { previousRunId: first.id, appeared: 0, ended: 0 } });
    await change();
    expect(await results(first)).toEqual(told.first);
    expect(await asCsv(first)).toBe(told.csv);
    expect(await results(second)).toEqual(told.second);
    const third = await w.run();
    expect((await results(third)).difference?.previousRunId).not.toBeNull();
    expect(await results(first)).toEqual(told.first);
    expect(await results(second)).toEqual(told.second);
  });

  it("has been looked at anew and there is nothing else to say, which the next run keeps from it", async () => {
    await w.world.worker();
    await rules({ exactMatchCriteria: ["USERNAME", "EMAIL"], allowPartialMatch: false });
    w.app.put("Users", account(1), account(2));
    const first = await w.run();
    const login = String(account(1)["userName"]);
    await person(w.world, "Some One", { login, email: "another@example.com" });
    const second = await w.run();
    expect(await results(second)).toMatchObject({
      items: (await results(first)).items,
      difference: { appeared: 0, ended: 0 },
    });
    expect(await kept()).toMatchObject({ results: 0 });
  });
});

describe("an account whose row tells that it was seen", () => {
  it("was seen also when its row is cleared before the app shows it again in the same run", async () => {
    w.app.put("Users", ...everybody());
    w.app.misbehave.rows = (ids, page) => (page.startIndex === 201 ? [...ids, ...[1, 2, 3, 101].map(accountId)] : ids);
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { fetch } = w.world.act;
    await w.world.worker({
      deps: {
        fetch: async (url, init) => {
          if (new URL(url).search.startsWith("?startIndex=201&")) {
            reached.resolve();
            await release.promise;
          }
          return await fetch(url, init);
        },
      },
    });
    const { id } = await w.start();
    await reached.promise;
    await vi.waitFor(
      async () => expect(await w.api.ok<ImportRun>("GET", `${w.path}/imports/${id}`)).toMatchObject({ scanned: 200 }),
      { timeout: 25_000, interval: 20 },
    );
    expect(await kept()).toEqual({ results: 0, seen: 0 });
    expect(await w.api.ok("POST", `${w.path}/import-rows/clear`, {})).toEqual({ cleared: 200 });
    release.resolve();
    const run = await w.ended(id);
    expect(run).toMatchObject({ state: "DONE", scanned: COUNT, newPeople: COUNT, complete: true });
    expect((await rows()).map(({ externalId }) => externalId)).toHaveLength(50);
    expect(await results(run)).toMatchObject({ counts: { WAITING: COUNT } });
  });
});

it("a run whose results are no longer kept tells nothing, though its accounts wait still", async () => {
  await w.world.worker();
  w.app.put("Users", account(1), account(2));
  const first = await w.run();
  for (let nr = 0; nr < 10; nr += 1) await w.run("GROUPS");
  const last = await w.run();
  expect(await results(first)).toMatchObject({ items: [], counts: { WAITING: 0 } });
  expect(await results(last)).toMatchObject({ counts: { WAITING: 2 } });
  await w.api.ok("POST", `${w.path}/import-rows/clear`, {});
  expect(await results(first)).toMatchObject({ items: [], counts: { WAITING: 0 } });
  expect(await results(last)).toMatchObject({ counts: { WAITING: 2 } });
});

it("a run tells for as long as one of the last runs keeps what it told, however many there were since", async () => {
  await w.world.worker();
  w.app.put("Users", account(1), account(2));
  const first = await w.run();
  const told = await results(first);
  for (let nr = 0; nr < 11; nr += 1) await w.run();
  expect(await results(first)).toEqual(told);
  await w.api.ok("POST", `${w.path}/import-rows/clear`, {});
  expect(await results(first)).toEqual(told);
});
