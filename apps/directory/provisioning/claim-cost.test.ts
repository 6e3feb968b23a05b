import type { Database } from "@lockstep/database";
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../packages/database/testing/index.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import { claimWork } from "./claim.ts";
import { findNextDue } from "./dispatcher/next-due.ts";

let clone: TestDatabase;
let database: Database<DirectoryTables>;
beforeEach(async () => {
  clone = await createTestDatabase({
    sets: [{ component: "directory", directory: new URL("../migrations/", import.meta.url) }],
    schema: "directory",
    role: "lockstep_directory",
  });
  // One connection, so that its own counters tell of every statement.
  database = clone.open<DirectoryTables>(1);
});
afterEach(() => clone.drop());

const APP = "0oaClaimCost000000" as AppId;
const NOW = new Date();

/** An app with so many people, of whom all have what they are to have. */
async function provisioned(people: number): Promise<void> {
  await sql`insert into app (id, name, label, status, provisioning_enabled, dialect, user_name_type, user_name_template)
    values (${APP}, 'claim_cost', 'Claim cost', 'ACTIVE', true, 'rfc', 'BUILT_IN', 'x')`.execute(database.kysely);
  await sql`insert into person (id, status, source, profile)
    select '00u' || n, 'ACTIVE', 'api', jsonb_build_object('login', n || '@example.com') from generate_series(1, ${people}::int) as n`.execute(
    database.kysely,
  );
  await sql`insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known, known_active, dirty_version, clean_version)
    select '0ua' || n, ${APP}, '00u' || n, true, 'USER', 'r' || n, 'created', '{"title":"T"}', true, 1, 1
      from generate_series(1, ${people}::int) as n`.execute(database.kysely);
  await clone.asOwner("analyze directory.app_user, directory.person, directory.app");
}

/** Rows of app users that this connection has read since it was opened. */
async function rowsRead(): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(database.kysely);
  await sql`select pg_stat_clear_snapshot()`.execute(database.kysely);
  const { rows } = await sql<{ read: number }>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables
     where schemaname = 'directory' and relname = 'app_user'`.execute(database.kysely);
  return rows[0]?.read ?? 0;
}

it.each([300, 20_000])(
  "a change of one person, of %i who have the app, is found, claimed and waited for with a handful of rows read",
  { timeout: 120_000 },
  async (people) => {
    await provisioned(people);
    await sql`update app_user set dirty_version = dirty_version + 1, due_at = ${NOW} where id = '0ua7'`.execute(
      database.kysely,
    );
    const before = await rowsRead();
    const claim = { now: NOW, owner: "a", leaseMs: 15_000, perAppMax: 8, limit: 32, ahead: 8 };
    expect(await claimWork(database, claim)).toMatchObject([{ id: "0ua7" }]);
    expect(await claimWork(database, { ...claim, owner: "b" })).toEqual([]);
    await findNextDue(database, NOW);
    expect((await rowsRead()) - before).toBeLessThan(60);
  },
);
