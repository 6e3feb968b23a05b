/** Confirms all rows of one kind, portion by portion: as many as an app has, with progress, and what fails stays behind with its reason. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { BulkConfirmResult, BulkProgress } from "../../contract.ts";
import type { Act } from "../../domain/act.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { confirmRows } from "./confirm-rows.ts";
import { loadImportSettings } from "./import-settings.ts";
import { IS_SHARED } from "./shared-claims.ts";

/** Rows of one transaction. */
const PORTION = 500;
/** Failures that are named in the result. */
const NAMED_MAX = 100;

/** Which rows, and what becomes of new people. Ambiguous ones are never confirmed together. */
export interface ConfirmAllInput {
  readonly match: "EXACT" | "PARTIAL" | "NONE";
  readonly activateNew?: boolean | undefined;
  /** Called after each portion. */
  readonly onProgress?: ((progress: BulkProgress) => void) | undefined;
}

interface Place {
  readonly key: string;
  readonly id: string;
}

/** Links the unconfirmed active accounts of this match to their people, or makes people of the new ones. */
export async function confirmAllRows(act: Act, appId: AppId, input: ConfirmAllInput): Promise<BulkConfirmResult> {
  const total = await countWaiting(act, appId, input.match);
  let after: Place = { key: "", id: "" };
  let [done, linked, created] = [0, 0, 0];
  const failures: { externalId: string; userName: string; reason: string }[] = [];
  let failed = 0;
  for (;;) {
    const portion = await confirmPortion(act, appId, { ...input, after });
    done += portion.rows.length;
    linked += portion.linked;
    created += portion.created;
    failed += portion.refused.size;
    for (const { externalId, userName } of portion.rows) {
      const reason = portion.refused.get(externalId);
      if (reason !== undefined && failures.length < NAMED_MAX) failures.push({ externalId, userName, reason });
    }
    const last = portion.rows.at(-1);
    if (last !== undefined) input.onProgress?.({ done, total: Math.max(total, done) });
    if (last === undefined || portion.rows.length < PORTION) return { linked, created, failed, failures };
    after = { key: last.key, id: last.externalId };
  }
}

async function confirmPortion(act: Act, appId: AppId, input: ConfirmAllInput & { readonly after: Place }) {
  const { match, after } = input;
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const { rows } = await sql<{ externalId: string; userName: string; key: string }>`
      select external_id as "externalId", user_name as "userName", lower(user_name) as key from import_row r
      where app_id = ${appId} and state = 'UNCONFIRMED' and active and refusal is null and match = ${match} and not ${IS_SHARED}
        and (lower(user_name), external_id) > (${after.key}, ${after.id})
      order by lower(user_name), external_id limit ${PORTION}`.execute(trx);
    const settings = await loadImportSettings(trx, appId, act.clock.now());
    const action = match === "NONE" ? ("NEW" as const) : ("LINK" as const);
    const activateNew = input.activateNew ?? settings.rules.autoActivateNewUsers;
    const confirmations = rows.map(({ externalId }) => ({ externalId, action }));
    const confirm = { appId, rows: confirmations, activateNew, byRule: true };
    const result = await confirmRows(trx, act, { settings, confirm });
    const refused = [...result.refused].map(([external_id, reason]) => ({ external_id, reason: `${reason}.` }));
    await sql`
      update import_row set reason = refused.reason
      from jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) as refused (external_id text, reason text)
      where import_row.app_id = ${appId} and import_row.external_id = refused.external_id`.execute(trx);
    return { ...result, rows };
  });
}

async function countWaiting(act: Act, appId: AppId, match: ConfirmAllInput["match"]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from import_row r
    where app_id = ${appId} and state = 'UNCONFIRMED' and active and refusal is null and match = ${match} and not ${IS_SHARED}`.execute(
    act.database.kysely,
  );
  return rows[0]?.count ?? 0;
}
