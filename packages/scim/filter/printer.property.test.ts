import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shapeFilter } from "../testing/arbitrary.ts";
import { probeShape, userShape } from "../testing/shapes.ts";
import type { Filter } from "./ast.ts";
import { parseFilter } from "./parser.ts";
import { printFilter } from "./printer.ts";

/** The tree with all positions at 0: printing moves them. */
function withoutPositions(filter: Filter): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { ...filter, left: withoutPositions(filter.left), right: withoutPositions(filter.right) };
    case "not":
      return { ...filter, filter: withoutPositions(filter.filter) };
    case "valuePath":
      return { ...filter, filter: withoutPositions(filter.filter), position: 0 };
    case "compare":
    case "present":
      return { ...filter, position: 0 };
  }
}

describe("printFilter", () => {
  test.each([
    ["users", userShape],
    ["probes", probeShape],
  ])("is read back to the same tree: %s", (_, shape) => {
    fc.assert(
      fc.property(shapeFilter(shape), (filter) => {
        const result = parseFilter(printFilter(filter));
        expect(result.ok ? withoutPositions(result.value) : result).toEqual(filter);
      }),
    );
  });

  test("any text is read or refused, never thrown on", () => {
    const pieces = [
      "(",
      ")",
      "[",
      "]",
      '"',
      "\\",
      " ",
      "not",
      "and",
      "or",
      "eq",
      "pr",
      "a",
      "urn:x:",
      ".",
      "$",
      "1",
      "null",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 30 }),
        (parts) => {
          const text = parts.join("");
          const result = parseFilter(text);
          if (!result.ok) expect(result.position).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
