/** Finds the PATCH operations that turn one resource into another: small, with plain paths, and never null for a removal. */
import { printFilterValue } from "../filter/printer.ts";
import { isJsonObject, type Json, type JsonObject, ownValue } from "../json.ts";
import { canonicalText, identityOf } from "../resource/identity.ts";
import { tidyResource } from "../resource/tidy.ts";
import { clientAttributes, type PlacedAttribute, pathOf, valueAt, withValueAt } from "../resource/walk.ts";
import { findSubAttribute } from "../schema/find.ts";
import { foldCase } from "../schema/fold.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { applyOperation } from "./apply.ts";
import { toElements } from "./elements.ts";
import type { PatchOperation } from "./types.ts";

/**
 * The operations that turn `current` into `target`; none when they are equal. Both may be whole resources of any server:
 * spelling is normalised, `schemas`, `id`, `meta`, read-only and unknown attributes are passed over. Write-only values of
 * the target are always sent, since nobody can know what is kept.
 */
export function diffResource(shape: ResourceShape, current: JsonObject, target: JsonObject): readonly PatchOperation[] {
  const from = tidyResource(shape, current);
  const to = tidyResource(shape, target);
  return clientAttributes(shape).flatMap((placed) => {
    if (placed.attribute.mutability === "readOnly") return [];
    return diffAttribute(shape, placed, { before: valueAt(from, placed), after: valueAt(to, placed) });
  });
}

