/** What must hold for every resource, however it came about. */
import { ScimError } from "../error.ts";
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValue } from "../json.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { assertOnePrimary } from "./value.ts";

/**
 * Throws `ScimError` `invalidValue` when a required attribute, sub-attribute or extension is missing or empty, or when two
 * values of one attribute are primary. Read-only attributes are the server's own business, and write-only ones are not part
 * of a stored resource: neither is asked for.
 */
export function assertResource(shape: ResourceShape, attributes: JsonObject): void {
  assertAttributes(shape.core.attributes, attributes, "");
  for (const { schema, required } of shape.extensions) {
    const extension = ownValue(attributes, schema.id);
    if (isJsonObject(extension) && !isUnassigned(extension)) {
      assertAttributes(schema.attributes, extension, `${schema.id}:`);
    } else if (required) {
      throw new ScimError("invalidValue", `The extension "${schema.id}" is required.`);
    }
  }
}

function assertAttributes(definitions: readonly AttributeDefinition[], values: JsonObject, prefix: string): void {
  for (const definition of definitions) {
    if (definition.mutability === "readOnly") continue;
    const where = `${prefix}${definition.name}`;
    const value = ownValue(values, definition.name);
    if (definition.required && definition.mutability !== "writeOnly") assertPresent(value, where);
    if (definition.type === "complex" && value !== undefined && value !== null) assertComplex(definition, value, where);
  }
}

/** RFC 7643 §4.1.1: a required string is not empty either. */
export function assertPresent(value: Json | undefined, where: string): void {
  if (isUnassigned(value) || (typeof value === "string" && value.trim() === "")) {
    throw new ScimError("invalidValue", `"${where}" is required.`);
  }
}

function assertComplex(definition: AttributeDefinition, value: Json, where: string): void {
  const elements = isJsonArray(value) ? value : [value];
  const required = (definition.subAttributes ?? []).filter(
    (sub) => sub.required && sub.mutability !== "readOnly" && sub.mutability !== "writeOnly",
  );
  if (definition.multiValued) assertOnePrimary(elements, where);
  if (required.length === 0) return;
  for (const element of elements) {
    for (const sub of required) {
      assertPresent(isJsonObject(element) ? ownValue(element, sub.name) : undefined, `${where}.${sub.name}`);
    }
  }
}
