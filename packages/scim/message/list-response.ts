/** RFC 7644 §3.4.2: the answer to a query. */
import type { Json } from "../json.ts";
import { LIST_RESPONSE_SCHEMA, type ListResponse } from "../resource/types.ts";

/** Where a page stands: by index, or by cursor (RFC 9865 §2: without `nextCursor` it is the last one). */
type PagePlace = { readonly startIndex: number } | { readonly nextCursor: string | undefined };

/** A list answer; `itemsPerPage` is what the page really holds, and an empty page has an empty `Resources`. */
export function listResponse(
  resources: readonly Json[],
  page: { readonly totalResults: number } & PagePlace,
): ListResponse {
  return {
    schemas: [LIST_RESPONSE_SCHEMA],
    totalResults: page.totalResults,
    ...("startIndex" in page ? { startIndex: page.startIndex } : {}),
    itemsPerPage: resources.length,
    ...("nextCursor" in page && page.nextCursor !== undefined ? { nextCursor: page.nextCursor } : {}),
    Resources: resources,
  };
}
