import { expect, test } from "vitest";
import { listResponse } from "./list-response.ts";

test("F-01: a list answer carries numbers, and an empty list of resources when there are none", () => {
  expect(listResponse([], { totalResults: 7, startIndex: 8 })).toEqual({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: 7,
    startIndex: 8,
    itemsPerPage: 0,
    Resources: [],
  });
});

test("S-08: itemsPerPage is what the page holds", () => {
  expect(listResponse([{ id: "1" }, { id: "2" }], { totalResults: 9, startIndex: 1 })).toMatchObject({
    totalResults: 9,
    itemsPerPage: 2,
    Resources: [{ id: "1" }, { id: "2" }],
  });
});

test("S-14: a page by cursor names the next one until the last, and carries no index", () => {
  const page = listResponse([{ id: "1" }], { totalResults: 2, nextCursor: "abc" });
  expect(page).toMatchObject({ totalResults: 2, itemsPerPage: 1, nextCursor: "abc" });
  expect(page).not.toHaveProperty("startIndex");
  expect(listResponse([], { totalResults: 2, nextCursor: undefined })).not.toHaveProperty("nextCursor");
});
