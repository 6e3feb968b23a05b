/** An answer that concerns the whole app: 429 makes it wait, 401 and 403 pause it until its connection is repaired (DESIGN §7.4). */
import { RATE_LIMIT_ATTEMPTS_MAX, rateLimitDelayMs, type TargetSwitches } from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import type { Trx } from "../domain/act.ts";
import { type Pause, pauseApp } from "./app-pause.ts";
import type { Verdict } from "./outcome-rules.ts";
import { openTask, type TaskInput, taskPartsOf } from "./provisioning-task.ts";
import { toDialect } from "./user-subject.ts";

/** The app as the subject's load saw it. */
export interface StoppedApp {
  readonly id: string;
  readonly label: string;
  readonly connectionTestedAt: Date | null;
}

/** How often the app refused in a row, and how long it was last left alone. */
export interface RateLimitState {
  readonly dialect: string;
  readonly switches: TargetSwitches;
  readonly count: number;
  readonly pausedAt: Date | null;
  readonly resumeAt: Date | null;
}

type AppTrouble = Extract<Verdict, { kind: "appWaits" | "appStops" }>;

/** Pauses the app for its answer. A task is opened when a person has to do something. */
export async function stopApp(
  deps: Deps,
  trx: Trx,
  app: StoppedApp,
  event: { readonly trouble: AppTrouble; readonly now: Date },
): Promise<void> {
  const { now } = event;
  const state = event.trouble.kind === "appWaits" ? await lockRateLimit(trx, app.id) : undefined;
  const { pause, task } = pauseFor(app, { ...event, state });
  const isPaused = await pauseApp(trx, app, { ...pause, now });
  if (isPaused && task !== undefined) await openTask(trx, deps.random, { ...task, now });
}

/** Decides how an answer pauses the app, and the task for the person who has to do something. A state is needed for `appWaits`. */
export function pauseFor(
  app: StoppedApp,
  event: { readonly trouble: AppTrouble; readonly state: RateLimitState | undefined; readonly now: Date },
): { readonly pause: Pause; readonly task: TaskInput | undefined } {
  const { trouble } = event;
  const taskOf = (summary: string) => ({ subject: { appId: app.id }, summary, ...taskPartsOf(trouble) });
  if (trouble.kind === "appStops") {
    const summary = `Provisioning to ${app.label} is paused: the app refuses the connection's credential`;
    return { pause: { reason: "credential", detail: trouble.detail }, task: taskOf(summary) };
  }
  const resumeAt = event.state && rateLimitEnd(event.state, { delayMs: trouble.delayMs, now: event.now });
  const summary = `${app.label} refused ${RATE_LIMIT_ATTEMPTS_MAX} times in a row: API rate limiting`;
  return {
    pause: { reason: "rateLimit", detail: trouble.detail, resumeAt },
    task: resumeAt === undefined ? taskOf(summary) : undefined,
  };
}

async function lockRateLimit(trx: Trx, appId: string): Promise<RateLimitState | undefined> {
  const { rows } = await sql<RateLimitState>`
    select dialect, target_switches as switches, rate_limit_count as count, paused_at as "pausedAt", resume_at as "resumeAt" from app
     where id = ${appId} for no key update`.execute(trx);
  return rows[0];
}

/** When a 429 pause ends by the rule of the app's dialect; undefined = attempts are used up, a person decides. */
function rateLimitEnd(
  app: RateLimitState,
  answer: { readonly delayMs: number | undefined; readonly now: Date },
): Date | undefined {
  const attempt = app.count + 1;
  if (attempt >= RATE_LIMIT_ATTEMPTS_MAX) return undefined;
  const previousDelayMs = previousDelay(app);
  const delayMs = rateLimitDelayMs(toDialect(app), attempt, {
    delayMs: answer.delayMs,
    ...(previousDelayMs === undefined ? {} : { previousDelayMs }),
  });
  return new Date(answer.now.getTime() + delayMs);
}

function previousDelay(app: RateLimitState): number | undefined {
  if (app.count === 0 || app.pausedAt === null || app.resumeAt === null) return undefined;
  return app.resumeAt.getTime() - app.pausedAt.getTime();
}
