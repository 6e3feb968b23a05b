import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderOperations } from "./order.ts";

const cases = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));

describe("the order of operations [B-09]", () => {
  it.each<[readonly (readonly number[])[], readonly number[]]>([
    [
      [[], [], []],
      [0, 1, 2],
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
    // What is free goes in the order of the request, also when something waits for what comes later.
    [
      [[2], [], []],
      [1, 2, 0],
    ],
    [
      [[0], [3], [], []],
      [0, 2, 3, 1],
    ],
    [
      [[3, 1], [0], [1], [], []],
      [3, 4, 1, 0, 2],
    ],
    [[], []],
  ])("of %j is %j", (needs, order) => {
    expect(orderOperations(needs)).toEqual(order);
  });

  it("names each once, and what is needed first, wherever there is no circle", () => {
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

  it("takes the lowest place whose needs are done, and breaks a circle only when there is none", () => {
    fc.assert(
      fc.property(cases, (needs) => {
        const done = new Set<number>();
        const isReady = (place: number) =>
          !done.has(place) && (needs[place] ?? []).every((need) => need === place || done.has(need));
        for (const place of orderOperations(needs)) {
          const lowest = [...needs.keys()].find(isReady);
          if (lowest !== undefined) expect(place).toBe(lowest);
          done.add(place);
        }
      }),
    );
  });

  it.each([
    ["a chain", (place: number) => (place < 49_999 ? [place + 1] : [])],
    ["a circle", (place: number) => [(place + 1) % 50_000]],
    ["many that wait for the last one", (place: number) => (place < 49_999 ? [49_999] : [])],
  ])("follows %s of 50,000", (_what, need) => {
    const needs = Array.from({ length: 50_000 }, (_, place) => need(place));
    const order = orderOperations(needs);
    expect(order[0]).toBe(49_999);
    expect(order).toHaveLength(50_000);
  });
});

function reaches(needs: readonly (readonly number[])[], from: number, to: number, seen = new Set<number>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (needs[from] ?? []).some((next) => reaches(needs, next, to, seen));
}
