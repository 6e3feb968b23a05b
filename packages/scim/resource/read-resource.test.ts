import { describe, expect, test } from "vitest";
import { type Json, type JsonObject, WholeDecimal } from "../json.ts";
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from "../schema/urn.ts";
import { failureOf } from "../testing/failure.ts";
import { groupShape, PROBE_EXTENSION_URN, PROBE_URN, probeShape, userShape } from "../testing/shapes.ts";
import { assertResource } from "./assert-resource.ts";
import { equalAttributes } from "./equal-attributes.ts";
import { readResource } from "./read-resource.ts";
import { schemasOf } from "./schemas-of.ts";

function readUser(body: JsonObject): JsonObject {
  return readResource(userShape, { schemas: [USER_URN], userName: "jane", ...body }, { purpose: "create" });
}

function readProbe(body: JsonObject): JsonObject {
  const probe = { schemas: [PROBE_URN], identifier: "p", [PROBE_EXTENSION_URN]: { extRequired: "x" }, ...body };
  return readResource(probeShape, probe, { purpose: "create" });
}

describe("readResource", () => {
  test("R-03: names and URNs in any letter case come out in the schema's spelling", () => {
    const body = {
      SCHEMAS: [USER_URN.toUpperCase()],
      USERNAME: "jane",
      Name: { GIVENNAME: "Jane" },
      [ENTERPRISE_USER_URN.toLowerCase()]: { Department: "D" },
    };
    expect(readResource(userShape, body, { purpose: "create" })).toEqual({
      userName: "jane",
      name: { givenName: "Jane" },
      [ENTERPRISE_USER_URN]: { department: "D" },
    });
  });

  test("R-05: null, [], and empty complex values are left out", () => {
    expect(
      readUser({
        title: null,
        emails: [],
        photos: [null, {}],
        name: { givenName: null },
        [ENTERPRISE_USER_URN]: { manager: {} },
      }),
    ).toEqual({ userName: "jane" });
  });

  test("R-14, R-16, C-02: read-only attributes are dropped, unknown ones ignored", () => {
    expect(
      readUser({
        id: "x",
        meta: { created: "nonsense" },
        groups: "nonsense",
        unheardOf: { a: 1 },
        [ENTERPRISE_USER_URN]: { manager: { value: "m", displayName: "M" } },
      }),
    ).toEqual({ userName: "jane", [ENTERPRISE_USER_URN]: { manager: { value: "m" } } });
  });

  test("R-28: values are kept as they were sent", () => {
    const body = { title: " ", nickName: "", emails: [{ value: "A@B", type: "Work" }], externalId: "X", password: "s" };
    expect(readUser(body)).toEqual({ userName: "jane", ...body });
  });

  test("R-06: a boolean is no text in the strict core", () => {
    for (const active of ["true", "False"]) {
      expect(failureOf(() => readUser({ active }))).toEqual({
        code: "invalidValue",
        detail: '"active" must be true or false.',
      });
    }
  });

  test("R-13: the same pair of type and value is kept once", () => {
    expect(
      readUser({ emails: [{ value: "a", type: "work" }, { value: "A", type: "Work", primary: true }, { value: "a" }] })
        .emails,
    ).toEqual([{ value: "A", type: "Work", primary: true }, { value: "a" }]);
    expect(readProbe({ multiStrings: ["a", "b", "A"] }).multiStrings).toEqual(["A", "b"]);
  });

  test("P-10: a member is kept once, whatever else is said of it", () => {
    const body = {
      schemas: [GROUP_URN],
      displayName: "G",
      members: [
        { value: "u1", display: "J" },
        { value: "u1", type: "User" },
      ],
    };
    expect(readResource(groupShape, body, { purpose: "create" }).members).toEqual([{ value: "u1", type: "User" }]);
  });

  test.each<[string, JsonObject, string]>([
    ["R-06", { active: "yes" }, '"active" must be true or false.'],
    ["R-06", { active: 1 }, '"active" must be true or false.'],
    ["type", { title: 1 }, '"title" must be a string of valid Unicode characters.'],
    ["type", { title: "a\0b" }, '"title" must be a string of valid Unicode characters.'],
    ["type", { title: "\ud800" }, '"title" must be a string of valid Unicode characters.'],
    ["type", { title: ["x"] }, '"title" must be a string of valid Unicode characters.'],
    ["type", { name: "Jane" }, '"name" must be an object.'],
    ["type", { name: ["Jane"] }, '"name" must be an object.'],
    ["type", { emails: { value: "a" } }, '"emails" must be an array.'],
    ["type", { emails: ["a"] }, '"emails[0]" must be an object.'],
    [
      "type",
      { emails: [{ value: "a" }, { value: 1 }] },
      '"emails[1].value" must be a string of valid Unicode characters.',
    ],
    ["R-09", { x509Certificates: [{ value: "%%%" }] }, '"x509Certificates[0].value" must be base64 text.'],
    ["R-09", { x509Certificates: [{ value: "QQ" }] }, '"x509Certificates[0].value" must be base64 text.'],
    ["R-10", { profileUrl: "no uri" }, '"profileUrl" must be a URI.'],
    [
      "R-12",
      {
        emails: [
          { value: "a", primary: true },
          { value: "b", primary: true },
        ],
      },
      '"emails" has more than one value with "primary": true.',
    ],
    ["R-19", { [ENTERPRISE_USER_URN]: "x" }, `"${ENTERPRISE_USER_URN}" must be an object.`],
    ["R-21", { userName: null }, '"userName" is required.'],
    ["R-21", { userName: "" }, '"userName" is required.'],
    ["C-03", { userName: undefined }, '"userName" is required.'],
  ])("%s: refuses %j", (_, body, detail) => {
    expect(failureOf(() => readUser(body))).toEqual({ code: "invalidValue", detail });
  });

  test.each<[string, JsonObject, string]>([
    ["R-07", { integerAttr: 1.5 }, '"integerAttr" must be an integer.'],
    ["R-07", { integerAttr: new WholeDecimal(1) as unknown as Json }, '"integerAttr" must be an integer.'],
    ["R-07", { integerAttr: "1" }, '"integerAttr" must be an integer.'],
    ["R-07", { integerAttr: 2 ** 53 }, '"integerAttr" must be an integer.'],
    ["R-07", { decimalAttr: "1.5" }, '"decimalAttr" must be a number.'],
    [
      "R-08",
      { dateTimeAttr: "2026-02-30T00:00:00Z" },
      '"dateTimeAttr" must be a dateTime such as "2026-01-31T08:00:00Z".',
    ],
    ["R-20", { [PROBE_EXTENSION_URN]: null }, `The extension "${PROBE_EXTENSION_URN}" is required.`],
    ["R-20", { [PROBE_EXTENSION_URN]: { extString: "x" } }, `"${PROBE_EXTENSION_URN}:extRequired" is required.`],
    ["C-03", { multiComplex: [{ type: "a" }] }, '"multiComplex.value" is required.'],
  ])("%s: refuses for a probe %j", (_, body, detail) => {
    expect(failureOf(() => readProbe(body))).toEqual({ code: "invalidValue", detail });
  });

  test("R-07, R-08, R-09, R-10: takes values of every type", () => {
    const body = {
      integerAttr: -1,
      decimalAttr: 0.5,
      dateTimeAttr: "2026-01-01T00:00:00+01:00",
      binaryAttr: "QUI=",
      referenceAttr: "../Users/1?a=b#c",
    };
    expect(readProbe(body)).toMatchObject(body);
  });

  test.each<[string, unknown, string]>([
    ["H-04: no object", [], "The request body must be a JSON object."],
    ["H-04: null", null, "The request body must be a JSON object."],
    ["R-02: no schemas", { userName: "a" }, `"schemas" is missing; it must contain "${USER_URN}".`],
    [
      "R-01: schemas without the core",
      { schemas: [ENTERPRISE_USER_URN], userName: "a" },
      `"schemas" must contain "${USER_URN}".`,
    ],
    ["R-01: schemas of another kind", { schemas: USER_URN, userName: "a" }, '"schemas" must be an array of URNs.'],
    [
      "R-03: a name in two spellings",
      { schemas: [USER_URN], userName: "a", USERNAME: "b" },
      '"userName" is given twice in different letter case.',
    ],
    [
      "R-03: a part in two spellings",
      { schemas: [USER_URN], userName: "a", name: { givenName: "a", GivenName: "b" } },
      '"name.givenName" is given twice in different letter case.',
    ],
  ])("refuses %s", (_, body, detail) => {
    expect(failureOf(() => readResource(userShape, body, { purpose: "create" }))).toEqual({
      code: "invalidSyntax",
      detail,
    });
  });

  test("R-01: schemas name extensions of the type, and nothing else besides it", () => {
    expect(readUser({ schemas: [ENTERPRISE_USER_URN.toUpperCase(), USER_URN] })).toEqual({ userName: "jane" });
    expect(failureOf(() => readUser({ schemas: [USER_URN, "http://schemas.example.com/2006/11/Group"] }))).toEqual({
      code: "invalidSyntax",
      detail: '"schemas" names "http://schemas.example.com/2006/11/Group", which is no schema of User.',
    });
  });

  test("U-06: an immutable value may be given again or left out, and not changed", () => {
    const current = readProbe({ immutableAttr: "a" });
    const replace = (immutableAttr: Json | undefined): JsonObject =>
      readResource(probeShape, { ...current, schemas: [PROBE_URN], immutableAttr }, { purpose: "replace", current });
    expect(replace("a")).toEqual(current);
    expect(replace(undefined)).toEqual(current);
    expect(failureOf(() => replace("b"))).toEqual({
      code: "mutability",
      detail: '"immutableAttr" is immutable and has another value.',
    });
    const unset = readProbe({});
    expect(
      readResource(probeShape, { ...current, schemas: [PROBE_URN] }, { purpose: "replace", current: unset })
        .immutableAttr,
    ).toBe("a");
  });

  test("an attribute has a bounded number of values", () => {
    const roles = (count: number): Json => Array.from({ length: count }, (_, index) => ({ value: `r${index}` }));
    expect(readUser({ roles: roles(2_000) }).roles).toHaveLength(2_000);
    expect(failureOf(() => readUser({ roles: roles(2_001) }))).toEqual({
      code: "invalidValue",
      detail: '"roles" has more than 2000 values.',
    });
  });

  test("deeply nested nonsense is refused or ignored without harm", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    expect(readUser({ unheardOf: deep as Json })).toEqual({ userName: "jane" });
    expect(failureOf(() => readUser({ title: deep as Json })).code).toBe("invalidValue");
    expect(failureOf(() => readUser({ emails: deep as Json })).detail).toBe('"emails[0]" must be an object.');
  });
});

