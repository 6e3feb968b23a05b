import { describe, expect, it } from "vitest";
import { allowanceOf, DEFAULT_BUDGET, harmlessOf, mergeBudgets } from "./budget.ts";

describe("a budget", () => {
  const rule = DEFAULT_BUDGET.deactivations;
  it.each([
    [99, Number.POSITIVE_INFINITY],
    [100, 20],
    [104, 20],
    [105, 21],
    [100_000, 20_000],
  ])("of 20 percent from 100 on allows of %i: %d", (population, allowed) => {
    expect(allowanceOf(rule, population)).toBe(allowed);
  });

  it("is the smaller of count and percent, and a count holds however few there are", () => {
    expect(allowanceOf({ percent: 20, count: 5, from: 100 }, 1_000)).toBe(5);
    expect(allowanceOf({ percent: 20, count: 500, from: 100 }, 1_000)).toBe(200);
    expect(allowanceOf({ percent: null, count: 0, from: 100 }, 3)).toBe(0);
    expect(allowanceOf({ percent: null, count: null, from: 100 }, 1_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it("knows what needs no counting: never more than it allows of any population", () => {
    for (const percent of [0, 1, 20, 100, null]) {
      for (const count of [0, 7, null]) {
        for (const from of [1, 100, 1_000]) {
          const each = { percent, count, from };
          for (const population of [0, 1, 99, 100, 101, 5_000]) {
            expect(harmlessOf(each)).toBeLessThanOrEqual(allowanceOf(each, population));
          }
        }
      }
    }
  });

  it("of an app goes over the directory's, which goes over the default, key by key", () => {
    const merged = mergeBudgets({ windowHours: 48, deactivations: { percent: 10 } }, null, {
      deactivations: { count: 3 },
    });
    expect(merged).toEqual({ ...DEFAULT_BUDGET, windowHours: 48, deactivations: { percent: 10, count: 3, from: 100 } });
  });
});
