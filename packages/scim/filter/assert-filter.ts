/** Checks a filter against a shape (RFC 7644 §3.4.2.2): everything that it names exists and can be compared so. */
import { ScimError } from "../error.ts";
import { parseDateTime } from "../schema/date-time.ts";
import { defaultSubAttribute, findSubAttribute } from "../schema/find.ts";
import { resolveAttribute } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import type { AttributePath, CompareOperator, Filter, FilterValue } from "./ast.ts";
import { printAttributePath } from "./attribute-path.ts";

type Resolve = (path: AttributePath) => AttributeDefinition | undefined;

/**
 * Throws `ScimError` `invalidFilter` for an attribute that the shape does not have, one that is never returned (a filter
 * would reveal it, RFC 7644 §7.5.2), an operator that its type does not have, or a literal of another type.
 */
export function assertFilter(shape: ResourceShape, filter: Filter): void {
  assertTerms(filter, resolveIn(shape));
}

/** The attribute whose values the brackets of a value path select from. Throws as `assertFilter` does, also where brackets do not apply. */
export function requireHolder(shape: ResourceShape, path: AttributePath): AttributeDefinition {
  return requireBrackets(path, resolveIn(shape));
}

function resolveIn(shape: ResourceShape): Resolve {
  return (path) => {
    const resolved = resolveAttribute(shape, path);
    if (resolved?.attribute.returned === "never") throw secretError(path);
    return resolved?.subAttribute ?? resolved?.attribute;
  };
}

/** The same for the filter in the brackets of a value path on this attribute. */
export function assertValueFilter(attribute: AttributeDefinition, filter: Filter): void {
  const item: AttributeDefinition = { ...attribute, multiValued: false };
  assertTerms(filter, (path) => {
    if (path.schemaUrn !== undefined || path.subName !== undefined) return undefined;
    if (attribute.type === "complex") return findSubAttribute(attribute, path.name);
    return path.name.toLowerCase() === "value" ? item : undefined;
  });
}

function assertTerms(filter: Filter, resolve: Resolve): void {
  switch (filter.kind) {
    case "and":
    case "or":
      assertTerms(filter.left, resolve);
      assertTerms(filter.right, resolve);
      return;
    case "not":
      assertTerms(filter.filter, resolve);
      return;
    case "present":
      requireAttribute(filter.path, resolve);
      return;
    case "compare":
      assertComparison(requireAttribute(filter.path, resolve), filter);
      return;
    case "valuePath":
      assertValueFilter(requireBrackets(filter.path, resolve), filter.filter);
  }
}

function requireBrackets(path: AttributePath, resolve: Resolve): AttributeDefinition {
  const attribute = requireAttribute(path, resolve);
  if (attribute.type === "complex" || attribute.multiValued) return attribute;
  throw new ScimError("invalidFilter", `"${attribute.name}" has one simple value: brackets do not apply to it.`);
}

function requireAttribute(path: AttributePath, resolve: Resolve): AttributeDefinition {
  const attribute = resolve(path);
  if (attribute === undefined) {
    throw new ScimError("invalidFilter", `The filter names the unknown attribute "${printAttributePath(path)}".`);
  }
  if (attribute.returned === "never") throw secretError(path);
  return attribute;
}

function secretError(path: AttributePath): ScimError {
  return new ScimError("invalidFilter", `"${printAttributePath(path)}" cannot be used in a filter.`);
}

function assertComparison(
  named: AttributeDefinition,
  term: { readonly path: AttributePath; readonly operator: CompareOperator; readonly value: FilterValue },
): void {
  const { operator, value } = term;
  const where = printAttributePath(term.path);
  if (value === null) {
    if (operator === "eq" || operator === "ne") return;
    throw new ScimError("invalidFilter", `"${where}" can be compared with null by eq and ne only.`);
  }
  const attribute = named.type === "complex" ? defaultSubAttribute(named) : named;
  if (attribute === undefined) {
    throw new ScimError("invalidFilter", `"${where}" is complex: name one of its sub-attributes.`);
  }
  if (!operatorsOf(attribute).includes(operator)) {
    throw new ScimError("invalidFilter", `The operator ${operator} does not apply to "${where}" (${attribute.type}).`);
  }
  if (!isLiteralOf(attribute, value)) {
    throw new ScimError("invalidFilter", `"${where}" (${attribute.type}) cannot be compared with this value.`);
  }
}

const EQUALITY: readonly CompareOperator[] = ["eq", "ne"];
const ORDER: readonly CompareOperator[] = [...EQUALITY, "gt", "ge", "lt", "le"];
const TEXT: readonly CompareOperator[] = [...EQUALITY, "co", "sw", "ew"];

/** RFC 7644 §3.4.2.2 table 3: no order for booleans and binaries; parts make sense in texts only. */
function operatorsOf(attribute: AttributeDefinition): readonly CompareOperator[] {
  switch (attribute.type) {
    case "boolean":
      return EQUALITY;
    case "binary":
      return TEXT;
    case "integer":
    case "decimal":
    case "dateTime":
      return ORDER;
    case "string":
    case "reference":
      return [...TEXT, ...ORDER];
    case "complex":
      return [];
  }
}

function isLiteralOf(attribute: AttributeDefinition, value: string | number | boolean): boolean {
  switch (attribute.type) {
    case "boolean":
      return typeof value === "boolean";
    case "integer":
    case "decimal":
      return typeof value === "number";
    case "dateTime":
      return typeof value === "string" && parseDateTime(value) !== undefined;
    case "string":
    case "reference":
    case "binary":
      return typeof value === "string";
    case "complex":
      return false;
  }
}
