/** Finds rows by an attribute: by filter, or in a target without filters by listing all of them. Every row is compared here. */
import type { JsonObject } from "@lockstep/scim";
import { readListPage } from "@lockstep/scim-client";
import type { Dialect } from "../dialect.ts";
import { hasId, type LookupKey, listAction, lookupAction, matchesKey, readLookup } from "../plan/lookup.ts";
import type { Action, Outcome } from "../types.ts";

/** A row with an id. */
export type Row = JsonObject & { readonly id: string };

/** Rows that match, or the outcome of the request that could not be answered. */
export type Search =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "failed"; readonly outcome: Outcome };

/** What a search is made with. */
export interface Searcher {
  readonly dialect: Dialect;
  perform(action: Action, refine?: (outcome: Outcome) => Outcome): Promise<Outcome>;
}

/** What is looked for, where and why. */
export interface Wanted {
  readonly purpose: "lookupUser" | "lookupGroup";
  readonly key: LookupKey;
  readonly reason: string;
}

/** Pages of a whole list that one search reads at most: 20,000 rows. A target that holds more has to know filters. */
const LIST_PAGES_MAX = 200;

/** Searches. `onRows` may turn the outcome of a filtered look-up into a more telling one once its rows are known. */
export async function search(
  searcher: Searcher,
  wanted: Wanted,
  onRows: (rows: readonly Row[], outcome: Outcome) => Outcome = (_, outcome) => outcome,
): Promise<Search> {
  if (searcher.dialect.lookupBy === "LIST") return await searchList(searcher, wanted);
  let rows: readonly Row[] | undefined;
  const action = lookupAction(wanted.purpose, wanted.key, wanted.reason);
  const outcome = await searcher.perform(action, (raw) => {
    if (raw.kind !== "done") return raw;
    const result = readLookup(raw.resource, wanted.key);
    if (result.kind === "untrusted") {
      return { kind: "rejected", status: raw.status, scimType: undefined, detail: result.detail };
    }
    rows = result.rows;
    return onRows(rows, raw);
  });
  return rows === undefined ? { kind: "failed", outcome } : { kind: "rows", rows };
}

async function searchList(searcher: Searcher, { purpose, key, reason }: Wanted): Promise<Search> {
  const found = new Map<string, Row>();
  let startIndex = 1;
  for (let page = 0; page < LIST_PAGES_MAX; page += 1) {
    const outcome = await searcher.perform(listAction(purpose, startIndex, reason));
    const list = outcome.kind === "done" ? readListPage(outcome.resource) : undefined;
    if (list === undefined) return { kind: "failed", outcome };
    for (const row of list.resources) if (hasId(row) && matchesKey(row, key)) found.set(row.id, row);
    startIndex += list.resources.length;
    if (list.resources.length === 0 || startIndex > list.totalResults)
      return { kind: "rows", rows: [...found.values()] };
  }
  const detail = `The app lists more than ${startIndex - 1} entries and cannot be asked for one: choose a filter for the connection.`;
  return { kind: "failed", outcome: { kind: "rejected", status: 200, scimType: undefined, detail } };
}
