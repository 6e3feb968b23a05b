import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import type { ResourceShape } from "../schema/types.ts";
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from "../schema/urn.ts";
import { groupShape, PROBE_URN, probeShape, userShape } from "../testing/shapes.ts";
import { evaluateFilter } from "./evaluate.ts";
import { requireFilter } from "./parser.ts";

const jane: JsonObject = {
  schemas: [USER_URN, ENTERPRISE_USER_URN],
  id: "2819c223-7f76-453a-919d-413861904646",
  externalId: "Jane-1",
  userName: "Jane.Doe@Example.com",
  name: { familyName: "Doe", givenName: "Jane" },
  nickName: "",
  active: true,
  emails: [
    { value: "jane@work.example", type: "work", primary: true },
    { value: "jane@home.example", type: "Home" },
  ],
  meta: { resourceType: "User", lastModified: "2026-05-13T04:42:34.000Z" },
  [ENTERPRISE_USER_URN]: { department: "Sales", manager: { value: "26118915" } },
};

function matches(text: string, resource: JsonObject = jane, shape: ResourceShape = userShape): boolean {
  return evaluateFilter(shape, requireFilter(text), resource);
}

describe("evaluateFilter", () => {
  test.each([
    ['userName eq "jane.doe@example.COM"', true],
    ['userName co "DOE@"', true],
    ['userName sw "JANE"', true],
    ['userName ew ".Com"', true],
    ['externalId eq "Jane-1"', true],
    ['externalId eq "jane-1"', false],
    ['externalId sw "jane"', false],
    ['id eq "2819C223-7F76-453A-919D-413861904646"', false],
  ])("F-08: letter case follows caseExact: %s", (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  test("F-08: folding knows more than ASCII", () => {
    const resource = { userName: "JOSÉ ΟΔΥΣΣΕΥΣ", title: "e\u0301" };
    expect(matches('userName eq "josé οδυσσευς"', resource)).toBe(true);
    expect(matches('userName co "οδυσσ"', resource)).toBe(true);
    expect(matches('title eq "É"', resource)).toBe(true);
  });

  test("F-09: instants are compared, not texts", () => {
    expect(matches('meta.lastModified eq "2026-05-13T06:42:34+02:00"')).toBe(true);
    expect(matches('meta.lastModified gt "2026-05-13T06:42:33.999+02:00"')).toBe(true);
    expect(matches('meta.lastModified lt "2026-05-13T04:42:34Z"')).toBe(false);
    expect(matches('meta.lastModified ge "2026-05-13T04:42:34Z"')).toBe(true);
    expect(matches('meta.lastModified le "2026-05-13T04:42:34Z"')).toBe(true);
  });

  test("F-12: a multi-valued attribute matches when any value does, ne when any differs", () => {
    expect(matches('emails.type eq "home"')).toBe(true);
    expect(matches('emails.type ne "work"')).toBe(true);
    expect(matches('emails.type ne "work"', { emails: [{ value: "a", type: "work" }] })).toBe(false);
  });

  test("F-12: ne is true where nothing is assigned, also for an attribute that does not exist", () => {
    expect(matches('title ne "x"')).toBe(true);
    expect(matches('unheardOf ne "x"')).toBe(true);
    expect(matches('unheardOf eq "x"')).toBe(false);
  });

  test("F-13: a complex attribute by its bare name means its value", () => {
    expect(matches('emails eq "jane@home.example"')).toBe(true);
    expect(matches('emails eq "home"')).toBe(false);
    expect(matches('emails.value co "WORK.example"')).toBe(true);
    expect(matches(`${ENTERPRISE_USER_URN}:manager eq "26118915"`)).toBe(true);
    const group = { schemas: [GROUP_URN], displayName: "G", members: [{ value: "u1", type: "User" }] };
    expect(matches('members eq "u1"', group, groupShape)).toBe(true);
    expect(matches('members eq "User"', group, groupShape)).toBe(false);
  });

  test("F-14: a value path binds all conditions to one value", () => {
    expect(matches('emails[type eq "work" and value co "home"]')).toBe(false);
    expect(matches('emails.type eq "work" and emails.value co "home"')).toBe(true);
    expect(matches('emails[type eq "home" and value co "home"]')).toBe(true);
    expect(matches('emails[not (primary eq true) and type eq "HOME"]')).toBe(true);
    expect(matches('emails[type eq "work"]', { emails: [] })).toBe(false);
    expect(matches('not (emails[type eq "fax"])')).toBe(true);
  });

  test("F-16: pr is true for assigned values only; an empty string is one", () => {
    expect(matches("userName pr")).toBe(true);
    expect(matches("nickName pr")).toBe(true);
    expect(matches("title pr")).toBe(false);
    expect(matches("name pr")).toBe(true);
    expect(matches("name pr", { name: { givenName: null } })).toBe(false);
    expect(matches("emails pr", { emails: [] })).toBe(false);
    expect(matches("emails.primary pr", { emails: [{ value: "a" }] })).toBe(false);
    expect(matches(`${ENTERPRISE_USER_URN}:costCenter pr`)).toBe(false);
  });

  test("F-17: null means unassigned", () => {
    expect(matches("title eq null")).toBe(true);
    expect(matches("title ne null")).toBe(false);
    expect(matches("userName ne null")).toBe(true);
    expect(matches("emails eq null")).toBe(false);
    expect(matches("addresses eq null")).toBe(true);
    expect(matches("emails[primary eq null]")).toBe(true);
  });

  test("F-18: numbers compare as numbers, booleans as booleans", () => {
    const probe = { schemas: [PROBE_URN], integerAttr: 10, decimalAttr: 0.5, booleanAttr: false };
    expect(matches("integerAttr gt 9", probe, probeShape)).toBe(true);
    expect(matches("integerAttr eq 10.0", probe, probeShape)).toBe(true);
    expect(matches("decimalAttr lt 1", probe, probeShape)).toBe(true);
    expect(matches("booleanAttr eq false", probe, probeShape)).toBe(true);
    expect(matches("booleanAttr ne true", probe, probeShape)).toBe(true);
    expect(matches('integerAttr eq "10"', probe, probeShape)).toBe(false);
  });

  test("F-07, F-19: names and URNs in any letter case, schemas included", () => {
    expect(matches(`${ENTERPRISE_USER_URN.toUpperCase()}:DEPARTMENT eq "sales"`)).toBe(true);
    expect(matches(`schemas eq "${ENTERPRISE_USER_URN}"`)).toBe(true);
    expect(matches(`${USER_URN}:USERNAME sw "jane"`)).toBe(true);
    expect(matches('department eq "Sales"')).toBe(false);
  });

  test("F-27: $ref is an attribute like others", () => {
    const group = { members: [{ value: "u1", $ref: "../Users/u1" }] };
    expect(matches('members[$ref ew "/u1"]', group, groupShape)).toBe(true);
    expect(matches('members.$ref eq "../users/u1"', group, groupShape)).toBe(false);
  });

  test("binary values keep their letter case", () => {
    expect(matches('binaryAttr eq "QUJD"', { binaryAttr: "QUJD" }, probeShape)).toBe(true);
    expect(matches('binaryAttr eq "qujd"', { binaryAttr: "QUJD" }, probeShape)).toBe(false);
  });

  test("strings are ordered by code point, also outside the BMP", () => {
    expect(matches('caseExactString gt "\uffee"', { caseExactString: "😀" }, probeShape)).toBe(true);
    expect(matches('caseExactString lt "😀"', { caseExactString: "\uffee" }, probeShape)).toBe(true);
  });

  test("erratum 7122: value means the value itself in the brackets of a simple attribute", () => {
    const probe = { multiStrings: ["one", "two"] };
    expect(matches('multiStrings[value eq "TWO"]', probe, probeShape)).toBe(true);
    expect(matches('multiStrings[value sw "x"]', probe, probeShape)).toBe(false);
    expect(matches('multiStrings eq "one"', probe, probeShape)).toBe(true);
  });

  test("a resource of a foreign server is read in its own spelling", () => {
    expect(matches('userName eq "a"', { UserName: "A" })).toBe(true);
    expect(matches('emails[type eq "work"]', { EMAILS: [{ Type: "Work" }] })).toBe(true);
    expect(matches('emails.value eq "a"', { emails: { value: "a" } })).toBe(true);
  });

  test("no name reaches a prototype", () => {
    expect(matches("constructor pr")).toBe(false);
    expect(matches("toString pr", {})).toBe(false);
    expect(matches("name.constructor pr")).toBe(false);
  });
});
