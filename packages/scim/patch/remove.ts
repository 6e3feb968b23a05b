/** The operation `remove` (RFC 7644 §3.5.2.2). */
import { ScimError } from "../error.ts";
import { evaluateValueFilter } from "../filter/evaluate.ts";
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValue, withValue } from "../json.ts";
import { canonicalText, pick, uniqueElements } from "../resource/identity.ts";
import { pathOf, valueAt, withValueAt } from "../resource/walk.ts";
import { findSubAttribute } from "../schema/find.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { fromElements, toElements } from "./elements.ts";
import { assertImmutable, assertRemovable, assertWritable } from "./mutability.ts";
import type { AttributeTarget, PatchTarget } from "./target.ts";

/** The attributes after a `remove`; what is absent already is no fault. Throws `ScimError`: `noTarget`, `mutability`, `invalidValue`. */
export function applyRemove(attributes: JsonObject, target: PatchTarget, value: Json | undefined): JsonObject {
  switch (target.kind) {
    case "resource":
      throw new ScimError("noTarget", '"remove" needs a path.');
    case "extension":
      return removeExtension(attributes, target.extension);
    case "attribute":
      return removeTarget(attributes, target, value);
  }
}

function removeExtension(attributes: JsonObject, extension: ResourceShape["extensions"][number]): JsonObject {
  const { schema, required } = extension;
  if (required) throw new ScimError("mutability", `The extension "${schema.id}" is required and cannot be removed.`);
  for (const attribute of schema.attributes) {
    const placed = { schemaUrn: schema.id, attribute };
    assertImmutable(attribute, { before: valueAt(attributes, placed), after: undefined }, pathOf(placed));
  }
  return withValue(attributes, schema.id, undefined);
}

function removeTarget(attributes: JsonObject, target: AttributeTarget, value: Json | undefined): JsonObject {
  assertWritable(target);
  const { placed, sub, filter } = target;
  const { attribute } = placed;
  const isListed = attribute.multiValued && sub === undefined && value !== undefined && value !== null;
  const isWhole = sub === undefined && filter === undefined && !isListed;
  if (isWhole) assertRemovable(attribute, target.where);
  const before = valueAt(attributes, placed);
  if (before === undefined) return attributes;
  const after = isWhole ? undefined : isListed ? withoutListed(target, before, value) : withoutMatching(target, before);
  if (isUnassigned(after)) assertRemovable(attribute, target.where);
  assertImmutable(attribute, { before, after }, pathOf(placed));
  return withValueAt(attributes, placed, after);
}

function withoutMatching(target: AttributeTarget, before: Json): Json | undefined {
  const { filter, placed, sub } = target;
  if (!placed.attribute.multiValued) return sub === undefined ? undefined : withoutSub(before, sub, target.where);
  const elements = toElements(before).flatMap((element) => {
    if (filter !== undefined && !evaluateValueFilter(placed.attribute, filter, element)) return [element];
    const left = sub === undefined ? undefined : withoutSub(element, sub, target.where);
    return left === undefined ? [] : [left];
  });
  return fromElements(uniqueElements(placed.attribute, elements));
}

function withoutSub(value: Json, sub: AttributeDefinition, where: string): Json | undefined {
  if (!isJsonObject(value)) return value;
  assertRemovable(sub, where);
  assertImmutable(sub, { before: ownValue(value, sub.name), after: undefined }, where);
  const left = withValue(value, sub.name, undefined);
  return isUnassigned(left) ? undefined : left;
}

/**
 * Interop (Entra, JumpCloud, authentik): a `remove` that lists values means these values, and an empty list means none; it
 * never empties the attribute. A listed value selects the elements that have all its sub-attributes, or just its `value`
 * where that is immutable (members); with a filter only elements that match it. Pinned by "P-21" in remove.test.ts.
 */
function withoutListed(target: AttributeTarget, before: Json, value: Json): Json | undefined {
  const { filter, placed } = target;
  const { attribute } = placed;
  const listed = groupListed(attribute, isJsonArray(value) ? value : [value], target.where);
  const elements = toElements(before).filter((element) => {
    if (filter !== undefined && !evaluateValueFilter(attribute, filter, element)) return true;
    for (const { names, keys } of listed.values()) if (keys.has(keyOf(attribute, element, names))) return false;
    return true;
  });
  return fromElements(elements);
}

interface ListedValues {
  readonly names: readonly string[];
  readonly keys: Set<string>;
}

/** Perf: listed values with the same sub-attributes share one set of keys, so that the cost stays linear. */
function groupListed(
  attribute: AttributeDefinition,
  values: readonly Json[],
  where: string,
): ReadonlyMap<string, ListedValues> {
  const groups = new Map<string, ListedValues>();
  for (const value of values) {
    const element = toListedElement(attribute, value, where);
    const names = namesOf(attribute, element);
    if (names.length === 0 && isJsonObject(element)) {
      throw new ScimError("invalidValue", `A value to remove from "${where}" names nothing by which to find it.`);
    }
    const group = groups.get(names.join()) ?? { names, keys: new Set<string>() };
    groups.set(names.join(), group);
    group.keys.add(keyOf(attribute, element, names));
  }
  return groups;
}

/** The parts of a listed value that can be looked for, in the schema's spelling. */
function toListedElement(attribute: AttributeDefinition, value: Json, where: string): Json {
  if (attribute.type !== "complex") return value;
  if (!isJsonObject(value)) throw new ScimError("invalidValue", `A value to remove from "${where}" must be an object.`);
  const element: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    const sub = findSubAttribute(attribute, key);
    const given = ownValue(value, key);
    if (sub !== undefined && sub.mutability !== "readOnly" && given !== undefined && !isUnassigned(given)) {
      element[sub.name] = given;
    }
  }
  return element;
}

function namesOf(attribute: AttributeDefinition, element: Json): readonly string[] {
  if (!isJsonObject(element)) return [];
  const names = Object.keys(element).sort();
  const isByValue = names.includes("value") && findSubAttribute(attribute, "value")?.mutability === "immutable";
  return isByValue ? ["value"] : names;
}

function keyOf(attribute: AttributeDefinition, element: Json, names: readonly string[]): string {
  return canonicalText(attribute, isJsonObject(element) ? pick(element, names) : element, true);
}
