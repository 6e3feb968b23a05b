import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../json.ts";
import { failureOf } from "../testing/failure.ts";
import { userShape } from "../testing/shapes.ts";
import { applyPatch } from "./apply.ts";
import type { PatchOperation, PatchRules } from "./types.ts";

const work = { value: "w", type: "work", primary: true };
const home = { value: "h", type: "home" };
const user: JsonObject = { userName: "jane", name: { givenName: "Jane", familyName: "Doe" }, emails: [work, home] };

function patched(rules: PatchRules, ...operations: readonly PatchOperation[]): JsonObject {
  return applyPatch(userShape, user, operations, rules);
}
const creating: PatchRules = { createMissing: () => true };
const replace = (path: string, value: Json): PatchOperation => ({ op: "replace", path, value });

describe("createMissing", () => {
  test("P-14, P-26: creates a value out of the filter's eq terms", () => {
    expect(patched(creating, replace('emails[type eq "other"].value', "o")).emails).toEqual([
      work,
      home,
      { type: "other", value: "o" },
    ]);
    expect(
      patched(creating, { op: "add", path: 'emails[type eq "other" and display eq "O"]', value: { value: "o" } })
        .emails,
    ).toEqual([work, home, { type: "other", display: "O", value: "o" }]);
  });

  test("P-15: several operations on one absent value act on one new value", () => {
    const path = (sub: string) => `addresses[type eq "work"].${sub}`;
    expect(
      patched(creating, replace(path("locality"), "Oslo"), { op: "add", path: path("country"), value: "NO" }).addresses,
    ).toEqual([{ type: "work", locality: "Oslo", country: "NO" }]);
  });

  test("P-12: a new primary value takes that from the old one", () => {
    expect(patched(creating, replace('emails[type eq "other" and primary eq true].value', "o")).emails).toEqual([
      { ...work, primary: false },
      home,
      { type: "other", primary: true, value: "o" },
    ]);
  });

  test("is asked with the operation, only when nothing is selected, and may say no", () => {
    const asked: string[] = [];
    const rules: PatchRules = {
      createMissing: (op) => {
        asked.push(op);
        return op === "add";
      },
    };
    patched(rules, replace('emails[type eq "work"].value', "x"), {
      op: "add",
      path: 'emails[type eq "other"].value',
      value: "o",
    });
    expect(failureOf(() => patched(rules, replace('emails[type eq "fax"].value', "f")))).toEqual({
      code: "noTarget",
      detail: 'Operations[0]: "emails" has no value that the filter selects.',
    });
    expect(asked).toEqual(["add", "replace"]);
  });

  test("creates nothing out of nothing, nor out of a filter that does not say what", () => {
    expect(patched(creating, replace('emails[type eq "other"].value', null))).toEqual(user);
    for (const filter of ['type ne "work" and type ne "home"', 'type eq "a" or type eq "b"', 'value sw "x"']) {
      expect(failureOf(() => patched(creating, replace(`emails[${filter}].display`, "d"))).code).toBe("noTarget");
    }
  });
});

describe("replacesWhole", () => {
  test("P-24: replace sets a complex attribute whole, add merges", () => {
    const rules: PatchRules = { replacesWhole: true };
    expect(patched(rules, replace("name", { givenName: "Ann" })).name).toEqual({ givenName: "Ann" });
    expect(patched(rules, { op: "replace", value: { name: { givenName: "Ann" } } }).name).toEqual({ givenName: "Ann" });
    expect(patched(rules, { op: "add", path: "name", value: { givenName: "Ann" } }).name).toEqual({
      givenName: "Ann",
      familyName: "Doe",
    });
    expect(patched(rules, replace("name.givenName", "Ann")).name).toEqual({ givenName: "Ann", familyName: "Doe" });
  });
});

describe("selectsOne", () => {
  test("a filter that selects several values is refused, one that selects one is not", () => {
    const rules: PatchRules = { selectsOne: true };
    expect(failureOf(() => patched(rules, replace("emails[value pr].display", "d")))).toEqual({
      code: "invalidFilter",
      detail: 'Operations[0]: The filter selects 2 values of "emails" instead of one.',
    });
    expect(patched(rules, replace('emails[type eq "home"].display', "d")).emails).toEqual([
      work,
      { ...home, display: "d" },
    ]);
  });
});
