import {
  type AttributeDefinition,
  foldCase,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  ownValue,
  type ResourceShape,
  ScimError,
} from "@lockstep/scim";

/** Longest value that is kept unique, in bytes of UTF-8. */
const KEY_BYTES_MAX = 2_000;

/** One key for each value that the schemas call unique: JSON of type, path and value. */
export function uniqueKeys(shape: ResourceShape, attributes: JsonObject): readonly string[] {
  const keys = collect(shape.core.attributes, attributes, "");
  for (const { schema } of shape.extensions) {
    const extension = ownValue(attributes, schema.id);
    if (isJsonObject(extension)) keys.push(...collect(schema.attributes, extension, `${schema.id}:`));
  }
  return keys.map(([path, value]) => JSON.stringify([shape.type.name, path, value]));
}

function collect(definitions: readonly AttributeDefinition[], values: JsonObject, prefix: string): [string, string][] {
  return definitions.flatMap((definition) => {
    const value = ownValue(values, definition.name) ?? [];
    const path = prefix + definition.name;
    return (isJsonArray(value) ? value : [value]).flatMap((item): [string, string][] => {
      if (isJsonObject(item)) return collect(definition.subAttributes ?? [], item, `${path}.`);
      return definition.uniqueness === "none" ? [] : [[path, toKey(definition, String(item))]];
    });
  });
}

function toKey(definition: AttributeDefinition, value: string): string {
  const key = definition.caseExact ? value : foldCase(value);
  if (new TextEncoder().encode(key).length <= KEY_BYTES_MAX) return key;
  throw new ScimError("invalidValue", `"${definition.name}" is longer than ${KEY_BYTES_MAX} bytes.`);
}
