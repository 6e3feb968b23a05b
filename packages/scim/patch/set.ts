/** The operations `add` and `replace` (RFC 7644 §3.5.2.1 and §3.5.2.3). They differ for multi-valued attributes only. */
import { ScimError } from "../error.ts";
import { evaluateValueFilter } from "../filter/evaluate.ts";
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValue } from "../json.ts";
import { mergeElements, uniqueElements } from "../resource/identity.ts";
import { assertCount, isPrimary, readElement, readElements, readValue, Spellings } from "../resource/value.ts";
import { type PlacedAttribute, pathOf, valueAt, withValueAt } from "../resource/walk.ts";
import { COMMON_ATTRIBUTES } from "../schema/common-attributes.ts";
import { findAttribute, findSubAttribute } from "../schema/find.ts";
import { findExtension } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { appendElements, fromElements, toElements, withOnePrimary } from "./elements.ts";
import { assertImmutable, assertWritable } from "./mutability.ts";
import { toSeed } from "./seed.ts";
import type { AttributeTarget, PatchTarget } from "./target.ts";
import type { PatchRules } from "./types.ts";

/** One `add` or `replace`. */
export interface SetOperation {
  readonly op: "add" | "replace";
  readonly value: Json | undefined;
  /** The id of the resource, when the caller knows it. */
  readonly id: string | undefined;
  readonly rules: PatchRules;
}

/** The attributes after an `add` or `replace`. Throws `ScimError`: `invalidValue`, `mutability`, `noTarget`. */
export function applySet(
  shape: ResourceShape,
  attributes: JsonObject,
  change: { readonly target: PatchTarget; readonly operation: SetOperation },
): JsonObject {
  const { target, operation } = change;
  if (target.kind === "attribute") return setTarget(attributes, target, operation);
  if (target.kind === "resource") return setMany(shape, attributes, operation);
  return setExtension(attributes, target.extension.schema, operation);
}

/** RFC 7644 §3.5.2.1 and §3.5.2.3: without a path, each attribute of the value goes by its own rule. */
function setMany(shape: ResourceShape, attributes: JsonObject, operation: SetOperation): JsonObject {
  const { value } = operation;
  if (!isJsonObject(value))
    throw new ScimError("invalidValue", "An operation without a path needs an object as its value.");
  let current = attributes;
  const spellings = new Spellings(value);
  for (const key of Object.keys(value)) {
    const given = ownValue(value, key);
    const extension = findExtension(shape, key);
    if (extension !== undefined) {
      spellings.assertOnce(key, extension.schema.id, extension.schema.id);
      current = setExtension(current, extension.schema, { ...operation, value: given });
      continue;
    }
    const attribute = findAttribute(shape.core.attributes, key) ?? findAttribute(COMMON_ATTRIBUTES, key);
    if (attribute === undefined || attribute.name === "schemas" || isOwnId(attribute, given, operation.id)) continue;
    spellings.assertOnce(key, attribute.name, attribute.name);
    current = setWhole(current, { schemaUrn: undefined, attribute }, { ...operation, value: given });
  }
  return current;
}

/** Interop (Okta): the value of a path-less replace repeats the id of the resource; pinned by "P-30" in apply.test.ts. */
function isOwnId(attribute: AttributeDefinition, given: Json | undefined, id: string | undefined): boolean {
  return attribute.name === "id" && (id === undefined || given === id);
}

function setExtension(
  attributes: JsonObject,
  schema: { readonly id: string; readonly attributes: readonly AttributeDefinition[] },
  operation: SetOperation,
): JsonObject {
  const value =
    operation.value ?? Object.fromEntries(schema.attributes.filter(isClearable).map(({ name }) => [name, null]));
  if (!isJsonObject(value)) throw new ScimError("invalidValue", `"${schema.id}" needs an object as its value.`);
  let current = attributes;
  const spellings = new Spellings(value);
  for (const key of Object.keys(value)) {
    const attribute = findAttribute(schema.attributes, key);
    if (attribute === undefined) continue;
    spellings.assertOnce(key, attribute.name, `${schema.id}:${attribute.name}`);
    current = setWhole(current, { schemaUrn: schema.id, attribute }, { ...operation, value: ownValue(value, key) });
  }
  return current;
}

function isClearable(attribute: AttributeDefinition): boolean {
  return attribute.mutability !== "readOnly";
}

function setWhole(attributes: JsonObject, placed: PlacedAttribute, operation: SetOperation): JsonObject {
  const target = { kind: "attribute", placed, sub: undefined, filter: undefined, where: pathOf(placed) } as const;
  return setTarget(attributes, target, operation);
}

function setTarget(attributes: JsonObject, target: AttributeTarget, operation: SetOperation): JsonObject {
  assertWritable(target);
  const { placed } = target;
  const before = valueAt(attributes, placed);
  const after = valueAfter(target, before, operation);
  assertImmutable(placed.attribute, { before, after }, pathOf(placed));
  const isLost = placed.attribute.required && (isUnassigned(after) || after === "");
  if (isLost) throw new ScimError("invalidValue", `"${pathOf(placed)}" is required.`);
  return withValueAt(attributes, placed, after);
}

