/** Reads a search by POST (RFC 7644 §3.4.3). */
import { ScimError } from "../error.ts";
import { isJsonArray, type JsonObject, ownValueAnyCase } from "../json.ts";
import { requireMessage } from "./schemas.ts";

/** RFC 7644 §3.4.3: the URN of a search request. */
export const SEARCH_REQUEST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** What a query asks for, as a client writes it; the filter is not parsed yet, numbers are not bounded yet. */
export interface SearchRequest {
  readonly attributes: readonly string[] | undefined;
  readonly excludedAttributes: readonly string[] | undefined;
  readonly filter: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
  readonly startIndex: number | undefined;
  readonly count: number | undefined;
  /** RFC 9865 §2: empty on the first page; undefined asks for pages by index. */
  readonly cursor: string | undefined;
}

/**
 * The members of a search request. Throws `ScimError`: `invalidSyntax` for a member of another kind, `invalidValue` for a number
 * that is no integer (`invalidCount` for the count beside a cursor).
 */
export function readSearchRequest(body: unknown): SearchRequest {
  const message = requireMessage(body, SEARCH_REQUEST_SCHEMA);
  const cursor = readText(message, "cursor");
  return {
    attributes: readNames(message, "attributes"),
    excludedAttributes: readNames(message, "excludedAttributes"),
    filter: readText(message, "filter"),
    sortBy: readText(message, "sortBy"),
    sortOrder: readText(message, "sortOrder"),
    startIndex: readInteger(message, "startIndex", "invalidValue"),
    count: readInteger(message, "count", cursor === undefined ? "invalidValue" : "invalidCount"),
    cursor,
  };
}

function readText(message: JsonObject, name: string): string | undefined {
  const value = ownValueAnyCase(message, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new ScimError("invalidSyntax", `"${name}" must be a text.`);
  return value;
}

function readNames(message: JsonObject, name: string): readonly string[] | undefined {
  const value = ownValueAnyCase(message, name);
  if (value === undefined || value === null) return undefined;
  const names = isJsonArray(value) ? value.filter((item) => typeof item === "string") : [];
  if (!isJsonArray(value) || names.length < value.length) {
    throw new ScimError("invalidSyntax", `"${name}" must be an array of attribute names.`);
  }
  return names;
}

function readInteger(message: JsonObject, name: string, code: "invalidValue" | "invalidCount"): number | undefined {
  const value = ownValueAnyCase(message, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new ScimError(code, `"${name}" must be an integer.`);
}
