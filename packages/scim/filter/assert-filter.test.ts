import { describe, expect, test } from "vitest";
import type { ResourceShape } from "../schema/types.ts";
import { failureOf } from "../testing/failure.ts";
import { groupShape, probeShape, userShape } from "../testing/shapes.ts";
import { assertFilter } from "./assert-filter.ts";
import { requireFilter } from "./parser.ts";

const shapes: Readonly<Record<string, ResourceShape>> = { user: userShape, group: groupShape, probe: probeShape };

function check(text: string, name: string): void {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`No shape "${name}".`);
  assertFilter(shape, requireFilter(text));
}

describe("assertFilter", () => {
  test.each([
    ["F-26", "user", 'unheardOf eq "x"', 'The filter names the unknown attribute "unheardOf".'],
    ["F-26", "user", "name.unheardOf pr", 'The filter names the unknown attribute "name.unheardOf".'],
    ["F-26", "user", 'emails[unheardOf eq "x"]', 'The filter names the unknown attribute "unheardOf".'],
    ["F-26", "user", 'department eq "x"', 'The filter names the unknown attribute "department".'],
    ["F-25", "user", 'password eq "x"', '"password" cannot be used in a filter.'],
    ["F-25", "user", "password pr", '"password" cannot be used in a filter.'],
    ["F-25", "probe", "not (writeOnlyAttr pr)", '"writeOnlyAttr" cannot be used in a filter.'],
    ["F-10", "user", "active gt true", 'The operator gt does not apply to "active" (boolean).'],
    ["F-10", "probe", 'binaryAttr le "QQ=="', 'The operator le does not apply to "binaryAttr" (binary).'],
    ["F-10", "user", "emails[primary ge true]", 'The operator ge does not apply to "primary" (boolean).'],
    ["F-05", "probe", "integerAttr co 1", 'The operator co does not apply to "integerAttr" (integer).'],
    ["F-05", "user", 'meta.created sw "2026"', 'The operator sw does not apply to "meta.created" (dateTime).'],
    ["F-18", "user", 'active eq "true"', '"active" (boolean) cannot be compared with this value.'],
    ["F-18", "user", "userName eq 1", '"userName" (string) cannot be compared with this value.'],
    ["F-18", "probe", 'integerAttr eq "1"', '"integerAttr" (integer) cannot be compared with this value.'],
    ["F-09", "user", 'meta.created gt "yesterday"', '"meta.created" (dateTime) cannot be compared with this value.'],
    ["F-17", "user", "userName gt null", '"userName" can be compared with null by eq and ne only.'],
    ["F-13", "user", 'name eq "Jane"', '"name" is complex: name one of its sub-attributes.'],
    ["F-14", "user", 'userName[value eq "x"]', '"userName" has one simple value: brackets do not apply to it.'],
  ])("%s: refuses for a %s: %s", (_, shape, text, detail) => {
    expect(failureOf(() => check(text, shape))).toEqual({ code: "invalidFilter", detail });
  });

  test.each([
    ["user", "name eq null or name pr"],
    ["user", 'emails eq "x" and emails[type eq "work"]'],
    ["user", 'name[familyName eq "x"]'],
    ["user", "emails.primary eq true"],
    ["user", 'schemas eq "urn:x:y" and id eq "1" and meta.lastModified ge "2026-01-01T00:00:00Z"'],
    ["group", 'members[value eq "1"] or members.value eq "1" or members eq "1" or members.$ref eq "x"'],
    ["user", 'groups.value eq "1"'],
    ["probe", 'multiStrings[value co "x"]'],
    ["probe", "requestOnlyAttr pr"],
  ])("accepts for a %s: %s", (shape, text) => {
    expect(() => check(text, shape)).not.toThrow();
  });
});