describe("A whole number that is written as a decimal", () => {
  const whole = new WholeDecimal(2) as unknown as Json;

  test("R-07: is a decimal and nothing else", () => {
    const read = readProbe({ decimalAttr: whole });
    expect(read.decimalAttr).toBe(2);
    for (const name of [
      "integerAttr",
      "caseInsensitiveString",
      "complexAttr",
      "booleanAttr",
      "dateTimeAttr",
      "multiStrings",
    ]) {
      expect(failureOf(() => readProbe({ [name]: whole })).code).toBe("invalidValue");
    }
  });
});

describe("schemasOf", () => {
  test("R-01, R-19: names the core and exactly the extensions that have a value", () => {
    expect(schemasOf(userShape, { userName: "a" })).toEqual([USER_URN]);
    expect(schemasOf(userShape, { userName: "a", [ENTERPRISE_USER_URN]: { department: null } })).toEqual([USER_URN]);
    expect(schemasOf(userShape, { userName: "a", [ENTERPRISE_USER_URN]: { department: "D" } })).toEqual([
      USER_URN,
      ENTERPRISE_USER_URN,
    ]);
  });
});

describe("assertResource", () => {
  test("R-25: a group needs its name", () => {
    expect(failureOf(() => assertResource(groupShape, {}))).toEqual({
      code: "invalidValue",
      detail: '"displayName" is required.',
    });
    expect(() => assertResource(groupShape, { displayName: "G" })).not.toThrow();
  });

  test("R-12: one primary at most", () => {
    const emails = [
      { value: "a", primary: true },
      { value: "b", primary: true },
    ];
    expect(failureOf(() => assertResource(userShape, { userName: "a", emails }))).toEqual({
      code: "invalidValue",
      detail: '"emails" has more than one value with "primary": true.',
    });
  });
});

describe("equalAttributes", () => {
  test("R-04, R-05: neither order nor the way of being unassigned counts", () => {
    const left = { userName: "a", title: null, emails: [{ value: "1" }, { value: "2", type: "x" }] };
    const right = {
      emails: [
        { type: "x", value: "2" },
        { value: "1", display: null },
      ],
      userName: "a",
      photos: [],
    };
    expect(equalAttributes(userShape, left, right)).toBe(true);
  });

  test("R-28: letter case counts, repetition counts, id and meta do not", () => {
    expect(equalAttributes(userShape, { userName: "a" }, { userName: "A" })).toBe(false);
    expect(equalAttributes(userShape, { roles: [{ value: "1" }] }, { roles: [{ value: "1" }, { value: "1" }] })).toBe(
      false,
    );
    expect(equalAttributes(userShape, { userName: "a", id: "1", meta: {} }, { userName: "a", id: "2" })).toBe(true);
  });
});
