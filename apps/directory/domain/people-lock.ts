/**
 * One lock between changes of people (shared) and changes of what people are judged by (exclusive): the profile schema, the
 * group rules, and which groups are pushed. Whoever writes a person or a membership then sees either what was before and is seen by the
 * pass or the first push that follows, or what is new.
 */
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "./tables.ts";

/** Key of the advisory lock. */
const PEOPLE_LOCK = 4_710_114;

/** Before people are written: in the transaction, before any row of a person is locked. */
export async function lockForPeopleChange(trx: Kysely<DirectoryTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${PEOPLE_LOCK})`.execute(trx);
}

/** Before the schema or the rules are changed, or groups begin to be pushed: waits until no change of people is under way. */
export async function lockPeopleRules(trx: Kysely<DirectoryTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PEOPLE_LOCK})`.execute(trx);
}
