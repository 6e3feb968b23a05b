/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. Read own properties only (`Object.hasOwn`): keys come from outside. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * A whole number that was written with a fraction or an exponent, such as `1.0`: a decimal, but no integer (RFC 7643 §2.3.4), which
 * JSON parsers make the same number. Where bodies are read it stands for that number; nothing that is kept holds one.
 */
export class WholeDecimal extends Number {}

/** True for a JSON object, false for arrays, null and scalars. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WholeDecimal);
}

/** True for a JSON array. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reads an own property with exactly this name; never reaches a prototype. */
export function ownValue(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Reads an own property whose name matches without regard to letter case (RFC 7643 §2.1); the exact spelling wins.
 * Foreign servers spell attributes as they like.
 */
export function ownValueAnyCase(object: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const folded = name.toLowerCase();
  for (const key of Object.keys(object)) {
    if (key.length === name.length && key.toLowerCase() === folded) return object[key];
  }
  return undefined;
}

/** A copy with one property set, or without it when the value is undefined. */
export function withValue(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _gone, ...rest } = object;
  return rest;
}

/** Deepest nesting that SCIM values have: attribute, value, sub-attribute, its values. What nests deeper is not looked into. */
const DEPTH_MAX = 8;

/** RFC 7643 §2.5: null, an empty array and absence are one state, "unassigned"; so is a complex value without any sub-value. */
export function isUnassigned(value: Json | undefined): boolean {
  return isEmpty(value, 0);
}

function isEmpty(value: Json | undefined, depth: number): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== "object" || value instanceof WholeDecimal || depth >= DEPTH_MAX) return false;
  const parts = isJsonArray(value) ? value : Object.values(value);
  return parts.every((part) => isEmpty(part, depth + 1));
}

/**
 * Deep equality of JSON values: the order of object keys carries no meaning, the order of array items does. Works through a
 * list of pairs, so that no nesting can exhaust the stack.
 */
export function equalJson(left: Json | undefined, right: Json | undefined): boolean {
  const pairs: [Json | undefined, Json | undefined][] = [[left, right]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (isJsonArray(a) && isJsonArray(b)) {
      if (a.length !== b.length) return false;
      for (let index = 0; index < a.length; index += 1) pairs.push([a[index], b[index]]);
    } else if (isJsonObject(a) && isJsonObject(b)) {
      const keys = definedKeys(a);
      if (keys.length !== definedKeys(b).length) return false;
      for (const key of keys) pairs.push([a[key], ownValue(b, key)]);
    } else {
      return false;
    }
  }
  return true;
}

function definedKeys(object: JsonObject): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined);
}
