/** Filter and sort order of SCIM queries as PostgreSQL text and parameters. Pure. */
export { type CompiledFilter, compileFilter } from "./compile-filter.ts";
export { type CompiledSort, compileSort } from "./compile-sort.ts";
export type { RelationLayout, TableLayout } from "./layout.ts";
