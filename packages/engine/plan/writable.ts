/** What may be sent back of a resource that was read: no echoes of the server, no secrets. */
import {
  type AttributeDefinition,
  findAttribute,
  findExtension,
  isJsonObject,
  type Json,
  type JsonObject,
  type ResourceShape,
} from "@lockstep/scim";

/** Never part of attributes: they are written by the request itself, by the server, or in an action of their own. */
const NOT_ATTRIBUTES = new Set(["schemas", "id", "meta", "active", "password", "groups"]);

/**
 * The attributes of a read resource without `schemas`, `id`, `meta`, `active`, `password`, `groups` and all that the
 * schema calls read-only. Attributes that the schema does not know stay: a PUT must not lose them.
 */
export function writableAttributes(shape: ResourceShape, resource: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(resource)) {
    if (value === undefined || NOT_ATTRIBUTES.has(key.toLowerCase())) continue;
    const extension = findExtension(shape, key)?.schema.attributes;
    const definitions = extension ?? shape.core.attributes;
    const cleaned = extension === undefined ? cleanAttribute(key, value, definitions) : cleanObject(value, definitions);
    if (cleaned !== undefined) kept[key] = cleaned;
  }
  return kept;
}

function cleanAttribute(key: string, value: Json, definitions: readonly AttributeDefinition[]): Json | undefined {
  const definition = findAttribute(definitions, key);
  if (definition === undefined) return value;
  if (definition.mutability === "readOnly" || definition.returned === "never") return undefined;
  const subAttributes = definition.subAttributes;
  if (subAttributes === undefined) return value;
  return Array.isArray(value)
    ? value.map((item) => cleanObject(item, subAttributes))
    : cleanObject(value, subAttributes);
}

function cleanObject(value: Json, definitions: readonly AttributeDefinition[]): Json {
  if (!isJsonObject(value)) return value;
  const kept: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const cleaned = item === undefined ? undefined : cleanAttribute(key, item, definitions);
    if (cleaned !== undefined) kept[key] = cleaned;
  }
  return kept;
}
