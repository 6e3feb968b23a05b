import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScimError } from "../error.ts";
import { resourceBody, shapeFilter } from "../testing/arbitrary.ts";
import { groupShape, probeShape, userShape } from "../testing/shapes.ts";
import type { Filter } from "./ast.ts";
import { evaluateFilter } from "./evaluate.ts";
import { assertFilterNames, filterForShape } from "./filter-for-shape.ts";
import { requireFilter } from "./parser.ts";
import { printFilter } from "./printer.ts";

const forGroup = (text: string) => {
  const left = filterForShape(groupShape, requireFilter(text));
  return typeof left === "boolean" ? left : printFilter(left);
};

describe("filterForShape", () => {
  test.each<[string, string | boolean]>([
    ['displayName eq "a"', 'displayName eq "a"'],
    ['userName eq "a"', false],
    ['userName ne "a"', true],
    ["userName pr", false],
    ["userName eq null", true],
    ["userName ne null", false],
    ['emails[type eq "work"]', false],
    ['not (userName eq "a")', true],
    ['userName eq "a" or displayName eq "b"', 'displayName eq "b"'],
    ['userName eq "a" and displayName eq "b"', false],
    ['userName ne "a" and displayName eq "b"', 'displayName eq "b"'],
    ['not (userName eq "a" or displayName eq "b")', 'not (displayName eq "b")'],
    ['id pr and (userName pr or externalId eq "x")', 'id pr and externalId eq "x"'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:displayName eq "a"', false],
  ])("F-03: %s is %s for a group", (text, expected) => {
    expect(forGroup(text)).toBe(expected);
  });

  test("F-03: agrees with the evaluator, for filters and resources of any type", () => {
    const shapes = [userShape, groupShape, probeShape];
    const someShape = fc.constantFrom(...shapes);
    const cases = someShape.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        resource: resourceBody(shape),
        filter: fc
          .tuple(someShape.chain(shapeFilter), someShape.chain(shapeFilter), fc.constantFrom("and", "or", "not"))
          .map(
            ([left, right, kind]): Filter =>
              kind === "not"
                ? { kind: "not", filter: { kind: "and", left, right } }
                : { kind: kind as "and", left, right },
          ),
      }),
    );
    fc.assert(
      fc.property(cases, ({ shape, resource, filter }) => {
        const left = filterForShape(shape, filter);
        const found = typeof left === "boolean" ? left : evaluateFilter(shape, left, resource);
        expect(found).toBe(evaluateFilter(shape, filter, resource));
      }),
    );
  });

  test("F-03: a name that none of the types has is refused by name", () => {
    const both = [userShape, groupShape];
    assertFilterNames(both, requireFilter('userName eq "a" and not (members pr)'));
    for (const text of ['shoeSize eq "44"', "id pr or not (shoeSize pr)", 'shoeSize[value eq "x"]']) {
      expect(() => assertFilterNames(both, requireFilter(text))).toThrow(ScimError);
      expect(() => assertFilterNames(both, requireFilter(text))).toThrow(/unknown attribute "shoeSize"/);
    }
  });
});
