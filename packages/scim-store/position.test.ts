import { compileSort, parsePosition } from "@lockstep/scim-sql";
import { describe, expect, it } from "vitest";
import { USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { RESOURCE_LAYOUT } from "./layout.ts";
import { formatPosition } from "./position.ts";
import { isResourceId } from "./select.ts";

const id = "00000000-0000-7000-8000-0000000000ff";
const created = compileSort(USER_SHAPE, undefined, "ascending", RESOURCE_LAYOUT);
const named = compileSort(USER_SHAPE, "userName", "ascending", RESOURCE_LAYOUT);

describe("a position", () => {
  it("holds the values of the sort keys, times to the microsecond, and reads back [S-14]", () => {
    const at = Date.UTC(2026, 0, 1);
    expect(parsePosition(formatPosition({ id, created_ms: at + 0.123 }), created, isResourceId)).toEqual([
      "2026-01-01T00:00:00.000123Z",
      id,
    ]);
    const places = [{ sort_key: 'a "b" é' }, { sort_key: null }].map((key) => ({ id, created_ms: at + 999, ...key }));
    for (const place of places) {
      const values = [place.sort_key, "2026-01-01T00:00:00.999000Z", id];
      expect(parsePosition(formatPosition(place), named, isResourceId)).toEqual(values);
    }
  });

  it("of another order is none, and none is the beginning [S-14]", () => {
    const text = formatPosition({ id, created_ms: 0 });
    expect(() => parsePosition(text, named, isResourceId)).toThrow(expect.objectContaining({ code: "invalidCursor" }));
    for (const none of [undefined, ""]) expect(parsePosition(none, named, isResourceId)).toBeUndefined();
  });
});
