import { describe, expect, test } from "vitest";
import { failureOf } from "../testing/failure.ts";
import type { Filter } from "./ast.ts";
import { FILTER_LIMITS, parseFilter, requireFilter } from "./parser.ts";
import { printFilter } from "./printer.ts";

function parsed(text: string): Filter {
  const result = parseFilter(text);
  if (!result.ok) throw new Error(`${result.message} at ${result.position}`);
  return result.value;
}

describe("parseFilter", () => {
  test("reads a comparison with its position", () => {
    expect(parsed('  userName eq "bjensen"')).toEqual({
      kind: "compare",
      path: { schemaUrn: undefined, name: "userName", subName: undefined },
      operator: "eq",
      value: "bjensen",
      position: 2,
    });
  });

  test("F-05: knows every operator in any letter case", () => {
    for (const operator of ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]) {
      expect(parsed(`title ${operator.toUpperCase()} "x"`)).toMatchObject({ kind: "compare", operator });
    }
    expect(parsed("title PR")).toMatchObject({ kind: "present" });
  });

  test("F-06: binds not tighter than and, and tighter than or", () => {
    expect(printFilter(parsed("a eq 1 or b eq 2 and not (c eq 3)"))).toBe("a eq 1 or b eq 2 and not (c eq 3)");
    expect(parsed("a pr or b pr and c pr")).toMatchObject({ kind: "or", right: { kind: "and" } });
    expect(parsed("(a pr or b pr) and c pr")).toMatchObject({ kind: "and", left: { kind: "or" } });
    expect(parsed("not (a pr) and b pr")).toMatchObject({ kind: "and", left: { kind: "not" } });
  });

  test("F-06: reads not( and not ( alike, keywords in any letter case", () => {
    expect(printFilter(parsed("not(a pr)"))).toBe("not (a pr)");
    expect(printFilter(parsed("NOT (a pr) AND b pr OR c pr"))).toBe("not (a pr) and b pr or c pr");
  });

  test("F-07: reads a schema URN with dots before the name", () => {
    expect(parsed('urn:ietf:params:scim:schemas:core:2.0:User:name.familyName sw "J"')).toMatchObject({
      path: { schemaUrn: "urn:ietf:params:scim:schemas:core:2.0:User", name: "name", subName: "familyName" },
    });
  });

  test("F-14: reads a value path with its own filter", () => {
    expect(parsed('emails[type eq "work" and value co "@a"]')).toMatchObject({
      kind: "valuePath",
      path: { name: "emails" },
      filter: { kind: "and", left: { path: { name: "type" } }, right: { path: { name: "value" } } },
    });
  });

  test("F-17, F-18: reads null, booleans and numbers", () => {
    for (const [text, value] of [
      ["null", null],
      ["true", true],
      ["false", false],
      ["-1.5e2", -150],
      ["0", 0],
    ] as const) {
      expect(parsed(`a eq ${text}`)).toMatchObject({ value });
    }
  });

  test("F-21: decodes strings as JSON does", () => {
    expect(parsed(String.raw`a eq "q\"b\\s\u00e9\ud83d\ude00"`)).toMatchObject({ value: 'q"b\\sé😀' });
  });

  test("F-22: accepts several blanks and tabs anywhere between tokens", () => {
    expect(printFilter(parsed('\t a \t eq   "x"  and\n( b   pr ) '))).toBe('a eq "x" and b pr');
  });

  test("F-27: accepts $ref", () => {
    expect(parsed('members.$ref ew "/1"')).toMatchObject({ path: { name: "members", subName: "$ref" } });
    expect(parsed('members[$ref ew "/1"]')).toMatchObject({ filter: { path: { name: "$ref" } } });
  });
});

