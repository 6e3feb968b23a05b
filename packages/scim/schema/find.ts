/** Looks attributes up by name without regard to letter case (RFC 7643 §2.1). */
import type { AttributeDefinition } from "./types.ts";

const indexes = new WeakMap<readonly AttributeDefinition[], ReadonlyMap<string, AttributeDefinition>>();

/** The attribute with this name in any letter case. Perf: one hash look-up; the index of a list is built once. */
export function findAttribute(
  attributes: readonly AttributeDefinition[],
  name: string,
): AttributeDefinition | undefined {
  let index = indexes.get(attributes);
  if (index === undefined) {
    index = new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
    indexes.set(attributes, index);
  }
  return index.get(name.toLowerCase());
}

/** The sub-attribute with this name in any letter case. */
export function findSubAttribute(attribute: AttributeDefinition, name: string): AttributeDefinition | undefined {
  return attribute.subAttributes === undefined ? undefined : findAttribute(attribute.subAttributes, name);
}

/** RFC 7643 §2.4: what a complex attribute means when named alone in a comparison: its `value`. */
export function defaultSubAttribute(attribute: AttributeDefinition): AttributeDefinition | undefined {
  return findSubAttribute(attribute, "value");
}

/** True when two schema URNs are the same; URNs are compared without regard to letter case (RFC 7643 §2.1). */
export function equalUrn(left: string, right: string): boolean {
  return left === right || left.toLowerCase() === right.toLowerCase();
}
