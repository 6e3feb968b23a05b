import { describe, expect, test } from "vitest";
import { ScimError } from "../error.ts";
import { readSearchRequest, SEARCH_REQUEST_SCHEMA } from "./search-request.ts";

const read = (members: object) => readSearchRequest({ schemas: [SEARCH_REQUEST_SCHEMA], ...members });

describe("readSearchRequest", () => {
  test("S-12: reads every member, names in any letter case, null as absent", () => {
    const full = {
      attributes: ["userName", "name.familyName"],
      excludedAttributes: null,
      Filter: "userName pr",
      sortBy: "userName",
      sortOrder: "descending",
      startIndex: 3,
      COUNT: -1,
      cursor: "",
    };
    expect(read(full)).toEqual({
      attributes: ["userName", "name.familyName"],
      excludedAttributes: undefined,
      filter: "userName pr",
      sortBy: "userName",
      sortOrder: "descending",
      startIndex: 3,
      count: -1,
      cursor: "",
    });
    expect(Object.values(read({})).every((value) => value === undefined)).toBe(true);
  });

  test.each([
    ["another message", { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] }, "invalidSyntax"],
    ["no schemas", { schemas: undefined }, "invalidSyntax"],
    ["attributes as text", { attributes: "userName" }, "invalidSyntax"],
    ["an attribute that is no text", { excludedAttributes: ["userName", 1] }, "invalidSyntax"],
    ["a filter that is no text", { filter: {} }, "invalidSyntax"],
    ["a cursor that is no text", { cursor: 1 }, "invalidSyntax"],
    ["a start index as text", { startIndex: "1" }, "invalidValue"],
    ["a count with a fraction", { count: 1.5 }, "invalidValue"],
    ["a count beside a cursor", { count: "5", cursor: "" }, "invalidCount"],
  ])("S-13: refuses %s", (_name, members, code) => {
    expect(() => read(members)).toThrow(ScimError);
    expect(() => read(members)).toThrow(expect.objectContaining({ code, status: 400 }));
  });

  test("S-13: refuses what is no object", () => {
    for (const body of [null, [], "text", 1]) {
      expect(() => readSearchRequest(body)).toThrow(expect.objectContaining({ code: "invalidSyntax" }));
    }
  });
});
