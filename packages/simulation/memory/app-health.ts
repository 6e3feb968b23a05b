/** The app as a whole in memory: pauses, their end, quarantine (apps/directory/provisioning/stop-app.ts, app-pause.ts, quarantine.ts). */
import { type GroupRecord, pauseFor, type RunEffects, type UserRecord } from "@lockstep/directory-app/simulation";
import { judgeHealth } from "@lockstep/engine";
import { notify, type Tables } from "./rows.ts";

type SeenApp = UserRecord["subject"]["app"] | GroupRecord["subject"]["app"];
type Trouble = Extract<RunEffects["app"], { kind: "stops" }>["trouble"];

/** Causes of the tasks of an app as a whole. */
export const APP_CAUSES = ["rateLimit", "credential", "quarantine"];

export function resolveAppTasks(tables: Tables): void {
  for (const cause of APP_CAUSES) tables.tasks.delete(`${tables.app.id} ${cause}`);
}

/** The app goes on; whatever waits is due. */
export function resumeApp(tables: Tables): void {
  const ended = { pausedReason: null, pausedAt: null, resumeAt: null, rateLimitCount: 0, health: undefined };
  Object.assign(tables.app, ended);
  resolveAppTasks(tables);
  notify(tables);
}

/** Requests succeed. */
export function appWorks(tables: Tables, seen: SeenApp): void {
  const { app } = tables;
  if (app.pausedReason !== null) return;
  if (seen.rateLimitCount > 0) app.rateLimitCount = 0;
  if (seen.hasOpenTask) resolveAppTasks(tables);
}

/** Pauses the app for an answer. */
export function stopApp(tables: Tables, seen: SeenApp, event: { readonly trouble: Trouble; readonly now: Date }): void {
  const { app } = tables;
  const state = {
    dialect: app.dialect.name,
    switches: {},
    count: app.rateLimitCount,
    pausedAt: toDate(app.pausedAt),
    resumeAt: toDate(app.resumeAt),
  };
  const { pause, task } = pauseFor(seen, { ...event, state });
  const mayPause = app.pausedReason === null || (pause.reason === "credential" && app.pausedReason === "quarantine");
  // Several runs end in the same refusal; a run under an old credential says nothing about the new one, but that the app is busy.
  const isSameConnection =
    pause.reason === "rateLimit" || seen.connectionTestedAt?.getTime() === app.connectionTestedAt?.getTime();
  if (!mayPause || !isSameConnection) return;
  app.pausedReason = pause.reason;
  app.pausedAt = event.now.getTime();
  app.resumeAt = pause.resumeAt?.getTime() ?? null;
  if (pause.reason === "rateLimit") app.rateLimitCount += 1;
  if (task !== undefined) tables.tasks.set(`${app.id} ${task.cause}`, task.cause);
}

/** Counts a run for the app's health, and begins, prolongs or ends its quarantine. */
export function recordHealth(
  tables: Tables,
  report: NonNullable<RunEffects["health"]> & {
    readonly isTroubled: boolean;
    readonly subjectId: string;
    readonly now: Date;
  },
): void {
  const { app } = tables;
  const { result, subjectId } = report;
  const nowMs = report.now.getTime();
  const isQuarantined = app.pausedReason === "quarantine";
  if ((result === "well" && !report.isTroubled) || (report.isProbeOnly && !isQuarantined)) return;
  if (isQuarantined && result !== "well" && (app.resumeAt ?? 0) > nowMs) return;
  const verdict = judgeHealth(app.health, { result, subjectId, nowMs, fraction: 0.5 }, isQuarantined);
  if (verdict.kind === "recovered") {
    endQuarantine(tables, nowMs);
    return;
  }
  app.health = verdict.health;
  if (verdict.kind === "goesOn" || (app.pausedReason ?? "quarantine") !== "quarantine") return;
  app.pausedAt = isQuarantined ? app.pausedAt : nowMs;
  app.pausedReason = "quarantine";
  app.resumeAt = verdict.probeAtMs;
  tables.tasks.set(`${app.id} quarantine`, "quarantine");
}

/** What waited meanwhile is due at once. */
function endQuarantine(tables: Tables, now: number): void {
  for (const row of [...tables.appUsers.values(), ...tables.pushes.values()])
    if (row.dirtyVersion > row.cleanVersion && row.leaseOwner === null) row.dueAt = Math.min(row.dueAt, now);
  resumeApp(tables);
}

function toDate(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
