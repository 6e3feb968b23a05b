/** Kysely's SQL templates and what they run on: a pool or a transaction, whatever its tables' types. */
export type { QueryExecutorProvider } from "kysely";
export { sql } from "kysely";
