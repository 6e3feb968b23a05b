/** Matching on demand: rows that wait are mapped and matched anew by the settings and people of now, and by what the hook said of them. */
import type { ImportedUser } from "@lockstep/engine";
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { BulkProgress, RematchResult } from "../../contract.ts";
import type { Act, Trx } from "../../domain/act.ts";
import { countImportRows } from "./import-rows.ts";
import { type ImportSettings, loadImportSettings } from "./import-settings.ts";
import { keysOf } from "./imported-profile.ts";
import { keptAsAnswers } from "./kept-answers.ts";
import { matchAll } from "./matched-account.ts";
import { refusalWords } from "./result-words.ts";

/** Rows of one transaction. */
const PORTION = 500;
/** Rows that saving a setting matches anew by itself. */
const FEW_MAX = 2_000;

interface WaitingRow {
  readonly externalId: string;
  readonly userName: string;
  readonly active: boolean;
  readonly resource: ImportedUser["resource"];
}

/** Matches every unconfirmed row of the app anew, portion by portion. What one portion stored stays when a later one fails. */
export async function rematchRows(
  act: Act,
  appId: AppId,
  onProgress: (progress: BulkProgress) => void = () => undefined,
): Promise<RematchResult> {
  const counted = await countImportRows(act.database.kysely, appId);
  const total = Object.values(counted.unconfirmed).reduce((sum, count) => sum + count, 0);
  let [after, looked, changed] = ["", 0, 0];
  for (;;) {
    const portion = await act.database.transaction(async (trx) => {
      const { rows } = await sql<WaitingRow>`
        select external_id as "externalId", user_name as "userName", active, resource from import_row
        where app_id = ${appId} and state = 'UNCONFIRMED' and resource is not null and external_id > ${after}
        order by external_id limit ${PORTION} for update`.execute(trx);
      const settings = await loadImportSettings(trx, appId, act.clock.now());
      return { rows, changed: await rematch(trx, settings, rows) };
    });
    looked += portion.rows.length;
    changed += portion.changed;
    after = portion.rows.at(-1)?.externalId ?? after;
    if (portion.rows.length > 0) onProgress({ done: looked, total });
    if (portion.rows.length < PORTION) break;
  }
  return { looked, changed, counts: await countImportRows(act.database.kysely, appId) };
}

/** After a setting changed: rows show it at once as long as they are few; more are matched on demand and by the next import. */
export async function rematchFew(act: Act, appId: AppId): Promise<void> {
  const { unconfirmed } = await countImportRows(act.database.kysely, appId);
  const total = Object.values(unconfirmed).reduce((sum, count) => sum + count, 0);
  if (total > 0 && total <= FEW_MAX) await rematchRows(act, appId);
}

/** The named rows anew, as far as they wait; in the caller's transaction. */
export async function rematchSome(trx: Trx, settings: ImportSettings, externalIds: readonly string[]): Promise<void> {
  const { rows } = await sql<WaitingRow>`
    select external_id as "externalId", user_name as "userName", active, resource from import_row
    where app_id = ${settings.appId} and state = 'UNCONFIRMED' and resource is not null
      and external_id = any(${externalIds}::text[]) order by external_id for update`.execute(trx);
  await rematch(trx, settings, rows);
}

async function rematch(trx: Trx, settings: ImportSettings, rows: readonly WaitingRow[]): Promise<number> {
  const users = rows.map(({ externalId, ...row }) => ({ id: externalId, ...row }));
  const answers = await keptAsAnswers(trx, settings, users);
  const accounts = await matchAll(trx, { settings, users, answers });
  const values = accounts.map(({ user, mapped, match, person, reason, hookError }) => ({
    external_id: user.id,
    profile: mapped.profile,
    match,
    person_id: person?.id ?? null,
    reason: hookError === undefined ? (reason ?? null) : refusalWords(hookError),
    refusal: hookError ?? null,
    keys: keysOf(mapped.profile),
  }));
  const { numAffectedRows } = await sql`
    update import_row set profile = row.profile, match = row.match, person_id = row.person_id, reason = row.reason, refusal = row.refusal,
      keys = row.keys, last_updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      as row (external_id text, profile jsonb, match text, person_id text, reason text, refusal text, keys text[])
    where import_row.app_id = ${settings.appId} and import_row.external_id = row.external_id
      and (import_row.profile, import_row.match, import_row.person_id, import_row.reason, import_row.refusal)
        is distinct from (row.profile, row.match, row.person_id, row.reason, row.refusal)`.execute(trx);
  return Number(numAffectedRows ?? 0n);
}
