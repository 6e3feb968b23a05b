import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../json.ts";
import type { ResourceShape } from "../schema/types.ts";
import { ENTERPRISE_USER_URN } from "../schema/urn.ts";
import { failureOf } from "../testing/failure.ts";
import { groupShape, PROBE_EXTENSION_URN, probeShape, userShape } from "../testing/shapes.ts";
import { applyPatch } from "./apply.ts";

const work = { value: "w@example.com", type: "work", display: "W" };
const home = { value: "h@example.com", type: "home" };
const user: JsonObject = { userName: "jane", title: "T", name: { givenName: "Jane" }, emails: [work, home] };
const group: JsonObject = {
  displayName: "G",
  members: [{ value: "u1", type: "User" }, { value: "u2" }, { value: "u3" }],
};

function remove(
  path: string,
  value?: Json,
  on: { shape: ResourceShape; attributes: JsonObject } = { shape: userShape, attributes: user },
): JsonObject {
  return applyPatch(on.shape, on.attributes, [
    value === undefined ? { op: "remove", path } : { op: "remove", path, value },
  ]);
}

function membersAfter(value: Json, attributes: JsonObject = group): Json | undefined {
  return remove("members", value, { shape: groupShape, attributes }).members;
}

describe("remove", () => {
  test("P-16: needs a path", () => {
    expect(failureOf(() => applyPatch(userShape, user, [{ op: "remove", value: { title: null } }]))).toEqual({
      code: "noTarget",
      detail: 'Operations[0]: "remove" needs a path.',
    });
  });

  test("P-17: a required attribute stays, whether it has a value or not", () => {
    expect(failureOf(() => remove("displayName", undefined, { shape: groupShape, attributes: group }))).toEqual({
      code: "mutability",
      detail: 'Operations[0]: "displayName" is required and cannot be removed.',
    });
    const attributes = { identifier: "p", multiComplex: [{ value: "v" }], [PROBE_EXTENSION_URN]: { extRequired: "x" } };
    const on = { shape: probeShape, attributes };
    expect(failureOf(() => remove("multiComplex[type eq null].value", undefined, on))).toEqual({
      code: "mutability",
      detail: 'Operations[0]: "multiComplex.value" is required and cannot be removed.',
    });
    expect(failureOf(() => remove(PROBE_EXTENSION_URN, undefined, on))).toEqual({
      code: "mutability",
      detail: `Operations[0]: The extension "${PROBE_EXTENSION_URN}" is required and cannot be removed.`,
    });
  });

  test("P-18: all values, or those that match; none left means unassigned", () => {
    expect(remove("emails")).toEqual({ userName: "jane", title: "T", name: { givenName: "Jane" } });
    expect(remove('emails[type eq "WORK"]').emails).toEqual([home]);
    expect(remove("emails[value pr]")).not.toHaveProperty("emails");
    expect(remove("members", undefined, { shape: groupShape, attributes: group })).toEqual({ displayName: "G" });
  });

  test("P-19: one sub-attribute of the values that match", () => {
    expect(remove('emails[type eq "work"].display').emails).toEqual([{ value: "w@example.com", type: "work" }, home]);
    expect(remove("emails.type").emails).toEqual([
      { value: "w@example.com", display: "W" },
      { value: "h@example.com" },
    ]);
    expect(remove("name.givenName")).not.toHaveProperty("name");
  });

  test("P-20: what is absent already is no fault", () => {
    for (const path of [
      "nickName",
      "name.familyName",
      'emails[type eq "fax"]',
      "photos.display",
      ENTERPRISE_USER_URN,
      `${ENTERPRISE_USER_URN}:manager.value`,
    ]) {
      expect(remove(path)).toEqual(user);
    }
    expect(remove('members[value eq "nobody"]', undefined, { shape: groupShape, attributes: group })).toEqual(group);
  });
});

describe("remove with a list of values", () => {
  test("P-21: removes the listed members only, however they are written", () => {
    expect(membersAfter([{ value: "u1" }, { value: "u3", $ref: null, type: "Group", display: "x" }])).toEqual([
      { value: "u2" },
    ]);
    expect(membersAfter([{ VALUE: "U2" }])).toEqual([{ value: "u1", type: "User" }, { value: "u3" }]);
    expect(membersAfter({ value: "u1" })).toEqual([{ value: "u2" }, { value: "u3" }]);
    expect(membersAfter([{ value: "nobody" }])).toEqual(group.members);
  });

  test("P-21: an empty list removes nobody; only null or no value empties the group", () => {
    expect(membersAfter([])).toEqual(group.members);
    expect(membersAfter(null)).toBeUndefined();
  });

  test("P-21: a value that names nothing is refused", () => {
    for (const value of [[{}], [{ value: null }], [{ display: "Jane" }], [{ unheardOf: 1 }]]) {
      expect(failureOf(() => membersAfter(value))).toEqual({
        code: "invalidValue",
        detail: 'Operations[0]: A value to remove from "members" names nothing by which to find it.',
      });
    }
  });

  test("P-21: a listed value of another form is refused", () => {
    expect(failureOf(() => membersAfter(["u1"]))).toEqual({
      code: "invalidValue",
      detail: 'Operations[0]: A value to remove from "members" must be an object.',
    });
  });

  test("P-21: other values match by all that is listed of them", () => {
    expect(remove("emails", [{ value: "W@EXAMPLE.com", type: "work" }]).emails).toEqual([home]);
    expect(remove("emails", [{ value: "w@example.com", type: "home" }])).toEqual(user);
    expect(remove("emails", [{ type: "home" }]).emails).toEqual([work]);
    const attributes = { identifier: "p", multiStrings: ["a", "b"], [PROBE_EXTENSION_URN]: { extRequired: "x" } };
    expect(remove("multiStrings", ["B", "c"], { shape: probeShape, attributes }).multiStrings).toEqual(["a"]);
  });

  test("P-21: with a filter only values that match both it and the list", () => {
    expect(remove('emails[type eq "home"]', [{ value: "w@example.com" }])).toEqual(user);
    expect(remove("emails[value pr]", [{ value: "w@example.com" }]).emails).toEqual([home]);
    expect(remove("emails[value pr]", [])).toEqual(user);
  });

  test("P-21: on a single-valued attribute the value says nothing", () => {
    expect(remove("title", "another")).not.toHaveProperty("title");
  });
});