function valueAfter(target: AttributeTarget, before: Json | undefined, operation: SetOperation): Json | undefined {
  const { placed, sub, filter, where } = target;
  const { attribute } = placed;
  if (filter !== undefined) return setMatching(target, toElements(before), operation);
  if (attribute.multiValued) {
    if (sub !== undefined) return setMatching(target, toElements(before), operation);
    return setValues({ attribute, where }, toElements(before), operation);
  }
  if (attribute.type !== "complex") return readValue(attribute, operation.value, where);
  const value = sub === undefined ? operation.value : { [sub.name]: operation.value };
  const isWhole = operation.op === "replace" && sub === undefined && operation.rules.replacesWhole === true;
  return setComplex(attribute, { before: isWhole ? undefined : before, value, where: pathOf(placed) });
}

/** RFC 7644 §3.5.2.1: `add` appends, also a lone value; §3.5.2.3: `replace` swaps all values. */
function setValues(
  { attribute, where }: { readonly attribute: AttributeDefinition; readonly where: string },
  before: readonly Json[],
  { op, value }: SetOperation,
): Json | undefined {
  if (op === "replace") return readValue(attribute, value, where);
  if (value === undefined || value === null) return fromElements(before);
  const added = isJsonArray(value) ? readElements(attribute, value, where) : readElement(attribute, value, where);
  return fromElements(appendElements(attribute, before, toElements(added)));
}

/** RFC 7644 §3.5.2.3: the named sub-attributes are set, the others stay; null unsets one, or the whole attribute. */
function setComplex(
  attribute: AttributeDefinition,
  change: { readonly before: Json | undefined; readonly value: Json | undefined; readonly where: string },
): Json | undefined {
  const { before, value, where } = change;
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw new ScimError("invalidValue", `"${where}" must be an object.`);
  const merged: Record<string, Json> = isJsonObject(before) ? toAssigned(before) : {};
  const spellings = new Spellings(value);
  for (const key of Object.keys(value)) {
    const sub = findSubAttribute(attribute, key);
    if (sub === undefined || sub.mutability === "readOnly") continue;
    spellings.assertOnce(key, sub.name, `${where}.${sub.name}`);
    const after = readValue(sub, ownValue(value, key), `${where}.${sub.name}`);
    assertImmutable(sub, { before: merged[sub.name], after }, `${where}.${sub.name}`);
    if (after === undefined) delete merged[sub.name];
    else merged[sub.name] = after;
  }
  return isUnassigned(merged) ? undefined : merged;
}

function toAssigned(object: JsonObject): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** RFC 7644 §3.5.2.3: all values that the filter selects are set, or a sub-attribute of them; no match is an error. */
function setMatching(target: AttributeTarget, before: readonly Json[], operation: SetOperation): Json | undefined {
  const { placed, filter } = target;
  const { attribute } = placed;
  const chosen = new Set<Json>();
  let matches = 0;
  const elements = before.flatMap((element) => {
    if (filter !== undefined && !evaluateValueFilter(attribute, filter, element)) return [element];
    matches += 1;
    const after = setElement(target, element, operation);
    if (after !== undefined && makesPrimary(target, operation, after)) chosen.add(after);
    return after === undefined ? [] : [after];
  });
  if (matches === 0) return createMatch(target, before, operation);
  if (matches > 1 && filter !== undefined && operation.rules.selectsOne === true) {
    throw new ScimError("invalidFilter", `The filter selects ${matches} values of "${pathOf(placed)}" instead of one.`);
  }
  const settled = withOnePrimary(elements, chosen, pathOf(placed));
  return fromElements(uniqueElements(attribute, settled));
}

/** RFC 7644 §3.5.2.3: no match is an error, unless the rules of the operation let the value be created. */
function createMatch(target: AttributeTarget, before: readonly Json[], operation: SetOperation): Json | undefined {
  const { placed, filter, sub } = target;
  const { attribute } = placed;
  const where = pathOf(placed);
  if (filter === undefined) throw new ScimError("noTarget", `"${where}" has no values.`);
  if (operation.rules.createMissing?.(operation.op) !== true) {
    throw new ScimError("noTarget", `"${where}" has no value that the filter selects.`);
  }
  if (isUnassigned(operation.value)) return fromElements(before);
  const seed = toSeed(attribute, filter);
  if (isUnassigned(seed) || !evaluateValueFilter(attribute, filter, seed)) {
    throw new ScimError("noTarget", `"${where}" has no value that the filter selects, nor does it say what to create.`);
  }
  const given = setElement(target, seed, operation);
  if (given === undefined) return fromElements(before);
  const created = sub === undefined ? mergeElements(attribute, seed, given) : given;
  assertCount(attribute, before.length + 1, where);
  const chosen = new Set(isPrimary(created) ? [created] : []);
  return fromElements(uniqueElements(attribute, withOnePrimary([...before, created], chosen, where)));
}

function setElement(target: AttributeTarget, element: Json, operation: SetOperation): Json | undefined {
  const { placed, sub, where } = target;
  const { attribute } = placed;
  if (sub !== undefined) {
    return setComplex(attribute, { before: element, value: { [sub.name]: operation.value }, where: pathOf(placed) });
  }
  const given = operation.value === undefined ? undefined : readElement(attribute, operation.value, where);
  if (given === undefined || operation.op === "replace") return given;
  return mergeElements(attribute, element, given);
}

function makesPrimary({ sub }: AttributeTarget, { value }: SetOperation, after: Json): boolean {
  const isNamed = sub === undefined ? isJsonObject(value) : sub.name === "primary";
  return isNamed && isPrimary(after);
}
