/** Reads the body of a create or a replace (RFC 7644 §3.3 and §3.5.1) by the rules of the shape. */
import { ScimError } from "../error.ts";
import {
  isJsonArray,
  isJsonObject,
  isUnassigned,
  type Json,
  type JsonObject,
  ownValue,
  ownValueAnyCase,
} from "../json.ts";
import { COMMON_ATTRIBUTES } from "../schema/common-attributes.ts";
import { equalUrn, findAttribute } from "../schema/find.ts";
import { findExtension } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { assertPresent, assertResource } from "./assert-resource.ts";
import { canonicalText, identityOf } from "./identity.ts";
import { readValue, Spellings } from "./value.ts";
import { clientAttributes, type PlacedAttribute, pathOf, valueAt, withValueAt } from "./walk.ts";

/** How a body is read. */
export interface ReadOptions {
  readonly purpose: "create" | "replace";
  /** The attributes as they stand, for a replace: what is immutable must not differ from them. */
  readonly current?: JsonObject;
}

/**
 * The attributes of a body: names in the schema's spelling, extensions under their URN, unassigned and unknown ones left
 * out, read-only ones dropped; without `schemas`, `id` and `meta`. Write-only values such as `password` are included.
 * Throws `ScimError`: `invalidSyntax`, `invalidValue`, `mutability`.
 */
export function readResource(shape: ResourceShape, body: unknown, options: ReadOptions): JsonObject {
  if (!isJsonObject(body)) throw new ScimError("invalidSyntax", "The request body must be a JSON object.");
  assertSchemas(shape, ownValueAnyCase(body, "schemas"));
  const attributes = readBody(shape, body);
  const kept = options.current === undefined ? attributes : keepImmutable(shape, options.current, attributes);
  assertResource(shape, kept);
  if (options.purpose === "create") assertWriteOnly(shape, kept);
  return kept;
}

/** A required secret is asked for once: on create. */
function assertWriteOnly(shape: ResourceShape, attributes: JsonObject): void {
  for (const placed of clientAttributes(shape)) {
    const { required, mutability } = placed.attribute;
    const isOwed = placed.schemaUrn === undefined || ownValue(attributes, placed.schemaUrn) !== undefined;
    if (required && mutability === "writeOnly" && isOwed) assertPresent(valueAt(attributes, placed), pathOf(placed));
  }
}

/** RFC 7643 §3: `schemas` names the base schema, and besides it nothing but extensions of the type. */
function assertSchemas(shape: ResourceShape, schemas: Json | undefined): void {
  if (schemas === undefined || schemas === null) {
    throw new ScimError("invalidSyntax", `"schemas" is missing; it must contain "${shape.core.id}".`);
  }
  const urns = isJsonArray(schemas) ? schemas : [];
  if (!isJsonArray(schemas) || !urns.every((urn) => typeof urn === "string")) {
    throw new ScimError("invalidSyntax", '"schemas" must be an array of URNs.');
  }
  if (!urns.some((urn) => equalUrn(urn, shape.core.id))) {
    throw new ScimError("invalidSyntax", `"schemas" must contain "${shape.core.id}".`);
  }
  const unknown = urns.find((urn) => !equalUrn(urn, shape.core.id) && findExtension(shape, urn) === undefined);
  if (unknown === undefined) return;
  const name = JSON.stringify(unknown.slice(0, 200));
  throw new ScimError("invalidSyntax", `"schemas" names ${name}, which is no schema of ${shape.type.name}.`);
}

function readBody(shape: ResourceShape, body: JsonObject): JsonObject {
  const read: Record<string, Json> = {};
  const spellings = new Spellings(body);
  for (const key of Object.keys(body)) {
    const value = ownValue(body, key);
    const extension = findExtension(shape, key);
    if (extension !== undefined) {
      spellings.assertOnce(key, extension.schema.id, extension.schema.id);
      const object = readExtension(extension.schema, value);
      if (object !== undefined) read[extension.schema.id] = object;
      continue;
    }
    const attribute = findAttribute(shape.core.attributes, key) ?? findAttribute(COMMON_ATTRIBUTES, key);
    if (attribute === undefined || attribute.mutability === "readOnly") continue;
    spellings.assertOnce(key, attribute.name, attribute.name);
    const kept = readValue(attribute, value, attribute.name);
    if (kept !== undefined) read[attribute.name] = kept;
  }
  return read;
}

function readExtension(
  schema: { readonly id: string; readonly attributes: readonly AttributeDefinition[] },
  value: Json | undefined,
): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw new ScimError("invalidValue", `"${schema.id}" must be an object.`);
  const read: Record<string, Json> = {};
  const spellings = new Spellings(value);
  for (const key of Object.keys(value)) {
    const attribute = findAttribute(schema.attributes, key);
    if (attribute === undefined || attribute.mutability === "readOnly") continue;
    const where = `${schema.id}:${attribute.name}`;
    spellings.assertOnce(key, attribute.name, where);
    const kept = readValue(attribute, ownValue(value, key), where);
    if (kept !== undefined) read[attribute.name] = kept;
  }
  return isUnassigned(read) ? undefined : read;
}

/** RFC 7644 §3.5.1: an immutable value may be given again or given for the first time; left out, it stays. */
function keepImmutable(shape: ResourceShape, current: JsonObject, attributes: JsonObject): JsonObject {
  let kept = attributes;
  for (const placed of clientAttributes(shape)) {
    const before = valueAt(current, placed);
    if (before === undefined || isUnassigned(before)) continue;
    const after = valueAt(attributes, placed);
    if (placed.attribute.mutability !== "immutable") {
      if (hasImmutablePart(placed.attribute)) kept = withValueAt(kept, placed, keepParts(placed, before, after));
      continue;
    }
    if (after === undefined) kept = withValueAt(kept, placed, before);
    else if (canonicalText(placed.attribute, before, false) !== canonicalText(placed.attribute, after, false)) {
      throw new ScimError("mutability", `"${pathOf(placed)}" is immutable and has another value.`);
    }
  }
  return kept;
}

function hasImmutablePart({ subAttributes }: AttributeDefinition): boolean {
  return subAttributes?.some((sub) => sub.mutability === "immutable") === true;
}

/** The same for immutable sub-attributes: of the lone value, or of those values that stand before and after. */
function keepParts(placed: PlacedAttribute, before: Json, after: Json | undefined): Json | undefined {
  const { attribute } = placed;
  if (!attribute.multiValued) return keepPartsOf(placed, before, after);
  if (!isJsonArray(before) || !isJsonArray(after)) return after;
  const known = new Map(before.map((element) => [identityOf(attribute, element), element]));
  return after.map((element) => {
    const old = known.get(identityOf(attribute, element));
    return (old === undefined ? element : keepPartsOf(placed, old, element)) ?? element;
  });
}

function keepPartsOf(placed: PlacedAttribute, before: Json, after: Json | undefined): Json | undefined {
  if (!isJsonObject(before)) return after;
  const kept: Record<string, Json | undefined> = isJsonObject(after) ? { ...after } : {};
  for (const sub of placed.attribute.subAttributes ?? []) {
    const old = ownValue(before, sub.name);
    if (sub.mutability !== "immutable" || old === undefined || isUnassigned(old)) continue;
    const given = ownValue(kept, sub.name);
    if (given !== undefined && canonicalText(sub, old, false) !== canonicalText(sub, given, false)) {
      throw new ScimError("mutability", `"${pathOf(placed)}.${sub.name}" is immutable and has another value.`);
    }
    kept[sub.name] = old;
  }
  return isUnassigned(kept) ? undefined : kept;
}
