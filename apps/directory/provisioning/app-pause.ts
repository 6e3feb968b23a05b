/** Pausing an app and letting it go on. A paused app sends nothing; what waits stays dirty and is sent afterwards. */
import { sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import { notifyWork } from "../domain/dirty.ts";
import { type SystemEvent, writeEvent } from "../domain/system-log.ts";

/** Why an app is paused, and since when. */
export interface Pause {
  readonly reason: "credential" | "rateLimit" | "administrator";
  /** For people: the target's own words, or who paused it. */
  readonly detail: string;
  /** When it ends by itself; undefined = waits for a person. */
  readonly resumeAt?: Date | undefined;
}

/**
 * Pauses an app that is not paused yet; an administrator's pause replaces any other. False when it is paused already, since
 * several runs end in the same refusal, or when the credential was refused and the connection was saved anew since
 * `connectionTestedAt`: a run under the old credential says nothing about the new one. That the app is busy it does say.
 */
export async function pauseApp(
  trx: Trx,
  app: { readonly id: string; readonly label: string; readonly connectionTestedAt?: Date | null | undefined },
  pause: Pause & { readonly now: Date },
): Promise<boolean> {
  const counts = pause.reason === "rateLimit" ? 1 : 0;
  const { numAffectedRows } = await sql`
    update app set paused_reason = ${pause.reason}, paused_detail = ${pause.detail}, paused_at = ${pause.now},
        resume_at = ${pause.resumeAt ?? null}, rate_limit_count = rate_limit_count + ${counts}, last_updated_at = ${pause.now}
     where id = ${app.id} and (paused_reason is null or (${pause.reason === "administrator"} and paused_reason <> 'administrator')
         or (${pause.reason === "credential"} and paused_reason = 'quarantine'))
       and (${app.connectionTestedAt === undefined || pause.reason === "rateLimit"} or date_trunc('milliseconds', connection_tested_at) is not distinct from ${app.connectionTestedAt ?? null}::timestamptz)
    `.execute(trx);
  const isPaused = (numAffectedRows ?? 0n) > 0n;
  if (!isPaused) return false;
  await writeEvent(trx, pauseEvent(app, pause));
  // Whoever is leased ahead and waits for a turn, in any worker, is read anew and finds the pause.
  await notifyWork(trx);
  return true;
}

/** The administrator lets a paused app go on; whatever waits is due. */
export async function resumeApp(trx: Trx, appId: string, now: Date): Promise<void> {
  await sql`
    update app set paused_reason = null, paused_detail = null, paused_at = null, resume_at = null, rate_limit_count = 0, health = null,
        last_updated_at = ${now}
     where id = ${appId}`.execute(trx);
  await resolveAppTasks(trx, appId, now);
  await notifyWork(trx);
}

/** The wait after a 429 is over: the app goes on. Its count and the length of the wait stay until a request succeeds: the next wait doubles it. */
export async function resumeAfterRateLimit(trx: Trx, appId: string): Promise<void> {
  await sql`
    update app set paused_reason = null, paused_detail = null
     where id = ${appId} and paused_reason = 'rateLimit'`.execute(trx);
}

/** Requests succeed: the next 429 counts from one again, and tasks that said otherwise are resolved. */
export async function recordAppWorks(
  trx: Trx,
  app: { readonly id: string; readonly rateLimitCount: number; readonly hasOpenTask: boolean },
  now: Date,
): Promise<void> {
  if (app.rateLimitCount > 0) {
    await sql`
      update app set rate_limit_count = 0 where id = ${app.id} and paused_reason is null and rate_limit_count > 0`.execute(
      trx,
    );
  }
  if (app.hasOpenTask) await resolveAppTasks(trx, app.id, now);
}

async function resolveAppTasks(trx: Trx, appId: string, now: Date): Promise<void> {
  await sql`
    update task set state = 'RESOLVED', resolved_at = ${now}, next_attempt_at = null, last_updated_at = ${now}
     where app_id = ${appId} and app_user_id is null and push_group_id is null and state = 'OPEN'
       and cause in ('rateLimit', 'credential', 'quarantine')
       and exists (select from app where app.id = ${appId} and paused_reason is null)`.execute(trx);
}

function pauseEvent(app: { readonly id: string; readonly label: string }, pause: Pause): SystemEvent {
  const types = {
    credential: "application.integration.authentication_failure",
    rateLimit: "application.integration.rate_limit_exceeded",
    administrator: "application.provision.integration.pause",
  } as const;
  return {
    eventType: types[pause.reason],
    displayMessage: `Provisioning of ${app.label} is paused`,
    severity: "WARN",
    outcome: { result: "FAILURE", reason: pause.detail },
    targets: [{ id: app.id, type: "AppInstance", displayName: app.label }],
    debug: { reason: pause.reason, resumeAt: pause.resumeAt?.toISOString() ?? null },
  };
}
