/** Random resources and filters that fit a shape, for property tests of this package and of those built on it. */
import fc from "fast-check";
import type { CompareOperator, Filter, FilterValue } from "../filter/ast.ts";
import { isUnassigned, type Json, type JsonObject } from "../json.ts";
import { clientAttributes, withValueAt } from "../resource/walk.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";

/** Few different texts, so that comparisons often meet; with letter case, accents, quotes and characters outside the BMP. */
const TEXTS = [
  "a",
  "A",
  "ab",
  "Bob",
  "bob",
  'q"t',
  "b\\s",
  "é",
  "É",
  "ς",
  "Σ",
  "😀",
  "\uffee",
  "work",
  "Home",
  "z z",
  "",
];
const INSTANTS = [
  "2026-01-01T00:00:00Z",
  "2026-01-01T01:00:00+01:00",
  "2025-12-31T23:59:59.999Z",
  "2026-02-28T12:00:00.5-05:30",
];
const REFERENCES = ["https://example.com/A", "https://example.com/a", "../Users/1"];
const BINARIES = ["", "QUJD", "qujd", "YQ=="];

/** A value of a simple attribute, never unassigned. */
export function simpleValue(attribute: AttributeDefinition): fc.Arbitrary<string | number | boolean> {
  switch (attribute.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: -3, max: 3 });
    case "decimal":
      return fc.constantFrom(-1.5, 0, 0.25, 2);
    case "dateTime":
      return fc.constantFrom(...INSTANTS);
    case "binary":
      return fc.constantFrom(...BINARIES);
    case "reference":
      return fc.constantFrom(...REFERENCES);
    case "string":
    case "complex":
      return fc.constantFrom(...(attribute.required ? TEXTS.filter((text) => text.trim() !== "") : TEXTS));
  }
}

function elementValue(attribute: AttributeDefinition): fc.Arbitrary<Json> {
  if (attribute.type !== "complex") return simpleValue(attribute);
  const subs = (attribute.subAttributes ?? []).filter((sub) => sub.mutability !== "readOnly");
  const parts = subs.map((sub) =>
    fc.option(simpleValue(sub), { nil: undefined, freq: sub.required ? Number.MAX_SAFE_INTEGER : 2 }),
  );
  return fc.tuple(...parts).map((values) => {
    const entries = subs.flatMap((sub, index): [string, Json][] => {
      const value = values[index];
      return value === undefined ? [] : [[sub.name, value]];
    });
    return Object.fromEntries(entries);
  });
}

/** A value of an attribute as a client may send it; possibly with repetitions, but with one primary at most. */
export function attributeValue(attribute: AttributeDefinition): fc.Arbitrary<Json> {
  if (!attribute.multiValued) return elementValue(attribute);
  return fc.array(elementValue(attribute), { maxLength: 4 }).map((elements) => {
    const primary = elements.findIndex((element) => isObjectWithPrimary(element));
    return elements.map((element, index) =>
      isObjectWithPrimary(element) && index !== primary ? { ...element, primary: false } : element,
    );
  });
}

function isObjectWithPrimary(element: Json): element is JsonObject {
  return typeof element === "object" && element !== null && "primary" in element && element.primary === true;
}

/** A body that `readResource` accepts: each attribute of the shape is there or not, required ones always are. */
export function resourceBody(shape: ResourceShape): fc.Arbitrary<JsonObject> {
  const placed = clientAttributes(shape).filter(({ attribute }) => attribute.mutability !== "readOnly");
  const values = placed.map(({ attribute }) =>
    attribute.required ? attributeValue(attribute) : fc.option(attributeValue(attribute), { nil: undefined, freq: 2 }),
  );
  return fc.tuple(...values).map((drawn) => {
    let body: JsonObject = { schemas: [shape.core.id] };
    for (const [index, value] of drawn.entries()) {
      const place = placed[index];
      if (place !== undefined && value !== undefined && !isUnassigned(value)) body = withValueAt(body, place, value);
    }
    return body;
  });
}

const OPERATORS: Readonly<Record<AttributeDefinition["type"], readonly CompareOperator[]>> = {
  boolean: ["eq", "ne"],
  binary: ["eq", "ne", "co", "sw", "ew"],
  integer: ["eq", "ne", "gt", "ge", "lt", "le"],
  decimal: ["eq", "ne", "gt", "ge", "lt", "le"],
  dateTime: ["eq", "ne", "gt", "ge", "lt", "le"],
  string: ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"],
  reference: ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"],
  complex: ["eq", "ne"],
};

/** A filter that `assertFilter` accepts for the shape. */
export function shapeFilter(shape: ResourceShape): fc.Arbitrary<Filter> {
  const terms = clientAttributes(shape)
    .filter(({ attribute }) => attribute.returned !== "never")
    .flatMap(({ schemaUrn, attribute }) => {
      const root = { schemaUrn, name: attribute.name, subName: undefined };
      if (attribute.type !== "complex") return [term(root, attribute)];
      const subs = (attribute.subAttributes ?? []).filter((sub) => sub.returned !== "never");
      const bySub = subs.map((sub) => term({ ...root, subName: sub.name }, sub));
      const inside = fc.oneof(
        ...subs.map((sub) => term({ schemaUrn: undefined, name: sub.name, subName: undefined }, sub)),
      );
      const valuePath = joined(inside).map(
        (filter): Filter => ({ kind: "valuePath", path: root, filter, position: 0 }),
      );
      const present = fc.constant<Filter>({ kind: "present", path: root, position: 0 });
      return attribute.multiValued ? [...bySub, valuePath, present] : [...bySub, present];
    });
  return joined(fc.oneof(...terms));
}

function term(
  path: Extract<Filter, { kind: "present" }>["path"],
  attribute: AttributeDefinition,
): fc.Arbitrary<Filter> {
  const literal: fc.Arbitrary<FilterValue> = simpleValue({ ...attribute, required: false });
  const compare = fc
    .tuple(fc.constantFrom(...OPERATORS[attribute.type]), literal)
    .map(([operator, value]): Filter => ({ kind: "compare", path, operator, value, position: 0 }));
  const toNull = fc
    .constantFrom<CompareOperator>("eq", "ne")
    .map((operator): Filter => ({ kind: "compare", path, operator, value: null, position: 0 }));
  const present = fc.constant<Filter>({ kind: "present", path, position: 0 });
  return fc.oneof(
    { weight: 6, arbitrary: compare },
    { weight: 1, arbitrary: toNull },
    { weight: 1, arbitrary: present },
  );
}

/** Terms under `and`, `or` and `not`, a few levels deep. */
function joined(leaf: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.tuple(tie("filter"), tie("filter")).map(([left, right]): Filter => ({ kind: "and", left, right })),
      fc.tuple(tie("filter"), tie("filter")).map(([left, right]): Filter => ({ kind: "or", left, right })),
      tie("filter").map((filter): Filter => ({ kind: "not", filter })),
    ),
  })).filter;
}
