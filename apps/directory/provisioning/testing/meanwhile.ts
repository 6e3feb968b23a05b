/** Two transactions at the same moment, without a race in the test: one is held open while the other is begun. */
import type { Database } from "@lockstep/database";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

const POLLS_MAX = 20_000;

/** Runs `work` while another transaction has done `hold`; that one commits when `work` calls `release`. */
export async function during(
  database: Database<DirectoryTables>,
  hold: (trx: Trx) => Promise<unknown>,
  work: (release: () => void) => Promise<void>,
): Promise<void> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holder = database.transaction(async (trx) => {
    await hold(trx);
    held.resolve();
    await released.promise;
  });
  await Promise.race([held.promise, holder]);
  await work(released.resolve).finally(released.resolve);
  await holder;
}

/** Until so many transactions of this database wait for a lock, or `orElse` has ended. */
export async function untilWaiting(
  database: Database<DirectoryTables>,
  count: number,
  orElse: Promise<unknown>,
): Promise<void> {
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  void orElse.then(end, end);
  for (let polls = 0; polls < POLLS_MAX && !hasEnded; polls += 1) {
    const { rows } = await sql<{ count: number }>`
      select count(distinct pid)::int as count from pg_locks join pg_stat_activity using (pid)
       where not granted and datname = current_database()`.execute(database.kysely);
    if ((rows[0]?.count ?? 0) >= count) return;
  }
  if (!hasEnded) throw new Error(`Fewer than ${count} transactions wait`);
}
