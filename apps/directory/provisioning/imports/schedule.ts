/** When the next import is due (To Directory, General). `croner` only computes the moment; the clock stays ours. */
import { Cron } from "croner";

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
