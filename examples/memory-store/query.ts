/** Filter, sort and page over a list in memory; the rules of comparison are those of `@lockstep/scim`. */
import type { ResourceId } from "@lockstep/ports";
import {
  type AttributeDefinition,
  assertFilter,
  compareCodePoints,
  evaluateFilter,
  foldCase,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  parseAttributePath,
  type ResourceShape,
  resolveAttribute,
  ScimError,
} from "@lockstep/scim";
import type { ResourceQuery, StoredResource } from "@lockstep/scim-server";

/** The ids of one page, and how many resources match. `resources` come in order of creation. Throws `ScimError`. */
export function answerQuery(
  shape: ResourceShape,
  resources: readonly StoredResource[],
  query: ResourceQuery,
): { readonly totalResults: number; readonly ids: readonly ResourceId[] } {
  const { filter, sortBy, sortOrder, startIndex, count } = query;
  if (filter !== undefined) assertFilter(shape, filter);
  const candidates = resources.map((stored) => ({ id: stored.id, json: toJson(shape, stored) }));
  const matches = candidates.filter(({ json }) => filter === undefined || evaluateFilter(shape, filter, json));
  if (sortBy !== undefined) matches.sort(comparator(shape, sortBy, sortOrder));
  else if (sortOrder === "descending") matches.reverse();
  const ids = matches.slice(startIndex - 1, startIndex - 1 + count).map(({ id }) => id);
  return { totalResults: matches.length, ids };
}

function toJson({ type }: ResourceShape, stored: StoredResource): JsonObject {
  const { id, createdAt, lastModifiedAt, attributes, members, groups } = stored;
  const meta = { resourceType: type.name, created: createdAt, lastModified: lastModifiedAt };
  const parts = { ...(members === undefined ? {} : { members }), ...(groups === undefined ? {} : { groups }) };
  return { ...attributes, ...(parts as unknown as JsonObject), id, meta };
}

interface Sorted {
  readonly json: JsonObject;
}

/** RFC 7644 §3.4.2.3: resources without a value come last in ascending order, first in descending. */
function comparator(shape: ResourceShape, sortBy: string, sortOrder: ResourceQuery["sortOrder"]) {
  const toValue = sortValue(shape, sortBy);
  const sign = sortOrder === "descending" ? -1 : 1;
  return (left: Sorted, right: Sorted): number => {
    const [a, b] = [toValue(left.json), toValue(right.json)];
    if (a === undefined || b === undefined) return sign * (Number(a === undefined) - Number(b === undefined));
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : compareCodePoints(String(a), String(b)));
  };
}

function sortValue(shape: ResourceShape, sortBy: string): (json: JsonObject) => string | number | undefined {
  const path = parseAttributePath(sortBy);
  const found = path.ok ? resolveAttribute(shape, path.value) : undefined;
  if (found === undefined) throw new ScimError("invalidValue", `sortBy: there is no attribute "${sortBy}".`);
  const { schemaUrn, attribute, subAttribute } = found;
  const named = subAttribute ?? attribute;
  if (named.type === "complex")
    throw new ScimError("invalidValue", `sortBy: "${sortBy}" is complex; name a part of it.`);
  return (json) => {
    const holder = schemaUrn === undefined ? json : ownValue(json, schemaUrn);
    const value = isJsonObject(holder) ? ownValue(holder, attribute.name) : undefined;
    // The primary value of several, or else the first one.
    const one = isJsonArray(value) ? (value.find(isPrimary) ?? value[0]) : value;
    const leaf = subAttribute === undefined ? one : isJsonObject(one) ? ownValue(one, subAttribute.name) : undefined;
    return toComparable(named, leaf);
  };
}

function isPrimary(value: Json): boolean {
  return isJsonObject(value) && value["primary"] === true;
}

function toComparable(attribute: AttributeDefinition, value: Json | undefined): string | number | undefined {
  if (value === undefined || value === null) return undefined;
  if (attribute.type === "dateTime") return Date.parse(String(value));
  if (typeof value === "number") return value;
  return attribute.caseExact ? String(value) : foldCase(String(value));
}
