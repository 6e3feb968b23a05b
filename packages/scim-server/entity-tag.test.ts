import type { ResourceId } from "@lockstep/ports";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entityTagOf, formatEntityTag, namesEntityTag, readEntityTags } from "./entity-tag.ts";

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
    ['W/"3-1a2b3c4d5e"', [3]],
    ['"3-"', []],
    ['"3-A"', []],
  ])("read from the header %s", (header, expected) => {
    expect(readEntityTags(header)).toEqual(expected);
  });

  it("of a user cover the groups that are shown, and name the version for a write [E-02] [E-03]", () => {
    const group = (value: string, display?: string) => ({
      value: value as ResourceId,
      type: "direct",
      ...(display === undefined ? {} : { display }),
    });
    const tags = [
      entityTagOf({ version: 3 }),
      ...[
        [group("1", "Sales")],
        [group("2", "Sales")],
        [group("1", "Sellers")],
        [group("1")],
        [group("1", "Sales"), group("2", "Sales")],
      ].map((groups) => entityTagOf({ version: 3, groups })),
    ];
    expect(tags[0]).toBe('W/"3"');
    expect(entityTagOf({ version: 3, groups: [] })).toBe('W/"3"');
    expect(new Set(tags).size).toBe(tags.length);
    for (const tag of tags) {
      expect(tag).toMatch(/^W\/"3(-[\da-z]{8,14})?"$/);
      expect(readEntityTags(tag)).toEqual([3]);
    }
  });

  it("have digests that tell random states apart", () => {
    const digest = (texts: readonly string[]) =>
      entityTagOf({
        version: 1,
        groups: texts.map((display) => ({ value: "x" as ResourceId, type: "direct", display })),
      });
    const state = fc.array(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(state, state, (left, right) => {
        expect(digest(left) === digest(right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
      { numRuns: 2_000 },
    );
  });

  it("are named by If-None-Match weakly, any by * [E-02]", () => {
    expect(namesEntityTag('W/"1", "2-ab"', 'W/"2-ab"')).toBe(true);
    expect(namesEntityTag('W/"2"', 'W/"2-ab"')).toBe(false);
    expect(namesEntityTag('W/"1"', 'W/"2"')).toBe(false);
    expect(namesEntityTag("*", 'W/"2"')).toBe(true);
  });
});
