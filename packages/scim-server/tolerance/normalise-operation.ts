/** Brings one operation of a PATCH message into strict form: it may become several. */
import {
  type AttributeDefinition,
  COMMON_ATTRIBUTES,
  findAttribute,
  findExtension,
  findSubAttribute,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  ScimError,
} from "@lockstep/scim";
import { normalisePath, type PathTarget } from "./normalise-path.ts";
import { normaliseRemove, normaliseSchemaRemove } from "./normalise-remove.ts";
import {
  type Normalisation,
  normaliseObject,
  normaliseOne,
  normaliseValue,
  noteUnknown,
  type PatchNormalisation,
} from "./normalise-value.ts";

/** An operation that does nothing (RFC 7644 §3.5.2.3: a value without a path says nothing about what it does not name). */
const NOTHING: JsonObject = { op: "replace", value: {} };

/** The operation in strict form, in a list; the same object when it has that form already. */
export function normaliseOperation(context: PatchNormalisation, operation: JsonObject, index: number): readonly Json[] {
  const path = ownValue(operation, "path");
  if (path !== undefined && path !== null && typeof path !== "string") return [operation];
  try {
    if (typeof path === "string" && path !== "") return normalisePathed(context, operation, path);
    if (context.leniency.has("pathRequired")) throw new ScimError("invalidSyntax", 'a "path" is required.');
    return normalisePathless(context, operation);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new ScimError(error.code, `Operations[${index}]: ${error.detail}`, { cause: error });
  }
}

function normalisePathless(context: PatchNormalisation, operation: JsonObject): readonly Json[] {
  const value = ownValue(operation, "value");
  // RFC 7644 §3.5.2.2: a `remove` needs a path; keys of its value are none, and the core says so.
  if (operation.op === "remove" || !isJsonObject(value)) return [operation];
  const rest: [string, Json | undefined][] = [];
  const expanded: Json[] = [];
  let isSame = true;
  for (const key of Object.keys(value)) {
    const given = ownValue(value, key);
    const plain = normaliseKnownKey(context, key, given);
    if (plain !== undefined) {
      const adds = operation.op === "replace" && mergesMembers(context, attributeOf(context, key));
      if (adds) expanded.push({ op: "add", path: key, value: plain.value });
      else rest.push([key, plain.value]);
      isSame &&= !adds && plain.value === given;
      continue;
    }
    const made = expandKey(context, operation, { key, given });
    if (made === undefined) rest.push([key, given]);
    else {
      expanded.push(...made);
      isSame = false;
    }
  }
  if (isSame) return [operation];
  const isEmpty = rest.length === 0 && expanded.length > 0;
  return [...(isEmpty ? [] : [{ ...operation, value: Object.fromEntries(rest) }]), ...expanded];
}

function attributeOf({ shape }: Normalisation, key: string): AttributeDefinition | undefined {
  return findAttribute(shape.core.attributes, key) ?? findAttribute(COMMON_ATTRIBUTES, key);
}

/** The value of a key that the core knows as it is; undefined for any other key. */
function normaliseKnownKey(
  context: PatchNormalisation,
  key: string,
  value: Json | undefined,
): { readonly value: Json | undefined } | undefined {
  const attribute = attributeOf(context, key);
  if (attribute !== undefined) {
    if (attribute.mutability === "readOnly") return { value };
    return { value: normaliseValue(context, attribute, { value, where: attribute.name }) };
  }
  const extension = findExtension(context.shape, key);
  if (extension === undefined) return undefined;
  if (!isJsonObject(value)) return { value };
  const { id, attributes } = extension.schema;
  return { value: normaliseObject(context, attributes, { object: value, prefix: `${id}:` }) };
}

