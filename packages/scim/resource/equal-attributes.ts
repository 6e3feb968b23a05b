/** Compares resources as SCIM does (RFC 7643 §2.3.8 and §2.5). */
import { isUnassigned, type Json, type JsonObject } from "../json.ts";
import type { ResourceShape } from "../schema/types.ts";
import { canonicalText } from "./identity.ts";
import { clientAttributes, valueAt } from "./walk.ts";

/**
 * True when two sets of attributes are the same: neither the order of values nor how "unassigned" is written counts, letter
 * case does. `schemas`, `id`, `meta` and names that no schema knows are not looked at.
 */
export function equalAttributes(shape: ResourceShape, left: JsonObject, right: JsonObject): boolean {
  return clientAttributes(shape).every((placed) => {
    const [given, wanted] = [valueAt(left, placed), valueAt(right, placed)];
    // Perf: a change leaves most values what they are, and shares them.
    if (given === wanted) return true;
    const a = toAssigned(given);
    const b = toAssigned(wanted);
    if (a === undefined || b === undefined) return a === b;
    return canonicalText(placed.attribute, a, false) === canonicalText(placed.attribute, b, false);
  });
}

function toAssigned(value: Json | undefined): Json | undefined {
  return value === undefined || isUnassigned(value) ? undefined : value;
}
