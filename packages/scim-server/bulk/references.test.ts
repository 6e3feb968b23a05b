import type { BulkOperation, Json } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { GROUP_SHAPE, USER_SHAPE } from "../testing/shapes.ts";
import { leaveOut, referencesOf, replaceReferences } from "./references.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const found = (method: BulkOperation["method"], path: string, data?: Json) => [
  ...referencesOf({ method, path, data, bulkId: undefined, version: undefined }),
];
const replace = (method: BulkOperation["method"], data: Json) =>
  replaceReferences(method, data, (bulkId) => (bulkId === "x" ? "id-of-x" : undefined));

describe("references in a bulk request [B-04]", () => {
  it("are found in the path and anywhere in the data", () => {
    expect(found("PATCH", "/Users/bulkId:a")).toEqual(["a"]);
    expect(found("DELETE", "/Users/bulkId%3Aa%20b")).toEqual(["a b"]);
    expect(
      found("POST", "/Groups", { members: [{ value: "bulkId:a" }, { value: "bulkId:b" }, { value: "c" }] }),
    ).toEqual(["a", "b"]);
    expect(found("POST", "/Users", { [ENTERPRISE]: { manager: { value: "bulkId:a" } } })).toEqual(["a"]);
    expect(found("POST", "/Users", { x: { $ref: "../Users/bulkId:a" } })).toEqual(["a"]);
    const operations = [{ op: "remove", path: 'members[value eq "bulkId:a" or value eq "bulkId:b"]' }];
    expect(found("PATCH", "/Groups/1", { Operations: operations })).toEqual(["a", "b"]);
    expect(found("POST", "/Users", { displayName: "see bulkId:a", nickName: "bulkid:a" })).toEqual([]);
  });

  it("are replaced, everything else is left as it is", () => {
    const operations = [
      { op: "add", path: 'members[value eq "bulkId:x"]', value: [{ value: "bulkId:x", $ref: "/Users/bulkId:x" }] },
      { op: "remove", path: 'members[value eq "bulkId:y"]' },
    ];
    expect(replace("PATCH", { schemas: ["s"], operations })).toEqual({
      schemas: ["s"],
      operations: [
        { op: "add", path: 'members[value eq "id-of-x"]', value: [{ value: "id-of-x", $ref: "/Users/id-of-x" }] },
        { op: "remove", path: 'members[value eq "bulkId:y"]' },
      ],
    });
    const others = { a: 1, b: null, c: [true, "bulkId", "bulkId:", 'x "bulkId:x"'], path: '"bulkId:x"' };
    expect(replace("POST", others)).toEqual(others);
  });

  it("are left out of a create and remembered by the path of their attribute [B-05]", () => {
    const user = {
      userName: "a",
      [ENTERPRISE.toUpperCase()]: { MANAGER: { value: "bulkId:x" }, department: "d" },
      unknown: "bulkId:x",
    };
    expect(leaveOut(USER_SHAPE, user, () => true)).toEqual({
      data: { userName: "a", [ENTERPRISE.toUpperCase()]: { department: "d" } },
      leftOut: [{ path: `${ENTERPRISE}:manager`, value: { value: "bulkId:x" } }],
    });
    const group = { displayName: "G", members: [{ value: "1" }, { value: "bulkId:x" }, { value: "bulkId:y" }] };
    expect(leaveOut(GROUP_SHAPE, group, (bulkId) => bulkId === "x")).toEqual({
      data: { displayName: "G", members: [{ value: "1" }, { value: "bulkId:y" }] },
      leftOut: [{ path: "members", value: [{ value: "bulkId:x" }] }],
    });
  });

  it("cannot be left out of a required attribute [B-05]", () => {
    expect(() => leaveOut(USER_SHAPE, { userName: "bulkId:x" }, () => true)).toThrow(
      expect.objectContaining({ code: "conflict", status: 409 }),
    );
  });
});
