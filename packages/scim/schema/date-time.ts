/** xsd:dateTime with date and time (RFC 7643 §2.3.5), read by hand and compared as instants. */
import { endOfDigits } from "../filter/number.ts";

const MINUTE_MS = 60_000;
const OFFSET_MINUTES_MAX = 14 * 60;

/**
 * The instant in milliseconds since 1970, with a fraction down to the microsecond, or undefined when the text is not a
 * dateTime of the years 1 to 9999. A time without a zone counts as UTC. 24:00:00 is the end of the day, as in XML Schema.
 */
export function parseDateTime(text: string): number | undefined {
  const date = readDate(text);
  const time = date === undefined || text.charAt(10) !== "T" ? undefined : readTime(text);
  if (date === undefined || time === undefined) return undefined;
  const offsetMinutes = readOffset(text.slice(time.end));
  return offsetMinutes === undefined ? undefined : date + time.ms - offsetMinutes * MINUTE_MS;
}

function readDate(text: string): number | undefined {
  const year = readDigits(text, 0, 4);
  const month = readDigits(text, 5, 2);
  const day = readDigits(text, 8, 2);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (text.charAt(4) !== "-" || text.charAt(7) !== "-" || year < 1 || month < 1 || month > 12) return undefined;
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  return midnight.getTime();
}

function readTime(text: string): { readonly ms: number; readonly end: number } | undefined {
  const hour = readDigits(text, 11, 2);
  const minute = readDigits(text, 14, 2);
  const second = readDigits(text, 17, 2);
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (text.charAt(13) !== ":" || text.charAt(16) !== ":" || hour > 24 || minute > 59 || second > 59) return undefined;
  const hasFraction = text.charAt(19) === ".";
  const end = hasFraction ? endOfDigits(text, 20) : 19;
  if (hasFraction && end === 20) return undefined;
  const micros = hasFraction ? Number(text.slice(20, Math.min(end, 26)).padEnd(6, "0")) : 0;
  if (hour === 24 && (minute > 0 || second > 0 || micros > 0)) return undefined;
  return { ms: ((hour * 60 + minute) * 60 + second) * 1000 + micros / 1000, end };
}

function readOffset(text: string): number | undefined {
  if (text === "" || text === "Z") return 0;
  const sign = text.charAt(0);
  const hours = readDigits(text, 1, 2);
  const minutes = readDigits(text, 4, 2);
  if (hours === undefined || minutes === undefined || text.length !== 6) return undefined;
  if ((sign !== "+" && sign !== "-") || text.charAt(3) !== ":" || minutes > 59) return undefined;
  const total = hours * 60 + minutes;
  if (total > OFFSET_MINUTES_MAX) return undefined;
  return sign === "-" ? -total : total;
}

function readDigits(text: string, start: number, length: number): number | undefined {
  const end = start + length;
  return text.length >= end && endOfDigits(text.slice(0, end), start) === end
    ? Number(text.slice(start, end))
    : undefined;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
