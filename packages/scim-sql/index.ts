/** Filter and sort order of SCIM queries as PostgreSQL text and parameters. Pure. */
export { compileAfter } from "./compile-after.ts";
export { type CompiledFilter, compileFilter } from "./compile-filter.ts";
export {
  type CompiledSort,
  compileSort,
  compileSortKey,
  type SortKey,
  type SortKeyType,
  toSort,
} from "./compile-sort.ts";
export type { RelationLayout, TableLayout } from "./layout.ts";
export { parsePosition } from "./parse-position.ts";
