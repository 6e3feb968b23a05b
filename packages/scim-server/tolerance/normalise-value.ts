/**
 * Brings values into the form that the strict core reads, as far as the request's switches allow. What is in that form comes
 * back as the same object: nothing is copied that is not changed.
 */
import {
  type AttributeDefinition,
  findAttribute,
  findSubAttribute,
  foldCase,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  type ResourceShape,
  ScimError,
} from "@lockstep/scim";
import type { Leniency } from "./leniency.ts";
import { isManager, takeManagerId, toReference } from "./manager-reference.ts";

/** A reference by external id that was put where an id belongs, and how to put the id there. */
export interface PendingReference {
  readonly externalId: string;
  readonly assign: (id: string) => void;
}

/** What a normalisation works with. */
export interface Normalisation {
  readonly shape: ResourceShape;
  readonly leniency: Leniency;
  /** Filled on the way; resolved afterwards. */
  readonly references: PendingReference[];
}

/** A normalisation that knows which attribute holds members. */
export interface PatchNormalisation extends Normalisation {
  readonly membershipAttribute: string | undefined;
}

/** The value of an attribute, single or multi-valued. */
export function normaliseValue(
  context: Normalisation,
  attribute: AttributeDefinition,
  { value, where }: { readonly value: Json | undefined; readonly where: string },
): Json | undefined {
  if (value === undefined) return undefined;
  if (value === null) return readNull(context, where);
  if (attribute.multiValued) return normaliseMany(context, attribute, { value, where });
  if (!isJsonArray(value)) return normaliseOne(context, attribute, { value, where });
  if (value.length === 0 && isManager(attribute) && context.leniency.use("liftedValues")) return null;
  if (value.length !== 1) return value;
  const name = attribute.type === "boolean" ? "wrappedBooleans" : "liftedValues";
  if (!context.leniency.use(name)) return value;
  const [only = null] = value;
  return only === null || isJsonArray(only) ? only : normaliseOne(context, attribute, { value: only, where });
}

function normaliseMany(
  context: Normalisation,
  attribute: AttributeDefinition,
  { value, where }: { readonly value: Json; readonly where: string },
): Json {
  if (isJsonArray(value)) return mapSame(value, (element) => normaliseElement(context, attribute, element, where));
  if (value === "" && context.leniency.use("emptyStrings")) return null;
  if (!context.leniency.use("liftedValues")) return value;
  return [normaliseOne(context, attribute, { value, where })];
}

function normaliseElement(context: Normalisation, attribute: AttributeDefinition, value: Json, where: string): Json {
  if (value === null) return readNull(context, where);
  return isJsonArray(value) ? value : normaliseOne(context, attribute, { value, where });
}

/** One value of an attribute: the only one, or an element of a multi-valued one. */
export function normaliseOne(
  context: Normalisation,
  attribute: AttributeDefinition,
  { value, where }: { readonly value: Json; readonly where: string },
): Json {
  if (attribute.type === "complex") return normaliseComplex(context, attribute, { value, where });
  if (typeof value !== "string") return value;
  if (attribute.type === "boolean") return readBoolean(context.leniency, value);
  if (value === "" && !attribute.required && context.leniency.use("emptyStrings")) return null;
  assertCanonical(context.leniency, attribute, { value, where });
  return value;
}

/** The boolean that a text means, or the text when it means none or may not. */
export function readBoolean(leniency: Leniency, text: string): boolean | string {
  const folded = text.toLowerCase();
  const isBoolean = folded === "true" || folded === "false";
  return isBoolean && leniency.use("stringBooleans") ? folded === "true" : text;
}

function readNull({ leniency }: Normalisation, where: string): null {
  if (leniency.use("nullValues")) return null;
  throw new ScimError("invalidValue", `"${where}" must not be null; leave it out.`);
}

function assertCanonical(
  leniency: Leniency,
  attribute: AttributeDefinition,
  { value, where }: { readonly value: string; readonly where: string },
): void {
  const { name, canonicalValues } = attribute;
  if (canonicalValues === undefined || name !== "type" || !leniency.has("canonicalTypes")) return;
  if (canonicalValues.some((canonical) => foldCase(canonical) === foldCase(value))) return;
  throw new ScimError("invalidValue", `"${where}" must be one of: ${canonicalValues.join(", ")}.`);
}

