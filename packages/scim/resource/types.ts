import type { Json, JsonObject } from "../json.ts";

/** RFC 7643 §3.1. Times are ISO 8601 in UTC with milliseconds; `version` is a weak entity tag such as `W/"3"`. */
export interface ResourceMeta {
  readonly resourceType: string;
  readonly created: string;
  readonly lastModified: string;
  readonly location: string;
  readonly version: string;
}

/** A resource on the wire. */
export interface ScimResource extends JsonObject {
  readonly schemas: readonly string[];
  readonly id: string;
}

/** RFC 7644 §3.9: which attributes an answer carries, as the client wrote them. */
export interface Projection {
  readonly attributes: readonly string[] | undefined;
  readonly excludedAttributes: readonly string[] | undefined;
  /** RFC 7643 §7: what the request itself wrote, so that attributes returned on request are shown to their writer. */
  readonly written?: readonly string[];
}

/** RFC 7644 §3.4.2: the URN of a list answer. */
export const LIST_RESPONSE_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/** RFC 7644 §3.4.2: a list answer. */
export interface ListResponse {
  readonly schemas: readonly [typeof LIST_RESPONSE_SCHEMA];
  readonly totalResults: number;
  /** Absent in pages by cursor. */
  readonly startIndex?: number;
  readonly itemsPerPage: number;
  /** RFC 9865 §2: what asks for the next page by cursor. */
  readonly nextCursor?: string;
  readonly Resources: readonly Json[];
}
