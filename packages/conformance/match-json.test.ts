import { describe, expect, it } from "vitest";
import { type Captures, fillIn, fillInJson, matchJson } from "./match-json.ts";
import type { Json } from "./transcript.ts";

const match = (pattern: Json, value: Json | undefined, captures: Captures = new Map()) =>
  matchJson(pattern, value, { captures, place: "body" });

describe("matchJson", () => {
  it("lets objects hold more, and arrays not", () => {
    expect(match({ a: 1 }, { a: 1, b: 2 })).toEqual([]);
    expect(match([1], [1, 2])).toEqual(["body has 2 items instead of 1: [1,2]"]);
    expect(match({ a: { b: [1] } }, { a: { b: [2] } })).toEqual(["body.a.b[0] is 2 instead of 1"]);
  });

  it("tells apart what looks alike", () => {
    expect(match("1", 1)).toHaveLength(1);
    expect(match(false, undefined)).toEqual(["body is absent instead of false"]);
    expect(match({ a: null }, {})).toEqual(["body.a is absent instead of null"]);
    expect(match({ toString: { $absent: true } }, {})).toEqual([]);
  });

  it("reads its marks", () => {
    const captures: Captures = new Map();
    expect(match({ id: { $capture: "id" } }, { id: "7" }, captures)).toEqual([]);
    expect(match({ id: "{{id}}" }, { id: "7" }, captures)).toEqual([]);
    expect(match({ id: { $capture: "id" } }, {}, captures)).toEqual(["body.id is absent instead of a text"]);
    expect(match({ $any: "number" }, "1")).toHaveLength(1);
    expect(match({ $any: "array" }, [])).toEqual([]);
    expect(match({ $absent: true }, null)).toHaveLength(1);
    expect(match({ $text: "ob" }, "Bob")).toEqual([]);
    expect(match({ $text: "x" }, "Bob")).toHaveLength(1);
  });

  it("compares sets without their order, each item once", () => {
    expect(match({ $set: [1, 2] }, [2, 1])).toEqual([]);
    expect(match({ $set: [1, 1] }, [1, 2])).toEqual(["body lacks 1: [1,2]"]);
    expect(match({ $set: [1] }, [1, 2])).toEqual(["body also holds [2]"]);
  });

  it("leaves unknown names as they are", () => {
    const captures = new Map([["a", '1"']]);
    expect(fillIn("{{a}}/{{b}}", captures)).toBe('1"/{{b}}');
    expect(fillInJson({ "{{a}}": ["{{a}}", 1, null] }, captures)).toEqual({ '1"': ['1"', 1, null] });
  });
});
