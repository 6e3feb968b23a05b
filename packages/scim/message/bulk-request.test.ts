import { describe, expect, test } from "vitest";
import { BULK_REQUEST_SCHEMA, readBulkRequest } from "./bulk-request.ts";

const read = (operations: unknown, more: object = {}) =>
  readBulkRequest({ schemas: [BULK_REQUEST_SCHEMA], Operations: operations, ...more }, 3);
const post = (bulkId: string) => ({ method: "POST", path: "/Users", bulkId, data: { userName: bulkId } });

describe("readBulkRequest", () => {
  test("B-01: reads the operations, names and methods in any letter case", () => {
    const { operations, failOnErrors } = read(
      [
        { Method: "post", Path: "/Users", bulkid: "a", DATA: {} },
        { method: "DELETE", path: "/Users/1", version: 'W/"1"' },
      ],
      { failOnErrors: 2 },
    );
    expect(failOnErrors).toBe(2);
    expect(operations).toEqual([
      { method: "POST", path: "/Users", bulkId: "a", version: undefined, data: {} },
      { method: "DELETE", path: "/Users/1", bulkId: undefined, version: 'W/"1"', data: undefined },
    ]);
    expect(read([post("a")]).failOnErrors).toBeUndefined();
  });

  test.each<[string, unknown, object, string, RegExp]>([
    ["no operations", [], {}, "invalidSyntax", /at least one operation/],
    ["operations that are no list", {}, {}, "invalidSyntax", /at least one operation/],
    ["an operation that is no object", [1], {}, "invalidSyntax", /^Operations\[0\] must be an object/],
    ["another method", [{ method: "GET", path: "/Users" }], {}, "invalidSyntax", /must be POST, PUT, PATCH or DELETE/],
    ["no path", [{ method: "DELETE" }], {}, "invalidSyntax", /^Operations\[0\]: "path" is missing/],
    ["an empty path", [{ method: "DELETE", path: "" }], {}, "invalidSyntax", /"path" must be a text/],
    [
      "a version that is no text",
      [{ method: "DELETE", path: "/Users/1", version: 1 }],
      {},
      "invalidSyntax",
      /"version"/,
    ],
    ["failOnErrors of nothing", [post("a")], { failOnErrors: 0 }, "invalidValue", /"failOnErrors"/],
    ["a fraction of an error", [post("a")], { failOnErrors: 1.5 }, "invalidValue", /"failOnErrors"/],
    ["another message", [post("a")], { schemas: ["urn:x"] }, "invalidSyntax", /BulkRequest/],
  ])("B-01: refuses %s", (_name, operations, more, code, detail) => {
    expect(() => read(operations, more)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(detail) }),
    );
  });

  test("B-03: each POST has a bulkId of its own; other methods may share and lack one", () => {
    const put = { method: "PUT", path: "/Users/1", bulkId: "a", data: {} };
    expect(read([post("a"), put, { method: "DELETE", path: "/Users/1" }]).operations).toHaveLength(3);
    expect(() => read([{ method: "POST", path: "/Users" }])).toThrow(/Operations\[0\]: a POST needs a "bulkId"/);
    expect(() => read([post("a"), post("b"), post("a")])).toThrow(/Operations\[2\]: the bulkId "a" is used twice/);
    expect(() => read([post("x".repeat(201))])).toThrow(/longer than 200/);
  });

  test("B-07: too many operations are refused with the limit", () => {
    expect(() => read([post("a"), post("b"), post("c"), post("d")])).toThrow(
      expect.objectContaining({ status: 413, message: expect.stringContaining("the most is 3 (maxOperations)") }),
    );
  });
});
