/**
 * One lock between changes of people (shared) and changes of what people are judged by (exclusive): the profile schema and
 * the group rules. Whoever writes a person then sees either the old rules and is seen by the pass that follows, or the new ones.
 */
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "./tables.ts";

/** Key of the advisory lock. */
const PEOPLE_LOCK = 4_710_114;

/** Before people are written: in the transaction, before any row of a person is locked. */
export async function lockForPeopleChange(trx: Kysely<DirectoryTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${PEOPLE_LOCK})`.execute(trx);
}

/** Before the schema or the rules are changed: waits until no change of people is under way. */
export async function lockPeopleRules(trx: Kysely<DirectoryTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PEOPLE_LOCK})`.execute(trx);
}
