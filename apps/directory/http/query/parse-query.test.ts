import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery, type Query } from "./parse-query.ts";

const parsed = (text: string): Query => {
  const result = parseQuery(text);
  if (!result.ok) throw new Error(`${result.message} at ${result.position}`);
  return result.query;
};

describe("query expressions", () => {
  it("and binds tighter than or, parentheses tightest", () => {
    const query = parsed('a eq "1" or b pr and not (c lt 2 or d eq true)');
    expect(query).toMatchObject({
      kind: "or",
      items: [
        { kind: "compare", path: "a", operator: "eq", value: "1" },
        {
          kind: "and",
          items: [
            { kind: "present", path: "b" },
            { kind: "not", item: { kind: "or" } },
          ],
        },
      ],
    });
  });

  it.each([
    ["", "An attribute name is missing", 0],
    ["a", "Unrecognized attribute operator ''", 1],
    ['a eq "x', "The text is not closed by a double quote", 5],
    ['a eq "x" b', "Unexpected 'b'", 9],
    ['(a eq "x"', "The parenthesis is not closed", 0],
    ["a eq x", "A value in double quotes, a number, true or false is missing", 5],
    ['a like "x"', "Unrecognized attribute operator 'like'", 2],
    ["a eq 'x'", "Unexpected '''", 5],
    ['a eq "\\q"', "The text is not a JSON string", 5],
    ['a eq "\\u0000"', "The text holds a NUL character", 5],
  ])("%j says what is wrong and where", (text, message, position) => {
    expect(parseQuery(text)).toEqual({ ok: false, message, position });
  });

  it("is bounded in length and depth, and never throws", () => {
    expect(parseQuery(`${"(".repeat(51)}a pr${")".repeat(51)}`).ok).toBe(false);
    expect(parseQuery(`${"(".repeat(50)}a pr${")".repeat(50)}`).ok).toBe(true);
    expect(parseQuery("a".repeat(4097))).toMatchObject({ ok: false, position: 4096 });
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => typeof parseQuery(text).ok === "boolean"));
  });

  it("any text survives as a JSON string", () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) =>
          parsed(`a eq ${JSON.stringify(text)}`).kind === "compare" &&
          (parsed(`a eq ${JSON.stringify(text)}`) as { value: string }).value === text,
      ),
    );
  });
});
