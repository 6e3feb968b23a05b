/** One sort order over several resource types (RFC 7644 §3.4.2.3). */
import { type ResourceShape, ScimError } from "@lockstep/scim";
import { type CompiledSort, compileSortKey, type SortKey, toSort } from "@lockstep/scim-sql";
import { layoutOf, RESOURCE_LAYOUT } from "./layout.ts";

/**
 * The order of each type, alike enough to merge them: resources of a type without the attribute count as without a value. Values that
 * are of different kinds in different types are compared as text. Throws `ScimError` `invalidValue` when no type can be sorted so.
 */
export function compileSharedSort(
  shapes: readonly ResourceShape[],
  sortBy: string | undefined,
  sortOrder: "ascending" | "descending",
): readonly CompiledSort[] {
  if (sortBy === undefined) return shapes.map(() => toSort(undefined, sortOrder, RESOURCE_LAYOUT));
  const keys = shapes.map((shape) => tryKey(shape, sortBy));
  const types = new Set(keys.flatMap((key) => (key instanceof ScimError ? [] : [key.type])));
  const [type = "text"] = types;
  const [fault] = keys;
  if (types.size === 0 && fault instanceof ScimError) throw fault;
  const shared = types.size > 1 ? "text" : type;
  return keys.map((key) =>
    toSort({ text: alike(key, shared), type: shared, isAssigned: false }, sortOrder, RESOURCE_LAYOUT),
  );
}

function tryKey(shape: ResourceShape, sortBy: string): Omit<SortKey, "direction"> | ScimError {
  try {
    return compileSortKey(shape, sortBy, layoutOf(shape.type.name));
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

function alike(key: Omit<SortKey, "direction"> | ScimError, shared: SortKey["type"]): string {
  if (key instanceof ScimError) return `null::${shared}`;
  return key.type === shared ? key.text : `(${key.text})::text collate "C"`;
}
