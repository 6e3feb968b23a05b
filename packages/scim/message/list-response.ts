/** RFC 7644 §3.4.2: the answer to a query. */
import type { Json } from "../json.ts";
import { LIST_RESPONSE_SCHEMA, type ListResponse } from "../resource/types.ts";

/** A list answer; `itemsPerPage` is what the page really holds, and an empty page has an empty `Resources`. */
export function listResponse(
  resources: readonly Json[],
  page: { readonly totalResults: number; readonly startIndex: number },
): ListResponse {
  return {
    schemas: [LIST_RESPONSE_SCHEMA],
    totalResults: page.totalResults,
    startIndex: page.startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
