import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../json.ts";
import type { ResourceShape } from "../schema/types.ts";
import { ENTERPRISE_USER_URN, USER_URN } from "../schema/urn.ts";
import { failureOf } from "../testing/failure.ts";
import { groupShape, PROBE_EXTENSION_URN, probeShape, userShape } from "../testing/shapes.ts";
import { applyPatch, type PatchOptions } from "./apply.ts";
import type { PatchOperation } from "./types.ts";

const work = { value: "w@example.com", type: "work", primary: true };
const home = { value: "h@example.com", type: "home" };
const user: JsonObject = { userName: "jane", name: { givenName: "Jane", familyName: "Doe" }, emails: [work, home] };
const group: JsonObject = { displayName: "G", members: [{ value: "u1", type: "User" }, { value: "u2" }] };
const probe: JsonObject = { identifier: "p", [PROBE_EXTENSION_URN]: { extRequired: "x" } };

function patchUser(...operations: PatchOperation[]): JsonObject {
  return applyPatch(userShape, user, operations);
}

function patchGroup(...operations: PatchOperation[]): JsonObject {
  return applyPatch(groupShape, group, operations);
}

function failure(
  operations: readonly PatchOperation[],
  on: { readonly shape?: ResourceShape; readonly attributes?: JsonObject; readonly options?: PatchOptions } = {},
): { readonly code: string; readonly detail: string } {
  return failureOf(() => applyPatch(on.shape ?? userShape, on.attributes ?? user, operations, on.options));
}

describe("applyPatch: order and paths", () => {
  test("P-03: operations run in order, each on the result of the one before", () => {
    const patched = patchUser(
      { op: "add", path: "title", value: "A" },
      { op: "replace", path: "title", value: "B" },
      { op: "remove", path: "name.givenName" },
      { op: "add", path: "name.givenName", value: "Jo" },
    );
    expect(patched).toEqual({ ...user, title: "B", name: { givenName: "Jo", familyName: "Doe" } });
  });

  test("P-04: a failure names the operation and leaves the given attributes as they were", () => {
    const before = structuredClone(user);
    expect(
      failure([
        { op: "add", path: "title", value: "A" },
        { op: "remove", path: "userName" },
      ]),
    ).toEqual({
      code: "mutability",
      detail: 'Operations[1]: "userName" is required and cannot be removed.',
    });
    expect(user).toEqual(before);
  });

  test("P-04: positions tell where an operation stood in the message", () => {
    const options = { positions: [7] };
    expect(failure([{ op: "remove", path: "userName" }], { options }).detail).toContain("Operations[7]: ");
  });

  test.each([
    ["a..b", "invalidPath", "Operations[0]: The path is not valid at position 2: A sub-attribute name is expected."],
    [
      "emails[type eq]",
      "invalidFilter",
      "Operations[0]: The path is not valid at position 14: A value to compare with is expected.",
    ],
    ["emails[nope pr]", "invalidFilter", 'Operations[0]: The filter names the unknown attribute "nope".'],
    [
      "name[givenName pr]",
      "invalidPath",
      'Operations[0]: "name" has one value: a filter in brackets does not apply to it.',
    ],
  ])("P-06: a malformed path is refused: %s", (path, code, detail) => {
    expect(failure([{ op: "replace", path, value: "x" }])).toEqual({ code, detail });
  });

  test.each([
    "unheardOf",
    "name.unheardOf",
    "emails.unheardOf",
    "department",
    `${ENTERPRISE_USER_URN}:unheardOf`,
    "constructor",
  ])("P-07: an unknown attribute is refused: %s", (path) => {
    expect(failure([{ op: "add", path, value: "x" }])).toEqual({
      code: "invalidPath",
      detail: `Operations[0]: The path names the unknown attribute "${path}".`,
    });
  });

  test("P-06: paths in any letter case reach the one attribute", () => {
    expect(patchUser({ op: "replace", path: "NAME.GivenName", value: "Jo" })).toEqual({
      ...user,
      name: { givenName: "Jo", familyName: "Doe" },
    });
    expect(patchUser({ op: "replace", path: `${USER_URN.toUpperCase()}:username`, value: "jo" })).toEqual({
      ...user,
      userName: "jo",
    });
  });
});

