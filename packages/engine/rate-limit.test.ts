import { describe, expect, it } from "vitest";
import { DIALECTS, RATE_LIMIT_ATTEMPTS_MAX, rateLimitDelayMs } from "./index.ts";
import { readRetryAfterMs } from "./rate-limit.ts";

const OKTA = DIALECTS["okta-catalogue"];
const NOW_MS = Date.parse("2026-03-01T12:00:00Z");

describe("Okta's rule for 429, to the number", () => {
  it("waits five minutes without a readable header and doubles each further time", () => {
    const delays = Array.from({ length: 6 }, (_, index) => rateLimitDelayMs(OKTA, index + 1, { delayMs: undefined }));
    expect(delays).toEqual([300_000, 600_000, 1_200_000, 2_400_000, 4_800_000, 9_600_000]);
  });

  it("waits the header's seconds first and then doubles the previous wait, whatever the next header says", () => {
    expect(rateLimitDelayMs(OKTA, 1, { delayMs: 7_000 })).toBe(7_000);
    expect(rateLimitDelayMs(OKTA, 2, { delayMs: 1_000, previousDelayMs: 7_000 })).toBe(14_000);
    expect(rateLimitDelayMs(OKTA, 3, { delayMs: 7_000 })).toBe(28_000);
  });

  it("ends with ten attempts", () => {
    expect(RATE_LIMIT_ATTEMPTS_MAX).toBe(10);
  });

  it("is never longer than a day", () => {
    expect(rateLimitDelayMs(OKTA, 10, { delayMs: undefined })).toBe(86_400_000);
    expect(rateLimitDelayMs(OKTA, 1, { delayMs: Number.MAX_SAFE_INTEGER })).toBe(86_400_000);
  });

  it.each<[string | undefined, number | undefined]>([
    ["7", 7_000],
    [" 7 ", 7_000],
    ["0", 0],
    ["1.5", undefined],
    ["-1", undefined],
    ["", undefined],
    ["soon", undefined],
    ["Sun, 01 Mar 2026 12:00:30 GMT", undefined],
    [undefined, undefined],
  ])("reads %j as %j", (header, delayMs) => {
    expect(readRetryAfterMs(OKTA, header, NOW_MS)).toBe(delayMs);
  });
});

describe("the rule by the book", () => {
  it("starts at one second and obeys each header", () => {
    expect(rateLimitDelayMs(DIALECTS.rfc, 1, { delayMs: undefined })).toBe(1_000);
    expect(rateLimitDelayMs(DIALECTS.rfc, 4, { delayMs: undefined })).toBe(8_000);
    expect(rateLimitDelayMs(DIALECTS.rfc, 4, { delayMs: 3_000, previousDelayMs: 60_000 })).toBe(3_000);
  });

  it.each<[string, number | undefined]>([
    ["Sun, 01 Mar 2026 12:00:30 GMT", 30_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    ["2027", 2_027_000],
    ["tomorrow", undefined],
    ["Xyz, nonsense", undefined],
  ])("reads %j as %j", (header, delayMs) => {
    expect(readRetryAfterMs(DIALECTS.rfc, header, NOW_MS)).toBe(delayMs);
  });
});
