/** RFC 7643 §7: `"returned": "request"` attributes come back from a write that specified them. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, ownValue } from "../json.ts";
import type { PatchOperation } from "../patch/types.ts";
import { parsePatchPath } from "../path/patch-path.ts";
import { findExtension } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import type { Projection } from "./types.ts";
import { clientAttributes } from "./walk.ts";

const shapes = new WeakMap<ResourceShape, boolean>();

/** The projection of a create or replace with this body. Perf: shapes without such attributes cost one look-up. */
export function withWrittenBody(shape: ResourceShape, projection: Projection, body: unknown): Projection {
  if (!hasRequestOnly(shape) || !isJsonObject(body)) return projection;
  return { ...projection, written: namesIn(shape, body) };
}

/** The projection of a PATCH with these operations. */
export function withWrittenOperations(
  shape: ResourceShape,
  projection: Projection,
  operations: readonly PatchOperation[],
): Projection {
  if (!hasRequestOnly(shape)) return projection;
  return { ...projection, written: operations.flatMap((operation) => namesOf(shape, operation)) };
}

function hasRequestOnly(shape: ResourceShape): boolean {
  const known = shapes.get(shape);
  if (known !== undefined) return known;
  const isRequested = ({ returned }: AttributeDefinition): boolean => returned === "request";
  const found = clientAttributes(shape).some(
    ({ attribute }) => isRequested(attribute) || attribute.subAttributes?.some(isRequested) === true,
  );
  shapes.set(shape, found);
  return found;
}

function namesOf(shape: ResourceShape, { path, value }: PatchOperation): readonly string[] {
  if (path === undefined) return isJsonObject(value) ? namesIn(shape, value) : [];
  const parsed = parsePatchPath(path, shape);
  if (!parsed.ok) return [];
  const { attribute, schemaOnly } = parsed.value;
  const prefix = attribute.schemaUrn === undefined ? "" : `${attribute.schemaUrn}:`;
  if (schemaOnly) return isJsonObject(value) ? namesWithin(prefix, value) : [];
  const name = `${prefix}${attribute.name}`;
  return attribute.subName === undefined ? namesAt(name, value) : [`${name}.${attribute.subName}`];
}

function namesIn(shape: ResourceShape, object: JsonObject): readonly string[] {
  return Object.keys(object).flatMap((key) => {
    const value = ownValue(object, key);
    const extension = findExtension(shape, key);
    if (extension === undefined) return namesAt(key, value);
    return isJsonObject(value) ? namesWithin(`${extension.schema.id}:`, value) : [];
  });
}

function namesWithin(prefix: string, object: JsonObject): readonly string[] {
  return Object.keys(object).flatMap((key) => namesAt(`${prefix}${key}`, ownValue(object, key)));
}

/** An attribute and the sub-attributes that its value has. */
function namesAt(name: string, value: Json | undefined): readonly string[] {
  const values = isJsonArray(value) ? value : [value];
  const subs = new Set(values.flatMap((item) => (isJsonObject(item) ? Object.keys(item) : [])));
  return [name, ...[...subs].map((sub) => `${name}.${sub}`)];
}
