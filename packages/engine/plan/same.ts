/** Equality of attribute values: the order of multi-valued attributes and unassigned values carry no meaning (RFC 7643 §2.4, §2.5). */
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject } from "@lockstep/scim";

/** Whether two sets of attributes say the same. */
export function sameAttributes(left: JsonObject, right: JsonObject): boolean {
  return sameValue(left, right);
}

/** Whether two values say the same. Perf: most differ at the first key or not at all, and no text is made to see it. */
export function sameValue(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (isJsonArray(left)) return isJsonArray(right) && sameList(left, right);
  if (isJsonObject(left)) return isJsonObject(right) && sameObject(left, right);
  return !isJsonArray(right) && !isJsonObject(right) && canonicalText(left) === canonicalText(right);
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

function sameObject(left: JsonObject, right: JsonObject): boolean {
  let assigned = 0;
  for (const [key, value] of Object.entries(left)) {
    if (isUnassigned(value)) continue;
    assigned += 1;
    const other = Object.hasOwn(right, key) ? right[key] : undefined;
    if (isUnassigned(other) || !sameValue(value, other)) return false;
  }
  for (const value of Object.values(right)) if (!isUnassigned(value)) assigned -= 1;
  return assigned === 0;
}

/** The order says nothing, and is mostly the same. */
function sameList(left: readonly Json[], right: readonly Json[]): boolean {
  const [ours, theirs] = [left, right].map((list) => list.filter((item) => !isUnassigned(item)));
  if (ours === undefined || theirs === undefined || ours.length !== theirs.length) return false;
  if (ours.every((item, index) => sameValue(item, theirs[index]))) return true;
  return ours.length > 1 && canonicalText(ours) === canonicalText(theirs);
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
