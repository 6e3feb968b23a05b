import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resourceBody, shapeFilter } from "../testing/arbitrary.ts";
import { groupShape, probeShape, userShape } from "../testing/shapes.ts";
import { assertFilter } from "./assert-filter.ts";
import type { Filter } from "./ast.ts";
import { evaluateFilter } from "./evaluate.ts";

/** The same claim by De Morgan's laws: negations pushed down to the terms, `and` and `or` swapped on the way. */
function pushNegations(filter: Filter, isNegated: boolean): Filter {
  switch (filter.kind) {
    case "not":
      return pushNegations(filter.filter, !isNegated);
    case "and":
    case "or": {
      const swapped = filter.kind === "and" ? "or" : "and";
      return {
        kind: isNegated ? swapped : filter.kind,
        left: pushNegations(filter.left, isNegated),
        right: pushNegations(filter.right, isNegated),
      };
    }
    case "compare":
    case "present":
    case "valuePath":
      return isNegated ? { kind: "not", filter } : filter;
  }
}

describe.each([
  ["users", userShape],
  ["groups", groupShape],
  ["probes", probeShape],
])("evaluateFilter over %s", (_, shape) => {
  const cases = fc.record({ left: shapeFilter(shape), right: shapeFilter(shape), resource: resourceBody(shape) });

  test("agrees with De Morgan's laws", () => {
    fc.assert(
      fc.property(cases, ({ left, resource }) => {
        const expected = evaluateFilter(shape, left, resource);
        expect(evaluateFilter(shape, pushNegations(left, false), resource)).toBe(expected);
        expect(evaluateFilter(shape, pushNegations({ kind: "not", filter: left }, false), resource)).toBe(!expected);
      }),
    );
  });

  test("and, or and not are those of logic", () => {
    fc.assert(
      fc.property(cases, ({ left, right, resource }) => {
        const [a, b] = [evaluateFilter(shape, left, resource), evaluateFilter(shape, right, resource)];
        expect(evaluateFilter(shape, { kind: "and", left, right }, resource)).toBe(a && b);
        expect(evaluateFilter(shape, { kind: "or", left, right }, resource)).toBe(a || b);
        expect(evaluateFilter(shape, { kind: "not", filter: left }, resource)).toBe(!a);
      }),
    );
  });

  test("random filters pass the check against the shape", () => {
    fc.assert(fc.property(shapeFilter(shape), (filter) => assertFilter(shape, filter)));
  });
});
