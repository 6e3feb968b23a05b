import { ScimError, WholeDecimal } from "@lockstep/scim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "./read-json.ts";

const DEPTH_MAX = 8;

function refusal(text: string): string {
  try {
    readJson(text, DEPTH_MAX);
  } catch (error) {
    expect(error).toBeInstanceOf(ScimError);
    expect(error).toMatchObject({ code: "invalidSyntax", status: 400, scimType: "invalidSyntax" });
    return error instanceof ScimError ? error.detail : "";
  }
  return "";
}

describe("readJson", () => {
  it("reads what JSON.parse reads, for every value without repeated names", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, noUnicodeString: false }), (text) => {
        const value: unknown = JSON.parse(text);
        fc.pre(!text.includes("__proto__") && !text.includes("\\u"));
        expect(readJson(text, 32)).toEqual(value);
      }),
    );
  });

  it("never ends in anything but a value or invalidSyntax, whatever the text", () => {
    const pieces = fc.constantFrom('"', "\\", "{", "}", "[", "]", ",", ":", "1e9", "-", "a", "\\u00", " ", "null");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          readJson(parts.join(""), DEPTH_MAX);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
    );
  });

  it("refuses a name that stands twice in one object, escapes decoded", () => {
    expect(refusal('{"active":true,"active":false}')).toBe(
      'The request body has the name "active" twice in one object.',
    );
    expect(refusal('{"a":{"b":1,"\\u0062":2}}')).toBe('The request body has the name "b" twice in one object.');
  });

  it("allows a name in several objects, and values that look like names", () => {
    expect(readJson('[{"a":"a"},{"a":["a","a"]},"a"]', DEPTH_MAX)).toEqual([{ a: "a" }, { a: ["a", "a"] }, "a"]);
  });

  it("refuses __proto__ as a name, escaped or not, and takes it as a value", () => {
    expect(refusal('{"__proto__":{"isAdmin":true}}')).toBe('The request body uses the name "__proto__".');
    expect(refusal('{"a":{"__pr\\u006fto__":1}}')).toBe('The request body uses the name "__proto__".');
    expect(readJson('{"a":"__proto__"}', DEPTH_MAX)).toEqual({ a: "__proto__" });
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
  });

  it("counts nesting, and takes brackets in strings for text", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    expect(readJson(nested(DEPTH_MAX), DEPTH_MAX)).toBeInstanceOf(Array);
    expect(refusal(nested(DEPTH_MAX + 1))).toBe("The request body is nested deeper than 8 levels.");
    expect(refusal(`${'{"a":'.repeat(9)}1${"}".repeat(9)}`)).toBe("The request body is nested deeper than 8 levels.");
    expect(refusal("[".repeat(1_000_000))).toBe("The request body is nested deeper than 8 levels.");
    expect(readJson('"[[[[[[[[[[[["', DEPTH_MAX)).toBe("[[[[[[[[[[[[");
  });

  it("refuses characters that cannot be stored, and keeps all others", () => {
    const detail = "The request body holds a character that is not allowed (U+0000 or half of a pair).";
    expect(refusal('{"a":"x\\u0000y"}')).toBe(detail);
    expect(refusal('["\\ud83d"]')).toBe(detail);
    expect(refusal('{"\\u0000":1}')).toBe(detail);
    expect(readJson('"\\ud83d\\ude00 \\\\u0000 😀"', DEPTH_MAX)).toBe("😀 \\u0000 😀");
  });

  it("refuses numbers that a double cannot hold", () => {
    expect(refusal('{"a":1e999}')).toBe("The request body holds a number that is too large.");
    expect(refusal("[-1e400]")).toBe("The request body holds a number that is too large.");
    expect(readJson("[1e308,-0.5]", DEPTH_MAX)).toEqual([1e308, -0.5]);
  });

  it("tells a whole number that is written as a decimal from an integer", () => {
    const text = '{"a":[1,1.0,-2e0,0.5,"1.0",10E1],"b":{"c":3.00}}';
    const whole = (value: number) => new WholeDecimal(value);
    const value = readJson(text, DEPTH_MAX);
    expect(value).toEqual({ a: [1, whole(1), whole(-2), 0.5, "1.0", whole(100)], b: { c: whole(3) } });
    expect(JSON.stringify(value)).toBe('{"a":[1,1,-2,0.5,"1.0",100],"b":{"c":3}}');
  });

  it("tells where a broken text breaks, and repeats nothing of it", () => {
    const detail = refusal('{"password":"s3cret" oops}');
    expect(detail).toMatch(/^The request body is not valid JSON \(at character \d+\)\.$/);
    expect(detail).not.toMatch(/s3cret|oops/);
    expect(refusal("")).toBe("The request body is not valid JSON.");
    expect(refusal('{"a":')).toMatch(/^The request body is not valid JSON/);
  });
});
