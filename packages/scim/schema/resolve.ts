/** Finds what a path names in a shape (RFC 7644 §3.10). */
import type { AttributePath } from "../filter/ast.ts";
import { COMMON_ATTRIBUTES } from "./common-attributes.ts";
import { equalUrn, findAttribute, findSubAttribute } from "./find.ts";
import type { AttributeDefinition, ResolvedAttribute, ResourceShape } from "./types.ts";

/**
 * The attribute that a path names, in any letter case, or undefined. Names without a URN mean the core schema or a common
 * attribute; an attribute of an extension is found under its URN only.
 */
export function resolveAttribute(shape: ResourceShape, path: AttributePath): ResolvedAttribute | undefined {
  const found = findRoot(shape, path);
  if (found === undefined) return undefined;
  if (path.subName === undefined) return { ...found, subAttribute: undefined };
  const subAttribute = findSubAttribute(found.attribute, path.subName);
  return subAttribute === undefined ? undefined : { ...found, subAttribute };
}

function findRoot(
  shape: ResourceShape,
  path: AttributePath,
): { readonly schemaUrn: string | undefined; readonly attribute: AttributeDefinition } | undefined {
  const { schemaUrn, name } = path;
  if (schemaUrn === undefined || equalUrn(schemaUrn, shape.core.id)) {
    const attribute = findAttribute(shape.core.attributes, name) ?? findAttribute(COMMON_ATTRIBUTES, name);
    return attribute === undefined ? undefined : { schemaUrn: undefined, attribute };
  }
  const extension = findExtension(shape, schemaUrn);
  const attribute = extension === undefined ? undefined : findAttribute(extension.schema.attributes, name);
  return extension === undefined || attribute === undefined ? undefined : { schemaUrn: extension.schema.id, attribute };
}

/** The extension with this URN in any letter case. */
export function findExtension(shape: ResourceShape, urn: string): ResourceShape["extensions"][number] | undefined {
  return shape.extensions.find((extension) => equalUrn(extension.schema.id, urn));
}
