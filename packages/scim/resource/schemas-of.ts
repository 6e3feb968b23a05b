/** RFC 7643 §3: the `schemas` of a resource follow from its attributes. */
import { isUnassigned, type JsonObject, ownValue } from "../json.ts";
import type { ResourceShape } from "../schema/types.ts";

/** The URN of the core schema, then those of the extensions that have a value. */
export function schemasOf(shape: ResourceShape, attributes: JsonObject): string[] {
  const present = shape.extensions.filter(({ schema }) => !isUnassigned(ownValue(attributes, schema.id)));
  return [shape.core.id, ...present.map(({ schema }) => schema.id)];
}
