/** What a target's gaps make of attributes: left out, cut to the values it takes, written in its own form of true and false. */
import {
  type AttributeDefinition,
  findAttribute,
  findExtension,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type ResourceShape,
} from "@lockstep/scim";
import type { ScimRequest } from "@lockstep/scim-client";
import { hasValueAt, keysOfPath, withoutPath } from "../attribute-path.ts";
import type { Dialect } from "../dialect.ts";
import { isCounterpart } from "./overlay.ts";

/** The attributes that this target can be given. */
export function fitAttributes(dialect: Dialect, attributes: JsonObject): JsonObject {
  const kept = dialect.neverSent.reduce(withoutPath, attributes);
  return limitValues(dialect, kept, kept);
}

/** Lists cut to as many values as the target takes: those of `wanted` first, of these the primary one. */
export function limitValues(dialect: Dialect, attributes: JsonObject, wanted: JsonObject): JsonObject {
  if (dialect.valuesMax === 0) return attributes;
  const limited: Record<string, Json> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    limited[key] = isJsonArray(value) ? cut(value, wanted[key], dialect.valuesMax) : value;
  }
  return limited;
}

function cut(values: readonly Json[], wanted: Json | undefined, max: number): readonly Json[] {
  if (values.length <= max) return values;
  const preferred = isJsonArray(wanted) ? wanted : [];
  const rank = (value: Json) =>
    (preferred.some((other) => isCounterpart(value, other)) ? 0 : 2) +
    (isJsonObject(value) && value["primary"] === true ? 0 : 1);
  return [...values].sort((left, right) => rank(left) - rank(right)).slice(0, max);
}

/** The first attribute that the target requires and `attributes` does not have; undefined when there is none. */
export function missingAttribute(dialect: Dialect, attributes: JsonObject): string | undefined {
  return dialect.required.find((path) => !hasValueAt(attributes, path));
}

/** What was read, with those attributes that the target never returns taken from what it was confirmed to have been given. */
export function withKept(dialect: Dialect, current: JsonObject, given: JsonObject | undefined): JsonObject {
  const kept: Record<string, Json | undefined> = { ...current };
  for (const [key = ""] of dialect.neverReturned.map(keysOfPath)) {
    if (kept[key] === undefined && given?.[key] !== undefined) kept[key] = given[key];
  }
  return kept;
}

/** A request's booleans in the form that the target reads. */
export function writeBooleans(dialect: Dialect, request: ScimRequest): ScimRequest {
  if (dialect.booleans === "JSON" || request.body === undefined) return request;
  return { ...request, body: textBooleans(request.body) as JsonObject };
}

function textBooleans(value: Json): Json {
  if (typeof value === "boolean") return String(value);
  if (isJsonArray(value)) return value.map(textBooleans);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, item === undefined ? undefined : textBooleans(item)]),
  );
}

/** A resource as it was read, with texts such as "True" turned into booleans where the schema asks for one. */
export function readBooleans(shape: ResourceShape, resource: JsonObject): JsonObject {
  const read: Record<string, Json> = {};
  for (const [key, value] of Object.entries(resource)) {
    if (value === undefined) continue;
    const extension = findExtension(shape, key)?.schema.attributes;
    read[key] =
      extension !== undefined && isJsonObject(value)
        ? readObject(value, extension)
        : readValue(value, findAttribute(shape.core.attributes, key));
  }
  return read;
}

function readObject(object: JsonObject, definitions: readonly AttributeDefinition[]): JsonObject {
  const entries = Object.entries(object).map(([key, value]): [string, Json | undefined] => [
    key,
    value === undefined ? undefined : readValue(value, findAttribute(definitions, key)),
  ]);
  return Object.fromEntries(entries);
}

function readValue(value: Json, definition: AttributeDefinition | undefined): Json {
  if (definition === undefined) return value;
  if (isJsonArray(value)) return value.map((item) => readValue(item, definition));
  if (isJsonObject(value)) return readObject(value, definition.subAttributes ?? []);
  if (definition.type !== "boolean" || typeof value !== "string") return value;
  const text = value.toLowerCase();
  return text === "true" ? true : text === "false" ? false : value;
}
