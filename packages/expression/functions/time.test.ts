import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateExpression, parseExpression } from "../index.ts";
import { COUNTRIES } from "./country-table.ts";

const NOW = Date.parse("2026-03-29T00:59:59.500Z");

function run(text: string, user: Record<string, string> = {}) {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return evaluateExpression(parsed.expression, { user, now: NOW });
}

describe("Time", () => {
  it.each([
    ['Time.now("Europe/Amsterdam")', "2026-03-29T01:59:59.500+01:00"],
    ['Time.now("Asia/Kolkata", "EEE d MMMM yy, H:mm Z ZZ ZZZ")', "Sun 29 March 26, 6:29 +0530 +05:30 Asia/Kolkata"],
    ['Time.now("UTC", "D e w x k K hh a S SS")', "088 7 13 2026 24 0 12 AM 5 50".replace("088", "88")],
    [`Time.now("UTC", "yyyy''MM 'o''clock'")`, "2026'03 o'clock"],
    ['Time.fromWindowsToIso8601("0")', "1601-01-01T00:00:00.000Z"],
    ['Time.fromUnixToIso8601("-1")', "1969-12-31T23:59:59.000Z"],
    ['Time.fromIso8601ToUnix("2015-07-31")', "1438300800"],
    ['Time.fromIso8601ToString("2015-07-31T23:30:00-04:00", "yyyy-MM-dd HH:mm ZZ")', "2015-07-31 23:30 -04:00"],
    ['Time.fromStringToIso8601("Jul 4, 1976 11:05 PM", "MMM d, yyyy h:mm a")', "1976-07-04T23:05:00.000Z"],
    ['Time.fromStringToIso8601("20150731171837.5+0200", "yyyyMMddHHmmss.SZ")', "2015-07-31T17:18:37.500+02:00"],
    ["Time.fromUnixToIso8601(user.unset)", null],
  ])("%s is %s", (text, result) => {
    expect(run(text)).toBe(result);
  });

  it.each([
    ['Time.now("Mars/Olympus")', 'There is no time zone "Mars/Olympus".'],
    ['Time.now("UTC", "bb")', 'The time pattern has the letter "b", which means nothing.'],
    [`Time.now("UTC", "yyyy'x")`, "The time pattern has a quote that is not closed."],
    ['Time.fromUnixToIso8601("soon")', 'Expected a timestamp of digits, found "soon".'],
    ['Time.fromUnixToIso8601("99999999999999999999")', "The time lies beyond all calendars."],
    [
      'Time.fromIso8601ToUnix("31/07/2015")',
      'Expected an ISO 8601 time, such as 2015-07-31T17:18:37Z, found "31/07/2015".',
    ],
    [
      'Time.fromStringToIso8601("31/02/2015", "dd/MM/yyyy")',
      'The time "31/02/2015" is not written by the pattern "dd/MM/yyyy".',
    ],
  ])("%s says: %s", (text, message) => {
    expect(() => run(text)).toThrow(message);
  });

  it("brings every moment back from each form", () => {
    fc.assert(
      fc.property(fc.integer({ min: -11_000_000_000, max: 32_000_000_000 }), (seconds) => {
        const unix = String(seconds);
        expect(run("Time.fromIso8601ToUnix(Time.fromUnixToIso8601(user.t))", { t: unix })).toBe(unix);
        const windows = "Time.fromIso8601ToWindows(Time.fromUnixToIso8601(user.t))";
        expect(run(`Time.fromIso8601ToUnix(Time.fromWindowsToIso8601(${windows}))`, { t: unix })).toBe(unix);
        const pattern = `"yyyy-MM-dd'T'HH:mm:ss.SSSZ"`;
        const text = `Time.fromIso8601ToString(Time.fromUnixToIso8601(user.t), ${pattern})`;
        expect(run(`Time.fromIso8601ToUnix(Time.fromStringToIso8601(${text}, ${pattern}))`, { t: unix })).toBe(unix);
      }),
    );
  });
});

describe("countries", () => {
  it("are the 249 of ISO 3166-1, each by its own codes", () => {
    expect(COUNTRIES).toHaveLength(249);
    for (const form of ["alpha2", "alpha3", "numeric", "name"] as const) {
      expect(new Set(COUNTRIES.map((country) => country[form])).size).toBe(249);
    }
    const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
    expect(COUNTRIES.filter(({ alpha2 }) => names.of(alpha2) === undefined)).toEqual([]);
  });

  it("takes any code, in any letter case, and knows what is none", () => {
    expect(run('Iso3166Convert.toAlpha2("nld")')).toBe("NL");
    expect(run("Iso3166Convert.toName(4)")).toBe("Afghanistan");
    expect(run('Iso3166Convert.toAlpha2("Atlantis")')).toBeNull();
  });
});
