/**
 * Quarantine: an app that fails many people is left alone but for one probe at a growing interval, and goes on by itself when a
 * probe passes. While nothing fails, nothing is written for it.
 */
import { type Health, judgeHealth, type RunHealth } from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import type { Trx } from "../domain/act.ts";
import { notifyWork } from "../domain/dirty.ts";
import { writeEvent } from "../domain/system-log.ts";
import { resumeApp } from "./app-pause.ts";
import type { Verdict } from "./outcome-rules.ts";
import { openTask } from "./provisioning-task.ts";

/** What a run says about its app's health: nothing when the app was not asked, or is paused for the answer. */
export interface HealthReport {
  readonly result: RunHealth;
  /** "Too many requests" has a rule of its own; only a probe that ends in it says that the quarantine goes on. */
  readonly isProbeOnly: boolean;
  /** How long the app asked to be left alone. */
  readonly delayMs?: number | undefined;
  /** The app's own words, and its status. */
  readonly detail: string;
  readonly status: number | undefined;
}

/** Reads a verdict. */
export function healthReportOf(verdict: Verdict): HealthReport | undefined {
  const result = healthOf(verdict);
  if (result === undefined) return undefined;
  const words =
    "detail" in verdict ? { detail: verdict.detail, status: verdict.status } : { detail: "", status: undefined };
  const isProbeOnly = verdict.kind === "appWaits";
  return { result, isProbeOnly, ...(isProbeOnly ? { delayMs: verdict.delayMs } : {}), ...words };
}

/** A report with whose run it was, and when it ended. */
interface RunReport extends HealthReport {
  readonly app: { readonly id: string; readonly label: string; readonly isTroubled: boolean };
  readonly subjectId: string;
  readonly now: Date;
}

/** Counts a run for the app's health, and begins, prolongs or ends its quarantine. */
export async function recordHealth(deps: Deps, trx: Trx, report: RunReport): Promise<void> {
  const { result } = report;
  if (result === "well" && !report.app.isTroubled) return;
  const { rows } = await sql<{ health: Health | null; reason: string | null; resumeAt: Date | null }>`
    select health, paused_reason as reason, resume_at as "resumeAt" from app where id = ${report.app.id} for no key update`.execute(
    trx,
  );
  const [app] = rows;
  if (app === undefined) return;
  const isQuarantined = app.reason === "quarantine";
  if (report.isProbeOnly && !isQuarantined) return;
  // A run that began before the quarantine says nothing new when it fails as well.
  if (isQuarantined && result !== "well" && (app.resumeAt?.getTime() ?? 0) > report.now.getTime()) return;
  const [byte = 0] = deps.random.bytes(1);
  const event = { result, subjectId: report.subjectId, nowMs: report.now.getTime(), fraction: byte / 256 };
  const verdict = judgeHealth(app.health ?? undefined, event, isQuarantined);
  switch (verdict.kind) {
    case "goesOn":
      return await storeHealth(trx, report.app.id, verdict.health);
    case "recovered":
      return await endQuarantine(trx, report);
    case "quarantine":
      await storeHealth(trx, report.app.id, verdict.health);
      return await quarantine(deps, trx, report, {
        reason: verdict.reason,
        probeAt: new Date(Math.max(verdict.probeAtMs, event.nowMs + (report.delayMs ?? 0))),
      });
  }
}

/** A fault of the app; a refusal of this subject; nothing when the directory itself sent nothing, or the app is paused for it. */
function healthOf(verdict: Verdict): RunHealth | undefined {
  switch (verdict.kind) {
    case "complete":
      return "well";
    case "retries":
    case "appWaits":
      return "faulty";
    case "waits":
      return verdict.cause === "rejected" ? "refused" : undefined;
    case "appStops":
      return undefined;
  }
}

async function storeHealth(trx: Trx, appId: string, health: Health | undefined): Promise<void> {
  await sql`update app set health = ${health === undefined ? null : JSON.stringify(health)}::jsonb where id = ${appId}`.execute(
    trx,
  );
}

async function quarantine(
  deps: Deps,
  trx: Trx,
  { app, detail: words, status, now }: RunReport,
  begun: { readonly reason: string; readonly probeAt: Date },
): Promise<void> {
  const detail = `${begun.reason} Last: ${words}`;
  const { numAffectedRows } = await sql`
    update app set paused_detail = ${detail}, resume_at = ${begun.probeAt}, last_updated_at = ${now},
        paused_at = case when paused_reason = 'quarantine' then paused_at else ${now} end, paused_reason = 'quarantine'
     where id = ${app.id} and coalesce(paused_reason, 'quarantine') = 'quarantine'`.execute(trx);
  if ((numAffectedRows ?? 0n) === 0n) return;
  // Whoever is leased ahead, in any worker, is given back.
  await notifyWork(trx);
  await openTask(trx, deps.random, {
    subject: { appId: app.id },
    cause: "quarantine",
    summary: `${app.label} fails too often and is in quarantine: one person or group is tried at a time`,
    detail,
    statusCode: status,
    nextAttemptAt: begun.probeAt,
    now,
  });
  await writeEvent(trx, {
    eventType: "application.provision.integration.quarantine",
    displayMessage: `Provisioning of ${app.label} is in quarantine`,
    severity: "WARN",
    outcome: { result: "FAILURE", reason: detail },
    targets: [{ id: app.id, type: "AppInstance", displayName: app.label }],
    debug: { nextProbeAt: begun.probeAt.toISOString() },
  });
}

/** What waited meanwhile is due at once. */
async function endQuarantine(trx: Trx, { app, now }: RunReport): Promise<void> {
  await sql`
    update app_user set due_at = ${now} where id in (
      select id from app_user where app_id = ${app.id} and is_dirty and lease_owner is null
        and due_at > ${now} for no key update skip locked)`.execute(trx);
  await sql`
    update push_group set due_at = ${now} where id in (
      select id from push_group where app_id = ${app.id} and is_dirty and lease_owner is null
        and due_at > ${now} for no key update skip locked)`.execute(trx);
  await resumeApp(trx, app.id, now);
  await writeEvent(trx, {
    eventType: "application.provision.integration.quarantine_end",
    displayMessage: `Provisioning of ${app.label} goes on: a probe passed`,
    targets: [{ id: app.id, type: "AppInstance", displayName: app.label }],
  });
}
