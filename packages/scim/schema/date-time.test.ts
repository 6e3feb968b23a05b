import { describe, expect, test } from "vitest";
import { parseDateTime } from "./date-time.ts";
import { compareCodePoints, foldCase } from "./fold.ts";

describe("parseDateTime", () => {
  test.each([
    ["2008-01-23T04:56:22Z", "2008-01-23T04:56:22.000Z"],
    ["2008-01-23T04:56:22.123456789Z", "2008-01-23T04:56:22.123Z"],
    ["2008-01-23T04:56:22+02:00", "2008-01-23T02:56:22.000Z"],
    ["2008-01-23T04:56:22-14:00", "2008-01-23T18:56:22.000Z"],
    ["2008-01-23T04:56:22", "2008-01-23T04:56:22.000Z"],
    ["2008-01-23T24:00:00Z", "2008-01-24T00:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ])("R-08: reads %s", (text, instant) => {
    expect(Math.floor(parseDateTime(text) ?? Number.NaN)).toBe(new Date(instant).getTime());
  });

  test("R-08: keeps microseconds apart", () => {
    const [a, b] = [parseDateTime("2026-01-01T00:00:00.000001Z"), parseDateTime("2026-01-01T00:00:00.000002Z")];
    expect(a).toBeLessThan(b ?? 0);
  });

  test.each([
    "",
    "2008-01-23",
    "04:56:22Z",
    "2008-01-23 04:56:22Z",
    "2008-1-23T04:56:22Z",
    "2008-13-01T00:00:00Z",
    "2008-00-01T00:00:00Z",
    "2008-04-31T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2008-01-23T25:00:00Z",
    "2008-01-23T24:00:01Z",
    "2008-01-23T04:60:00Z",
    "2008-01-23T04:56:60Z",
    "2008-01-23T04:56Z",
    "2008-01-23T04:56:22.Z",
    "2008-01-23T04:56:22+2:00",
    "2008-01-23T04:56:22+14:01",
    "2008-01-23T04:56:22+02:60",
    "2008-01-23T04:56:22z",
    "2008-01-23T04:56:22Zx",
    "next Tuesday",
  ])("R-08: refuses %s", (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});

describe("foldCase", () => {
  test("R-29: folds letter case, composition and final sigma alike", () => {
    expect(foldCase("JANE@Example.COM")).toBe("jane@example.com");
    expect(foldCase("É")).toBe(foldCase("e\u0301"));
    expect(foldCase("ΟΔΟΣ")).toBe(foldCase("οδος"));
  });

  test("R-29: what is folded stays as it is when folded again", () => {
    for (const text of ["İ", "ẞ", "Ǆ", "ΑΣ", "😀", "K"]) expect(foldCase(foldCase(text))).toBe(foldCase(text));
  });
});

describe("compareCodePoints", () => {
  test("S-01: orders as UTF-8 bytes do", () => {
    const texts = ["", "A", "a", "ab", "é", "\uffee", "😀", "😁", "😁a"];
    const byBytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...texts].reverse().sort(compareCodePoints)).toEqual(byBytes);
  });
});
