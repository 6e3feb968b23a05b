import { describe, expect, it } from "vitest";
import { ATTEMPTS_MAX, judge } from "./outcome.ts";
import type { SendResult } from "./send.ts";

const NOW = Date.parse("2026-03-02T08:00:00Z");
const HOUR_MS = 3_600_000;

function answered(status: number, retryAfter?: string, text = ""): SendResult {
  return { kind: "answered", status, retryAfter, text };
}

function at(result: SendResult, number = 1, fraction = 0) {
  return judge(result, { number, now: NOW, fraction });
}

describe("What follows from an attempt", () => {
  it.each([200, 202, 204, 299])("%i is delivered", (status) => {
    expect(at(answered(status))).toEqual({ kind: "delivered", status, error: null, delayMs: 0, isAnswered: true });
  });

  it.each([199, 300, 301, 400, 404, 409, 429, 500, 503])("%i is tried again", (status) => {
    expect(at(answered(status))).toMatchObject({ kind: "retry", status, delayMs: 5_000 });
  });

  it("410 ends the webhook, also at the last attempt", () => {
    expect(at(answered(410)).kind).toBe("gone");
    expect(at(answered(410), ATTEMPTS_MAX).kind).toBe("gone");
  });

  it("a broken connection is tried again and says why", () => {
    expect(at({ kind: "failed", message: "ECONNREFUSED" })).toMatchObject({
      kind: "retry",
      status: null,
      error: "ECONNREFUSED",
    });
  });

  it("a redirect says what to do", () => {
    expect(at(answered(302)).error).toContain("enter the final URL");
  });

  it("the attempts are bounded and last about three days, whatever the jitter", () => {
    for (const fraction of [0, 0.5, 0.999]) {
      let total = 0;
      for (let number = 1; number < ATTEMPTS_MAX; number += 1) total += at(answered(500), number, fraction).delayMs;
      expect(total / HOUR_MS).toBeGreaterThan(60);
      expect(total / HOUR_MS).toBeLessThan(80);
    }
    expect(at(answered(500), ATTEMPTS_MAX - 1).kind).toBe("retry");
    expect(at(answered(500), ATTEMPTS_MAX)).toMatchObject({ kind: "dead", delayMs: 0 });
  });

  it.each([
    ["3600", HOUR_MS],
    ["Mon, 02 Mar 2026 10:00:00 GMT", 2 * HOUR_MS],
    // Earlier than our own delay, in the past, nonsense: our own delay holds.
    ["1", 5_000],
    ["Mon, 02 Mar 2026 07:00:00 GMT", 5_000],
    ["soon", 5_000],
    ["-5", 5_000],
    // Nobody makes us wait for a year.
    ["31536000", 24 * HOUR_MS],
  ])("Retry-After: %s", (retryAfter, delayMs) => {
    expect(at(answered(429, retryAfter)).delayMs).toBe(delayMs);
  });
});