/** Interop (Entra optscim): keys that are paths; pinned by transcripts/entra-optscim/dotted-keys.json. */
function expandKey(
  context: PatchNormalisation,
  operation: JsonObject,
  { key, given }: { readonly key: string; readonly given: Json | undefined },
): readonly Json[] | undefined {
  const isPath = /[.:[]/.test(key);
  if (isPath && !context.leniency.has("expandedKeys")) {
    noteUnknown(context, key);
    return undefined;
  }
  const normal = normalisePath(context, key);
  if (normal.target === undefined) {
    noteUnknown(context, key);
    return undefined;
  }
  if (isPath) context.leniency.use("expandedKeys");
  const made = { op: operation.op, path: normal.path, ...(given === undefined ? {} : { value: given }) };
  return normaliseTargeted(context, made, normal.target);
}

function normalisePathed(context: PatchNormalisation, operation: JsonObject, text: string): readonly Json[] {
  const { path, target, isUnknownName } = normalisePath(context, text);
  const named = path === text ? operation : { ...operation, path };
  if (target === undefined) return isUnknownName && isPassedOver(context, text) ? [NOTHING] : [named];
  return normaliseTargeted(context, named, target);
}

/** True when the path, whose name no schema knows, has the form of one, and such are passed over. */
function isPassedOver(context: PatchNormalisation, text: string): boolean {
  return /^[\w$.:-]+(?:\[.*\](?:\.\w+)?)?$/.test(text) && context.leniency.use("unknownPaths");
}

function normaliseTargeted(context: PatchNormalisation, operation: JsonObject, target: PathTarget): readonly Json[] {
  const value = ownValue(operation, "value");
  if (target.kind === "schema") {
    if (operation.op === "remove") return normaliseSchemaRemove(context, operation, target);
    if (target.urn === context.shape.core.id) {
      const { path: _core, ...pathless } = operation;
      return normalisePathless(context, pathless);
    }
    if (!isJsonObject(value)) return [operation];
    return [
      withValue(operation, normaliseObject(context, target.attributes, { object: value, prefix: `${target.urn}:` })),
    ];
  }
  assertNarrow(context, target);
  const aimed = aimAtMembers(context, operation, target);
  if (aimed !== undefined) return normaliseTargeted(context, aimed, { ...target, sub: undefined, brackets: undefined });
  if (operation.op === "remove") return normaliseRemove(context, operation, target);
  const isWhole = target.sub === undefined && target.brackets === undefined;
  const merged = isWhole && operation.op === "replace" && mergesMembers(context, target.attribute);
  const settled = merged ? { ...operation, op: "add" } : operation;
  if (target.isManagerId) return [withManagerId(context, settled)];
  return [normaliseSet(context, settled, target)];
}

type AttributeTarget = Extract<PathTarget, { kind: "attribute" }>;

function normaliseSet(context: PatchNormalisation, operation: JsonObject, target: AttributeTarget): JsonObject {
  const { attribute, sub, brackets } = target;
  const value = ownValue(operation, "value");
  const where = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
  if (sub !== undefined) return withValue(operation, normaliseValue(context, sub, { value, where }));
  if (brackets !== undefined) return normaliseSelected(context, operation, target);
  // RFC 7644 §3.5.2.1: `add` takes a lone value as well.
  const isLone = operation.op === "add" && attribute.multiValued && value !== null && value !== undefined;
  if (isLone && !isJsonArray(value)) return withValue(operation, normaliseOne(context, attribute, { value, where }));
  return withValue(operation, normaliseValue(context, attribute, { value, where }));
}

/** The value of a path that ends in brackets is one element; a plain one means its `value` and leaves the rest of it alone. */
function normaliseSelected(context: PatchNormalisation, operation: JsonObject, target: AttributeTarget): JsonObject {
  const element: AttributeDefinition = { ...target.attribute, multiValued: false };
  const value = ownValue(operation, "value");
  const lone = isJsonArray(value) && value.length === 1 && context.leniency.use("liftedValues") ? value[0] : value;
  const sub = findSubAttribute(element, "value");
  const isPlain = lone !== null && lone !== undefined && typeof lone !== "object";
  if (isPlain && element.type === "complex" && sub !== undefined && context.leniency.use("bareValues")) {
    const path = `${String(operation.path)}.${sub.name}`;
    return { ...operation, path, value: normaliseValue(context, sub, { value: lone, where: path }) };
  }
  return withValue(operation, normaliseValue(context, element, { value: lone, where: element.name }));
}

/** Interop (Entra): `members[type eq "Group"].value` names no member but says of which type it is. */
function aimAtMembers(
  context: PatchNormalisation,
  operation: JsonObject,
  { attribute, sub, brackets }: AttributeTarget,
): JsonObject | undefined {
  if (attribute.name !== context.membershipAttribute || sub?.name !== "value" || brackets === undefined)
    return undefined;
  if (!/^\[type eq "\w*"\]$/i.test(brackets)) return undefined;
  const value = ownValue(operation, "value");
  if (value === undefined || value === null) return undefined;
  const name = operation.op === "add" ? "createMissingByAdd" : "createMissingByReplace";
  if (operation.op !== "remove" && !context.leniency.use(name)) return undefined;
  const members = (isJsonArray(value) ? value : [value]).map((member) =>
    isJsonObject(member) ? member : { value: member },
  );
  return { op: operation.op === "remove" ? "remove" : "add", path: attribute.name, value: members };
}

function mergesMembers(
  { leniency, membershipAttribute }: PatchNormalisation,
  attribute: AttributeDefinition | undefined,
): boolean {
  return attribute !== undefined && attribute.name === membershipAttribute && leniency.use("mergeMembers");
}

function withManagerId(context: PatchNormalisation, operation: JsonObject): JsonObject {
  const value = ownValue(operation, "value");
  if (typeof value !== "string" || value === "") return withValue(operation, value === "" ? null : value);
  const made: Record<string, Json | undefined> = { ...operation };
  context.references.push({
    externalId: value,
    assign: (id) => {
      made["value"] = id;
    },
  });
  return made;
}

function assertNarrow({ leniency }: PatchNormalisation, { attribute, sub, brackets }: AttributeTarget): void {
  if (brackets === undefined || sub !== undefined || attribute.type !== "complex" || !leniency.has("narrowPaths"))
    return;
  throw new ScimError("invalidPath", `After the brackets of "${attribute.name}" a sub-attribute must follow.`);
}

function withValue(operation: JsonObject, value: Json | undefined): JsonObject {
  return value === ownValue(operation, "value") ? operation : { ...operation, value };
}
