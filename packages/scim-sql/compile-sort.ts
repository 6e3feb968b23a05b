/** Compiles `sortBy` and `sortOrder` to an ORDER BY list (RFC 7644 §3.4.2.3). */
import { parseAttributePath, type ResourceShape, ScimError } from "@lockstep/scim";
import type { TableLayout } from "./layout.ts";
import { arrayItems, type Operand, type Target, toSimple } from "./operand.ts";
import { reachInResource } from "./targets.ts";

/** SQL types in which sort keys are compared. */
export type SortKeyType = "text" | "numeric" | "jsonb" | "timestamptz" | "uuid";

/** One expression of an ORDER BY list; `type` is what its values are cast to when they come back as parameters. */
export interface SortKey {
  readonly text: string;
  readonly type: SortKeyType;
  readonly direction: "asc" | "desc";
  /** True when no resource is without a value. */
  readonly isAssigned: boolean;
}

/** A total order of resources without parameters: the last key is the id. */
export interface CompiledSort {
  /** The ORDER BY list. */
  readonly text: string;
  readonly keys: readonly SortKey[];
}

/**
 * The ORDER BY list of a query; ties, and a query without `sortBy`, are settled by creation and id, so that pages neither skip nor
 * repeat. Resources without a value come last in ascending order, first in descending. Throws `ScimError` `invalidValue` for
 * what cannot be sorted by.
 */
export function compileSort(
  shape: ResourceShape,
  sortBy: string | undefined,
  sortOrder: "ascending" | "descending",
  layout: TableLayout,
): CompiledSort {
  const key = sortBy === undefined ? undefined : compileSortKey(shape, sortBy, layout);
  return toSort(key, sortOrder, layout);
}

/** The order by a key, or without one by creation; ties are settled by creation and id. */
export function toSort(
  key: Omit<SortKey, "direction"> | undefined,
  sortOrder: "ascending" | "descending",
  layout: Pick<TableLayout, "createdAt" | "id">,
): CompiledSort {
  const direction = sortOrder === "descending" ? "desc" : "asc";
  // Ties are settled in one direction only, so that the index of creation serves them; without a key they are the order.
  const tieDirection = key === undefined ? direction : "asc";
  const keys: SortKey[] = [
    ...(key === undefined ? [] : [{ ...key, direction } as const]),
    { text: layout.createdAt, type: "timestamptz", direction: tieDirection, isAssigned: true },
    { text: layout.id, type: "uuid", direction: tieDirection, isAssigned: true },
  ];
  // PostgreSQL puts nulls last in ascending and first in descending order, as RFC 7644 §3.4.2.3 wants it.
  return { text: keys.map(({ text, direction: way }) => (way === "asc" ? text : `${text} desc`)).join(", "), keys };
}

/** The expression that `sortBy` sorts by. Throws `ScimError` `invalidValue` for what cannot be sorted by. */
export function compileSortKey(shape: ResourceShape, sortBy: string, layout: TableLayout): Omit<SortKey, "direction"> {
  const target = requireTarget({ shape, layout }, sortBy);
  const { operand, attribute } = target;
  // Of what lies in columns only a required attribute of the core schema is sure to be there.
  const isAssigned =
    operand.kind === "uuid" || operand.kind === "instant" || (operand.kind === "key" && attribute.required);
  return { text: sortKey(target, layout), type: typeOf(target), isAssigned };
}

function requireTarget(scope: { readonly shape: ResourceShape; readonly layout: TableLayout }, sortBy: string): Target {
  const path = parseAttributePath(sortBy);
  if (!path.ok)
    throw new ScimError("invalidValue", `sortBy is not valid at position ${path.position}: ${path.message}`);
  const reach = reachInResource(scope, path.value);
  if (!reach.ok) throw new ScimError("invalidValue", `sortBy: ${reach.reason}.`);
  const target = toSimple(reach.target);
  if (target === undefined || (target.rows !== undefined && target.rows.array === undefined)) {
    throw new ScimError("invalidValue", `sortBy: resources cannot be sorted by "${sortBy}".`);
  }
  return target;
}

function sortKey(target: Target, layout: TableLayout): string {
  const value = comparable(target, layout);
  if (target.rows?.array === undefined) return value;
  // RFC 7644 §3.4.2.3: the primary value, or else the first one.
  const items = `${arrayItems(target.rows.array)} with ordinality as e(value, place)`;
  const primaryFirst = "(e.value->'primary' = 'true'::jsonb) desc nulls last";
  return `(select ${value} from ${items} order by ${primaryFirst}, e.place limit 1)`;
}

function comparable({ attribute, operand }: Target, layout: TableLayout): string {
  switch (attribute.type) {
    case "boolean":
      return operand.kind === "json" ? operand.json : operand.text;
    case "integer":
    case "decimal":
      return `(${operand.text})::numeric`;
    case "dateTime":
      return operand.kind === "instant" ? operand.text : `${layout.instantFunction}(${operand.text})`;
    default:
      return orderedText(operand, attribute.caseExact || attribute.type === "binary", layout);
  }
}

function typeOf({ attribute, operand }: Target): SortKeyType {
  switch (attribute.type) {
    case "boolean":
      return "jsonb";
    case "integer":
    case "decimal":
      return "numeric";
    case "dateTime":
      return "timestamptz";
    default:
      return operand.kind === "uuid" ? "uuid" : "text";
  }
}

function orderedText(operand: Operand, isExact: boolean, layout: TableLayout): string {
  if (operand.kind === "key" || operand.kind === "uuid") return operand.text;
  const text = isExact ? operand.text : `${layout.foldFunction}(${operand.text})`;
  return `(${text}) collate "C"`;
}
