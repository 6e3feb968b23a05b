/** Requests that look, and the check of what they answer: a row counts only if it is what was asked for. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import { type ListPage, readListPage } from "@lockstep/scim-client";
import type { Action, ActionPurpose } from "../types.ts";

/** What rows are looked up by. */
export interface LookupKey {
  readonly attribute: "userName" | "externalId" | "displayName" | "emails.value";
  readonly value: string;
}

/** `GET /Users?filter=userName eq "…"&startIndex=1&count=100`, as Okta sends it. */
export function lookupAction(purpose: "lookupUser" | "lookupGroup", key: LookupKey, reason: string): Action {
  const collection = purpose === "lookupUser" ? "/Users" : "/Groups";
  // JSON's escapes are the filter's own (RFC 7644 §3.4.2.2), so a quote in a name cannot end the literal.
  const filter = encodeURIComponent(`${key.attribute} eq ${JSON.stringify(key.value)}`);
  return { purpose, request: { method: "GET", path: `${collection}?filter=${filter}&startIndex=1&count=100` }, reason };
}

/** Rows that one page of a whole list shows at most. */
export const LIST_PAGE_SIZE = 100;

/** One page of all users or groups, for a target that knows no filters. */
export function listAction(purpose: "lookupUser" | "lookupGroup", startIndex: number, reason: string): Action {
  const collection = purpose === "lookupUser" ? "/Users" : "/Groups";
  return {
    purpose,
    request: { method: "GET", path: `${collection}?startIndex=${startIndex}&count=${LIST_PAGE_SIZE}` },
    reason,
  };
}

/** `GET` of one resource by id. */
export function readAction(purpose: "readUser" | "readGroup", id: string, reason: string): Action {
  return { purpose, request: { method: "GET", path: resourcePath(purpose, id) }, reason };
}

/** `GET` of a group without its members. Perf: there may be a hundred thousand of them, and only the rest is wanted (RFC 7644 §3.9). */
export function readNameAction(id: string, reason: string): Action {
  const { request, ...action } = readAction("readGroup", id, reason);
  return { ...action, request: { ...request, path: `${request.path}?excludedAttributes=members` } };
}

/** `GET` of who is in a group, and nothing else of it or of them (RFC 7644 §3.9). */
export function readMemberIdsAction(id: string, reason: string): Action {
  const { request, ...action } = readAction("readGroup", id, reason);
  return {
    ...action,
    request: { ...request, path: `${request.path}?attributes=displayName,externalId,members.value` },
  };
}

/** The path of one resource. */
export function resourcePath(purpose: ActionPurpose, id: string): string {
  const isGroup = purpose.endsWith("Group") || purpose.endsWith("Members");
  return `${isGroup ? "/Groups" : "/Users"}/${encodeURIComponent(id)}`;
}

/** The rows of a lookup that really match. */
export type LookupResult =
  | { readonly kind: "rows"; readonly rows: readonly (JsonObject & { readonly id: string })[] }
  /** The target answered with others: it ignores filters, and nothing can be concluded. */
  | { readonly kind: "untrusted"; readonly detail: string };

/** Reads the answer of a lookup, comparing each row as the target would have to. */
export function readLookup(list: JsonObject | undefined, key: LookupKey): LookupResult {
  const page = readListPage(list);
  if (page === undefined) return { kind: "untrusted", detail: "The answer to the look-up is not a SCIM list." };
  const rows = page.resources.filter(hasId).filter((row) => matchesKey(row, key));
  if (rows.length === 0 && isIncomplete(page)) {
    return {
      kind: "untrusted",
      detail: `The look-up of ${key.attribute} "${key.value}" was answered with others: the target seems to ignore filters.`,
    };
  }
  return { kind: "rows", rows };
}

/** Rows that were not asked for, and more of them than were shown: the one looked for may be among the rest. */
function isIncomplete(page: ListPage): boolean {
  return page.totalResults > page.resources.length;
}

/** Whether a row can be spoken of at all. */
export function hasId(row: JsonObject): row is JsonObject & { readonly id: string } {
  return typeof row["id"] === "string" && row["id"] !== "";
}

/** Whether a row is the one that was asked for. RFC 7643 §4.1.1, §4.2: user names and group names compare without letter case; §3.1: externalId with it. */
export function matchesKey(row: JsonObject, key: LookupKey): boolean {
  if (key.attribute === "emails.value") {
    const emails = row["emails"];
    return isJsonArray(emails) && emails.some((email) => isJsonObject(email) && sameText(email["value"], key.value));
  }
  const value = row[key.attribute];
  if (typeof value !== "string") return false;
  return key.attribute === "externalId" ? value === key.value : sameText(value, key.value);
}

function sameText(value: Json | undefined, wanted: string): boolean {
  return typeof value === "string" && value.toLowerCase() === wanted.toLowerCase();
}
