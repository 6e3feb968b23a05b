/** The import schedule as the page offers it, from and to a five-field cron expression. */

/** A schedule in the page's words. `cron` is what the simpler kinds cannot say. */
export type Schedule =
  | { readonly kind: "never" }
  | { readonly kind: "hourly"; readonly minute: number }
  | { readonly kind: "daily"; readonly hour: number }
  | { readonly kind: "weekly"; readonly weekday: number; readonly hour: number }
  | { readonly kind: "cron"; readonly expression: string };

/** The kinds in the order of the page. */
export const SCHEDULE_KINDS = ["never", "hourly", "daily", "weekly", "cron"] as const;

const HOURLY = /^(\d{1,2}) \* \* \* \*$/;
const DAILY = /^0 (\d{1,2}) \* \* \*$/;
const WEEKLY = /^0 (\d{1,2}) \* \* ([0-6])$/;

/** Reads an expression into the simplest kind that says the same. */
export function readSchedule(expression: string | null): Schedule {
  if (expression === null || expression.trim() === "") return { kind: "never" };
  const text = expression.trim().replace(/\s+/g, " ");
  const hourly = HOURLY.exec(text);
  if (hourly !== null && Number(hourly[1]) < 60) return { kind: "hourly", minute: Number(hourly[1]) };
  const daily = DAILY.exec(text);
  if (daily !== null && Number(daily[1]) < 24) return { kind: "daily", hour: Number(daily[1]) };
  const weekly = WEEKLY.exec(text);
  if (weekly !== null && Number(weekly[1]) < 24) {
    return { kind: "weekly", hour: Number(weekly[1]), weekday: Number(weekly[2]) };
  }
  return { kind: "cron", expression: text };
}

/** Writes a schedule as a cron expression; null is never. */
export function writeSchedule(schedule: Schedule): string | null {
  switch (schedule.kind) {
    case "never":
      return null;
    case "hourly":
      return `${schedule.minute} * * * *`;
    case "daily":
      return `0 ${schedule.hour} * * *`;
    case "weekly":
      return `0 ${schedule.hour} * * ${schedule.weekday}`;
    case "cron":
      return schedule.expression.trim();
  }
}

/** A schedule of another kind, starting from what the present one says. */
export function scheduleOfKind(kind: Schedule["kind"], from: Schedule): Schedule {
  const hour = "hour" in from ? from.hour : 3;
  switch (kind) {
    case "never":
      return { kind };
    case "hourly":
      return { kind, minute: 0 };
    case "daily":
      return { kind, hour };
    case "weekly":
      return { kind, weekday: 0, hour };
    case "cron":
      return { kind, expression: writeSchedule(from) ?? "0 3 * * *" };
  }
}
