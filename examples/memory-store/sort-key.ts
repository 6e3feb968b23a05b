/** What resources are sorted by (RFC 7644 §3.4.2.3). */
import {
  type AttributeDefinition,
  compareCodePoints,
  foldCase,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  parseAttributePath,
  type ResolvedAttribute,
  type ResourceShape,
  resolveAttribute,
  ScimError,
} from "@lockstep/scim";

/** A value that can be compared; null where there is none. */
export type SortKey = string | number | null;

/** Below, equal, above: without a value a resource comes last in ascending order. */
export function compareKeys(left: SortKey, right: SortKey): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (typeof left === "number" && typeof right === "number") return left - right;
  return compareCodePoints(String(left), String(right));
}

/** The sort key of a resource. Throws `ScimError` `invalidValue` for what none of the types can be sorted by. */
export function sortKeyOf(
  shapes: readonly ResourceShape[],
  sortBy: string | undefined,
): (shape: ResourceShape, json: JsonObject) => SortKey {
  if (sortBy === undefined) return () => null;
  const path = parseAttributePath(sortBy);
  const found = new Map<string, ResolvedAttribute>();
  for (const shape of path.ok ? shapes : []) {
    const resolved = path.ok ? resolveAttribute(shape, path.value) : undefined;
    if (resolved !== undefined) found.set(shape.type.name, resolved);
  }
  const kinds = [...found.values()].map(({ attribute, subAttribute }) => (subAttribute ?? attribute).type);
  if (kinds.length === 0 || kinds.includes("complex")) {
    throw new ScimError("invalidValue", `sortBy: resources cannot be sorted by "${sortBy}".`);
  }
  return (shape, json) => {
    const resolved = found.get(shape.type.name);
    return resolved === undefined ? null : readKey(resolved, json);
  };
}

function readKey({ schemaUrn, attribute, subAttribute }: ResolvedAttribute, json: JsonObject): SortKey {
  const holder = schemaUrn === undefined ? json : ownValue(json, schemaUrn);
  const value = isJsonObject(holder) ? ownValue(holder, attribute.name) : undefined;
  // The primary value of several, or else the first one.
  const one = isJsonArray(value) ? (value.find(isPrimary) ?? value[0]) : value;
  if (subAttribute === undefined) return toKey(attribute, one);
  return toKey(subAttribute, isJsonObject(one) ? ownValue(one, subAttribute.name) : undefined);
}

function isPrimary(value: Json): boolean {
  return isJsonObject(value) && value["primary"] === true;
}

function toKey(attribute: AttributeDefinition, value: Json | undefined): SortKey {
  if (value === undefined || value === null) return null;
  if (attribute.type === "dateTime") return Date.parse(String(value));
  if (typeof value === "number") return value;
  return attribute.caseExact ? String(value) : foldCase(String(value));
}
