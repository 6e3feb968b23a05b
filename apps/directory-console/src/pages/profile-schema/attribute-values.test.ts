import { describe, expect, it } from "vitest";
import { nameFor, propertyOf, valuesOf } from "./attribute-values.ts";

describe("the name for expressions", () => {
  it.each([
    ["Cost centre", "costCentre"],
    ["  Hire-date (HR) ", "hireDateHr"],
    ["Été", "ete"],
    ["2nd manager", "a2ndManager"],
    ["", ""],
  ])("of %j is %j", (title, name) => {
    expect(nameFor(title)).toBe(name);
  });
});

describe("the attribute of a form", () => {
  it("has what its type can have, and keeps what the form does not show", () => {
    const values = { ...valuesOf(undefined), title: " Badge ", choices: "A\n\n B ", maxLength: 5, isRequired: true };
    expect(propertyOf(values, undefined)).toEqual({
      title: "Badge",
      type: "string",
      required: true,
      enum: ["A", "B"],
      maxLength: 5,
    });
    expect(propertyOf({ ...values, type: "number" }, undefined)).toEqual({
      title: "Badge",
      type: "number",
      required: true,
    });
    const known = { name: "tags", title: "Tags", type: "array" as const, items: { type: "number" as const } };
    expect(propertyOf(valuesOf(known), known)).toMatchObject({ items: { type: "number" }, required: false });
  });
});
