/**
 * Tells whether a resource matches a filter (RFC 7644 §3.4.2.2). The logic has two values: an attribute that the resource or
 * its shape does not have counts as unassigned, so `not` is plain negation and De Morgan's laws hold.
 */
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValueAnyCase } from "../json.ts";
import { parseDateTime } from "../schema/date-time.ts";
import { defaultSubAttribute, findSubAttribute } from "../schema/find.ts";
import { compareCodePoints, foldCase } from "../schema/fold.ts";
import { resolveAttribute } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import type { AttributePath, CompareOperator, Filter, FilterValue } from "./ast.ts";

/** The values that a path reaches, with the attribute whose characteristics rule their comparison. */
interface Reached {
  readonly attribute: AttributeDefinition;
  readonly values: readonly Json[];
}

/** Finds what a path means: in a whole resource, or in one value of a value path. */
type Reach = (path: AttributePath) => Reached | undefined;

/**
 * True when the resource matches. `ne` is true when no value is assigned or some value differs; a multi-valued attribute
 * matches when any of its values does; a value path binds all its conditions to one value.
 */
export function evaluateFilter(shape: ResourceShape, filter: Filter, resource: JsonObject): boolean {
  return evaluate(
    filter,
    (path) => reachInResource(shape, path, resource),
    (path) => {
      const resolved = resolveAttribute(shape, path);
      if (resolved === undefined) return undefined;
      return { attribute: resolved.attribute, values: rootValues(resolved, resource) };
    },
  );
}

/** True when one value of a multi-valued attribute matches a filter whose names are its sub-attributes. */
export function evaluateValueFilter(attribute: AttributeDefinition, filter: Filter, element: Json): boolean {
  return evaluate(
    filter,
    (path) => reachInElement(attribute, path, element),
    () => undefined,
  );
}

function evaluate(filter: Filter, reach: Reach, reachElements: Reach): boolean {
  switch (filter.kind) {
    case "and":
      return evaluate(filter.left, reach, reachElements) && evaluate(filter.right, reach, reachElements);
    case "or":
      return evaluate(filter.left, reach, reachElements) || evaluate(filter.right, reach, reachElements);
    case "not":
      return !evaluate(filter.filter, reach, reachElements);
    case "present":
      return (reach(filter.path)?.values ?? []).some((value) => !isUnassigned(value));
    case "compare":
      return compareAny(reach(filter.path), filter.operator, filter.value);
    case "valuePath": {
      const reached = reachElements(filter.path);
      if (reached === undefined) return false;
      return reached.values.some((element) => evaluateValueFilter(reached.attribute, filter.filter, element));
    }
  }
}

function compareAny(reached: Reached | undefined, operator: CompareOperator, literal: FilterValue): boolean {
  const { attribute, values } = toComparable(reached);
  if (literal === null) return operator === "eq" ? values.length === 0 : operator === "ne" && values.length > 0;
  if (attribute === undefined || values.length === 0) return operator === "ne";
  return values.some((value) => compareValue({ attribute, operator, literal }, value));
}

/** RFC 7643 §2.4: a complex attribute compared by its bare name means its `value`. */
function toComparable(reached: Reached | undefined): {
  readonly attribute: AttributeDefinition | undefined;
  readonly values: readonly Json[];
} {
  if (reached === undefined) return { attribute: undefined, values: [] };
  if (reached.attribute.type !== "complex") {
    return { attribute: reached.attribute, values: reached.values.filter((value) => !isUnassigned(value)) };
  }
  const sub = defaultSubAttribute(reached.attribute);
  if (sub === undefined)
    return { attribute: undefined, values: reached.values.filter((value) => !isUnassigned(value)) };
  return { attribute: sub, values: subValues(sub, reached.values) };
}

/** Compares one assigned value with a literal by the attribute's type and case rule. Values of unlike types differ. */
export function compareValue(
  test: {
    readonly attribute: AttributeDefinition;
    readonly operator: CompareOperator;
    readonly literal: string | number | boolean;
  },
  value: Json,
): boolean {
  const { attribute, operator, literal } = test;
  if (typeof value === "string" && typeof literal === "string") {
    if (attribute.type === "dateTime") {
      const left = parseDateTime(value);
      const right = parseDateTime(literal);
      if (left !== undefined && right !== undefined) return compareOrdered(operator, left - right);
    }
    return compareText(operator, fold(attribute, value), fold(attribute, literal));
  }
  if (typeof value === "number" && typeof literal === "number") return compareOrdered(operator, value - literal);
  const isSame = typeof value === "boolean" && value === literal;
  return operator === "eq" ? isSame : operator === "ne" && !isSame;
}

function compareText(operator: CompareOperator, left: string, right: string): boolean {
  if (operator === "co") return left.includes(right);
  if (operator === "sw") return left.startsWith(right);
  if (operator === "ew") return left.endsWith(right);
  return compareOrdered(operator, compareCodePoints(left, right));
}

function compareOrdered(operator: CompareOperator, difference: number): boolean {
  switch (operator) {
    case "eq":
      return difference === 0;
    case "ne":
      return difference !== 0;
    case "gt":
      return difference > 0;
    case "ge":
      return difference >= 0;
    case "lt":
      return difference < 0;
    case "le":
      return difference <= 0;
    case "co":
    case "sw":
    case "ew":
      return false;
  }
}

/** RFC 7643 §2.2 and §2.3.6: binary is always case exact. */
function fold(attribute: AttributeDefinition, text: string): string {
  return attribute.caseExact || attribute.type === "binary" ? text : foldCase(text);
}

function reachInResource(shape: ResourceShape, path: AttributePath, resource: JsonObject): Reached | undefined {
  const resolved = resolveAttribute(shape, path);
  if (resolved === undefined) return undefined;
  const values = rootValues(resolved, resource);
  if (resolved.subAttribute === undefined) return { attribute: resolved.attribute, values };
  return { attribute: resolved.subAttribute, values: subValues(resolved.subAttribute, values) };
}

function rootValues(
  resolved: { readonly schemaUrn: string | undefined; readonly attribute: AttributeDefinition },
  resource: JsonObject,
): readonly Json[] {
  const holder = resolved.schemaUrn === undefined ? resource : ownValueAnyCase(resource, resolved.schemaUrn);
  if (!isJsonObject(holder)) return [];
  return toList(ownValueAnyCase(holder, resolved.attribute.name));
}

function reachInElement(attribute: AttributeDefinition, path: AttributePath, element: Json): Reached | undefined {
  if (path.schemaUrn !== undefined || path.subName !== undefined) return undefined;
  const sub = findSubAttribute(attribute, path.name);
  if (sub !== undefined) return { attribute: sub, values: subValues(sub, [element]) };
  // RFC 7644 erratum 7122: in the brackets of a multi-valued simple attribute, `value` means the value itself.
  const isItself = attribute.type !== "complex" && path.name.toLowerCase() === "value";
  return isItself ? { attribute, values: [element] } : undefined;
}

function subValues(sub: AttributeDefinition, elements: readonly Json[]): readonly Json[] {
  return elements.flatMap((element) => (isJsonObject(element) ? toList(ownValueAnyCase(element, sub.name)) : []));
}

function toList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isJsonArray(value) ? value : [value];
}
