/** The values of a multi-valued attribute under PATCH: appending, and keeping one primary (RFC 7644 §3.5.2). */
import { ScimError } from "../error.ts";
import { isJsonArray, isJsonObject, isUnassigned, type Json } from "../json.ts";
import { identityOf, mergeElements, uniqueElements } from "../resource/identity.ts";
import { assertCount, isPrimary } from "../resource/value.ts";
import type { AttributeDefinition } from "../schema/types.ts";

/** The values of an attribute as a list; a lone value of a foreign server is a list of one. */
export function toElements(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isJsonArray(value) ? value : [value];
}

/** A list of values as it is kept: no empty ones, none at all is undefined. */
export function fromElements(elements: readonly Json[]): readonly Json[] | undefined {
  const assigned = elements.filter((element) => !isUnassigned(element));
  return assigned.length === 0 ? undefined : assigned;
}

/** RFC 7644 §3.5.2.1: new values follow the old ones; a value that is there already is not added again but completed. */
export function appendElements(
  attribute: AttributeDefinition,
  current: readonly Json[],
  added: readonly Json[],
): readonly Json[] {
  const elements = new Map<string, Json>();
  for (const element of current) elements.set(identityOf(attribute, element), element);
  const chosen = new Set<Json>();
  for (const element of added) {
    const key = identityOf(attribute, element);
    const known = elements.get(key);
    const kept = known === undefined ? element : mergeElements(attribute, known, element);
    elements.set(key, kept);
    if (isPrimary(element)) chosen.add(kept);
  }
  assertCount(attribute, elements.size, attribute.name);
  const settled = withOnePrimary([...elements.values()], chosen, attribute.name);
  return chosen.size === 0 ? settled : uniqueElements(attribute, settled);
}

/**
 * RFC 7644 §3.5.2: a value that an operation makes primary takes that from all others. `chosen` are the elements that the
 * operation made primary; more than one contradict each other.
 */
export function withOnePrimary(elements: readonly Json[], chosen: ReadonlySet<Json>, where: string): readonly Json[] {
  if (chosen.size === 0) return elements;
  if (chosen.size > 1) throw new ScimError("invalidValue", `"${where}" gets more than one value with "primary": true.`);
  return elements.map((element) => {
    const isDemoted = isJsonObject(element) && isPrimary(element) && !chosen.has(element);
    return isDemoted ? { ...element, primary: false } : element;
  });
}
