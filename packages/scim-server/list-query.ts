/** The parameters of a query (RFC 7644 §3.4.2), from a URL or a search request. Unknown parameters are ignored. */
import { type Filter, ScimError, type SearchRequest } from "@lockstep/scim";
import type { ResourceQuery } from "./ports.ts";

/** There are no resources so far out; larger numbers are not exact, and no store takes them. */
const START_INDEX_MAX = Number.MAX_SAFE_INTEGER;

/** Bounds of a page. */
export interface PageLimits {
  readonly pageSizeDefault: number;
  readonly pageSizeMax: number;
}

/** What a query asks for, without the projection. */
export type ListRequest = Omit<SearchRequest, "attributes" | "excludedAttributes">;

/** The parameters of a URL. Throws `ScimError` `invalidValue`, or `invalidCount` beside a cursor, for a number that is no integer. */
export function readListParameters(parameters: URLSearchParams): ListRequest {
  const cursor = parameters.get("cursor") ?? undefined;
  return {
    filter: parameters.get("filter") ?? undefined,
    sortBy: parameters.get("sortBy") ?? undefined,
    sortOrder: parameters.get("sortOrder") ?? undefined,
    startIndex: readInteger("startIndex", parameters.get("startIndex"), "invalidValue"),
    count: readInteger("count", parameters.get("count"), cursor === undefined ? "invalidValue" : "invalidCount"),
    cursor,
  };
}

/** What a store is asked for, without the parts that the projection decides. Throws `ScimError` `invalidFilter` or `invalidValue`. */
export function readListQuery(
  request: ListRequest,
  limits: PageLimits,
  readFilter: (text: string) => Filter,
): Omit<ResourceQuery, "include"> {
  return {
    filter: request.filter === undefined ? undefined : readFilter(request.filter),
    sortBy: request.sortBy?.trim() || undefined,
    sortOrder: readSortOrder(request.sortOrder),
    // RFC 7644 §3.4.2.4: below 1 counts as 1, a negative count as 0; above the maximum it is capped.
    startIndex: Math.min(START_INDEX_MAX, Math.max(1, request.startIndex ?? 1)),
    count: Math.min(limits.pageSizeMax, Math.max(0, request.count ?? limits.pageSizeDefault)),
  };
}

function readSortOrder(text: string | undefined): ResourceQuery["sortOrder"] {
  const order = text?.trim().toLowerCase() || "ascending";
  if (order === "ascending" || order === "descending") return order;
  throw new ScimError("invalidValue", '"sortOrder" must be "ascending" or "descending".');
}

function readInteger(name: string, text: string | null, code: "invalidValue" | "invalidCount"): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "") return undefined;
  if (!/^[+-]?\d+$/.test(trimmed)) throw new ScimError(code, `"${name}" must be an integer.`);
  return Number(trimmed);
}
