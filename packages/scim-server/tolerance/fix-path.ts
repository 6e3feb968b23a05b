/** Attribute paths that the shape does not know as they are written, and what they mean (RFC 7644 §3.10). */
import {
  type AttributePath,
  findAttribute,
  findSubAttribute,
  type ResourceShape,
  resolveAttribute,
} from "@lockstep/scim";
import { currentUrn } from "./legacy-urn.ts";
import type { Leniency } from "./leniency.ts";

/** The path that the shape knows, as far as the switches allow; the same object when it knows it already, or does not know it at all. */
export function fixPath(leniency: Leniency, shape: ResourceShape, path: AttributePath): AttributePath {
  if (resolveAttribute(shape, path) !== undefined) return path;
  const { schemaUrn } = path;
  if (schemaUrn === undefined) return completePath(leniency, shape, path) ?? path;
  const current = currentUrn(shape, schemaUrn);
  if (current === undefined) return path;
  const renamed = { ...path, schemaUrn: current };
  if (resolveAttribute(shape, renamed) !== undefined) return leniency.use("legacySchemas") ? renamed : path;
  // SCIM 1.1 has no URN of its own for users and groups: what its core URN does not know may still be a bare name.
  const bare = current === shape.core.id ? completePath(leniency, shape, { ...path, schemaUrn: undefined }) : undefined;
  return bare !== undefined && leniency.use("legacySchemas") ? bare : path;
}

/** The one attribute that a name without its parent or its URN can mean, or undefined. */
function completePath(leniency: Leniency, shape: ResourceShape, path: AttributePath): AttributePath | undefined {
  const { name, subName } = path;
  const parents = subName === undefined ? parentsOf(shape, name) : [];
  const extensions = shape.extensions.flatMap(({ schema }): AttributePath[] => {
    const attribute = findAttribute(schema.attributes, name);
    if (attribute === undefined) return [];
    const isKnown = subName === undefined || findSubAttribute(attribute, subName) !== undefined;
    return isKnown ? [{ ...path, schemaUrn: schema.id }] : [];
  });
  const [only, ...others] = [...parents, ...extensions];
  return only !== undefined && others.length === 0 && leniency.use("bareNames") ? only : undefined;
}

function parentsOf(shape: ResourceShape, name: string): readonly AttributePath[] {
  return shape.core.attributes.flatMap((attribute) => {
    const isParent = attribute.type === "complex" && !attribute.multiValued && attribute.mutability !== "readOnly";
    const sub = isParent ? findSubAttribute(attribute, name) : undefined;
    return sub === undefined ? [] : [{ schemaUrn: undefined, name: attribute.name, subName: sub.name }];
  });
}