describe("parseFilter refuses", () => {
  test.each([
    ["", "The filter is empty.", 0],
    ["   ", "The filter is empty.", 0],
    ["userName", "An operator such as eq is expected.", 8],
    ['userName is "x"', "The operator is not one of eq, ne, co, sw, ew, gt, ge, lt, le, pr.", 9],
    ["userName eq", "A value to compare with is expected.", 11],
    ['userName eq "x', "A string is not closed: a double quote is missing.", 12],
    ['userName eq "\\x"', "A string holds characters or escapes that JSON does not allow.", 12],
    ['userName eq "\\u0000"', "A string holds characters or escapes that JSON does not allow.", 12],
    ['userName eq "\\ud800"', "A string holds characters or escapes that JSON does not allow.", 12],
    ["userName eq jyoung", "The value is not a string in double quotes, a number, true, false or null.", 12],
    ["a eq 01", "The value is not a string in double quotes, a number, true, false or null.", 5],
    ["a eq 1.", "The value is not a string in double quotes, a number, true, false or null.", 5],
    ["a eq 1e999", "The value is not a string in double quotes, a number, true, false or null.", 5],
    ["a eq True", "The value is not a string in double quotes, a number, true, false or null.", 5],
    ["(a pr", 'A ")" is missing.', 5],
    ["a pr)", 'There is a ")" without its "(".', 4],
    ["a pr]", 'There is a "]" without its "[".', 4],
    ["emails[type pr", 'A "]" is missing.', 14],
    ["a pr b pr", 'Here "and", "or" or the end of the filter is expected.', 5],
    ["a pr and", "An attribute name is expected.", 8],
    ["not a pr", '"not" must be followed by a filter in parentheses.', 0],
    ["1a pr", "An attribute name is expected.", 0],
    ["a.b.c pr", "A sub-attribute name is expected.", 2],
    ["a. pr", "A sub-attribute name is expected.", 2],
    ["__proto__ pr", "An attribute name is expected.", 0],
    [":a pr", "The part before the last colon is not a schema URN.", 0],
    ["emails[addresses[type pr]]", "Brackets inside brackets are not allowed.", 16],
    ["emails[a.b pr]", "Inside brackets only the name of a sub-attribute is allowed.", 7],
    ["emails.value[type pr]", "Brackets follow an attribute, not a sub-attribute.", 12],
    ['emails[type pr].value eq "x"', "After brackets no sub-attribute is allowed: put its condition inside.", 15],
    ["emails[]", "An attribute name is expected.", 7],
  ])("F-11: %s", (text, message, position) => {
    expect(parseFilter(text)).toEqual({ ok: false, message, position });
  });

  test("F-15: 5,000 nested parentheses, with an error and not with a stack overflow", () => {
    const text = `${"(".repeat(5_000)}a pr${")".repeat(5_000)}`;
    expect(parseFilter(text)).toEqual({ ok: false, message: "A filter nests at most 32 levels deep.", position: 32 });
    const nots = `${"not (".repeat(2_000)}a pr${")".repeat(2_000)}`;
    expect(parseFilter(nots)).toMatchObject({ ok: false, message: "A filter nests at most 32 levels deep." });
    const brackets = "a[".repeat(5_000);
    expect(parseFilter(brackets)).toMatchObject({ ok: false, message: "Brackets inside brackets are not allowed." });
  });

  test("F-15: one level, one term and one character more than the bounds, and not the bounds themselves", () => {
    const nested = (depth: number): string => `${"(".repeat(depth)}a pr${")".repeat(depth)}`;
    expect(parseFilter(nested(FILTER_LIMITS.depthMax)).ok).toBe(true);
    expect(parseFilter(nested(FILTER_LIMITS.depthMax + 1)).ok).toBe(false);
    const chained = (terms: number): string => Array.from({ length: terms }, () => "a pr").join(" or ");
    expect(parseFilter(chained(FILTER_LIMITS.termsMax)).ok).toBe(true);
    expect(parseFilter(chained(FILTER_LIMITS.termsMax + 1))).toMatchObject({
      message: "A filter has at most 200 comparisons.",
    });
    const long = (length: number): string => "a pr".padEnd(length, " ");
    expect(parseFilter(long(FILTER_LIMITS.lengthMax)).ok).toBe(true);
    expect(parseFilter(long(FILTER_LIMITS.lengthMax + 1))).toMatchObject({
      message: "A filter has at most 16384 characters.",
    });
  });

  test("fourteen two-way groups joined by and stay as small as they are written", () => {
    const text = Array.from({ length: 14 }, (_, index) => `(a eq ${index} or b eq ${index})`).join(" and ");
    expect(printFilter(parsed(text))).toBe(text);
  });
});

describe("requireFilter", () => {
  test("F-11: throws invalidFilter with the position", () => {
    expect(failureOf(() => requireFilter("userName eq"))).toEqual({
      code: "invalidFilter",
      detail: "The filter is not valid at position 11: A value to compare with is expected.",
    });
  });
});
