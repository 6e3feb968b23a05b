/** `Time.*`: ISO 8601 (its RFC 3339 subset), Unix seconds, Windows timestamps (100 ns since 1601), and texts in Joda patterns. */
import { ExpressionError } from "../error.ts";
import type { Inner, Span } from "../types.ts";
import { toText } from "../values.ts";
import { formatMoment, parseMoment } from "./time-pattern.ts";
import { isZone, type Moment, offsetAt, toIso } from "./time-zone.ts";
import { define, type LanguageFunction } from "./types.ts";

/** Seconds from 1601 to 1970. */
const WINDOWS_EPOCH_SECONDS = 11_644_473_600n;
const ISO = "yyyy-MM-dd'T'HH:mm:ss.SSSZZ";
const MILLISECONDS_MAX = 8_640_000_000_000_000;

function requireMoment(milliseconds: number, span: Span): number {
  if (Math.abs(milliseconds) > MILLISECONDS_MAX || Number.isNaN(milliseconds)) {
    throw new ExpressionError("The time lies beyond all calendars.", span);
  }
  return milliseconds;
}

function requireWhole(value: Inner, span: Span): bigint {
  const text = toText(value).trim();
  if (!/^-?\d{1,20}$/.test(text))
    throw new ExpressionError(`Expected a timestamp of digits, found "${text.slice(0, 40)}".`, span);
  return BigInt(text);
}

/** The moment of an ISO 8601 text; without a time it is midnight, without an offset UTC. */
function requireIso(value: Inner, span: Span): Moment {
  const text = toText(value).trim();
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  const [, day = "", time = "00:00:00", fraction = "", zone = "Z"] = match ?? [];
  const offsetMinutes = minutesOf(zone);
  const milliseconds = match === null ? Number.NaN : Date.parse(`${day}T${time}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(milliseconds)) {
    throw new ExpressionError(
      `Expected an ISO 8601 time, such as 2015-07-31T17:18:37Z, found "${text.slice(0, 40)}".`,
      span,
    );
  }
  return { milliseconds: milliseconds - offsetMinutes * 60_000, offsetMinutes };
}

function minutesOf(zone: string): number {
  if (zone === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** A conversion of one time; an unset one stays unset. */
function converts(
  signature: string,
  meaning: string,
  convert: (args: readonly Inner[], span: Span) => string,
): LanguageFunction {
  return define(signature, meaning, (args, { span }) =>
    (args[0] ?? null) === null || args[0] === "" ? null : convert(args, span),
  );
}

/** `Time.*` by name without the prefix. */
export const TIME_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  now: define(
    "(zone?: string, pattern?: string): string",
    "The present moment in a time zone (UTC when not given), in ISO 8601 or by a Joda pattern.",
    ([zone = null, pattern = null], { scope, span }) => {
      if (scope.now === undefined) throw new ExpressionError("The present moment is not known in this place.", span);
      const name = zone === null || zone === "" ? "UTC" : toText(zone);
      if (!isZone(name)) throw new ExpressionError(`There is no time zone "${name}".`, span);
      const moment = { milliseconds: scope.now, offsetMinutes: offsetAt(name, scope.now) };
      return pattern === null ? toIso(moment) : formatted(moment, { pattern: toText(pattern), zone: name, span });
    },
  ),
  fromWindowsToIso8601: converts(
    "(timestamp: string): string",
    "A Windows timestamp (units of 100 nanoseconds since 1601) in ISO 8601.",
    ([time = null], span) => {
      const ticks = requireWhole(time, span);
      const milliseconds = ticks / 10_000n - WINDOWS_EPOCH_SECONDS * 1_000n;
      return toIso({ milliseconds: requireMoment(Number(milliseconds), span), offsetMinutes: 0 });
    },
  ),
  fromUnixToIso8601: converts(
    "(timestamp: string): string",
    "A Unix timestamp (seconds since 1970) in ISO 8601.",
    ([time = null], span) =>
      toIso({ milliseconds: requireMoment(Number(requireWhole(time, span)) * 1_000, span), offsetMinutes: 0 }),
  ),
  fromStringToIso8601: converts(
    "(time: string, pattern: string): string",
    "A time that is written by a Joda pattern, in ISO 8601. Without an offset in it, it is UTC.",
    ([time = null, pattern = null], span) => {
      const parsed = parseMoment(toText(time), toText(pattern));
      if (!parsed.ok) throw new ExpressionError(parsed.message, span);
      return toIso(parsed.moment);
    },
  ),
  fromIso8601ToWindows: converts(
    "(time: string): string",
    "An ISO 8601 time as a Windows timestamp.",
    ([time = null], span) => {
      const { milliseconds } = requireIso(time, span);
      return String((BigInt(milliseconds) + WINDOWS_EPOCH_SECONDS * 1_000n) * 10_000n);
    },
  ),
  fromIso8601ToUnix: converts(
    "(time: string): string",
    "An ISO 8601 time as a Unix timestamp, in whole seconds.",
    ([time = null], span) => String(Math.floor(requireIso(time, span).milliseconds / 1_000)),
  ),
  fromIso8601ToString: converts(
    "(time: string, pattern: string): string",
    "An ISO 8601 time by a Joda pattern, in the offset that it has.",
    ([time = null, pattern = null], span) =>
      formatted(requireIso(time, span), { pattern: toText(pattern) || ISO, zone: "", span }),
  ),
};

function formatted(
  moment: Moment,
  { pattern, zone, span }: { readonly pattern: string; readonly zone: string; readonly span: Span },
): string {
  const result = formatMoment(moment, pattern, zone);
  if (!result.ok) throw new ExpressionError(result.message, span);
  return result.text;
}