describe("applyPatch: mutability", () => {
  test.each([
    "id",
    "meta",
    "meta.created",
    "groups",
    "groups.value",
    'groups[value eq "g"]',
    `${ENTERPRISE_USER_URN}:manager.displayName`,
  ])("P-08: a read-only target is refused: %s", (path) => {
    for (const op of ["add", "replace", "remove"] as const) {
      expect(failure([{ op, path, value: "x" }])).toMatchObject({
        code: "mutability",
        detail: expect.stringMatching(/^Operations\[0\]: ".*" is read-only\.$/),
      });
    }
  });

  test("P-08: an immutable attribute is set once", () => {
    const set: PatchOperation = { op: "add", path: "immutableAttr", value: "a" };
    const after = applyPatch(probeShape, probe, [set]);
    expect(after.immutableAttr).toBe("a");
    expect(applyPatch(probeShape, after, [set])).toEqual(after);
    for (const operation of [
      { op: "replace", path: "immutableAttr", value: "b" },
      { op: "replace", value: { immutableAttr: null } },
      { op: "remove", path: "immutableAttr" },
    ] as const) {
      expect(failure([operation], { shape: probeShape, attributes: after })).toEqual({
        code: "mutability",
        detail: 'Operations[0]: "immutableAttr" is immutable and has a value.',
      });
    }
  });

  test("P-08: a member's value cannot be changed, but a member can be replaced", () => {
    const path = 'members[value eq "u1"].value';
    expect(failure([{ op: "replace", path, value: "u9" }], { shape: groupShape, attributes: group })).toEqual({
      code: "mutability",
      detail: 'Operations[0]: "members.value" is immutable and has a value.',
    });
    expect(patchGroup({ op: "replace", path: 'members[value eq "u1"]', value: { value: "u9" } }).members).toEqual([
      { value: "u9" },
      { value: "u2" },
    ]);
  });
});

