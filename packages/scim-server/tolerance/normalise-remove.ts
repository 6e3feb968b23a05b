/**
 * Brings an operation `remove` into strict form. Interop (Entra, JumpCloud, authentik): one with a value takes no more than the
 * value names. Pinned by "P-21" in normalise-remove.test.ts.
 */
import {
  type AttributeDefinition,
  findAttribute,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  ScimError,
} from "@lockstep/scim";
import { takeManagerId } from "./manager-reference.ts";
import type { PathTarget } from "./normalise-path.ts";
import { normaliseOne, normaliseValue, noteUnknown, type PatchNormalisation, toObject } from "./normalise-value.ts";

type AttributeTarget = Extract<PathTarget, { kind: "attribute" }>;
type SchemaTarget = Extract<PathTarget, { kind: "schema" }>;

/** The operation, whose path is strict already, as one or more. Throws `ScimError`: `invalidValue`, `noTarget`. */
export function normaliseRemove(
  context: PatchNormalisation,
  operation: JsonObject,
  target: AttributeTarget,
): readonly Json[] {
  const { attribute, sub, brackets } = target;
  const value = ownValue(operation, "value");
  if (value === undefined || value === null) return [normaliseWhole(context, operation, target)];
  if (!attribute.multiValued) {
    // The core refuses brackets here; of a simple value a `remove` leaves nothing, whatever it lists.
    const isSimple = sub !== undefined || attribute.type !== "complex";
    return brackets !== undefined || isSimple ? [operation] : removeParts(context, operation, attribute);
  }
  assertListed(context, attribute.name);
  if (sub === undefined) return [withListed(context, operation, attribute)];
  if (brackets !== undefined) return [removeSelected(context, operation, { sub, brackets })];
  if (sub.name !== "value") throw unnamed(`${attribute.name}.${sub.name}`);
  const path = String(operation["path"]);
  const listed = (isJsonArray(value) ? value : [value]).map((item) => (isPlain(item) ? { value: item } : item));
  return [withListed(context, { ...operation, path: path.slice(0, path.lastIndexOf(".")), value: listed }, attribute)];
}

/** A `remove` at the URN of a schema: what the value names of an extension, or all of it without a value. */
export function normaliseSchemaRemove(
  context: PatchNormalisation,
  operation: JsonObject,
  { attributes, urn }: SchemaTarget,
): readonly Json[] {
  const value = ownValue(operation, "value");
  // RFC 7644 §3.5.2.2: the URN of the resource's own schema selects nothing; the core says so.
  if (value === undefined || value === null || urn === context.shape.core.id) return [operation];
  assertListed(context, urn);
  return removeNamed(context, value, { definitions: attributes, where: urn, separator: ":" });
}

function normaliseWhole(context: PatchNormalisation, operation: JsonObject, target: AttributeTarget): JsonObject {
  const { attribute, sub, brackets } = target;
  if (!attribute.multiValued || sub !== undefined || brackets !== undefined) return operation;
  const value = ownValue(operation, "value");
  if (value === null) normaliseValue(context, attribute, { value, where: attribute.name });
  if (attribute.name !== context.membershipAttribute || context.leniency.use("removeAllMembers")) return operation;
  throw new ScimError("noTarget", `"${attribute.name}" would be emptied: name the members by a filter or a list.`);
}

function withListed(context: PatchNormalisation, operation: JsonObject, attribute: AttributeDefinition): JsonObject {
  const value = ownValue(operation, "value");
  if (value === undefined) return operation;
  const listed = isJsonArray(value) ? value : [value];
  const normal = normaliseValue(context, attribute, { value: listed, where: attribute.name });
  return normal === listed ? operation : { ...operation, value: normal };
}

/** One sub-attribute of the values that the brackets select and whose sub-attribute is listed. */
function removeSelected(
  context: PatchNormalisation,
  operation: JsonObject,
  { sub, brackets }: { readonly sub: AttributeDefinition; readonly brackets: string },
): JsonObject {
  const { path: given, value = null, ...rest } = operation;
  const path = String(given);
  const listed = isJsonArray(value) ? value : [value];
  if (!listed.every(isPlain)) throw unnamed(path);
  const head = path.slice(0, path.indexOf("["));
  // An empty list means no value.
  if (listed.length === 0) return { ...rest, path: `${head}${brackets}`, value: listed };
  const terms = listed.map((item) => {
    const literal = normaliseOne(context, sub, { value: item, where: path });
    return `${sub.name} eq ${JSON.stringify(literal)}`;
  });
  return { ...rest, path: `${head}[(${brackets.slice(1, -1)}) and (${terms.join(" or ")})].${sub.name}` };
}

function removeParts(
  context: PatchNormalisation,
  operation: JsonObject,
  attribute: AttributeDefinition,
): readonly Json[] {
  const { value = null, ...whole } = operation;
  const path = String(operation["path"]);
  assertListed(context, path);
  const lone = isJsonArray(value) && value.length === 1 && context.leniency.use("liftedValues") ? value[0] : value;
  const object = toObject(context, attribute, lone ?? null);
  // P-33: an empty text clears a manager.
  if (object === null && value === "") return [whole];
  if (!isJsonObject(object)) throw unnamed(path);
  const { rest, externalId } = takeManagerId(context.leniency, attribute, object);
  const named = externalId === undefined ? rest : { ...rest, value: externalId };
  return removeNamed(context, named, { definitions: attribute.subAttributes ?? [], where: path, separator: "." });
}

interface Parts {
  readonly definitions: readonly AttributeDefinition[];
  readonly where: string;
  readonly separator: string;
}

function removeNamed(
  context: PatchNormalisation,
  value: Json,
  { definitions, where, separator }: Parts,
): readonly Json[] {
  if (!isJsonObject(value)) throw unnamed(where);
  const operations = Object.keys(value).flatMap((key) => {
    const attribute = findAttribute(definitions, key);
    if (attribute === undefined) {
      noteUnknown(context, `${where}${separator}${key}`);
      return [];
    }
    if (attribute.mutability === "readOnly") return [];
    const given = ownValue(value, key) ?? null;
    const operation = { op: "remove", path: `${where}${separator}${attribute.name}` };
    return normaliseRemove(context, given === null ? operation : { ...operation, value: given }, {
      kind: "attribute",
      attribute,
      sub: undefined,
      brackets: undefined,
      isManagerId: false,
    });
  });
  if (operations.length === 0) throw unnamed(where);
  return operations;
}

function isPlain(value: Json): boolean {
  return value !== null && typeof value !== "object";
}

function assertListed({ leniency }: PatchNormalisation, where: string): void {
  if (leniency.use("listedRemove")) return;
  throw new ScimError("invalidValue", `"remove" takes no "value": select values of "${where}" by a filter.`);
}

function unnamed(where: string): ScimError {
  return new ScimError(
    "invalidValue",
    `The value to remove from "${where}" names no part of it: leave it out, or list values.`,
  );
}
