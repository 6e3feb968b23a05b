/** Making work due that waits or failed, for a whole app: after a repair, and where the administrator asks for it. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import { markAppDirty, markAppUsers, markPushGroups, notifyWork, sweepAppUsers } from "../domain/dirty.ts";
import { resumeApp } from "./app-pause.ts";

/** Tasks that a repaired connection may solve; the others need a change of their own. */
const REPAIRABLE = ["unknown", "unreachable", "serverError", "credential", "rateLimit"];

/**
 * The app goes on: its pause for a refused credential or rate limit ends, its app-level tasks are resolved, and every
 * subject that waits is due now. A pause by an administrator stays. Returns how many subjects were made due.
 */
export async function replayApp(trx: Trx, appId: AppId, now: Date): Promise<number> {
  await resumeUnlessByAdministrator(trx, appId, now);
  const due = sql`due_at = ${now}::timestamptz, attempts = 0`;
  const waits = sql`app_id = ${appId} and is_dirty`;
  const users = await sql`update app_user set ${due} where ${waits}`.execute(trx);
  const groups = await sql`
    update push_group set ${due} where id in (select id from push_group where ${waits} order by id for no key update)`.execute(
    trx,
  );
  await sql`
    update task set next_attempt_at = ${now}, last_updated_at = ${now}
     where app_id = ${appId} and state = 'OPEN' and cause = any(${REPAIRABLE}::text[])
       and (app_user_id is not null or push_group_id is not null)`.execute(trx);
  await notifyWork(trx);
  return Number(users.numAffectedRows ?? 0n) + Number(groups.numAffectedRows ?? 0n);
}

async function resumeUnlessByAdministrator(trx: Trx, appId: AppId, now: Date): Promise<void> {
  const { rows } = await sql<{ reason: string | null }>`
    select paused_reason as reason from app where id = ${appId} for no key update`.execute(trx);
  if (rows[0]?.reason !== "administrator") await resumeApp(trx, appId, now);
}

/**
 * "Force Sync": mappings are applied again to everybody who has an account (okta-client §3.3). By itself it compares with what
 * the app confirmed last, and asks nothing where that is as it should be. `readTarget`: what the app is known to hold is
 * forgotten, so that every account is read, and what somebody changed in the app is put right.
 */
export async function forceSyncApp(
  trx: Trx,
  appId: AppId,
  { readTarget = false, now }: { readonly readTarget?: boolean; readonly now: Date },
): Promise<number> {
  if (!readTarget) {
    const groups = await markPushGroups(trx, sql`app_id = ${appId} and (status <> 'INACTIVE' or removing)`, now);
    return groups + (await sweepAppUsers(trx, appId, now));
  }
  await sql`update app_user set seen = coalesce(known, seen), known = null where app_id = ${appId} and assigned and external_id is not null`.execute(
    trx,
  );
  await sql`update push_group set members_known = false where app_id = ${appId} and status <> 'INACTIVE'`.execute(trx);
  return await markAppDirty(trx, appId, now);
}

/** "Reset all passwords": every active account gets a new random password. */
export async function resetAppPasswords(trx: Trx, appId: AppId, now: Date): Promise<number> {
  const accounts = sql`app_id = ${appId} and assigned and external_id is not null`;
  await sql`update app_user set password_pending = true where ${accounts}`.execute(trx);
  return await markAppUsers(trx, accounts, now);
}
