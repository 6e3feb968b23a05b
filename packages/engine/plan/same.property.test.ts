import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject } from "@lockstep/scim";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sameAttributes, sameValue } from "./same.ts";

const value = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom<Json>(null, "", "a", "A", 1, true, "true"),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "__proto__"), tie("node"), { maxKeys: 3 }),
  ),
})).node;

/** What values say, as a text: lists sorted, keys sorted, without what is unassigned. */
function said(part: Json): string {
  const of = (item: Json) => (isUnassigned(item) ? [] : [said(item)]);
  if (isJsonArray(part)) return `[${part.flatMap(of).sort().join()}]`;
  if (!isJsonObject(part)) return JSON.stringify(part);
  const parts = Object.entries(part).flatMap(([key, item = null]) => of(item).map((text) => `${key}:${text}`));
  return `{${parts.sort().join()}}`;
}

/** The same value said otherwise: other order, and something unassigned beside it. */
function otherwise(part: Json): Json {
  if (isJsonArray(part)) return [null, ...part.map(otherwise)].reverse();
  if (!isJsonObject(part)) return part;
  const entries = Object.entries(part).map(([key, item = null]): [string, Json] => [key, otherwise(item)]);
  return Object.fromEntries<Json>([...entries, ["unset", { deep: [] }] as [string, Json]].reverse());
}

it("two values are the same when they say the same, and only then", () => {
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(sameValue(left, right)).toBe(said(left) === said(right));
      expect(sameValue(left, otherwise(left))).toBe(said(left) === said(otherwise(left)));
      expect(sameAttributes({ of: left }, { of: otherwise(left) })).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it("a list of others is not the same, however often one of them is in it", () => {
  const left: JsonObject = { emails: [{ value: "a" }, { value: "a" }, { value: "b" }] };
  expect(sameAttributes(left, { emails: [{ value: "a" }, { value: "b" }, { value: "b" }] })).toBe(false);
  expect(sameAttributes(left, { emails: [{ value: "b" }, { value: "a" }, { value: "a" }] })).toBe(true);
});
