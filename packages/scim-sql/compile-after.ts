/** Resumes a sorted query after the last row of an earlier page, by the values of its sort keys ("keyset"). */
import type { CompiledFilter } from "./compile-filter.ts";
import type { CompiledSort, SortKey } from "./compile-sort.ts";
import { Parameters } from "./sql-text.ts";

/**
 * The condition that selects what stands behind the row with these key values, in the order of `sort`; null is an unassigned
 * value. The row itself need not exist any more, so pages neither skip nor repeat what stays where it is.
 */
export function compileAfter(
  sort: CompiledSort,
  values: readonly (string | null)[],
  firstParameter: number,
): CompiledFilter {
  const { keys } = sort;
  if (values.length !== keys.length) throw new Error(`A position has ${keys.length} values, not ${values.length}`);
  const parameters = new Parameters(firstParameter);
  const ties = keys.slice(-2);
  const behindTie = compileTies(ties, values.slice(-2), parameters);
  const [first] = keys;
  if (keys.length === ties.length || first === undefined) return { text: behindTie, params: parameters.values };
  return { text: compileKey(first, values[0] ?? null, { behindTie, parameters }), params: parameters.values };
}

/** Perf: a row comparison, which one index on creation and id answers. */
function compileTies(keys: readonly SortKey[], values: readonly (string | null)[], parameters: Parameters): string {
  const left = keys.map(({ text }) => text).join(", ");
  const right = keys.map(({ type }, index) => `${parameters.add(values[index] ?? "")}::${type}`).join(", ");
  return `(${left}) ${keys[0]?.direction === "desc" ? "<" : ">"} (${right})`;
}

/** Unassigned values stand last in ascending order, first in descending. */
function compileKey(
  { text, type, direction, isAssigned }: SortKey,
  value: string | null,
  { behindTie, parameters }: { readonly behindTie: string; readonly parameters: Parameters },
): string {
  if (value === null) {
    const isTied = `(${text} is null and ${behindTie})`;
    return direction === "asc" ? isTied : `(${text} is not null or ${isTied})`;
  }
  const parameter = `${parameters.add(value)}::${type}${type === "text" ? ' collate "C"' : ""}`;
  const [beyond, bound] = direction === "desc" ? ["<", "<="] : [">", ">="];
  // Perf: the bound lets an index begin at the value, where the alternatives alone would have it read from the start.
  if (direction === "desc" || isAssigned) {
    return `(${text} ${bound} ${parameter} and (${text} ${beyond} ${parameter} or ${behindTie}))`;
  }
  return `(${text} > ${parameter} or ${text} is null or (${text} = ${parameter} and ${behindTie}))`;
}
