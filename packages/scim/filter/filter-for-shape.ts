/** A filter over several resource types (RFC 7644 §3.4.2.1), as it reads for one of them. */
import { ScimError } from "../error.ts";
import { resolveAttribute } from "../schema/resolve.ts";
import type { ResourceShape } from "../schema/types.ts";
import type { AttributePath, Filter } from "./ast.ts";
import { printAttributePath } from "./attribute-path.ts";

/**
 * What is left of a filter for a type when the attributes that the type does not have count as unassigned: a filter that names
 * attributes of the type only, or a constant. Agrees with `evaluateFilter`.
 */
export function filterForShape(shape: ResourceShape, filter: Filter): Filter | boolean {
  switch (filter.kind) {
    case "and":
    case "or":
      return join(filter.kind, filterForShape(shape, filter.left), filterForShape(shape, filter.right));
    case "not": {
      const inner = filterForShape(shape, filter.filter);
      return typeof inner === "boolean" ? !inner : { kind: "not", filter: inner };
    }
    case "present":
    case "valuePath":
      return resolveAttribute(shape, filter.path) === undefined ? false : filter;
    case "compare": {
      if (resolveAttribute(shape, filter.path) !== undefined) return filter;
      return filter.operator === (filter.value === null ? "eq" : "ne");
    }
  }
}

function join(kind: "and" | "or", left: Filter | boolean, right: Filter | boolean): Filter | boolean {
  // What decides alone: false for `and`, true for `or`. The opposite constant adds nothing.
  const decisive = kind === "or";
  if (left === decisive || right === decisive) return decisive;
  if (typeof left === "boolean") return right;
  if (typeof right === "boolean") return left;
  return { kind, left, right };
}

/** Throws `ScimError` `invalidFilter` for an attribute that none of the types has. */
export function assertFilterNames(shapes: readonly ResourceShape[], filter: Filter): void {
  switch (filter.kind) {
    case "and":
    case "or":
      assertFilterNames(shapes, filter.left);
      assertFilterNames(shapes, filter.right);
      return;
    case "not":
      assertFilterNames(shapes, filter.filter);
      return;
    default:
      if (!isKnown(shapes, filter.path)) {
        throw new ScimError(
          "invalidFilter",
          `The filter names the unknown attribute "${printAttributePath(filter.path)}".`,
        );
      }
  }
}

function isKnown(shapes: readonly ResourceShape[], path: AttributePath): boolean {
  return shapes.some((shape) => resolveAttribute(shape, path) !== undefined);
}
