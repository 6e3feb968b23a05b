/** Recognises the queries that clients send most: one resource by user name, external id or display name. */
import type { ResourceQuery } from "@lockstep/scim-server";
import type { KeyColumn } from "./combined-reads.ts";
import type { CompiledQuery } from "./query-resources.ts";

/** What the filter compiler makes of an equality with a look-up column: the text says all, whatever the filter was written like. */
const COLUMNS: ReadonlyMap<string, KeyColumn> = new Map([
  ["r.account_id = $1 and r.type = $2 and r.user_name_key = $3", "userName"],
  ["r.account_id = $1 and r.type = $2 and r.external_id = $3", "externalId"],
  ["r.account_id = $1 and r.type = $2 and r.display_name_key = $3", "displayName"],
]);

/** The column and key that a query looks up; undefined for any other query. */
export function asLookUp(
  { branches, parameters }: CompiledQuery,
  query: ResourceQuery,
): { readonly column: KeyColumn; readonly key: string } | undefined {
  const column = branches.length === 1 ? COLUMNS.get(branches[0]?.condition ?? "") : undefined;
  if (column === undefined || query.startIndex !== 1 || query.count < 1 || query.after !== undefined) return undefined;
  const key = parameters[2];
  return typeof key === "string" ? { column, key } : undefined;
}
