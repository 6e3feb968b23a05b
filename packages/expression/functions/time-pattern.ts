/** Texts of times by Joda-Time patterns (joda.org, DateTimeFormat): `yyyy-MM-dd'T'HH:mm:ss.SSSZ`. English names of months and days. */
import { type Moment, offsetText } from "./time-zone.ts";

type Field = { readonly letter: string; readonly count: number } | { readonly literal: string };

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY_MS = 86_400_000;
const PATTERN_MAX = 100;

type PatternResult =
  | { readonly ok: true; readonly fields: readonly Field[] }
  | { readonly ok: false; readonly message: string };

/** Cuts a pattern into letters with their counts and literals; `''` is a quote. */
function readPattern(pattern: string): PatternResult {
  if (pattern === "" || pattern.length > PATTERN_MAX) {
    return { ok: false, message: `A time pattern has 1 to ${PATTERN_MAX} characters.` };
  }
  const fields: Field[] = [];
  for (const [piece, quoted] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']|'/g)) {
    if (piece === "'") return { ok: false, message: "The time pattern has a quote that is not closed." };
    if (quoted !== undefined) fields.push({ literal: quoted === "" ? "'" : quoted.replaceAll("''", "'") });
    else if (!/^[A-Za-z]/.test(piece)) fields.push({ literal: piece });
    else if (!"GCyYxwMdDEeahHkKmsSZz".includes(piece.charAt(0))) {
      return { ok: false, message: `The time pattern has the letter "${piece.charAt(0)}", which means nothing.` };
    } else fields.push({ letter: piece.charAt(0), count: piece.length });
  }
  return { ok: true, fields };
}

/** A moment in its own offset by a pattern; `zone` is what the letter z shows. */
export function formatMoment(
  moment: Moment,
  pattern: string,
  zone: string,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string } {
  const read = readPattern(pattern);
  if (!read.ok) return read;
  const wall = new Date(moment.milliseconds + moment.offsetMinutes * 60_000);
  const text = read.fields.map((field) =>
    "literal" in field ? field.literal : shown(field, wall, { ...moment, zone }),
  );
  return { ok: true, text: text.join("") };
}

function shown(
  { letter, count }: { readonly letter: string; readonly count: number },
  wall: Date,
  { offsetMinutes, zone }: Moment & { readonly zone: string },
): string {
  const hour = wall.getUTCHours();
  const digits = (value: number) => String(value).padStart(count, "0");
  const year = (value: number) => (count === 2 ? String(value % 100).padStart(2, "0") : digits(value));
  switch (letter) {
    case "G":
      return "AD";
    case "C":
      return digits(Math.floor(wall.getUTCFullYear() / 100));
    case "y":
    case "Y":
      return year(wall.getUTCFullYear());
    case "x":
      return year(weekOf(wall).year);
    case "w":
      return digits(weekOf(wall).week);
    case "M":
      return nameOrDigits(MONTHS, wall.getUTCMonth(), count) ?? digits(wall.getUTCMonth() + 1);
    case "d":
      return digits(wall.getUTCDate());
    case "D":
      return digits(Math.floor((wall.getTime() - Date.UTC(wall.getUTCFullYear(), 0, 1)) / DAY_MS) + 1);
    case "E":
      return nameOrDigits(DAYS, wall.getUTCDay(), Math.max(count, 3)) ?? "";
    case "e":
      return digits(wall.getUTCDay() === 0 ? 7 : wall.getUTCDay());
    case "a":
      return hour < 12 ? "AM" : "PM";
    case "h":
      return digits(hour % 12 === 0 ? 12 : hour % 12);
    case "H":
      return digits(hour);
    case "k":
      return digits(hour === 0 ? 24 : hour);
    case "K":
      return digits(hour % 12);
    case "m":
      return digits(wall.getUTCMinutes());
    case "s":
      return digits(wall.getUTCSeconds());
    case "S":
      return String(wall.getUTCMilliseconds()).padStart(3, "0").padEnd(count, "0").slice(0, count);
    case "Z":
      return count > 2 && zone !== "" ? zone : offsetText(offsetMinutes, count === 1 ? "" : ":");
    default:
      return zone === "" ? offsetText(offsetMinutes, ":") : zone;
  }
}

/** Three letters stand for a short name, more for the whole one. */
function nameOrDigits(names: readonly string[], index: number, count: number): string | undefined {
  if (count < 3) return undefined;
  return count === 3 ? names[index]?.slice(0, 3) : names[index];
}

