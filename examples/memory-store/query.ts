/** Filter, sort and page over a list in memory; the rules of comparison are those of `@lockstep/scim`. */
import {
  assertFilter,
  assertFilterForSome,
  evaluateFilter,
  type Filter,
  filterForShape,
  type JsonObject,
  type ResourceShape,
  ScimError,
  schemasOf,
} from "@lockstep/scim";
import type { ResourceQuery, StoredResource } from "@lockstep/scim-server";
import { compareKeys, type SortKey, sortKeyOf } from "./sort-key.ts";

/** A resource that a query may find, with all its parts. */
export interface Candidate {
  readonly shape: ResourceShape;
  readonly stored: StoredResource;
}

/** One page: what is on it, how many resources match, and where the next page starts. */
interface FoundPage {
  readonly totalResults: number;
  readonly found: readonly Candidate[];
  readonly next?: string;
}

/** Where a resource stands in the order of a query. */
interface Place {
  readonly key: SortKey;
  readonly at: string;
  readonly id: string;
}

/** Answers a query over one or several types. Throws `ScimError`. */
export function answerQuery(
  shapes: readonly ResourceShape[],
  candidates: readonly Candidate[],
  query: ResourceQuery,
): FoundPage {
  const { startIndex, count, after } = query;
  const matches = matcherOf(shapes, query.filter);
  const keyOf = sortKeyOf(shapes, query.sortBy);
  const compare = comparatorOf(query);
  const placed = candidates
    .map((candidate) => ({ candidate, json: toJson(candidate) }))
    .filter(({ candidate, json }) => matches(candidate.shape, json))
    .map(({ candidate, json }) => ({ candidate, place: placeOf(candidate, keyOf(candidate.shape, json)) }))
    .sort((left, right) => compare(left.place, right.place));
  // The first page after a position is asked for with an empty one.
  const position = after === undefined || after === "" ? undefined : readPosition(after);
  const rest =
    position === undefined
      ? placed.slice(after === undefined ? startIndex - 1 : 0)
      : placed.filter(({ place }) => compare(place, position) > 0);
  const page = rest.slice(0, count);
  const last = page.at(-1);
  return {
    totalResults: placed.length,
    found: page.map(({ candidate }) => candidate),
    ...(last === undefined || page.length === rest.length ? {} : { next: writePosition(last.place) }),
  };
}

/** RFC 7644 §3.4.2.1: what a type does not have counts as unassigned; what no type has is refused. */
function matcherOf(shapes: readonly ResourceShape[], filter: Filter | undefined) {
  if (filter === undefined) return () => true;
  assertFilterForSome(shapes, filter);
  const filters = new Map(shapes.map((shape) => [shape.type.name, filterForShape(shape, filter)]));
  for (const shape of shapes) {
    const own = filters.get(shape.type.name);
    if (typeof own === "object") assertFilter(shape, own);
  }
  return (shape: ResourceShape, json: JsonObject): boolean => {
    const own = filters.get(shape.type.name) ?? false;
    return typeof own === "boolean" ? own : evaluateFilter(shape, own, json);
  };
}

/** Ties, and queries without a key, are settled by creation and id. */
function comparatorOf({ sortBy, sortOrder }: ResourceQuery) {
  const sign = sortOrder === "descending" ? -1 : 1;
  const tieSign = sortBy === undefined ? sign : 1;
  return (left: Place, right: Place): number =>
    sign * compareKeys(left.key, right.key) ||
    tieSign * (compareKeys(left.at, right.at) || compareKeys(left.id, right.id));
}

function placeOf({ stored }: Candidate, key: SortKey): Place {
  return { key, at: stored.createdAt, id: stored.id };
}

/** The server seals it, so a client can neither read nor change it. */
function writePosition({ key, at, id }: Place): string {
  return JSON.stringify([key, at, id]);
}

function readPosition(text: string): Place {
  const parts = parse(text);
  const [key, at, id] = Array.isArray(parts) ? parts : [];
  const isKey = key === null || typeof key === "string" || typeof key === "number";
  if (isKey && typeof at === "string" && typeof id === "string") return { key, at, id };
  throw new ScimError("invalidCursor", "The cursor is not valid for this query.");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toJson({ shape, stored }: Candidate): JsonObject {
  const { id, createdAt, lastModifiedAt, attributes, members, groups } = stored;
  const meta = { resourceType: shape.type.name, created: createdAt, lastModified: lastModifiedAt };
  const parts = { ...(members === undefined ? {} : { members }), ...(groups === undefined ? {} : { groups }) };
  const schemas = schemasOf(shape, attributes);
  return { ...attributes, ...(parts as unknown as JsonObject), schemas, id, meta };
}
