/** Visits the attributes of a shape: where each is kept in a resource, and its path. */
import { isJsonObject, type Json, type JsonObject, ownValue, withValue } from "../json.ts";
import { COMMON_ATTRIBUTES } from "../schema/common-attributes.ts";
import { findAttribute } from "../schema/find.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";

/** An attribute in its place: `schemaUrn` is undefined for the core, else the extension's URN. */
export interface PlacedAttribute {
  readonly schemaUrn: string | undefined;
  readonly attribute: AttributeDefinition;
}

const placedOf = new WeakMap<ResourceShape, readonly PlacedAttribute[]>();

/** The attributes that a client may write: those of the schemas, and `externalId`. Perf: the list is made once for a shape. */
export function clientAttributes(shape: ResourceShape): readonly PlacedAttribute[] {
  const known = placedOf.get(shape);
  if (known !== undefined) return known;
  const externalId = findAttribute(COMMON_ATTRIBUTES, "externalId");
  const core = [...(externalId === undefined ? [] : [externalId]), ...shape.core.attributes];
  const placed: PlacedAttribute[] = core.map((attribute) => ({ schemaUrn: undefined, attribute }));
  for (const { schema } of shape.extensions) {
    for (const attribute of schema.attributes) placed.push({ schemaUrn: schema.id, attribute });
  }
  placedOf.set(shape, placed);
  return placed;
}

/** The path of an attribute, as in messages and PATCH operations. */
export function pathOf({ schemaUrn, attribute }: PlacedAttribute): string {
  return schemaUrn === undefined ? attribute.name : `${schemaUrn}:${attribute.name}`;
}

/** The value of an attribute in a resource. */
export function valueAt(resource: JsonObject, { schemaUrn, attribute }: PlacedAttribute): Json | undefined {
  const holder = schemaUrn === undefined ? resource : ownValue(resource, schemaUrn);
  return isJsonObject(holder) ? ownValue(holder, attribute.name) : undefined;
}

/** A copy of the resource with the value set, or without it when undefined; an extension without values disappears. */
export function withValueAt(resource: JsonObject, placed: PlacedAttribute, value: Json | undefined): JsonObject {
  const { schemaUrn, attribute } = placed;
  if (schemaUrn === undefined) return withValue(resource, attribute.name, value);
  const holder = ownValue(resource, schemaUrn);
  const extension = withValue(isJsonObject(holder) ? holder : {}, attribute.name, value);
  return withValue(resource, schemaUrn, Object.keys(extension).length === 0 ? undefined : extension);
}
