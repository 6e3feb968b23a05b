import type { Violation } from "./types.ts";

/** PostgreSQL, appendix A, class 23. */
const KINDS: Readonly<Record<string, Violation["kind"]>> = {
  "23505": "unique",
  "23503": "foreignKey",
  "23514": "check",
  "23502": "notNull",
};
const CAUSES_MAX = 8;

/** The constraint that `error` (or one of its causes) violated, or undefined when it is another fault. A not-null violation names `table_column`. */
export function violationOf(error: unknown): Violation | undefined {
  let current = error;
  for (let depth = 0; depth < CAUSES_MAX && current instanceof Error; depth += 1) {
    const fields = current as Error & Partial<Record<"code" | "constraint" | "table" | "column", unknown>>;
    const kind = typeof fields.code === "string" ? KINDS[fields.code] : undefined;
    if (kind !== undefined) {
      const table = typeof fields.table === "string" ? fields.table : "";
      const column = typeof fields.column === "string" ? fields.column : "";
      const constraint = typeof fields.constraint === "string" ? fields.constraint : `${table}_${column}`;
      return { kind, constraint, table };
    }
    current = current.cause;
  }
  return undefined;
}
