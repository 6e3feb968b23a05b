import type { MappableAttribute } from "@lockstep/directory-app/contract";
import { expect, it } from "vitest";
import { changedValues, textOf, typedValue } from "./given-values.ts";

it("reads a form's text as the attribute's type, and an empty one as no value", () => {
  expect(typedValue("12", "integer")).toBe(12);
  expect(typedValue("twelve", "integer")).toBe("twelve");
  expect(typedValue("true", "boolean")).toBe(true);
  expect(typedValue("a, b,", "array")).toEqual(["a", "b"]);
  expect(typedValue(" ", "string")).toBeNull();
  expect(textOf(["a", "b"])).toBe("a, b");
  expect(textOf(null)).toBe("");
});

it("tells only what changed", () => {
  const attribute = (name: string): MappableAttribute => {
    return { name, path: name, title: name, description: null, type: "string", required: false, isBase: true };
  };
  const before = new Map([["title", "Lead"]]);
  expect(changedValues([attribute("title"), attribute("locale")], before, new Map([["locale", "nl"]]))).toEqual({
    title: null,
    locale: "nl",
  });
});
