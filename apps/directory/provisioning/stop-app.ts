/** An answer that concerns the whole app: 429 makes it wait, 401 and 403 pause it until its connection is repaired (DESIGN §7.4). */
import { DIALECTS, RATE_LIMIT_ATTEMPTS_MAX, rateLimitDelayMs } from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import type { Trx } from "../domain/act.ts";
import { pauseApp } from "./app-pause.ts";
import type { Verdict } from "./outcome-rules.ts";
import { openTask, taskPartsOf } from "./provisioning-task.ts";
import { requireDialect } from "./user-subject.ts";

/** The app as the subject's load saw it. */
export interface StoppedApp {
  readonly id: string;
  readonly label: string;
  readonly connectionTestedAt: Date | null;
}

/** Pauses the app for its answer. A task is opened when a person has to do something. */
export async function stopApp(
  deps: Deps,
  trx: Trx,
  app: StoppedApp,
  event: { readonly trouble: Extract<Verdict, { kind: "appWaits" | "appStops" }>; readonly now: Date },
): Promise<void> {
  const { trouble, now } = event;
  if (trouble.kind === "appWaits") {
    const resumeAt = await rateLimitEnd(trx, app.id, { delayMs: trouble.delayMs, now });
    const isPaused = await pauseApp(trx, app, { reason: "rateLimit", detail: trouble.detail, resumeAt, now });
    if (!isPaused || resumeAt !== undefined) return;
    await openAppTask(deps, trx, app, {
      summary: `${app.label} refused ${RATE_LIMIT_ATTEMPTS_MAX} times in a row: API rate limiting`,
      ...event,
    });
    return;
  }
  const isPaused = await pauseApp(trx, app, { reason: "credential", detail: trouble.detail, now });
  if (!isPaused) return;
  await openAppTask(deps, trx, app, {
    summary: `Provisioning to ${app.label} is paused: the app refuses the connection's credential`,
    ...event,
  });
}

async function openAppTask(
  deps: Deps,
  trx: Trx,
  app: StoppedApp,
  task: {
    readonly summary: string;
    readonly trouble: Extract<Verdict, { kind: "appWaits" | "appStops" }>;
    readonly now: Date;
  },
): Promise<void> {
  await openTask(trx, deps.random, {
    subject: { appId: app.id },
    summary: task.summary,
    ...taskPartsOf(task.trouble),
    now: task.now,
  });
}

/** When a 429 pause ends by the rule of the app's dialect; undefined = attempts are used up, a person decides. Locks the app's row. */
async function rateLimitEnd(
  trx: Trx,
  appId: string,
  answer: { readonly delayMs: number | undefined; readonly now: Date },
): Promise<Date | undefined> {
  const { rows } = await sql<{ dialect: string; count: number; pausedAt: Date | null; resumeAt: Date | null }>`
    select dialect, rate_limit_count as count, paused_at as "pausedAt", resume_at as "resumeAt" from app
     where id = ${appId} for no key update`.execute(trx);
  const [app] = rows;
  if (app === undefined) return undefined;
  const attempt = app.count + 1;
  if (attempt >= RATE_LIMIT_ATTEMPTS_MAX) return undefined;
  const previousDelayMs = previousDelay(app);
  const delayMs = rateLimitDelayMs(DIALECTS[requireDialect(app.dialect)], attempt, {
    delayMs: answer.delayMs,
    ...(previousDelayMs === undefined ? {} : { previousDelayMs }),
  });
  return new Date(answer.now.getTime() + delayMs);
}

function previousDelay(app: {
  readonly count: number;
  readonly pausedAt: Date | null;
  readonly resumeAt: Date | null;
}): number | undefined {
  if (app.count === 0 || app.pausedAt === null || app.resumeAt === null) return undefined;
  return app.resumeAt.getTime() - app.pausedAt.getTime();
}
