/** Moments and time zones. The zones are those of the IANA database that the runtime brings, and the old short names of Java. */

/** A moment and the offset in which it is shown. */
export interface Moment {
  readonly milliseconds: number;
  readonly offsetMinutes: number;
}

/** Old short names as Joda-Time reads them; Okta's own example has EST with daylight saving time. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["ACT", "Australia/Darwin"],
  ["AET", "Australia/Sydney"],
  ["AGT", "America/Argentina/Buenos_Aires"],
  ["ART", "Africa/Cairo"],
  ["AST", "America/Anchorage"],
  ["BET", "America/Sao_Paulo"],
  ["BST", "Asia/Dhaka"],
  ["CAT", "Africa/Harare"],
  ["CNT", "America/St_Johns"],
  ["CST", "America/Chicago"],
  ["CTT", "Asia/Shanghai"],
  ["EAT", "Africa/Addis_Ababa"],
  ["ECT", "Europe/Paris"],
  ["EST", "America/New_York"],
  ["IET", "America/Indiana/Indianapolis"],
  ["IST", "Asia/Kolkata"],
  ["JST", "Asia/Tokyo"],
  ["NET", "Asia/Yerevan"],
  ["NST", "Pacific/Auckland"],
  ["PLT", "Asia/Karachi"],
  ["PNT", "America/Phoenix"],
  ["PRT", "America/Puerto_Rico"],
  ["PST", "America/Los_Angeles"],
  ["SST", "Pacific/Guadalcanal"],
  ["VST", "Asia/Ho_Chi_Minh"],
]);

const FORMATS = new Map<string, Intl.DateTimeFormat>();
/** Formats remembered at most; the oldest goes first. */
const FORMATS_MAX = 100;

/** Whether the time zone is known. */
export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Minutes east of UTC of a zone at a moment. The zone must be known. */
export function offsetAt(name: string, milliseconds: number): number {
  const parts = new Map(
    formatOf(name)
      .formatToParts(milliseconds)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((wall - Math.floor(milliseconds / 1_000) * 1_000) / 60_000);
}

function formatOf(name: string): Intl.DateTimeFormat {
  const found = FORMATS.get(name);
  if (found !== undefined) return found;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: SHORT_NAMES.get(name) ?? name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const oldest = FORMATS.size >= FORMATS_MAX ? FORMATS.keys().next().value : undefined;
  if (oldest !== undefined) FORMATS.delete(oldest);
  FORMATS.set(name, format);
  return format;
}

/** `2015-07-31T13:30:49.964-04:00`; `Z` for UTC. */
export function toIso({ milliseconds, offsetMinutes }: Moment): string {
  const wall = new Date(milliseconds + offsetMinutes * 60_000).toISOString().slice(0, -1);
  return `${wall}${offsetMinutes === 0 ? "Z" : offsetText(offsetMinutes, ":")}`;
}

/** `-04:00` or `-0400`. */
export function offsetText(offsetMinutes: number, separator: string): string {
  const size = Math.abs(offsetMinutes);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}
