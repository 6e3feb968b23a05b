/** Brings a resource from anywhere into our form without judging its values. */
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValueAnyCase } from "../json.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { clientAttributes, withValueAt } from "./walk.ts";

/**
 * The attributes that a client may write, in the schema's spelling, without unassigned ones, read-only ones, and names that
 * no schema knows. Values keep whatever type they have.
 */
export function tidyResource(shape: ResourceShape, resource: JsonObject): JsonObject {
  let tidy: JsonObject = {};
  for (const placed of clientAttributes(shape)) {
    const { schemaUrn, attribute } = placed;
    if (attribute.mutability === "readOnly") continue;
    const holder = schemaUrn === undefined ? resource : ownValueAnyCase(resource, schemaUrn);
    if (!isJsonObject(holder)) continue;
    const value = tidyValue(attribute, ownValueAnyCase(holder, attribute.name));
    if (value !== undefined) tidy = withValueAt(tidy, placed, value);
  }
  return tidy;
}

function tidyValue(attribute: AttributeDefinition, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (!attribute.multiValued) return tidyElement(attribute, value);
  const elements = (isJsonArray(value) ? value : [value]).flatMap((element) => tidyElement(attribute, element) ?? []);
  return elements.length === 0 ? undefined : elements;
}

function tidyElement(attribute: AttributeDefinition, element: Json): Json | undefined {
  if (isUnassigned(element)) return undefined;
  if (!isJsonObject(element)) return element;
  const tidy: Record<string, Json> = {};
  for (const sub of attribute.subAttributes ?? []) {
    if (sub.mutability === "readOnly") continue;
    const value = ownValueAnyCase(element, sub.name);
    if (value !== undefined && !isUnassigned(value)) tidy[sub.name] = value;
  }
  return isUnassigned(tidy) ? undefined : tidy;
}
