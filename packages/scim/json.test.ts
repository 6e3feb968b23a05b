import { describe, expect, test } from "vitest";
import { equalJson, isUnassigned, type JsonObject, ownValue, ownValueAnyCase, withValue } from "./json.ts";

describe("own values", () => {
  const object = JSON.parse('{"userName":"a","__proto__":{"x":1}}') as JsonObject;

  test("never come from a prototype", () => {
    expect(ownValue({}, "toString")).toBeUndefined();
    expect(ownValue({}, "__proto__")).toBeUndefined();
    expect(ownValueAnyCase({}, "CONSTRUCTOR")).toBeUndefined();
    expect(ownValue(object, "__proto__")).toEqual({ x: 1 });
  });

  test("are found in any letter case, the exact spelling first", () => {
    expect(ownValueAnyCase(object, "USERNAME")).toBe("a");
    expect(ownValueAnyCase({ USERNAME: "b", userName: "a" }, "userName")).toBe("a");
  });

  test("are set on a copy, without touching a prototype", () => {
    const copy = withValue({ a: 1 }, "__proto__", { polluted: true });
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(withValue({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
  });
});

test("R-05: null, empty arrays and complex values without content are unassigned; empty texts, 0 and false are not", () => {
  for (const value of [undefined, null, [], [null], {}, { a: null }, [{ a: [] }]])
    expect(isUnassigned(value)).toBe(true);
  for (const value of ["", 0, false, [""], { a: false }]) expect(isUnassigned(value)).toBe(false);
});

describe("equalJson", () => {
  test("passes over the order of keys, not of items", () => {
    expect(equalJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
    expect(equalJson([1, 2], [2, 1])).toBe(false);
    expect(equalJson({ a: 1 }, { a: 1, b: 1 })).toBe(false);
    expect(equalJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(equalJson({ a: undefined, b: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(equalJson([], {})).toBe(false);
    expect(equalJson(null, {})).toBe(false);
    expect(equalJson("1", 1)).toBe(false);
  });

  test("stands any nesting", () => {
    const deep = (): JsonObject => JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`) as JsonObject;
    expect(equalJson(deep(), deep())).toBe(true);
  });
});
