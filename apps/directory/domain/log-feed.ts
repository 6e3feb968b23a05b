/** The System Log as a feed to be polled: by numbers that are given after commit, so that no event is skipped or told twice (ADR 7). */
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "./tables.ts";

/** Events that `sequence_log()` numbers at once. */
const NUMBERED_AT_ONCE = 10_000;
/** A million events: only the first poll of an old log numbers that many. */
const ROUNDS_MAX = 100;

/** Numbers what is committed and returns the last number: everything up to it is settled. */
export async function settleLog(db: Kysely<DirectoryTables>): Promise<bigint> {
  let last = 0n;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { rows } = await sql<{ last: string }>`select sequence_log() as last`.execute(db);
    const next = BigInt(rows[0]?.last ?? 0);
    if (round > 0 && next - last < NUMBERED_AT_ONCE) return next;
    if (next === last) return next;
    last = next;
  }
  return last;
}
