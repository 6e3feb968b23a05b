/** When an app's groups are looked at by themselves, and what a repair does with members that the directory does not know. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { DriftSettings } from "../../contract-drift.ts";
import { type Act, eventOf } from "../../domain/act.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "../../domain/apps.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { invalidField } from "../../domain/error.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { checkImportSchedule, nextImportAt } from "../imports/schedule.ts";

/** Names of usual schedules. The minute is odd, so that not every app in the world asks on the hour. */
const SCHEDULES = { HOURLY: "23 * * * *", DAILY: "23 3 * * *", WEEKLY: "23 3 * * 0" } as const;

/** What can be set; what is absent stays. */
export interface DriftSettingsChange {
  /** `NEVER`, a usual schedule, or a cron expression. */
  readonly schedule?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly foreignMembers?: "KEEP" | "REMOVE" | undefined;
}

/** The settings of an app. */
export function driftSettings(app: AppRow): DriftSettings {
  const named = Object.entries(SCHEDULES).find(([, cron]) => cron === app.drift_cron)?.[0];
  return {
    schedule: app.drift_cron === null ? "NEVER" : (named ?? app.drift_cron),
    timeZone: app.drift_time_zone,
    next: app.drift_due_at?.toISOString() ?? null,
    foreignMembers: app.foreign_members,
  };
}

/** Stores them; the next look is computed anew. Throws for a schedule or time zone that cannot be read. */
export async function updateDriftSettings(act: Act, appId: AppId, change: DriftSettingsChange): Promise<AppRow> {
  return await act.database.transaction(async (trx) => {
    const before = await lockApp(trx, appId);
    const cron = change.schedule === undefined ? before.drift_cron : cronOf(change.schedule);
    const timeZone = change.timeZone ?? before.drift_time_zone;
    const problem = checkImportSchedule({ enabled: true, cron, timeZone });
    if (problem !== undefined) throw invalidField("schedule", problem);
    const dueAt = nextDriftAt({ cron, timeZone }, new Date(act.clock.now()));
    await sql`
      update app set drift_cron = ${cron}, drift_time_zone = ${timeZone}, drift_due_at = ${dueAt ?? null},
        foreign_members = ${change.foreignMembers ?? before.foreign_members}, last_updated_at = now()
      where id = ${appId}`.execute(trx);
    await notifyWork(trx);
    const after = await requireApp(trx, appId);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.lifecycle.update",
        displayMessage: "Update application: drift",
        targets: [appTarget(after)],
        debug: { changed: Object.keys(change).join(",") },
      }),
    );
    return after;
  });
}

/** The first look after a moment; undefined = never. */
export function nextDriftAt(
  schedule: { readonly cron: string | null; readonly timeZone: string },
  after: Date,
): Date | undefined {
  return nextImportAt({ enabled: true, ...schedule }, after);
}

function cronOf(schedule: string): string | null {
  if (schedule === "NEVER") return null;
  return (SCHEDULES as Readonly<Record<string, string>>)[schedule] ?? schedule;
}
