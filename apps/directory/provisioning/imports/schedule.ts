/** When the next import is due (To Directory, General). `croner` only computes the moment; the clock stays ours. */
import type { AppId } from "@lockstep/ports";
import { Cron } from "croner";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { notifyWork } from "../../domain/dirty.ts";

/** An app's schedule. `cron` null = never. */
export interface ImportSchedule {
  readonly enabled: boolean;
  readonly cron: string | null;
  readonly timeZone: string;
}

/** The first moment after `after`; undefined = never. Throws when the expression or the zone is not valid: check them on input. */
export function nextImportAt(schedule: ImportSchedule, after: Date): Date | undefined {
  if (!schedule.enabled || schedule.cron === null) return undefined;
  return new Cron(schedule.cron, { timezone: schedule.timeZone, paused: true }).nextRun(after) ?? undefined;
}

/** What is wrong with a schedule, in words; undefined when it can be kept. */
export function checkImportSchedule(schedule: ImportSchedule): string | undefined {
  if (schedule.cron === null) return undefined;
  try {
    const next = nextImportAt({ ...schedule, enabled: true }, new Date(0));
    return next === undefined ? "The schedule has no next moment." : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "The schedule cannot be read.";
  }
}

/** Computes the app's next import from its stored schedule. Call it in the transaction that changes the schedule. */
export async function rescheduleImport(trx: Trx, appId: AppId, now: Date): Promise<void> {
  const { rows } = await sql<ImportSchedule>`
    select import_enabled as enabled, import_cron as cron, import_time_zone as "timeZone" from app where id = ${appId}`.execute(
    trx,
  );
  const [schedule] = rows;
  if (schedule === undefined) return;
  await sql`update app set import_due_at = ${nextImportAt(schedule, now) ?? null} where id = ${appId}`.execute(trx);
  await notifyWork(trx);
}
