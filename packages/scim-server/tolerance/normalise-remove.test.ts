/** No message, however it is written, takes away more than it names. */
import {
  applyPatch,
  type Json,
  type JsonObject,
  PATCH_OP_SCHEMA,
  readPatchMessage,
  splitMembership,
} from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../scim/testing/failure.ts";
import { groupShape, userShape } from "../../scim/testing/shapes.ts";
import type { ToleranceProfileName } from "../ports.ts";
import { Leniency } from "./leniency.ts";
import { normalisePatch } from "./normalise-patch.ts";
import { effectiveSwitches } from "./profiles.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const A = { value: "a@x", type: "work", display: "A" };
const B = { value: "b@x", type: "work", display: "B" };
const H = { value: "b@x", type: "home" };
const USER: JsonObject = {
  userName: "jane",
  displayName: "Jane",
  name: { givenName: "J", middleName: "M" },
  emails: [A, B, H],
  [ENTERPRISE]: { department: "D", costCenter: "C", manager: { value: "m", $ref: "../Users/m" } },
};

/** The user after one operation as the profile reads it. */
function user(operation: JsonObject, profile: ToleranceProfileName = "generic"): JsonObject {
  const context = {
    shape: userShape,
    leniency: new Leniency(effectiveSwitches({ profile })),
    references: [],
    membershipAttribute: undefined,
  };
  const { body } = normalisePatch(context, { schemas: [PATCH_OP_SCHEMA], Operations: [operation] });
  return applyPatch(userShape, USER, readPatchMessage(body));
}

/** What one operation does to a group's members and to the rest of it. */
function group(operation: JsonObject, profile: ToleranceProfileName = "generic") {
  const context = {
    shape: groupShape,
    leniency: new Leniency(effectiveSwitches({ profile })),
    references: [],
    membershipAttribute: "members",
  };
  const { body } = normalisePatch(context, { schemas: [PATCH_OP_SCHEMA], Operations: [operation] });
  const { membership, rest } = splitMembership(groupShape, readPatchMessage(body), { attributeName: "members" });
  applyPatch(groupShape, { displayName: "G" }, rest);
  return membership;
}

const codeOf = (run: () => unknown) => failureOf(run).code;

describe("A remove without a path", () => {
  it.each<Json>([
    { title: null },
    { "name.givenName": null },
    { givenName: null },
    { [`${ENTERPRISE}:department`]: null },
    { [ENTERPRISE]: { department: "D" } },
  ])("is refused, whatever its value %j names [P-16]", (value) => {
    expect(codeOf(() => user({ op: "remove", value }))).toBe("noTarget");
  });

  it.each<Json>([{ members: null }, { [`${GROUP}:members`]: null }, { [`${GROUP}:members`]: [{ value: "u1" }] }])(
    "is refused for members, written as %j [P-16]",
    (value) => {
      expect(codeOf(() => group({ op: "remove", value }))).toBe("noTarget");
    },
  );
});

