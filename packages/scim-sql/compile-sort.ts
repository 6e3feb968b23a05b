/** Compiles `sortBy` and `sortOrder` to an ORDER BY list (RFC 7644 §3.4.2.3). */
import { parseAttributePath, type ResourceShape, ScimError } from "@lockstep/scim";
import type { TableLayout } from "./layout.ts";
import { arrayItems, type Operand, type Target, toSimple } from "./operand.ts";
import { reachInResource } from "./targets.ts";

/** An ORDER BY list without parameters. */
export interface CompiledSort {
  readonly text: string;
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
  const direction = sortOrder === "descending" ? "desc" : "asc";
  const ties = `${layout.createdAt}, ${layout.id}`;
  if (sortBy === undefined) {
    return { text: direction === "asc" ? ties : `${layout.createdAt} desc, ${layout.id} desc` };
  }
  const key = sortKey(requireTarget({ shape, layout }, sortBy), layout);
  // PostgreSQL puts nulls last in ascending and first in descending order, as the RFC wants it.
  return { text: `${key} ${direction}, ${ties}` };
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

function orderedText(operand: Operand, isExact: boolean, layout: TableLayout): string {
  if (operand.kind === "key" || operand.kind === "uuid") return operand.text;
  const text = isExact ? operand.text : `${layout.foldFunction}(${operand.text})`;
  return `(${text}) collate "C"`;
}
