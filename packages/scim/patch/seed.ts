/** What a value filter says of a value that does not exist yet. */
import type { Filter } from "../filter/ast.ts";
import type { JsonObject } from "../json.ts";
import { findSubAttribute } from "../schema/find.ts";
import type { AttributeDefinition } from "../schema/types.ts";

/** The value that the `eq` terms of a filter describe, as far as they are joined by `and`. */
export function toSeed(attribute: AttributeDefinition, filter: Filter): JsonObject {
  if (filter.kind === "and") return { ...toSeed(attribute, filter.left), ...toSeed(attribute, filter.right) };
  if (filter.kind !== "compare" || filter.operator !== "eq") return {};
  const sub = findSubAttribute(attribute, filter.path.name);
  return sub === undefined || filter.value === null ? {} : { [sub.name]: filter.value };
}
