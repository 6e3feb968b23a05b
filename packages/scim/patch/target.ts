/** Finds what a PATCH operation aims at (RFC 7644 §3.5.2). */
import { ScimError } from "../error.ts";
import { assertValueFilter } from "../filter/assert-filter.ts";
import type { Filter } from "../filter/ast.ts";
import { printAttributePath } from "../filter/attribute-path.ts";
import { parsePatchPath } from "../path/patch-path.ts";
import { type PlacedAttribute, pathOf } from "../resource/walk.ts";
import { findExtension, resolveAttribute } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";

/** An attribute, or with `sub` one of its sub-attributes, in the values that `filter` selects. */
export interface AttributeTarget {
  readonly kind: "attribute";
  readonly placed: PlacedAttribute;
  readonly sub: AttributeDefinition | undefined;
  readonly filter: Filter | undefined;
  /** The path without its filter, for messages. */
  readonly where: string;
}

/** What an operation aims at: the resource itself, a whole extension, or an attribute. */
export type PatchTarget =
  | { readonly kind: "resource" }
  | { readonly kind: "extension"; readonly extension: ResourceShape["extensions"][number] }
  | AttributeTarget;

/** The target of a path. Throws `ScimError`: `invalidPath`, or `invalidFilter` when the fault lies within brackets. */
export function requireTarget(shape: ResourceShape, path: string | undefined): PatchTarget {
  if (path === undefined) return { kind: "resource" };
  const parsed = parsePatchPath(path, shape);
  if (!parsed.ok) {
    const message = `The path is not valid at position ${parsed.position}: ${parsed.message}`;
    throw new ScimError(parsed.isFilterFault ? "invalidFilter" : "invalidPath", message);
  }
  const { attribute, filter, schemaOnly } = parsed.value;
  if (schemaOnly) {
    const extension = findExtension(shape, attribute.schemaUrn ?? "");
    return extension === undefined ? { kind: "resource" } : { kind: "extension", extension };
  }
  const resolved = resolveAttribute(shape, attribute);
  if (resolved === undefined) {
    throw new ScimError("invalidPath", `The path names the unknown attribute "${printAttributePath(attribute)}".`);
  }
  const placed: PlacedAttribute = { schemaUrn: resolved.schemaUrn, attribute: resolved.attribute };
  const sub = resolved.subAttribute;
  const where = sub === undefined ? pathOf(placed) : `${pathOf(placed)}.${sub.name}`;
  if (filter !== undefined) {
    if (!resolved.attribute.multiValued) {
      throw new ScimError(
        "invalidPath",
        `"${pathOf(placed)}" has one value: a filter in brackets does not apply to it.`,
      );
    }
    assertValueFilter(resolved.attribute, filter);
  }
  return { kind: "attribute", placed, sub, filter, where };
}