function normaliseComplex(
  context: Normalisation,
  attribute: AttributeDefinition,
  { value, where }: { readonly value: Json; readonly where: string },
): Json {
  const object = toObject(context, attribute, value);
  if (!isJsonObject(object)) return object;
  const decoded = decodeText(context, attribute, object);
  const { rest, externalId } = takeManagerId(context.leniency, attribute, decoded);
  const normal = normaliseObject(context, attribute.subAttributes ?? [], { object: rest, prefix: `${where}.` });
  if (externalId !== undefined) return toReference(context, normal, externalId);
  // What is left of a value that an empty string emptied are labels: it is no value any more.
  const isEmptied = ownValue(rest, "value") === "" && ownValue(normal, "value") === null;
  return attribute.multiValued && isEmptied ? null : normal;
}

/** Interop (Entra): a manager as a bare id, "" to clear it; pinned by transcripts/entra/manager.json. */
export function toObject({ leniency }: Normalisation, attribute: AttributeDefinition, value: Json): Json {
  if (isJsonObject(value) || isJsonArray(value)) return value;
  const sub = findSubAttribute(attribute, "value");
  if (sub === undefined || sub.mutability === "readOnly" || !leniency.use("bareValues")) return value;
  return value === "" ? null : { [sub.name]: value };
}

const DECODED: ReadonlySet<string> = new Set(["roles", "entitlements"]);

/** Interop (Entra): `"value": "{\"id\":…,\"value\":…,\"displayName\":…}"`; pinned by transcripts/entra/roles.json. */
function decodeText({ leniency }: Normalisation, attribute: AttributeDefinition, object: JsonObject): JsonObject {
  if (!DECODED.has(attribute.name)) return object;
  const text = ownValue(object, "value");
  if (typeof text !== "string" || !text.trimStart().startsWith("{") || !leniency.has("jsonInStrings")) return object;
  const inner = parseObject(text);
  const value = inner === undefined ? undefined : ownValue(inner, "value");
  if (inner === undefined || typeof value !== "string") return object;
  leniency.use("jsonInStrings");
  const display = ownValue(inner, "displayName") ?? ownValue(inner, "display");
  return { ...object, value, ...(typeof display === "string" ? { display } : {}) };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The values of an object by the definitions of its attributes; what the server sets itself is not looked at. */
export function normaliseObject(
  context: Normalisation,
  definitions: readonly AttributeDefinition[],
  { object, prefix }: { readonly object: JsonObject; readonly prefix: string },
): JsonObject {
  let normal: Record<string, Json | undefined> | undefined;
  for (const key of Object.keys(object)) {
    const attribute = findAttribute(definitions, key);
    if (attribute === undefined) {
      noteUnknown(context, `${prefix}${key}`);
      continue;
    }
    if (attribute.mutability === "readOnly") continue;
    const value = ownValue(object, key);
    const after = normaliseValue(context, attribute, { value, where: `${prefix}${attribute.name}` });
    if (after === value) continue;
    normal ??= { ...object };
    normal[key] = after;
  }
  return normal ?? object;
}

/** Counts an attribute that no schema knows. Throws `ScimError` `invalidSyntax` where such are refused. */
export function noteUnknown({ leniency }: Normalisation, path: string): void {
  if (leniency.use("unknownAttributes")) return;
  throw new ScimError("invalidSyntax", `${JSON.stringify(path.slice(0, 200))} is no attribute of any schema here.`);
}

/** `items` with each item mapped; the same array when every item stayed the same. */
function mapSame(items: readonly Json[], map: (item: Json) => Json): readonly Json[] {
  let mapped: Json[] | undefined;
  for (const [index, item] of items.entries()) {
    const after = map(item);
    if (after === item && mapped === undefined) continue;
    mapped ??= items.slice(0, index);
    mapped.push(after);
  }
  return mapped ?? items;
}