describe("A remove with a value takes no more than it names", () => {
  it("of an extension or of a complex attribute only the named sub-attributes [P-21]", () => {
    expect(user({ op: "remove", path: ENTERPRISE, value: { department: "D" } })).toEqual({
      ...USER,
      [ENTERPRISE]: { costCenter: "C", manager: { value: "m", $ref: "../Users/m" } },
    });
    expect(user({ op: "remove", path: ENTERPRISE, value: { MANAGER: { value: "m" }, costCenter: null } })).toEqual({
      ...USER,
      [ENTERPRISE]: { department: "D", manager: { $ref: "../Users/m" } },
    });
    for (const value of [{ middleName: "M" }, [{ middleName: "M" }], { middleName: null, unheardOf: 1 }]) {
      expect(user({ op: "remove", path: "name", value })).toEqual({ ...USER, name: { givenName: "J" } });
    }
    const both = user({ op: "remove", path: "name", value: { middleName: "M", givenName: "J" } });
    expect(both).not.toHaveProperty("name");
  });

  it("under brackets only what matches the filter and the list [P-21]", () => {
    const path = 'emails[type eq "work"]';
    for (const value of [[{ value: "b@x" }], { value: "B@X" }, "b@x", [{ display: "B" }, { type: "home" }]]) {
      expect(user({ op: "remove", path, value }).emails).toEqual([A, H]);
    }
    expect(user({ op: "remove", path, value: [] })).toEqual(USER);
    expect(user({ op: "remove", path, value: [{ value: "c@x" }] })).toEqual(USER);
    expect(user({ op: "remove", path: `${path}.display`, value: "b" }).emails).toEqual([
      A,
      { value: "b@x", type: "work" },
      H,
    ]);
    expect(user({ op: "remove", path: `${path}.display`, value: ["B", "A"] }).emails).toEqual([
      { value: "a@x", type: "work" },
      { value: "b@x", type: "work" },
      H,
    ]);
    expect(user({ op: "remove", path: `${path}.display`, value: [] })).toEqual(USER);
  });

  it("at the value of a multi-valued attribute only the values that have it [P-21]", () => {
    for (const value of ["b@x", ["b@x"], [{ value: "b@x" }]]) {
      expect(user({ op: "remove", path: "emails.value", value }).emails).toEqual([A]);
    }
    expect(user({ op: "remove", path: "emails.value", value: [] })).toEqual(USER);
    expect(group({ op: "remove", path: "members.value", value: "u1" })).toEqual([{ kind: "remove", members: ["u1"] }]);
  });

  it("of a group only members that the filter and the list name [P-21]", () => {
    const path = 'members[value eq "u1" or value eq "u2"]';
    for (const value of [[{ value: "u2" }, { value: "u3" }], { value: "u2" }]) {
      expect(group({ op: "remove", path, value })).toEqual([{ kind: "remove", members: ["u2"] }]);
    }
    expect(group({ op: "remove", path, value: [{ value: "u3" }] })).toEqual([]);
    expect(group({ op: "remove", path, value: [] })).toEqual([]);
  });

  it("of a simple attribute the value says nothing; null is no value; an empty text clears a manager [P-21] [P-33]", () => {
    expect(user({ op: "remove", path: "displayName", value: "another" })).not.toHaveProperty("displayName");
    expect(user({ op: "remove", path: "name.middleName", value: "N" }).name).toEqual({ givenName: "J" });
    expect(user({ op: "remove", path: "name", value: null })).not.toHaveProperty("name");
    expect(user({ op: "remove", path: ENTERPRISE, value: null })).not.toHaveProperty([ENTERPRISE]);
    const cleared = user({ op: "remove", path: `${ENTERPRISE}:manager`, value: "" });
    expect(cleared[ENTERPRISE]).toEqual({ department: "D", costCenter: "C" });
  });

  it.each<[string, Json]>([
    [ENTERPRISE, "D"],
    [ENTERPRISE, ["department"]],
    [ENTERPRISE, {}],
    [ENTERPRISE, { unheardOf: 1 }],
    ["name", "M"],
    ["name", []],
    ["name", {}],
    ["name", [{ givenName: "J" }, { middleName: "M" }]],
    [`${ENTERPRISE}:manager`, []],
    ["emails.display", "B"],
    ["emails.value", [["b@x"]]],
    ['emails[type eq "work"].display', { display: "B" }],
    ['emails[type eq "work"]', [{}]],
  ])("is refused for %s with %j", (path, value) => {
    for (const profile of ["generic", "entra", "rfc"] as const) {
      expect(codeOf(() => user({ op: "remove", path, value }, profile))).toBe("invalidValue");
    }
  });
});

describe("An empty list for a single value", () => {
  it.each<JsonObject>([
    { op: "replace", path: "displayName", value: [] },
    { op: "replace", value: { displayName: [] } },
    { op: "add", path: "name", value: [] },
    { op: "replace", path: "name.givenName", value: [] },
    { op: "replace", value: { name: { givenName: [] } } },
    { op: "replace", path: "active", value: [] },
    { op: "replace", path: 'emails[type eq "work"]', value: [] },
    { op: "replace", path: "name", value: [{ givenName: "A" }, { givenName: "B" }] },
  ])("is no value, so that %j is refused", (operation) => {
    expect(codeOf(() => user(operation))).toBe("invalidValue");
  });

  it("clears a manager [P-33]", () => {
    const cleared = { department: "D", costCenter: "C" };
    for (const operation of [
      { op: "replace", path: `${ENTERPRISE}:manager`, value: [] },
      { op: "replace", value: { [ENTERPRISE]: { manager: [] } } },
    ]) {
      expect(user(operation)[ENTERPRISE]).toEqual(cleared);
    }
  });
});

describe("A path that names nothing, where such are passed over", () => {
  it.each([
    "colour",
    "colour.shade",
    'colours[type eq "x"]',
    'colours[type eq "x" and].value',
    'emails[type eq "x"].colour',
  ])("does nothing: %s", (path) => {
    expect(user({ op: "remove", path }, "entra")).toEqual(USER);
    expect(codeOf(() => user({ op: "remove", path }, "rfc"))).toMatch(/^invalid(Path|Filter)$/);
  });

  it.each([
    'members[value eq "x" and]',
    'members[value eq "x" and].display',
    "members[]",
    'members[value = "x"]',
    'members[value eq "x" and].colour',
  ])("is not one whose filter is broken: %s", (path) => {
    for (const profile of ["entra", "entra-optscim", "rfc"] as const) {
      expect(codeOf(() => group({ op: "remove", path }, profile))).toBe("invalidFilter");
    }
  });

  it("is not one with brackets after a sub-attribute or a URN", () => {
    for (const path of ['emails.value[type eq "work"]', `${ENTERPRISE}[department eq "D"]`]) {
      expect(codeOf(() => user({ op: "remove", path }, "entra"))).toBe("invalidPath");
    }
  });
});
