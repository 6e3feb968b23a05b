/**
 * SQL about whom a run has seen. Perf: each account is a look into an index, which `offset 0` keeps from becoming a join. What a run has noted goes with
 * it, so that the database may believe that nothing is noted, and as a join walk through everything noted for each of a million accounts.
 */
import type { AppId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";

/** Whether the run has noted the account. */
export function isNoted(runId: string, externalId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (
    select from import_seen seen where seen.run_id = ${runId} and seen.external_id = ${externalId} offset 0)`;
}

/** Whether the run has seen the account: it is noted, or its row tells it for the run. */
export function isSeen(
  run: { readonly id: string; readonly appId: AppId },
  externalId: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql`(${isNoted(run.id, externalId)} or exists (
    select from import_row told where told.app_id = ${run.appId} and told.external_id = ${externalId} and told.told_in = ${run.id} offset 0))`;
}
