/** Kysely's SQL templates and what they run on: a pool or a transaction, whatever its tables' types. */
export type { QueryExecutorProvider } from "kysely";
export { sql } from "kysely";

/** A pattern for `ilike` that finds `text` anywhere, its own wildcards taken as they are. */
export function toPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
