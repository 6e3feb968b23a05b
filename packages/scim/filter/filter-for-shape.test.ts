import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScimError } from "../error.ts";
import { createShape } from "../schema/shape.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { resourceBody, shapeFilter } from "../testing/arbitrary.ts";
import { groupShape, probeShape, userShape } from "../testing/shapes.ts";
import { assertFilter } from "./assert-filter.ts";
import type { Filter } from "./ast.ts";
import { evaluateFilter } from "./evaluate.ts";
import { assertFilterForSome, filterForShape } from "./filter-for-shape.ts";
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

  const attribute = (name: string, more: Partial<AttributeDefinition> = {}): AttributeDefinition => ({
    ...{ name, type: "string", multiValued: false, description: "", required: false, caseExact: false },
    ...{ mutability: "readWrite", returned: "default", uniqueness: "none", ...more },
  });
  const DEVICE_URN = "urn:example:Device";
  const attributes = [
    attribute("active"),
    attribute("serial"),
    attribute("nickName", { returned: "never" }),
    attribute("title", { type: "complex", subAttributes: [attribute("kind")] }),
    attribute("emails", {
      type: "complex",
      multiValued: true,
      subAttributes: [attribute("kind"), attribute("value", { type: "integer" })],
    }),
  ];
  const deviceShape = createShape(
    { id: "Device", name: "Device", description: "", endpoint: "/Devices", schema: DEVICE_URN, schemaExtensions: [] },
    [{ id: DEVICE_URN, name: "Device", description: "", attributes }],
  );
  const both = [userShape, deviceShape];
  const reduced = (shape: ResourceShape, text: string) => {
    const left = filterForShape(shape, requireFilter(text));
    return typeof left === "boolean" ? left : printFilter(left);
  };

  test.each<[string, string | boolean, string | boolean]>([
    ["active eq true", "active eq true", false],
    ["active ne true", "active ne true", true],
    ['active eq "on" or userName pr', "userName pr", 'active eq "on"'],
    ["not (active eq true)", "not (active eq true)", true],
    ['active sw "o"', false, 'active sw "o"'],
    ['nickName eq "x"', 'nickName eq "x"', false],
    ["nickName pr", "nickName pr", false],
    ['title eq "x"', 'title eq "x"', false],
    ['emails[type eq "work"]', 'emails[type eq "work"]', false],
    ['emails[type ne "work"]', 'emails[type ne "work"]', "emails pr"],
    ['emails[kind eq "a" or value eq "b"]', 'emails[value eq "b"]', 'emails[kind eq "a"]'],
    ['emails[not (type eq "work") and kind pr]', false, "emails[kind pr]"],
    ["emails[value gt 5]", false, "emails[value gt 5]"],
    ['emails.type eq "work"', 'emails.type eq "work"', false],
    ['emails eq "b"', 'emails eq "b"', false],
  ])("F-03: what a type refuses and another accepts counts as unassigned: %s", (text, user, device) => {
    assertFilterForSome(both, requireFilter(text));
    assertFilterForSome([deviceShape, userShape], requireFilter(text));
    expect([reduced(userShape, text), reduced(deviceShape, text)]).toEqual([user, device]);
    for (const shape of both) {
      const left = filterForShape(shape, requireFilter(text));
      if (typeof left !== "boolean") expect(() => assertFilter(shape, left)).not.toThrow();
    }
  });

  test.each([
    "active gt true",
    "active eq 5",
    "serial gt true",
    "emails[colour pr]",
    "emails[kind eq true]",
    'userName[value eq "x"]',
    'password eq "x"',
    'id pr or emails[type eq "work" and colour eq "x"]',
  ])("F-03: what every type refuses is refused: %s", (text) => {
    expect(() => assertFilterForSome(both, requireFilter(text))).toThrow(
      expect.objectContaining({ code: "invalidFilter" }),
    );
  });

  test("F-03: a name that none of the types has is refused by name", () => {
    const both = [userShape, groupShape];
    assertFilterForSome(both, requireFilter('userName eq "a" and not (members pr)'));
    for (const text of ['shoeSize eq "44"', "id pr or not (shoeSize pr)", 'shoeSize[value eq "x"]']) {
      expect(() => assertFilterForSome(both, requireFilter(text))).toThrow(ScimError);
      expect(() => assertFilterForSome(both, requireFilter(text))).toThrow(/unknown attribute "shoeSize"/);
    }
  });
});
