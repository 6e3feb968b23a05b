import { describe, expect, it } from "vitest";
import { userShape } from "../scim/testing/shapes.ts";
import { compileAfter, compileSort } from "./index.ts";
import { LAYOUT } from "./testing/resource-table.ts";

const CREATED = "2026-01-01T00:00:00.000Z";
const ID = "00000000-0000-7000-8000-000000000001";
const TIES = "(r.created_at, r.id) > ($3::timestamptz, $4::uuid)";

const after = (sortBy: string | undefined, order: "ascending" | "descending", values: readonly (string | null)[]) =>
  compileAfter(compileSort(userShape, sortBy, order, LAYOUT), values, 3);

/** That pages are complete is shown over real rows by the contract of a store. */
describe("compileAfter", () => {
  it("is one row comparison in the order of creation", () => {
    expect(after(undefined, "ascending", [CREATED, ID])).toEqual({ text: TIES, params: [CREATED, ID] });
    expect(after(undefined, "descending", [CREATED, ID]).text).toBe(TIES.replace(">", "<"));
  });

  it("puts unassigned values last in ascending order and first in descending order", () => {
    const key = "r.external_id";
    const sorted = (order: "ascending" | "descending", value: string | null) =>
      after("externalId", order, [value, CREATED, ID]).text;
    expect(sorted("ascending", "b")).toBe(
      `(${key} > $5::text collate "C" or ${key} is null or (${key} = $5::text collate "C" and ${TIES}))`,
    );
    expect(sorted("ascending", null)).toBe(`(${key} is null and ${TIES})`);
    expect(sorted("descending", "b")).toBe(
      `(${key} <= $5::text collate "C" and (${key} < $5::text collate "C" or ${TIES}))`,
    );
    expect(sorted("descending", null)).toBe(`(${key} is not null or (${key} is null and ${TIES}))`);
  });

  it("begins at the value where no resource is without one", () => {
    expect(after("userName", "ascending", ["b", CREATED, ID]).text).toBe(
      `(r.user_name_key >= $5::text collate "C" and (r.user_name_key > $5::text collate "C" or ${TIES}))`,
    );
  });

  it("asks for one value for each sort key", () => {
    expect(() => after("userName", "ascending", [CREATED, ID])).toThrow("A position has 3 values, not 2");
  });
});
