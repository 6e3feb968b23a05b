/** Whom a list has not shown is found by looks into indexes, also when the database believes that nobody was seen. */
import type { Client } from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";

let w: ImportWorld;
let owner: Client;
beforeEach(async () => {
  w = await createImportWorld();
  owner = await w.owner();
  await w.world.worker();
});
afterEach(() => w.end());

const PEOPLE = 1_000;

/** What a run has noted goes with it, and the database writes that down as an empty table of so many pages until it looks again. */
const BELIEVED_EMPTY = `select pg_restore_relation_stats('schemaname', 'directory', 'relname', 'import_seen', 'relpages', 40, 'reltuples', 0::real)`;

/** Counts are written down at the latest when a connection ends. */
const END_OTHERS = `select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
const READ = `select idx_tup_read::int as entries from pg_stat_user_indexes where indexrelname = 'import_seen_pkey'`;

async function entriesRead(): Promise<number> {
  await owner.query(END_OTHERS);
  const { rows } = await owner.query<{ entries: number }>(READ);
  return rows[0]?.entries ?? Number.NaN;
}

it.each([
  { whom: "linked", put: () => linkAccounts(w, PEOPLE), told: { unchanged: PEOPLE } },
  {
    whom: "waiting",
    put: async () => w.app.put("Users", ...Array.from({ length: PEOPLE }, (_, index) => account(index + 1))),
    told: { newPeople: PEOPLE },
  },
])("reads what was noted of $whom accounts no more than a few times for each", async ({ put, told }) => {
  await put();
  await w.run();
  await owner.query(BELIEVED_EMPTY);
  const before = await entriesRead();
  expect(await w.run()).toMatchObject({ state: "DONE", scanned: PEOPLE, absent: 0, ...told });
  expect((await entriesRead()) - before).toBeLessThanOrEqual(4 * PEOPLE);
});

it("counts as gone who is not shown, whether or not somebody is believed to be seen", async () => {
  await linkAccounts(w, PEOPLE);
  await w.run();
  w.app.remove("Users", "a000007", "a000950");
  await owner.query(BELIEVED_EMPTY);
  expect(await w.run()).toMatchObject({ state: "DONE", absent: 2 });
  expect((await w.linked()).length).toBe(PEOPLE - 2);
});
