/** Which change of a schema could make stored resources invalid, or leave what is derived from them untrue. */
import { findAttribute } from "./find.ts";
import type { AttributeDefinition, SchemaDefinition } from "./types.ts";

/**
 * The first change that resources of the old schema may not survive, as a sentence without a full stop; undefined when all do.
 * Compatible: other texts, other suggestions, new optional attributes, what is required or unique becoming free, an integer
 * becoming a decimal, other mutability and visibility of values that are kept.
 */
export function findIncompatibility(before: SchemaDefinition, after: SchemaDefinition): string | undefined {
  // Stored documents hold extensions under the schema's own spelling.
  if (before.id !== after.id) return `the URN changes from "${before.id}" to "${after.id}"`;
  return ofAttributes(before.attributes, after.attributes, "");
}

function ofAttributes(
  before: readonly AttributeDefinition[],
  after: readonly AttributeDefinition[],
  prefix: string,
): string | undefined {
  for (const attribute of before) {
    const path = `${prefix}${attribute.name}`;
    const next = findAttribute(after, attribute.name);
    // Stored documents hold names in the schema's spelling.
    if (next === undefined || next.name !== attribute.name) return `"${path}" is removed or spelt otherwise`;
    const fault = ofAttribute(attribute, next, path);
    if (fault !== undefined) return fault;
  }
  for (const attribute of after) {
    if (findAttribute(before, attribute.name) !== undefined) continue;
    if (attribute.required) return `"${prefix}${attribute.name}" is new and required`;
  }
  return undefined;
}

function ofAttribute(before: AttributeDefinition, after: AttributeDefinition, path: string): string | undefined {
  const isWider = before.type === "integer" && after.type === "decimal";
  if (before.type !== after.type && !isWider) return `"${path}" changes its type`;
  if (before.multiValued !== after.multiValued) return `"${path}" changes between one value and several`;
  if (before.caseExact !== after.caseExact) return `"${path}" changes whether letter case counts`;
  if (!before.required && after.required) return `"${path}" becomes required`;
  if (before.uniqueness === "none" && after.uniqueness !== "none") return `"${path}" becomes unique`;
  if (before.mutability !== after.mutability && [before, after].some(isSecret)) {
    return `"${path}" changes whether its value is kept`;
  }
  return ofAttributes(before.subAttributes ?? [], after.subAttributes ?? [], `${path}.`);
}

function isSecret({ mutability }: AttributeDefinition): boolean {
  return mutability === "writeOnly";
}
