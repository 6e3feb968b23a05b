import { describe, expect, it } from "vitest";
import { backoffDelayMs } from "./index.ts";

const POLICY = { firstDelayMs: 1_000, delayMaxMs: 60_000, jitter: 0 };

describe("back-off", () => {
  it("doubles from the first delay up to the longest", () => {
    expect([0, 1, 2, 3, 7, 8, 1_000].map((attempt) => backoffDelayMs(POLICY, attempt, 0))).toEqual([
      1_000, 1_000, 2_000, 4_000, 60_000, 60_000, 60_000,
    ]);
  });

  it("is shortened by at most the share that is randomised", () => {
    expect(backoffDelayMs({ ...POLICY, jitter: 0.5 }, 1, 0)).toBe(1_000);
    expect(backoffDelayMs({ ...POLICY, jitter: 0.5 }, 1, 0.5)).toBe(750);
    expect(backoffDelayMs({ ...POLICY, jitter: 1 }, 1, 0.5)).toBe(500);
  });
});
