/**
 * When two values of a multi-valued attribute are the same value (RFC 7643 §2.4: a service provider should not return the
 * same pair of type and value twice), and canonical texts by which values are compared in linear time.
 */
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValue } from "../json.ts";
import { findSubAttribute } from "../schema/find.ts";
import { foldCase } from "../schema/fold.ts";
import type { AttributeDefinition } from "../schema/types.ts";

/**
 * A text that is equal for values that count as the same: `value` alone where it is immutable (members), `value` and
 * `type` where there is a `value`, else everything. Strings are folded unless the attribute is case exact.
 */
export function identityOf(attribute: AttributeDefinition, element: Json): string {
  const valueSub = findSubAttribute(attribute, "value");
  const value = valueSub === undefined || !isJsonObject(element) ? undefined : ownValue(element, valueSub.name);
  if (valueSub === undefined || !isJsonObject(element) || isUnassigned(value)) {
    return canonicalText(attribute, element, true);
  }
  const typeSub = valueSub.mutability === "immutable" ? undefined : findSubAttribute(attribute, "type");
  if (typeof value === "string" && typeSub === undefined) return `=${foldOf(valueSub, value)}`;
  return canonicalText(
    attribute,
    pick(element, [valueSub.name, ...(typeSub === undefined ? [] : [typeSub.name])]),
    true,
  );
}

/** The given properties of an object. */
export function pick(object: JsonObject, names: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const name of names) {
    const value = ownValue(object, name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

/**
 * A text that is equal exactly for equal values: key order and unassigned parts do not count, nor does the order of values.
 * Arrays within arrays do not exist in SCIM and are passed over.
 */
export function canonicalText(attribute: AttributeDefinition, value: Json, isFolded: boolean): string {
  if (isJsonArray(value)) {
    const items = value.filter((item) => !isUnassigned(item) && !isJsonArray(item));
    const texts = items.map((item) => canonicalText(attribute, item, isFolded));
    return `[${texts.sort().join(",")}]`;
  }
  if (isJsonObject(value)) {
    const parts = (attribute.subAttributes ?? []).flatMap((sub) => {
      const subValue = ownValue(value, sub.name);
      if (subValue === undefined || isUnassigned(subValue)) return [];
      return [`${sub.name}:${canonicalText(sub, subValue, isFolded)}`];
    });
    return `{${parts.join(",")}}`;
  }
  return JSON.stringify(isFolded && typeof value === "string" ? foldOf(attribute, value) : value);
}

function foldOf(attribute: AttributeDefinition, text: string): string {
  return attribute.caseExact || attribute.type === "binary" ? text : foldCase(text);
}

/** The elements with the same ones merged: the later one's sub-attributes win, the place of the first one stays. */
export function uniqueElements(attribute: AttributeDefinition, elements: readonly Json[]): readonly Json[] {
  if (elements.length < 2) return elements;
  const unique = new Map<string, Json>();
  for (const element of elements) {
    const key = identityOf(attribute, element);
    const known = unique.get(key);
    unique.set(key, known === undefined ? element : mergeElements(attribute, known, element));
  }
  return unique.size === elements.length ? elements : [...unique.values()];
}

/** The same value given again: sub-attributes are set, except immutable ones that have a value. */
export function mergeElements(attribute: AttributeDefinition, known: Json, given: Json): Json {
  if (!isJsonObject(known) || !isJsonObject(given)) return given;
  const merged: Record<string, Json> = { ...withoutUndefined(known) };
  for (const sub of attribute.subAttributes ?? []) {
    const value = ownValue(given, sub.name);
    const isFixed = sub.mutability === "immutable" && !isUnassigned(ownValue(known, sub.name));
    if (value !== undefined && !isFixed) merged[sub.name] = value;
  }
  return merged;
}

function withoutUndefined(object: JsonObject): Record<string, Json> {
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value !== undefined) copy[key] = value;
  }
  return copy;
}