interface Change {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

function diffAttribute(shape: ResourceShape, placed: PlacedAttribute, { before, after }: Change): PatchOperation[] {
  const { attribute } = placed;
  const path = pathOf(placed);
  if (attribute.mutability === "writeOnly") return after === undefined ? [] : [{ op: "replace", path, value: after }];
  if (after === undefined) return before === undefined ? [] : [{ op: "remove", path }];
  if (before === undefined) return [{ op: "add", path, value: after }];
  if (isSame(attribute, before, after)) return [];
  const whole: PatchOperation[] = [{ op: "replace", path, value: after }];
  if (attribute.multiValued) return smallest(shape, placed, { before, after, whole });
  return attribute.type === "complex" ? diffComplex(attribute, path, { before, after }) : whole;
}

function isSame(attribute: AttributeDefinition, left: Json, right: Json): boolean {
  return canonicalText(attribute, left, false) === canonicalText(attribute, right, false);
}

/**
 * One changed sub-attribute goes by its own path. Several go as one `replace` of the whole value when nothing is removed:
 * then servers that merge and servers that swap come to the same result.
 */
function diffComplex(attribute: AttributeDefinition, path: string, { before, after }: Change): PatchOperation[] {
  const operations = (attribute.subAttributes ?? []).flatMap((sub): PatchOperation[] => {
    if (sub.mutability === "readOnly") return [];
    const change = { before: partOf(before, sub), after: partOf(after, sub) };
    return diffPart(sub, `${path}.${sub.name}`, change);
  });
  const isRemoving = operations.some(({ op }) => op === "remove");
  return operations.length > 1 && !isRemoving && after !== undefined
    ? [{ op: "replace", path, value: after }]
    : operations;
}

function diffPart(sub: AttributeDefinition, path: string, { before, after }: Change): PatchOperation[] {
  if (after === undefined) return before === undefined ? [] : [{ op: "remove", path }];
  if (before === undefined) return [{ op: "add", path, value: after }];
  return isSame(sub, before, after) ? [] : [{ op: "replace", path, value: after }];
}

function partOf(value: Json | undefined, sub: AttributeDefinition): Json | undefined {
  return isJsonObject(value) ? ownValue(value, sub.name) : undefined;
}

/** The shortest of the ways that provably lead to the target; membership goes value by value, never as a whole list. */
function smallest(
  shape: ResourceShape,
  placed: PlacedAttribute,
  change: { readonly before: Json; readonly after: Json; readonly whole: PatchOperation[] },
): PatchOperation[] {
  const { attribute } = placed;
  const { before, after, whole } = change;
  const ways = [byType(placed, before, after), byIdentity(placed, before, after)].filter((way) => way !== undefined);
  const proven = ways.filter((way) => {
    const result = applyAll(shape, placed, { before, operations: way });
    return result !== undefined && isSame(attribute, result, after);
  });
  const isMembership = findSubAttribute(attribute, "value")?.mutability === "immutable";
  const [first] = proven;
  if (isMembership && first !== undefined) return first;
  return [...proven, whole].reduce((best, way) => (sizeOf(way) < sizeOf(best) ? way : best));
}

function sizeOf(operations: readonly PatchOperation[]): number {
  return JSON.stringify(operations).length;
}

function applyAll(
  shape: ResourceShape,
  placed: PlacedAttribute,
  change: { readonly before: Json; readonly operations: readonly PatchOperation[] },
): Json | undefined {
  let attributes = withValueAt({}, placed, change.before);
  for (const operation of change.operations) attributes = applyOperation(shape, attributes, { operation });
  return valueAt(attributes, placed);
}

/** Removes what is not wanted and adds what is missing; an element that differs in any part is both. */
function byIdentity(placed: PlacedAttribute, before: Json, after: Json): PatchOperation[] | undefined {
  const { attribute } = placed;
  const path = pathOf(placed);
  const current = new Map(toElements(before).map((element) => [identityOf(attribute, element), element]));
  const wanted = new Map(toElements(after).map((element) => [identityOf(attribute, element), element]));
  const gone = [...current.keys()].filter((key) => !wanted.has(key));
  const added = [...wanted].filter(([key, element]) => {
    const known = current.get(key);
    return known === undefined || !isSame(attribute, known, element);
  });
  if (gone.length === current.size && added.length > 0) return undefined;
  const removals = gone.map((key): PatchOperation | undefined => {
    const filter = selectorOf(attribute, current.get(key), toElements(before));
    return filter === undefined ? undefined : { op: "remove", path: `${path}[${filter}]` };
  });
  if (removals.some((removal) => removal === undefined)) return undefined;
  const additions: PatchOperation[] =
    added.length === 0 ? [] : [{ op: "add", path, value: added.map(([, element]) => element) }];
  return [...removals.filter((removal) => removal !== undefined), ...additions];
}

/** A filter that selects this element alone: by `value`, or by `value` and `type`. */
function selectorOf(
  attribute: AttributeDefinition,
  element: Json | undefined,
  elements: readonly Json[],
): string | undefined {
  if (element === undefined) return undefined;
  if (attribute.type !== "complex") return isLiteral(element) ? `value eq ${printFilterValue(element)}` : undefined;
  const value = isJsonObject(element) ? ownValue(element, "value") : undefined;
  const type = isJsonObject(element) ? ownValue(element, "type") : undefined;
  if (!isLiteral(value)) return undefined;
  const isAlone =
    elements.filter((other) => isJsonObject(other) && isEqualFolded(ownValue(other, "value"), value)).length === 1;
  if (isAlone) return `value eq ${printFilterValue(value)}`;
  return isLiteral(type) ? `value eq ${printFilterValue(value)} and type eq ${printFilterValue(type)}` : undefined;
}

function isLiteral(value: Json | undefined): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isEqualFolded(left: Json | undefined, right: Json): boolean {
  if (typeof left === "string" && typeof right === "string") return foldCase(left) === foldCase(right);
  return left === right;
}

/** Where `type` tells the values apart on both sides, each one is changed in place, as in `emails[type eq "work"].value`. */
function byType(placed: PlacedAttribute, before: Json, after: Json): PatchOperation[] | undefined {
  const { attribute } = placed;
  const current = indexByType(attribute, before);
  const wanted = indexByType(attribute, after);
  if (current === undefined || wanted === undefined) return undefined;
  const path = pathOf(placed);
  const gone = [...current.keys()].filter((type) => !wanted.has(type));
  const missing = [...wanted.keys()].filter((type) => !current.has(type));
  const changed = [...wanted.keys()].flatMap((type) =>
    diffElement(attribute, `${path}[type eq ${printFilterValue(type)}]`, {
      before: current.get(type),
      after: wanted.get(type),
    }),
  );
  const added = missing.map((type) => wanted.get(type)).filter((element) => element !== undefined);
  const additions: PatchOperation[] = added.length === 0 ? [] : [{ op: "add", path, value: added }];
  // A value that becomes primary takes that from another, so it goes first and what is said of the other one holds.
  const isPromotion = (operation: PatchOperation): boolean =>
    operation.path?.endsWith(".primary") === true && operation.value === true;
  return [
    ...gone.map((type): PatchOperation => ({ op: "remove", path: `${path}[type eq ${printFilterValue(type)}]` })),
    ...additions,
    ...changed.filter(isPromotion),
    ...changed.filter((operation) => !isPromotion(operation)),
  ];
}

function diffElement(attribute: AttributeDefinition, path: string, { before, after }: Change): PatchOperation[] {
  if (before === undefined || after === undefined) return [];
  return (attribute.subAttributes ?? []).flatMap((sub) =>
    diffPart(sub, `${path}.${sub.name}`, { before: partOf(before, sub), after: partOf(after, sub) }),
  );
}

function indexByType(attribute: AttributeDefinition, value: Json): ReadonlyMap<string, JsonObject> | undefined {
  const type = findSubAttribute(attribute, "type");
  if (type === undefined || type.mutability !== "readWrite") return undefined;
  const index = new Map<string, JsonObject>();
  const folded = new Set<string>();
  for (const element of toElements(value)) {
    const label = isJsonObject(element) ? ownValue(element, "type") : undefined;
    if (!isJsonObject(element) || typeof label !== "string" || folded.has(foldCase(label))) return undefined;
    folded.add(foldCase(label));
    index.set(label, element);
  }
  return index;
}
