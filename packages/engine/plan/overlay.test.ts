import type { JsonObject } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { USER_SHAPE } from "../testing/memory-target.ts";
import { overlayAttributes } from "./overlay.ts";
import { sameAttributes, withoutUnassigned } from "./same.ts";
import { writableAttributes } from "./writable.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("laying mapped values over what was read", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject | undefined, JsonObject]>([
    ["keeps what is not mapped", { nickName: "JJ" }, { title: "Boss" }, undefined, { nickName: "JJ", title: "Boss" }],
    ["replaces mapped values", { title: "Old" }, { title: "New" }, { title: "Old" }, { title: "New" }],
    [
      "clears what the directory had set and no longer wants",
      { title: "A", nickName: "JJ" },
      {},
      { title: "A" },
      { nickName: "JJ" },
    ],
    ["clears on an explicit null", { title: "A" }, { title: null }, undefined, {}],
    ["leaves alone what it never set", { title: "A" }, {}, {}, { title: "A" }],
    [
      "merges parts of a complex value",
      { name: { formatted: "J D", givenName: "J", familyName: "D" } },
      { name: { givenName: "Jane" } },
      { name: { givenName: "J", familyName: "D" } },
      { name: { formatted: "J D", givenName: "Jane" } },
    ],
    [
      "finds an attribute in another letter case",
      { DISPLAYNAME: "Old" },
      { displayName: "New" },
      undefined,
      { displayName: "New" },
    ],
    [
      "replaces the element of the same type and keeps the others",
      {
        emails: [
          { value: "h@x", type: "home" },
          { value: "old@x", type: "Work", display: "old", primary: true },
        ],
      },
      { emails: [{ value: "new@x", type: "work", primary: true }] },
      undefined,
      {
        emails: [
          { value: "h@x", type: "home" },
          { value: "new@x", type: "work", primary: true },
        ],
      },
    ],
    [
      "leaves one primary",
      { emails: [{ value: "h@x", type: "home", primary: true }] },
      { emails: [{ value: "w@x", type: "work", primary: true }] },
      undefined,
      {
        emails: [
          { value: "h@x", type: "home", primary: false },
          { value: "w@x", type: "work", primary: true },
        ],
      },
    ],
    [
      "matches elements without a type by primary",
      { emails: [{ value: "old@x", primary: true }] },
      { emails: [{ value: "new@x", primary: true }] },
      undefined,
      { emails: [{ value: "new@x", primary: true }] },
    ],
    [
      "takes away the element that it had set",
      {
        phoneNumbers: [
          { value: "1", type: "work" },
          { value: "2", type: "home" },
        ],
      },
      {},
      { phoneNumbers: [{ value: "1", type: "work" }] },
      { phoneNumbers: [{ value: "2", type: "home" }] },
    ],
    [
      "drops echoes of a reference that changes",
      { [ENTERPRISE]: { manager: { value: "1", $ref: "../Users/1", displayName: "One" } } },
      { [ENTERPRISE]: { manager: { value: "2" } } },
      undefined,
      { [ENTERPRISE]: { manager: { value: "2" } } },
    ],
    [
      "drops a reference whole when it is cleared",
      { [ENTERPRISE]: { manager: { value: "1", $ref: "../Users/1" }, department: "HR" } },
      { [ENTERPRISE]: { department: "HR" } },
      { [ENTERPRISE]: { manager: { value: "1" }, department: "HR" } },
      { [ENTERPRISE]: { department: "HR" } },
    ],
  ])("%s", (_, observed, desired, known, expected) => {
    const before = JSON.stringify([observed, desired, known]);
    const merged = overlayAttributes(observed, desired, known);
    expect(merged).toEqual(expected);
    expect(JSON.stringify([observed, desired, known])).toBe(before);
    // Doing it again changes nothing: a run that is repeated ends in the same state.
    expect(sameAttributes(overlayAttributes(merged, desired, desired), merged)).toBe(true);
  });
});

describe("what is never sent back", () => {
  it("are echoes of the server and secrets; unknown attributes stay", () => {
    expect(
      writableAttributes(USER_SHAPE, {
        schemas: ["x"],
        id: "1",
        meta: {},
        active: true,
        password: "p",
        groups: [{ value: "g" }],
        userName: "jane",
        "urn:example:Custom": { a: 1 },
        badge: 7,
        [ENTERPRISE]: { manager: { value: "1", displayName: "One" } },
      }),
    ).toEqual({
      userName: "jane",
      "urn:example:Custom": { a: 1 },
      badge: 7,
      [ENTERPRISE]: { manager: { value: "1" } },
    });
  });
});

describe("sameness", () => {
  it.each<[JsonObject, JsonObject, boolean]>([
    [{ a: 1, b: [1, 2] }, { b: [2, 1], a: 1 }, true],
    [{ a: null, b: [], c: { d: null } }, {}, true],
    [{ a: "" }, {}, false],
    [{ a: "x" }, { a: "X" }, false],
    [{ a: [1, 1] }, { a: [1] }, false],
    [{ a: true }, { a: "true" }, false],
  ])("of %j and %j is %s", (left, right, expected) => {
    expect(sameAttributes(left, right)).toBe(expected);
  });

  it("leaves out what is unassigned at every depth", () => {
    expect(withoutUnassigned({ a: null, b: { c: null, d: 1 }, e: [null, { f: null }, 2], g: [] })).toEqual({
      b: { d: 1 },
      e: [2],
    });
  });
});