describe("applyPatch: add", () => {
  test("P-09: without a path, each attribute goes by its own rule; unknown ones are ignored", () => {
    const value = {
      NICKNAME: "J",
      emails: [{ value: "new@example.com" }],
      name: { middleName: "M" },
      unheardOf: 1,
      schemas: ["x"],
    };
    expect(patchUser({ op: "add", value })).toEqual({
      ...user,
      nickName: "J",
      emails: [work, home, { value: "new@example.com" }],
      name: { givenName: "Jane", familyName: "Doe", middleName: "M" },
    });
  });

  test("P-09: without a path, the value is an object", () => {
    expect(failure([{ op: "add", value: "x" }])).toEqual({
      code: "invalidValue",
      detail: "Operations[0]: An operation without a path needs an object as its value.",
    });
    expect(failure([{ op: "add", value: { title: "a", TITLE: "b" } }])).toEqual({
      code: "invalidSyntax",
      detail: 'Operations[0]: "title" is given twice in different letter case.',
    });
  });

  test("P-10: add appends, and a value that is there is not doubled", () => {
    expect(
      patchGroup({ op: "add", path: "members", value: [{ value: "u2", type: "User" }, { value: "u3" }] }).members,
    ).toEqual([{ value: "u1", type: "User" }, { value: "u2", type: "User" }, { value: "u3" }]);
    expect(patchGroup({ op: "add", path: "members", value: [{ value: "u1", display: "Jane" }] })).toEqual(group);
    expect(patchUser({ op: "add", path: "emails", value: [home, home] })).toEqual(user);
  });

  test("P-10: the same value in another letter case or with another type", () => {
    expect(
      patchUser({ op: "add", path: "emails", value: [{ value: "H@example.com", type: "Home", display: "H" }] }).emails,
    ).toEqual([work, { value: "H@example.com", type: "Home", display: "H" }]);
    expect(patchUser({ op: "add", path: "emails", value: [{ ...home, type: "other" }] }).emails).toEqual([
      work,
      home,
      { ...home, type: "other" },
    ]);
  });

  test("P-10: a lone value is added like a list of one", () => {
    expect(patchGroup({ op: "add", path: "members", value: { value: "u3" } }).members).toHaveLength(3);
    const patched = applyPatch(probeShape, { ...probe, multiStrings: ["a"] }, [
      { op: "add", path: "multiStrings", value: "b" },
    ]);
    expect(patched.multiStrings).toEqual(["a", "b"]);
  });

  test("P-11: add to a single-valued attribute replaces, to a complex one merges", () => {
    expect(patchUser({ op: "add", path: "userName", value: "jo" }).userName).toBe("jo");
    expect(patchUser({ op: "add", path: "name", value: { givenName: "Jo" } }).name).toEqual({
      givenName: "Jo",
      familyName: "Doe",
    });
    expect(patchUser({ op: "add", path: "name.middleName", value: "M" }).name).toEqual({
      givenName: "Jane",
      familyName: "Doe",
      middleName: "M",
    });
  });

  test("P-12: a new primary turns the old one off", () => {
    const value = [{ value: "n@example.com", primary: true }];
    expect(patchUser({ op: "add", path: "emails", value }).emails).toEqual([
      { ...work, primary: false },
      home,
      ...value,
    ]);
    expect(patchUser({ op: "replace", path: 'emails[type eq "home"].primary', value: true }).emails).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
    expect(patchUser({ op: "add", path: 'emails[type eq "home"]', value: { primary: true } }).emails).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
  });

  test("P-12: values that a lost primary makes alike become one", () => {
    const phone = (primary: boolean): PatchOperation => ({ op: "add", path: "phoneNumbers", value: [{ primary }] });
    const last: PatchOperation = { op: "add", path: "phoneNumbers", value: [{ display: "a", primary: true }] };
    expect(patchUser(phone(false), phone(true), last).phoneNumbers).toEqual([
      { primary: false },
      { display: "a", primary: true },
    ]);
  });

  test("P-12: several primaries in one operation are refused", () => {
    const value = [
      { value: "1", primary: true },
      { value: "2", primary: true },
    ];
    for (const op of ["add", "replace"] as const) {
      expect(failure([{ op, path: "emails", value }])).toEqual({
        code: "invalidValue",
        detail: 'Operations[0]: "emails" has more than one value with "primary": true.',
      });
    }
    expect(failure([{ op: "replace", path: "emails[value pr].primary", value: true }])).toEqual({
      code: "invalidValue",
      detail: 'Operations[0]: "emails" gets more than one value with "primary": true.',
    });
  });

  test("P-13: an extension comes with its first attribute and goes with its last", () => {
    const path = `${ENTERPRISE_USER_URN}:department`;
    const withDepartment = { ...user, [ENTERPRISE_USER_URN]: { department: "D" } };
    expect(patchUser({ op: "add", path, value: "D" })).toEqual(withDepartment);
    expect(patchUser({ op: "add", value: { [ENTERPRISE_USER_URN.toLowerCase()]: { DEPARTMENT: "D" } } })).toEqual(
      withDepartment,
    );
    expect(patchUser({ op: "add", path: ENTERPRISE_USER_URN, value: { department: "D" } })).toEqual(withDepartment);
    for (const operation of [
      { op: "remove", path },
      { op: "remove", path: ENTERPRISE_USER_URN },
      { op: "replace", path: ENTERPRISE_USER_URN, value: null },
      { op: "replace", value: { [ENTERPRISE_USER_URN]: { department: null } } },
    ] as const) {
      expect(applyPatch(userShape, withDepartment, [operation])).toEqual(user);
    }
  });

  test("P-14: a value path that matches nothing is no target", () => {
    const noTarget = { code: "noTarget", detail: 'Operations[0]: "emails" has no value that the filter selects.' };
    expect(failure([{ op: "add", path: 'emails[type eq "other"].value', value: "x" }])).toEqual(noTarget);
    expect(failure([{ op: "add", path: 'emails[type eq "other"]', value: { value: "x" } }])).toEqual(noTarget);
  });

  test("P-15: in the strict core, several operations cannot make one absent element", () => {
    const path = (sub: string): string => `addresses[type eq "work"].${sub}`;
    expect(
      failure([
        { op: "add", path: path("locality"), value: "Oslo" },
        { op: "add", path: path("region"), value: "Oslo" },
      ]),
    ).toMatchObject({ code: "noTarget" });
  });
});

