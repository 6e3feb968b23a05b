import type { Json } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { readListPage, speaksOfModule } from "./index.ts";

const SCHEMAS = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];

describe("a list answer", () => {
  it("by the book has no deviations", () => {
    const body = { schemas: SCHEMAS, totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [{ id: "1" }] };
    expect(readListPage(body)).toEqual({
      totalResults: 1,
      isTotalTold: true,
      startIndex: 1,
      resources: [{ id: "1" }],
      deviations: [],
    });
  });

  it.each<[Json, object]>([
    [
      { schemas: SCHEMAS, totalResults: 0 },
      { totalResults: 0, resources: [], deviations: [] },
    ],
    [
      { schemas: SCHEMAS, totalResults: 0, Resources: null },
      { totalResults: 0, resources: [] },
    ],
    [
      { schemas: SCHEMAS, totalresults: "2", startindex: "1", resources: [{ id: "1" }, { id: "2" }] },
      {
        totalResults: 2,
        resources: [{ id: "1" }, { id: "2" }],
        deviations: [
          "totalResults is spelled totalresults",
          "totalResults is a string",
          "Resources is spelled resources",
          "startIndex is spelled startindex",
          "startIndex is a string",
        ],
      },
    ],
    [
      { Resources: [{ id: "1" }, 7, null] },
      { totalResults: 1, deviations: ["schemas does not name ListResponse", "totalResults is missing"] },
    ],
    [{ schemas: SCHEMAS, totalResults: -1, Resources: [] }, { totalResults: 0 }],
  ])("%j is read with tolerance", (body, expected) => {
    expect(readListPage(body)).toMatchObject(expected);
  });

  it.each<Json | undefined>([
    undefined,
    null,
    [],
    "x",
    {},
    { totalResults: 3 },
    { schemas: SCHEMAS },
    { schemas: SCHEMAS, totalResults: 1, Resources: {} },
  ])("%j is none", (body) => {
    expect(readListPage(body)).toBeUndefined();
  });
});

describe("words about the module", () => {
  it.each([
    ["The SCIM module is not enabled for this account.", true],
    ["Your subscription does not include provisioning. See pricing.", true],
    ["You may not change this resource.", false],
    [undefined, false],
  ])("%j: %s", (detail, expected) => {
    expect(speaksOfModule(detail)).toBe(expected);
  });
});
