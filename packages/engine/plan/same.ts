/** Equality of attribute values: the order of multi-valued attributes and unassigned values carry no meaning (RFC 7643 §2.4, §2.5). */
import { isJsonObject, isUnassigned, type Json, type JsonObject } from "@lockstep/scim";

/** Whether two sets of attributes say the same. */
export function sameAttributes(left: JsonObject, right: JsonObject): boolean {
  return isIdentical(left, right) || canonicalText(left) === canonicalText(right);
}

/** Whether two values say the same. */
export function sameValue(left: Json | undefined, right: Json | undefined): boolean {
  return isIdentical(left, right) || canonicalText(left) === canonicalText(right);
}

/** The attributes without unassigned values, at every depth. */
export function withoutUnassigned(attributes: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || isUnassigned(value)) continue;
    kept[key] = cleaned(value);
  }
  return kept;
}

function cleaned(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item) => !isUnassigned(item)).map(cleaned);
  return isJsonObject(value) ? withoutUnassigned(value) : value;
}

/** The common case, without building texts: same keys, same order of elements. */
function isIdentical(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isIdentical(item, right[index]))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isIdentical(left[key], right[key]))
  );
}

function canonicalText(value: Json | undefined): string {
  if (Array.isArray(value)) {
    return `[${value
      .filter((item) => !isUnassigned(item))
      .map(canonicalText)
      .sort()
      .join()}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value) ?? "null";
  const parts = Object.entries(value)
    .filter(([, item]) => !isUnassigned(item))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`);
  return `{${parts.sort().join()}}`;
}
