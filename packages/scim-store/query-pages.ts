/** Pages by index: found from where an earlier one ended, when this process knows it. */
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceQuery } from "@lockstep/scim-server";
import type { PageMemory } from "./page-memory.ts";

/** A query as it is asked of the database: `skip` resources behind the position `after`. */
export interface ResumedQuery extends ResourceQuery {
  readonly skip?: number;
}

/** Longest key that is worth remembering. */
const KEY_CHARACTERS_MAX = 4_096;

/** What a page is remembered under: the query without its bounds. Undefined for a query that is too long to be remembered. */
export function pageKey({ accountId }: Caller, { type }: ResourceShape, query: ResourceQuery): string | undefined {
  const key = JSON.stringify([accountId, type.name, query.sortBy ?? "", query.sortOrder, query.filter ?? null]);
  return key.length > KEY_CHARACTERS_MAX ? undefined : key;
}

/** The same query, from the nearest place that is known. */
export function resume(memory: PageMemory, key: string | undefined, query: ResourceQuery): ResumedQuery {
  if (key === undefined || query.after !== undefined || query.startIndex === 1 || query.count === 0) return query;
  const end = memory.findEnd(key, query.startIndex);
  return end === undefined ? query : { ...query, after: end.position, skip: query.startIndex - 1 - end.index };
}
