/** Reads and writes single values by path, as attribute mappings do: `name.givenName`, `emails[type eq "work"].value`. */
import { ScimError } from "../error.ts";
import type { Filter } from "../filter/ast.ts";
import { evaluateValueFilter } from "../filter/evaluate.ts";
import { isJsonObject, isUnassigned, type Json, type JsonObject, ownValueAnyCase, withValue } from "../json.ts";
import { fromElements, toElements, withOnePrimary } from "../patch/elements.ts";
import { assertWritable } from "../patch/mutability.ts";
import { toSeed } from "../patch/seed.ts";
import { type AttributeTarget, requireTarget } from "../patch/target.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { uniqueElements } from "./identity.ts";
import { isPrimary, readElement, readValue } from "./value.ts";
import { pathOf, valueAt, withValueAt } from "./walk.ts";

/**
 * The value at a path, or undefined when it is unassigned. With a filter, that of the first value that matches; a
 * sub-attribute of a multi-valued attribute without a filter gives a list. Throws `ScimError` for a path that is not valid.
 */
export function readAttribute(shape: ResourceShape, resource: JsonObject, path: string): Json | undefined {
  const target = requireTarget(shape, path);
  if (target.kind === "resource") return resource;
  if (target.kind === "extension") return toAssigned(ownValueAnyCase(resource, target.extension.schema.id));
  const { attribute, schemaUrn } = target.placed;
  const holder = schemaUrn === undefined ? resource : ownValueAnyCase(resource, schemaUrn);
  const value = isJsonObject(holder) ? toAssigned(ownValueAnyCase(holder, attribute.name)) : undefined;
  if (value === undefined) return undefined;
  if (target.filter !== undefined) return readMatch(attribute, value, { filter: target.filter, sub: target.sub });
  if (target.sub === undefined) return value;
  if (!attribute.multiValued) return readSub(value, target.sub);
  const { sub } = target;
  return fromElements(toElements(value).flatMap((element) => readSub(element, sub) ?? []));
}

function readMatch(
  attribute: AttributeDefinition,
  value: Json,
  { filter, sub }: { readonly filter: Filter; readonly sub: AttributeDefinition | undefined },
): Json | undefined {
  const match = toElements(value).find((element) => evaluateValueFilter(attribute, filter, element));
  return match === undefined || sub === undefined ? match : readSub(match, sub);
}

function readSub(value: Json, sub: AttributeDefinition): Json | undefined {
  return isJsonObject(value) ? toAssigned(ownValueAnyCase(value, sub.name)) : undefined;
}

function toAssigned(value: Json | undefined): Json | undefined {
  return isUnassigned(value) ? undefined : value;
}

/**
 * A copy of the attributes with a value set at a path. A filter that matches nothing creates a value from its `eq` terms;
 * null unsets, and a value that would be left with nothing but those terms disappears. Throws `ScimError`: `invalidPath`,
 * `invalidValue`, `mutability` for a read-only attribute, `noTarget` where nothing can be created.
 */
export function writeAttribute(
  shape: ResourceShape,
  attributes: JsonObject,
  path: string,
  value: Json | undefined,
): JsonObject {
  const target = requireTarget(shape, path);
  if (target.kind !== "attribute") throw new ScimError("invalidPath", "The path must name an attribute.");
  assertWritable(target);
  const { placed, filter } = target;
  const before = valueAt(attributes, placed);
  const after =
    filter === undefined ? writePlain(target, before, value) : writeMatch(target, before, { filter, value });
  return withValueAt(attributes, placed, after);
}

function writePlain(target: AttributeTarget, before: Json | undefined, value: Json | undefined): Json | undefined {
  const { placed, sub, where } = target;
  if (sub === undefined) return readValue(placed.attribute, value, where);
  if (placed.attribute.multiValued) {
    throw new ScimError("noTarget", `"${where}" needs a filter in brackets that says which value is meant.`);
  }
  return writeSub(before, sub, readValue(sub, value, where));
}

function writeSub(before: Json | undefined, sub: AttributeDefinition, value: Json | undefined): Json | undefined {
  const after = withValue(isJsonObject(before) ? before : {}, sub.name, value);
  return isUnassigned(after) ? undefined : after;
}

function writeMatch(
  target: AttributeTarget,
  before: Json | undefined,
  { filter, value }: { readonly filter: Filter; readonly value: Json | undefined },
): Json | undefined {
  const { attribute } = target.placed;
  const seed = toSeed(attribute, filter);
  const elements = toElements(before);
  const isKnown = elements.some((element) => evaluateValueFilter(attribute, filter, element));
  if (!isKnown && (value === undefined || value === null)) return before;
  if (!isKnown && !evaluateValueFilter(attribute, filter, seed)) {
    throw new ScimError("noTarget", `"${target.where}" matches nothing, and its filter does not say what to create.`);
  }
  const chosen = new Set<Json>();
  const written = [...elements, ...(isKnown ? [] : [seed])].flatMap((element) => {
    if (!evaluateValueFilter(attribute, filter, element)) return [element];
    const after = writeElement(target, element, value);
    if (after === undefined || isOnlySeed(after, seed)) return [];
    if (isPrimary(after)) chosen.add(after);
    return [after];
  });
  const settled = withOnePrimary(written, chosen, pathOf(target.placed));
  return fromElements(uniqueElements(attribute, settled));
}

function writeElement(target: AttributeTarget, element: Json, value: Json | undefined): Json | undefined {
  const { placed, sub, where } = target;
  if (sub !== undefined) return writeSub(element, sub, readValue(sub, value, where));
  const given = value === undefined ? undefined : readElement(placed.attribute, value, where);
  return isJsonObject(given) && isJsonObject(element) ? { ...toSeedOf(element, given), ...given } : given;
}

/** A value that is written whole keeps what the filter said of it. */
function toSeedOf(element: JsonObject, given: JsonObject): JsonObject {
  const kept = ["type", "primary"].filter((name) => !Object.hasOwn(given, name) && Object.hasOwn(element, name));
  return Object.fromEntries(kept.map((name) => [name, element[name]]));
}

function isOnlySeed(element: Json, seed: JsonObject): boolean {
  return isJsonObject(element) && Object.keys(element).every((name) => Object.hasOwn(seed, name));
}