describe("applyPatch: replace", () => {
  test("P-22, P-23: each attribute by its own rule; an unassigned one is added", () => {
    expect(patchUser({ op: "replace", value: { title: "T", emails: [home] } })).toEqual({
      ...user,
      title: "T",
      emails: [home],
    });
    expect(patchUser({ op: "replace", path: "title", value: "T" }).title).toBe("T");
  });

  test("P-24: replace of a complex attribute sets what it names and leaves the rest", () => {
    expect(patchUser({ op: "replace", path: "name", value: { givenName: "Jo", familyName: null } }).name).toEqual({
      givenName: "Jo",
    });
    expect(patchUser({ op: "replace", value: { name: { givenName: "Jo" } } }).name).toEqual({
      givenName: "Jo",
      familyName: "Doe",
    });
  });

  test("P-25: replace swaps all values, or the named part of all that match", () => {
    expect(patchUser({ op: "replace", path: "emails", value: [home] }).emails).toEqual([home]);
    expect(patchUser({ op: "replace", path: 'emails[value ew "example.com"].display', value: "D" }).emails).toEqual([
      { ...work, display: "D" },
      { ...home, display: "D" },
    ]);
    expect(
      patchUser({ op: "replace", path: 'emails[type eq "work"]', value: { value: "x@example.com" } }).emails,
    ).toEqual([{ value: "x@example.com" }, home]);
    expect(patchUser({ op: "replace", path: "emails.display", value: "D" }).emails).toEqual([
      { ...work, display: "D" },
      { ...home, display: "D" },
    ]);
  });

  test("P-25, erratum 7122: a filter selects among simple values too", () => {
    const attributes = { ...probe, multiStrings: ["a", "b"] };
    const path = 'multiStrings[value eq "A"]';
    expect(applyPatch(probeShape, attributes, [{ op: "replace", path, value: "c" }]).multiStrings).toEqual(["c", "b"]);
    expect(applyPatch(probeShape, attributes, [{ op: "remove", path }]).multiStrings).toEqual(["b"]);
  });

  test("P-26: a filter that matches nothing is no target", () => {
    expect(failure([{ op: "replace", path: 'emails[type eq "fax"].value', value: "x" }])).toEqual({
      code: "noTarget",
      detail: 'Operations[0]: "emails" has no value that the filter selects.',
    });
    expect(failure([{ op: "replace", path: "photos.type", value: "x" }])).toEqual({
      code: "noTarget",
      detail: 'Operations[0]: "photos" has no values.',
    });
  });

  test("P-27: replace of members sets membership exactly", () => {
    expect(patchGroup({ op: "replace", path: "members", value: [{ value: "u3" }] }).members).toEqual([{ value: "u3" }]);
    expect(patchGroup({ op: "replace", path: "members", value: [] })).toEqual({ displayName: "G" });
    expect(patchGroup({ op: "replace", value: { members: [], id: "g", displayName: "H" } })).toEqual({
      displayName: "H",
    });
  });

  test("P-28: a path-less replace that does not mention members leaves them alone", () => {
    expect(patchGroup({ op: "replace", value: { id: "g1", displayName: "H" } })).toEqual({
      ...group,
      displayName: "H",
    });
  });

  test("P-29: in the strict core, keys with dots or whole URNs are unknown names", () => {
    expect(
      patchUser({ op: "replace", value: { "name.givenName": "X", [`${ENTERPRISE_USER_URN}:department`]: "X" } }),
    ).toEqual(user);
  });

  test("P-30: the resource's own id in a value is ignored, another one refused", () => {
    const operations: PatchOperation[] = [{ op: "replace", value: { id: "u1", schemas: [USER_URN], title: "T" } }];
    expect(applyPatch(userShape, user, operations, { id: "u1" })).toEqual({ ...user, title: "T" });
    expect(failure(operations, { options: { id: "u2" } })).toEqual({
      code: "mutability",
      detail: 'Operations[0]: "id" is read-only.',
    });
  });

  test("P-31: in the strict core a boolean is true or false; texts and lists are refused", () => {
    expect(patchUser({ op: "replace", path: "active", value: false }).active).toBe(false);
    expect(patchUser({ op: "replace", value: { active: false } }).active).toBe(false);
    const refused: Json[] = ["False", "false", "no", "", 0, [false]];
    for (const value of refused) {
      expect(failure([{ op: "replace", path: "active", value }])).toEqual({
        code: "invalidValue",
        detail: 'Operations[0]: "active" must be true or false.',
      });
    }
  });

  test("P-32: in the strict core, replace of a multi-valued attribute needs an array", () => {
    expect(failure([{ op: "replace", path: "emails", value: home }])).toEqual({
      code: "invalidValue",
      detail: 'Operations[0]: "emails" must be an array.',
    });
    expect(failure([{ op: "replace", path: "title", value: ["x"] }])).toEqual({
      code: "invalidValue",
      detail: 'Operations[0]: "title" must be a string of valid Unicode characters.',
    });
  });

  test("P-33: the manager is given as an object and cleared by null", () => {
    const path = `${ENTERPRISE_USER_URN}:manager`;
    const managed = patchUser({ op: "add", path, value: { value: "m", displayName: "Boss" } });
    expect(managed).toEqual({ ...user, [ENTERPRISE_USER_URN]: { manager: { value: "m" } } });
    expect(applyPatch(userShape, managed, [{ op: "replace", path, value: null }])).toEqual(user);
    expect(failure([{ op: "add", path, value: "m" }])).toEqual({
      code: "invalidValue",
      detail: `Operations[0]: "${path}" must be an object.`,
    });
  });

  test("P-34: a filter folds letter case where the attribute does", () => {
    expect(patchUser({ op: "replace", path: 'emails[type eq "WORK"].value', value: "x" }).emails).toEqual([
      { ...work, value: "x" },
      home,
    ]);
  });

  test("P-35: a required attribute cannot be unset", () => {
    for (const value of [null, ""]) {
      for (const operation of [
        { op: "replace", path: "userName", value },
        { op: "add", value: { userName: value } },
      ] as const) {
        expect(failure([operation])).toEqual({
          code: "invalidValue",
          detail: 'Operations[0]: "userName" is required.',
        });
      }
    }
    expect(failure([{ op: "replace", path: "userName", value: "  " }])).toEqual({
      code: "invalidValue",
      detail: '"userName" is required.',
    });
  });

  test("P-36: 1,000 operations of one member each, and one of 50,000 members, stay linear", () => {
    const one = Array.from(
      { length: 1_000 },
      (_, index): PatchOperation => ({ op: "add", path: "members", value: [{ value: `n${index}` }] }),
    );
    expect(patchGroup(...one).members).toHaveLength(1_002);
    const value = Array.from({ length: 50_000 }, (_, index) => ({ value: `n${index}` }));
    const all = patchGroup({ op: "add", path: "members", value });
    expect(all.members).toHaveLength(50_002);
    expect(applyPatch(groupShape, all, [{ op: "remove", path: "members", value }])).toEqual(group);
  });

  test("no number of operations makes an attribute grow without bound", () => {
    const roles = Array.from({ length: 2_000 }, (_, index) => ({ value: `r${index}` }));
    const full = patchUser({ op: "add", path: "roles", value: roles });
    expect(failure([{ op: "add", path: "roles", value: [{ value: "one more" }] }], { attributes: full })).toEqual({
      code: "invalidValue",
      detail: 'Operations[0]: "roles" has more than 2000 values.',
    });
  });

  test("P-37: what changes nothing gives equal attributes", () => {
    expect(
      patchUser(
        { op: "replace", path: "userName", value: "jane" },
        { op: "add", path: "emails", value: [work] },
        { op: "remove", path: "title" },
        { op: "replace", value: { name: { givenName: "Jane" } } },
      ),
    ).toEqual(user);
  });

  test("null for an attribute that is not there changes nothing", () => {
    expect(patchUser({ op: "replace", value: { title: null, addresses: null, roles: [] } })).toEqual(user);
    expect(patchUser({ op: "add", path: "emails", value: null })).toEqual(user);
  });
});
