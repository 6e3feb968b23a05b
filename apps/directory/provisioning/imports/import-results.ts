/** Results of a run: a row for each account that was not found unchanged, of the last runs of each app. */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { ImportResult } from "../../contract-import-rows.ts";
import type { Trx } from "../../domain/act.ts";

/** Runs of an app whose rows are kept; their counts stay for good. */
export const RUNS_KEPT = 10;

/** One row to be stored. */
export interface NewResult {
  readonly externalId: string;
  readonly userName: string;
  readonly outcome: ImportResult["outcome"];
  readonly match?: ImportResult["match"] | undefined;
  readonly personId?: PersonId | undefined;
  readonly reason?: string | undefined;
  readonly changes?: readonly string[] | undefined;
}

/** Stores rows of a run in one statement; an account that is told of twice has its last row. */
export async function storeResults(trx: Trx, runId: string, results: readonly NewResult[]): Promise<void> {
  if (results.length === 0) return;
  const rows = [...new Map(results.map((result) => [result.externalId, result])).values()].map((result) => ({
    external_id: result.externalId,
    user_name: result.userName,
    outcome: result.outcome,
    match: result.match ?? null,
    person_id: result.personId ?? null,
    reason: result.reason ?? "",
    changes: result.changes ?? [],
  }));
  await sql`
    insert into import_result (import_run_id, external_id, user_name, outcome, match, person_id, reason, changes)
    select ${runId}, external_id, user_name, outcome, match, person_id, reason,
        array(select jsonb_array_elements_text(changes))
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row (external_id text, user_name text, outcome text, match text, person_id text, reason text, changes jsonb)
    on conflict (import_run_id, external_id) do update
      set user_name = excluded.user_name, outcome = excluded.outcome, match = excluded.match, person_id = excluded.person_id,
          reason = excluded.reason, changes = excluded.changes`.execute(trx);
}

/** Removes the rows of all but the app's last runs. */
export async function pruneResults(trx: Trx, appId: AppId): Promise<void> {
  await sql`
    delete from import_result where import_run_id in (
      select id from import_run where app_id = ${appId} order by created_at desc, id desc offset ${RUNS_KEPT})`.execute(
    trx,
  );
}
