import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENTERPRISE_USER_URN, USER_URN } from "../schema/urn.ts";
import { shapeFilter } from "../testing/arbitrary.ts";
import { userShape } from "../testing/shapes.ts";
import { parsePatchPath, printPatchPath } from "./patch-path.ts";

function read(text: string) {
  const result = parsePatchPath(text, userShape);
  if (!result.ok) throw new Error(`${result.message} at ${result.position}`);
  return result.value;
}

describe("parsePatchPath", () => {
  test("P-06: reads the four forms", () => {
    expect(read("members")).toEqual({
      attribute: { schemaUrn: undefined, name: "members", subName: undefined },
      filter: undefined,
      schemaOnly: false,
    });
    expect(read("name.familyName")).toMatchObject({ attribute: { name: "name", subName: "familyName" } });
    expect(read('addresses[type eq "work"]')).toMatchObject({
      attribute: { name: "addresses", subName: undefined },
      filter: { kind: "compare", path: { name: "type" }, value: "work" },
    });
    expect(read('members[value eq "2819c223"].displayName')).toMatchObject({
      attribute: { name: "members", subName: "displayName" },
      filter: { kind: "compare" },
    });
  });

  test("P-06: each form takes a URN", () => {
    expect(read(`${ENTERPRISE_USER_URN}:manager.displayName`)).toMatchObject({
      attribute: { schemaUrn: ENTERPRISE_USER_URN, name: "manager", subName: "displayName" },
    });
    expect(read(`${USER_URN}:emails[type eq "work"].value`)).toMatchObject({
      attribute: { schemaUrn: USER_URN, name: "emails", subName: "value" },
      filter: { kind: "compare" },
    });
  });

  test("P-13: a bare URN names the schema, known from the shape or from its version", () => {
    expect(read(ENTERPRISE_USER_URN.toLowerCase())).toMatchObject({
      schemaOnly: true,
      attribute: { schemaUrn: ENTERPRISE_USER_URN.toLowerCase(), name: "" },
    });
    expect(parsePatchPath(ENTERPRISE_USER_URN)).toMatchObject({ ok: true, value: { schemaOnly: true } });
    expect(parsePatchPath(`${ENTERPRISE_USER_URN}:department`)).toMatchObject({
      ok: true,
      value: { schemaOnly: false, attribute: { name: "department" } },
    });
  });

  test("a bracket or quote within a string does not end the filter", () => {
    expect(read(String.raw`emails[value eq "a]\"b["].type`)).toMatchObject({
      filter: { value: 'a]"b[' },
      attribute: { subName: "type" },
    });
  });

  test.each([
    ["", "An attribute name is expected.", 0, false],
    ["a..b", "A sub-attribute name is expected.", 2, false],
    ["a b", "An attribute name is expected.", 0, false],
    ["__proto__", "An attribute name is expected.", 0, false],
    ["emails[type", 'A "]" is missing.', 11, false],
    ["emails.value[type pr]", "Brackets follow an attribute, not a sub-attribute.", 12, false],
    ["emails[type pr]value", "After brackets only a sub-attribute may follow.", 15, false],
    ["emails[type pr].", "A sub-attribute name is expected.", 16, false],
    ["emails[type pr].a.b", "A sub-attribute name is expected.", 16, false],
    ["emails[type is 1]", "The operator is not one of eq, ne, co, sw, ew, gt, ge, lt, le, pr.", 12, true],
    ["emails[]", "The filter is empty.", 7, true],
  ])("P-06: refuses %s", (text, message, position, isFilterFault) => {
    expect(parsePatchPath(text, userShape)).toEqual({ ok: false, message, position, isFilterFault });
  });

  test("refuses what is longer than the bounds", () => {
    expect(parsePatchPath("a".repeat(513))).toMatchObject({
      ok: false,
      message: "An attribute path has at most 512 characters.",
    });
    expect(parsePatchPath(`a[${"x".repeat(20_000)}]`)).toMatchObject({
      ok: false,
      message: "A filter has at most 16384 characters.",
    });
    expect(parsePatchPath(`a[${"(".repeat(5_000)}b pr${")".repeat(5_000)}]`)).toMatchObject({
      ok: false,
      message: "A filter nests at most 32 levels deep.",
    });
  });

  test("a printed path is read back to the same text", () => {
    const paths = shapeFilter(userShape).map((filter) => {
      const attribute = { schemaUrn: undefined, name: "emails", subName: "value" };
      return filter.kind === "valuePath"
        ? printPatchPath({ attribute, filter: filter.filter, schemaOnly: false })
        : undefined;
    });
    fc.assert(
      fc.property(
        paths.filter((path) => path !== undefined),
        (path) => {
          const result = parsePatchPath(path);
          expect(result.ok ? printPatchPath(result.value) : result).toBe(path);
        },
      ),
    );
    for (const path of ["name.givenName", ENTERPRISE_USER_URN, `${ENTERPRISE_USER_URN}:department`]) {
      expect(printPatchPath(read(path))).toBe(path);
    }
  });
});
