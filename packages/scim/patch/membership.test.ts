import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { GROUP_URN } from "../schema/urn.ts";
import { failureOf } from "../testing/failure.ts";
import { groupShape } from "../testing/shapes.ts";
import { readMemberIds, splitMembership } from "./membership.ts";
import type { PatchOperation } from "./types.ts";

function split(...operations: PatchOperation[]) {
  return splitMembership(groupShape, operations, { attributeName: "members" });
}

const one = [{ value: "u1", display: "Jane" }];

describe("splitMembership", () => {
  test.each<[string, PatchOperation, unknown]>([
    ["P-10: add of a list", { op: "add", path: "members", value: one }, { kind: "add", members: ["u1"] }],
    [
      "P-10: add of a lone value",
      { op: "add", path: "MEMBERS", value: { value: "u1" } },
      { kind: "add", members: ["u1"] },
    ],
    [
      "P-06: a path with URN",
      { op: "add", path: `${GROUP_URN}:members`, value: one },
      { kind: "add", members: ["u1"] },
    ],
    [
      "P-27: replace of the list",
      { op: "replace", path: "members", value: one },
      { kind: "replaceAll", members: ["u1"] },
    ],
    ["P-27: replace by nothing", { op: "replace", path: "members", value: [] }, { kind: "replaceAll", members: [] }],
    ["P-27: replace by null", { op: "replace", path: "members", value: null }, { kind: "replaceAll", members: [] }],
    ["P-18: remove of all", { op: "remove", path: "members" }, { kind: "replaceAll", members: [] }],
    [
      "P-21: remove with a list",
      { op: "remove", path: "members", value: [{ value: "u1", $ref: null }] },
      { kind: "remove", members: ["u1"] },
    ],
    [
      "P-21: remove with a lone value",
      { op: "remove", path: "members", value: { value: "u1" } },
      { kind: "remove", members: ["u1"] },
    ],
    [
      "P-21: remove by filter and list",
      { op: "remove", path: 'members[value eq "u1" or value eq "u2"]', value: [{ value: "u2" }, { value: "u3" }] },
      { kind: "remove", members: ["u2"] },
    ],
    ["P-18: remove by filter", { op: "remove", path: 'members[value eq "u1"]' }, { kind: "remove", members: ["u1"] }],
    [
      "P-18: remove by several ids",
      { op: "remove", path: 'members[value eq "u1" or (VALUE eq "u2" or value eq "u1")]' },
      { kind: "remove", members: ["u1", "u2"] },
    ],
    ["P-09: path-less add", { op: "add", value: { Members: one } }, { kind: "add", members: ["u1"] }],
    ["P-22: path-less replace", { op: "replace", value: { members: one } }, { kind: "replaceAll", members: ["u1"] }],
    [
      "P-22: path-less replace by null",
      { op: "replace", value: { members: null } },
      { kind: "replaceAll", members: [] },
    ],
    [
      "P-22: the core URN as path",
      { op: "replace", path: GROUP_URN, value: { members: [] } },
      { kind: "replaceAll", members: [] },
    ],
  ])("takes %s", (_, operation, change) => {
    expect(split(operation)).toEqual({ membership: [change], rest: [], restPositions: [] });
  });

  test("P-21: a list of nobody is no step, so that it can never empty a group", () => {
    expect(split({ op: "remove", path: "members", value: [] }, { op: "add", path: "members", value: [] })).toEqual({
      membership: [],
      rest: [],
      restPositions: [],
    });
  });

  test("P-28: a path-less replace that does not mention members is left whole", () => {
    const rename: PatchOperation = { op: "replace", value: { id: "g", displayName: "H" } };
    expect(split(rename)).toEqual({ membership: [], rest: [rename], restPositions: [0] });
  });

  test("P-03: steps keep their order, the rest its places in the message", () => {
    expect(
      split(
        { op: "add", path: "members", value: one },
        { op: "replace", value: { displayName: "H", members: [{ value: "u2" }] } },
        { op: "remove", path: 'members[value eq "u2"]' },
        { op: "add", path: "externalId", value: "x" },
      ),
    ).toEqual({
      membership: [
        { kind: "add", members: ["u1"] },
        { kind: "replaceAll", members: ["u2"] },
        { kind: "remove", members: ["u2"] },
      ],
      rest: [
        { op: "replace", value: { displayName: "H" } },
        { op: "add", path: "externalId", value: "x" },
      ],
      restPositions: [1, 3],
    });
  });

  test.each([
    'members[type eq "User"]',
    'members[value ne "u1"]',
    'members[value eq "u1" and type eq "User"]',
    'members[not (value eq "u1")]',
    "members[value eq null]",
    "members[value pr]",
  ])("refuses the filter %s and says what is supported", (path) => {
    expect(failureOf(() => split({ op: "remove", path }))).toEqual({
      code: "invalidFilter",
      detail: 'Operations[0]: "members" can be selected by members[value eq "…"] only, several joined by "or".',
    });
  });

  test.each<[PatchOperation, string, string]>([
    [
      { op: "replace", path: 'members[value eq "u1"].value', value: "u2" },
      "mutability",
      'Operations[0]: "members.value" is immutable.',
    ],
    [
      { op: "add", path: "members.display", value: "x" },
      "mutability",
      'Operations[0]: "members.display" is read-only.',
    ],
    [
      { op: "replace", path: 'members[value eq "u1"]', value: { value: "u2" } },
      "mutability",
      'Operations[0]: A value of "members" is immutable: remove it and add another one.',
    ],
    [
      { op: "add", path: "members", value: ["u1"] },
      "invalidValue",
      'Operations[0]: "members[0].value" must be the id of a member.',
    ],
    [{ op: "replace", path: "members", value: "u1" }, "invalidValue", 'Operations[0]: "members" must be an array.'],
    [
      { op: "replace", value: { members: one, MEMBERS: one } },
      "invalidSyntax",
      'Operations[0]: "members" is given twice in different letter case.',
    ],
    [
      { op: "add", path: "members[", value: one },
      "invalidPath",
      'Operations[0]: The path is not valid at position 8: A "]" is missing.',
    ],
  ])("refuses %j", (operation, code, detail) => {
    expect(failureOf(() => split(operation))).toEqual({ code, detail });
  });

  test("remove without a path is left to the rest, which refuses it", () => {
    const operation: PatchOperation = { op: "remove", value: { members: one } };
    expect(split(operation)).toEqual({ membership: [], rest: [operation], restPositions: [0] });
  });
});

describe("readMemberIds", () => {
  test("R-26: names each member once", () => {
    expect(readMemberIds("members", [{ value: "a" }, { VALUE: "b" }, { value: "a" }])).toEqual(["a", "b"]);
    expect(readMemberIds("members", null)).toEqual([]);
  });

  test.each<[Json]>([[[{}]], [[{ value: "" }]], [[{ value: 1 }]], [[{ value: "\0" }]], [[null]]])(
    "refuses %j",
    (value) => {
      expect(failureOf(() => readMemberIds("members", value))).toEqual({
        code: "invalidValue",
        detail: '"members[0].value" must be the id of a member.',
      });
    },
  );
});
