/** Directory passwords that could not be delivered in time are erased (okta-client §1.6): the directory keeps none of them for later. */
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { writeEvent } from "../domain/system-log.ts";
import { openTask } from "./provisioning-task.ts";

/** How long a sealed password may wait, from the moment at which the person chose it. */
export const PASSWORD_WAIT_MAX_MS = 24 * 60 * 60 * 1000;

/** Rows of one transaction. */
const BATCH = 200;

interface Expired {
  readonly id: string;
  readonly appId: string;
  readonly label: string;
  readonly login: string;
}

/** Erases what waited too long, with a task for each account that did not get it. Returns how many accounts that were. */
export async function expirePasswords(deps: Deps): Promise<number> {
  const now = new Date(deps.clock.now());
  const before = new Date(now.getTime() - PASSWORD_WAIT_MAX_MS);
  // A password that no app took over yet: nobody waits for it.
  await sql`
    update person set password_sealed = null, password_sealed_at = null
     where password_sealed is not null and coalesce(password_sealed_at, '-infinity') <= ${before}`.execute(
    deps.database.kysely,
  );
  let count = 0;
  for (;;) {
    const erased = await expireBatch(deps, { now, before });
    count += erased;
    if (erased < BATCH) return count;
  }
}

async function expireBatch(deps: Deps, times: { readonly now: Date; readonly before: Date }): Promise<number> {
  return await deps.database.transaction(async (trx) => {
    const { rows } = await sql<Expired>`
      update app_user set password_sealed = null, password_sealed_at = null, password_pending = false, password_expired_at = ${times.now}
        from app, person
       where app.id = app_user.app_id and person.id = app_user.person_id and app_user.id in (
         select id from app_user where password_sealed is not null and coalesce(password_sealed_at, '-infinity') <= ${times.before}
          order by id limit ${BATCH} for no key update)
      returning app_user.id, app.id as "appId", app.label, person.profile->>'login' as login`.execute(trx);
    for (const row of rows) {
      await openTask(trx, deps.random, { ...expiredTask(row), now: times.now });
      await writeEvent(trx, {
        eventType: "application.provision.user.password",
        displayMessage: "Directory password was erased before it could be delivered",
        severity: "WARN",
        outcome: { result: "FAILURE", reason: "It waited for 24 hours." },
        targets: [
          { id: row.id, type: "AppUser", displayName: row.login },
          { id: row.appId, type: "AppInstance", displayName: row.label },
        ],
      });
    }
    return rows.length;
  });
}

/** The task of an account whose password never arrived. */
export function expiredTask(account: Expired) {
  return {
    subject: { appId: account.appId, appUserId: account.id },
    cause: "passwordExpired" as const,
    summary: `The directory password of ${account.login} did not reach ${account.label} within 24 hours and was erased`,
    detail: "The account in the app keeps the password that it had.",
  };
}
