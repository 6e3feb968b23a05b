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

/** Times of a schedule that tell how often it comes. */
const TIMES = 60;

/** The mean time between two of its moments, in milliseconds, as seen from `after`; undefined = never, or once only. */
function intervalMs(schedule: ImportSchedule, after: Date): number | undefined {
  if (!schedule.enabled || schedule.cron === null) return undefined;
  const runs = new Cron(schedule.cron, { timezone: schedule.timeZone, paused: true }).nextRuns(TIMES, after);
  const [first, last] = [runs[0], runs.at(-1)];
  return first === undefined || last === undefined || runs.length < 2
    ? undefined
    : (last.getTime() - first.getTime()) / (runs.length - 1);
}

/**
 * Whether full imports come more often than incremental ones, which would make these useless (okta-client §3.5). False when one of them is
 * never. A week has more of some moments than of others, so a little more often does not count.
 */
export function isFullMoreFrequent(full: ImportSchedule, incremental: ImportSchedule, after: Date): boolean {
  const [fullMs, incrementalMs] = [intervalMs(full, after), intervalMs(incremental, after)];
  return fullMs !== undefined && incrementalMs !== undefined && fullMs < incrementalMs * 0.99;
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
