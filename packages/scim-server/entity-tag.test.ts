import { describe, expect, it } from "vitest";
import { formatEntityTag, matchesVersion, readEntityTags } from "./entity-tag.ts";

describe("entity tags", () => {
  it("are weak and read back", () => {
    expect(formatEntityTag(3)).toBe('W/"3"');
    expect(readEntityTags(formatEntityTag(3))).toEqual([3]);
  });

  it.each([
    ['"3"', [3]],
    ['W/"1", "2" ,W/"30"', [1, 2, 30]],
    ["*", "*"],
    ['W/"1", *', "*"],
    ['"abc"', []],
    ["3", []],
    ['w/"3"', []],
    ['W/"03"', []],
    ['W/"0"', []],
    ["", []],
  ])("read from the header %s", (header, expected) => {
    expect(readEntityTags(header)).toEqual(expected);
  });

  it("match their version, any for *, none without a header", () => {
    expect(matchesVersion([1, 2], 2)).toBe(true);
    expect(matchesVersion([1], 2)).toBe(false);
    expect(matchesVersion("*", 2)).toBe(true);
    expect(matchesVersion(readEntityTags(null), 2)).toBe(false);
  });
});
