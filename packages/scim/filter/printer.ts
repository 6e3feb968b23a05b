/** Writes a filter as text, with the fewest parentheses that keep its meaning. */
import type { Filter, FilterValue } from "./ast.ts";
import { printAttributePath } from "./attribute-path.ts";

/** The text of a filter; `parseFilter` reads it back to the same tree, positions aside. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case "compare":
      return `${printAttributePath(filter.path)} ${filter.operator} ${printFilterValue(filter.value)}`;
    case "present":
      return `${printAttributePath(filter.path)} pr`;
    case "valuePath":
      return `${printAttributePath(filter.path)}[${printFilter(filter.filter)}]`;
    case "not":
      return `not (${printFilter(filter.filter)})`;
    case "and":
      return `${printOperand(filter.left, "and", false)} and ${printOperand(filter.right, "and", true)}`;
    case "or":
      return `${printOperand(filter.left, "or", false)} or ${printOperand(filter.right, "or", true)}`;
  }
}

/** A chain of one operator reads from the left, so a right operand of the same operator keeps its parentheses. */
function printOperand(filter: Filter, parent: "and" | "or", isRight: boolean): string {
  const isLooser = parent === "and" && filter.kind === "or";
  const isSameOnRight = isRight && filter.kind === parent;
  return isLooser || isSameOnRight ? `(${printFilter(filter)})` : printFilter(filter);
}

/** The literal of a comparison as filter text. */
export function printFilterValue(value: FilterValue): string {
  return JSON.stringify(value);
}
