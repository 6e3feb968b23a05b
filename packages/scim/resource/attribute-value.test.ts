import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../json.ts";
import { ENTERPRISE_USER_URN } from "../schema/urn.ts";
import { failureOf } from "../testing/failure.ts";
import { userShape } from "../testing/shapes.ts";
import { readAttribute, writeAttribute } from "./attribute-value.ts";

const user: JsonObject = {
  userName: "jane",
  name: { givenName: "Jane" },
  emails: [
    { value: "w", type: "work", primary: true },
    { value: "h", type: "home" },
  ],
  [ENTERPRISE_USER_URN]: { department: "D", manager: { value: "m" } },
};

describe("readAttribute", () => {
  test.each<[string, Json | undefined]>([
    ["userName", "jane"],
    ["NAME.givenname", "Jane"],
    ["name.familyName", undefined],
    ["title", undefined],
    ['emails[type eq "WORK"].value', "w"],
    ["emails[primary eq true].value", "w"],
    ['emails[type eq "home"]', { value: "h", type: "home" }],
    ['emails[type eq "fax"].value', undefined],
    ["emails.value", ["w", "h"]],
    [`${ENTERPRISE_USER_URN}:department`, "D"],
    [`${ENTERPRISE_USER_URN}:manager.value`, "m"],
    [ENTERPRISE_USER_URN, { department: "D", manager: { value: "m" } }],
  ])("reads %s", (path, expected) => {
    expect(readAttribute(userShape, user, path)).toEqual(expected);
  });

  test("reads a resource of a foreign server in its own spelling", () => {
    const foreign = {
      Emails: [{ Type: "Work", Value: "w" }],
      [ENTERPRISE_USER_URN.toLowerCase()]: { Department: "D" },
    };
    expect(readAttribute(userShape, foreign, 'emails[type eq "work"].value')).toBe("w");
    expect(readAttribute(userShape, foreign, `${ENTERPRISE_USER_URN}:department`)).toBe("D");
  });

  test("refuses a path that names nothing", () => {
    expect(failureOf(() => readAttribute(userShape, user, "unheardOf"))).toEqual({
      code: "invalidPath",
      detail: 'The path names the unknown attribute "unheardOf".',
    });
  });
});

describe("writeAttribute", () => {
  const write = (path: string, value: Json | undefined, attributes: JsonObject = user): JsonObject =>
    writeAttribute(userShape, attributes, path, value);

  test("builds a resource from nothing", () => {
    let built: JsonObject = {};
    for (const [path, value] of [
      ["userName", "jane"],
      ["name.givenName", "Jane"],
      ["name.familyName", "Doe"],
      ['emails[type eq "work"].value', "w"],
      ['emails[type eq "work"].primary', true],
      ['addresses[type eq "work"].locality', "Oslo"],
      ['addresses[type eq "work"].country', "NO"],
      [`${ENTERPRISE_USER_URN}:manager.value`, "m"],
    ] as const) {
      built = write(path, value, built);
    }
    expect(built).toEqual({
      userName: "jane",
      name: { givenName: "Jane", familyName: "Doe" },
      emails: [{ type: "work", value: "w", primary: true }],
      addresses: [{ type: "work", locality: "Oslo", country: "NO" }],
      [ENTERPRISE_USER_URN]: { manager: { value: "m" } },
    });
  });

  test("changes the value that a filter selects, or makes one from it", () => {
    expect(write('emails[type eq "work"].value', "x").emails).toEqual([
      { value: "x", type: "work", primary: true },
      { value: "h", type: "home" },
    ]);
    expect(write('emails[type eq "other" and primary eq true].value', "o").emails).toEqual([
      { value: "w", type: "work", primary: false },
      { value: "h", type: "home" },
      { value: "o", type: "other", primary: true },
    ]);
    expect(write('emails[type eq "home"]', { value: "y" }).emails).toEqual([
      { value: "w", type: "work", primary: true },
      { value: "y", type: "home" },
    ]);
  });

  test("null unsets, and leaves no empty shell behind", () => {
    expect(write("name.givenName", null)).not.toHaveProperty("name");
    expect(write('emails[type eq "home"].value', null).emails).toEqual([{ value: "w", type: "work", primary: true }]);
    expect(write('emails[type eq "fax"].value', undefined)).toEqual(user);
    expect(write("emails", null)).not.toHaveProperty("emails");
    expect(write('addresses[type eq "work"].locality', null, {})).toEqual({});
  });

  test.each<[string, Json, string, string]>([
    ["groups", [], "mutability", '"groups" is read-only.'],
    [
      `${ENTERPRISE_USER_URN}:manager.displayName`,
      "x",
      "mutability",
      `"${ENTERPRISE_USER_URN}:manager.displayName" is read-only.`,
    ],
    ["active", "maybe", "invalidValue", '"active" must be true or false.'],
    ["emails.value", "x", "noTarget", '"emails.value" needs a filter in brackets that says which value is meant.'],
    [
      'emails[value co "zzz"].type',
      "x",
      "noTarget",
      '"emails.type" matches nothing, and its filter does not say what to create.',
    ],
    [ENTERPRISE_USER_URN, {}, "invalidPath", "The path must name an attribute."],
    ["__proto__.x", "y", "invalidPath", "The path is not valid at position 0: An attribute name is expected."],
  ])("refuses %s", (path, value, code, detail) => {
    expect(failureOf(() => write(path, value))).toEqual({ code, detail });
  });
});
