/** An import is ahead of the page that it stores: by one that is prepared and one that is asked for, and by no more. */
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ImportRun } from "../../contract.ts";
import { lockPeopleRules } from "../../domain/people-lock.ts";
import { account, createImportWorld, type ImportWorld } from "../testing/import-world.ts";

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
});
afterEach(() => w.end());

const COUNT = 700;
const PAGE = 100;

/** No page is stored until it is let go. */
async function holdPages(): Promise<() => Promise<void>> {
  const taken = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const held = w.world.database.transaction(async (trx) => {
    await lockPeopleRules(trx);
    taken.resolve();
    await letGo.promise;
  });
  await taken.promise;
  return async () => {
    letGo.resolve();
    await held;
  };
}

const lastStart = () =>
  Math.max(...w.app.requests.map((request) => Number(/\/Users\?startIndex=(\d+)/.exec(request)?.[1] ?? 0)));

it("a page that was prepared counts by the settings of the moment in which it is stored", async () => {
  w.app.put("Users", ...Array.from({ length: COUNT }, (_, index) => account(index + 1, { title: "Clerk" })));
  const reached = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const { fetch } = w.world.act;
  await w.world.worker({
    deps: {
      fetch: async (url, init) => {
        if (url.includes("startIndex=301&")) {
          reached.resolve();
          await goesOn.promise;
        }
        return await fetch(url, init);
      },
    },
  });
  const { id } = await w.start();
  await reached.promise;
  const letGo = await holdPages();
  const { scanned } = await w.api.ok<ImportRun>("GET", `${w.path}/imports/${id}`);
  // Not over the API, which would match the rows that there are anew.
  const { kysely } = w.world.database;
  await sql`update import_mapping set expression = 'String.toUpperCase(appuser.title)' where attribute = 'title'`.execute(
    kysely,
  );
  goesOn.resolve();
  // One page waits to be stored, one is prepared, and one more is asked for.
  await vi.waitFor(() => expect(lastStart()).toBe(scanned + 2 * PAGE + 1), { timeout: 10_000 });
  await letGo();
  expect(await w.ended(id)).toMatchObject({ state: "DONE", complete: true, scanned: COUNT, newPeople: COUNT });
  const { rows } = await sql<{ title: string; count: number }>`
    select profile->>'title' as title, count(*)::int as count from import_row group by 1 order by 1 desc`.execute(
    kysely,
  );
  expect(rows).toEqual([
    { title: "Clerk", count: scanned },
    { title: "CLERK", count: COUNT - scanned },
  ]);
});