/** Week and year of ISO 8601: the week belongs to the year of its Thursday. */
function weekOf(wall: Date): { readonly year: number; readonly week: number } {
  const day = wall.getUTCDay() === 0 ? 7 : wall.getUTCDay();
  const thursday = new Date(wall.getTime() + (4 - day) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1 };
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  isAfternoon: boolean | undefined;
  offsetMinutes: number;
}

/** Reads a time by a pattern. What the pattern does not name is the beginning of it: midnight, the first of January, UTC. */
export function parseMoment(
  text: string,
  pattern: string,
): { readonly ok: true; readonly moment: Moment } | { readonly ok: false; readonly message: string } {
  const read = readPattern(pattern);
  if (!read.ok) return read;
  const parts: Parts = {
    year: 2000,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    millisecond: 0,
    isAfternoon: undefined,
    offsetMinutes: 0,
  };
  const mismatch = {
    ok: false as const,
    message: `The time "${text.slice(0, 40)}" is not written by the pattern "${pattern}".`,
  };
  let rest = text;
  for (const [index, field] of read.fields.entries()) {
    const next = read.fields[index + 1];
    const isFollowedByDigits = next !== undefined && "letter" in next;
    const length =
      "literal" in field ? literalLength(rest, field.literal) : takePart(parts, field, { rest, isFollowedByDigits });
    if (length === undefined) return mismatch;
    rest = rest.slice(length);
  }
  const hour = parts.isAfternoon === undefined ? parts.hour : (parts.hour % 12) + (parts.isAfternoon ? 12 : 0);
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, hour, parts.minute, parts.second, parts.millisecond);
  const isReal = new Date(wall).getUTCDate() === parts.day && new Date(wall).getUTCMonth() === parts.month - 1;
  if (rest !== "" || !isReal || hour > 23 || parts.minute > 59 || parts.second > 59) return mismatch;
  return {
    ok: true,
    moment: { milliseconds: wall - parts.offsetMinutes * 60_000, offsetMinutes: parts.offsetMinutes },
  };
}

function literalLength(rest: string, literal: string): number | undefined {
  return rest.startsWith(literal) ? literal.length : undefined;
}

/** Reads one field into the parts; how many characters it took, undefined when it does not fit. */
function takePart(
  parts: Parts,
  { letter, count }: { readonly letter: string; readonly count: number },
  { rest, isFollowedByDigits }: { readonly rest: string; readonly isFollowedByDigits: boolean },
): number | undefined {
  if (letter === "a") {
    const half = /^[AaPp][Mm]/.exec(rest)?.[0];
    if (half !== undefined) parts.isAfternoon = half.toUpperCase() === "PM";
    return half?.length;
  }
  if (letter === "Z") {
    const offset = /^(?:Z|[+-]\d\d:?\d\d)/.exec(rest)?.[0];
    if (offset === undefined) return undefined;
    if (offset !== "Z") {
      parts.offsetMinutes =
        (offset.startsWith("-") ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2)));
    }
    return offset.length;
  }
  if ((letter === "M" || letter === "E") && count >= 3) return takeName(parts, letter, rest);
  // Fields that touch each other are as long as they are written; others as long as their digits.
  const digits = new RegExp(`^\\d{1,${isFollowedByDigits ? count : Math.max(count, 9)}}`).exec(rest)?.[0];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  switch (letter) {
    case "y":
    case "Y":
      // Two digits are a year of the century around 2000, as in Joda-Time.
      parts.year = count === 2 && digits.length === 2 ? value + (value < 70 ? 2000 : 1900) : value;
      return digits.length;
    case "M":
      parts.month = value;
      return digits.length;
    case "d":
      parts.day = value;
      return digits.length;
    case "H":
    case "h":
    case "K":
    case "k":
      parts.hour = letter === "k" ? value % 24 : value;
      return digits.length;
    case "m":
      parts.minute = value;
      return digits.length;
    case "s":
      parts.second = value;
      return digits.length;
    case "S":
      parts.millisecond = Math.floor(Number(`0.${digits}`) * 1_000);
      return digits.length;
    default:
      return undefined;
  }
}

function takeName(parts: Parts, letter: string, rest: string): number | undefined {
  const names = letter === "M" ? MONTHS : DAYS;
  const folded = rest.toLowerCase();
  for (const [index, name] of names.entries()) {
    const short = name.slice(0, 3).toLowerCase();
    if (!folded.startsWith(short)) continue;
    if (letter === "M") parts.month = index + 1;
    return folded.startsWith(name.toLowerCase()) ? name.length : short.length;
  }
  return undefined;
}
