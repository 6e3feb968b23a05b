/** Tolerant reading of list answers (RFC 7644 §3.4.2). */
import { isJsonObject, type Json, type JsonObject, LIST_RESPONSE_SCHEMA } from "@lockstep/scim";

/** A list answer in one spelling, whatever the target's. */
export interface ListPage {
  /** As told; the rows of this page when it is not. */
  readonly totalResults: number;
  readonly isTotalTold: boolean;
  /** RFC 9865: where the next page begins; undefined on the last one, and without cursors. */
  readonly nextCursor?: string;
  readonly startIndex: number;
  readonly resources: readonly JsonObject[];
  /** What the target writes differently from RFC 7644, in words. Empty = by the book. */
  readonly deviations: readonly string[];
}

/**
 * Reads a list answer; undefined when the body is none.
 * Interop: lower-case keys, numbers as strings, absent `Resources` on an empty page and a missing `schemas` are all seen
 * in the field and read here, so that nobody else has to know.
 */
export function readListPage(body: Json | undefined): ListPage | undefined {
  if (!isJsonObject(body)) return undefined;
  const deviations: string[] = [];
  const schemas = readKey(body, "schemas", deviations);
  const isListResponse = Array.isArray(schemas) && schemas.includes(LIST_RESPONSE_SCHEMA);
  const total = readInteger(body, "totalResults", deviations);
  const rows = readKey(body, "Resources", deviations);
  if (rows !== undefined && rows !== null && !Array.isArray(rows)) return undefined;
  if (total === undefined && !Array.isArray(rows)) return undefined;
  if (!isListResponse) {
    // A bare object with a number is no list: require the rows when the schema is missing, or that there are none.
    if (!Array.isArray(rows) && total !== 0) return undefined;
    deviations.push("schemas does not name ListResponse");
  }
  const resources = (Array.isArray(rows) ? rows : []).filter(isJsonObject);
  if (total === undefined) deviations.push("totalResults is missing");
  const startIndex = readInteger(body, "startIndex", deviations) ?? 1;
  const cursor = readKey(body, "nextCursor", deviations);
  const next = typeof cursor === "string" && cursor !== "" ? { nextCursor: cursor } : {};
  const isTotalTold = total !== undefined;
  return { totalResults: total ?? resources.length, isTotalTold, ...next, startIndex, resources, deviations };
}

function readKey(body: JsonObject, key: string, deviations: string[]): Json | undefined {
  if (Object.hasOwn(body, key)) return body[key];
  const folded = key.toLowerCase();
  for (const name of Object.keys(body)) {
    if (name.toLowerCase() !== folded) continue;
    deviations.push(`${key} is spelled ${name}`);
    return body[name];
  }
  return undefined;
}

function readInteger(body: JsonObject, key: string, deviations: string[]): number | undefined {
  const value = readKey(body, key, deviations);
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string" || !/^\d{1,15}$/.test(value.trim())) return undefined;
  deviations.push(`${key} is a string`);
  return Number(value);
}
