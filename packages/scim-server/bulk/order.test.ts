import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderOperations } from "./order.ts";

describe("the order of operations [B-09]", () => {
  it.each<[readonly (readonly number[])[], readonly number[]]>([
    [
      [[], [], []],
      [0, 1, 2],
    ],
    [
      [[2], [], []],
      [2, 0, 1],
    ],
    [
      [[1], [2], [3], []],
      [3, 2, 1, 0],
    ],
    [
      [[1], [0]],
      [1, 0],
    ],
    [[[0]], [0]],
    [[], []],
  ])("of %j is %j", (needs, order) => {
    expect(orderOperations(needs)).toEqual(order);
  });

  it("names each once, and what is needed first, wherever there is no circle", () => {
    const cases = fc
      .integer({ min: 1, max: 12 })
      .chain((size) => fc.array(fc.uniqueArray(fc.nat(size - 1)), { minLength: size, maxLength: size }));
    fc.assert(
      fc.property(cases, (needs) => {
        const order = orderOperations(needs);
        expect([...order].sort((left, right) => left - right)).toEqual([...needs.keys()]);
        for (const [place, needed] of needs.entries()) {
          for (const need of needed) {
            const isInCircle = reaches(needs, need, place);
            if (!isInCircle) expect(order.indexOf(need)).toBeLessThan(order.indexOf(place));
          }
        }
      }),
    );
  });

  it("follows a chain of any length", () => {
    const needs = Array.from({ length: 50_000 }, (_, place) => (place < 49_999 ? [place + 1] : []));
    expect(orderOperations(needs)[0]).toBe(49_999);
  });
});

function reaches(needs: readonly (readonly number[])[], from: number, to: number, seen = new Set<number>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (needs[from] ?? []).some((next) => reaches(needs, next, to, seen));
}
