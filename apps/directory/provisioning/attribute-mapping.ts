/** One To App mapping: an expression's value, written at a SCIM path of the app user (`emails[type eq "work"].value`). */
import {
  ExpressionError,
  type ExpressionScope,
  evaluateExpression,
  parseExpression,
  type Value,
} from "@lockstep/expression";
import {
  type AttributeDefinition,
  type Json,
  type JsonObject,
  parsePatchPath,
  type ResolvedAttribute,
  type ResourceShape,
  readAttribute,
  resolveAttribute,
  ScimError,
  writeAttribute,
} from "@lockstep/scim";
import { cachedParse } from "../domain/parse-cache.ts";

/** Why a mapping gives nothing that can be sent. `position` and `end` are zero-based offsets in its expression: what is to be underlined. */
export interface MappingProblem {
  readonly attribute: string;
  readonly message: string;
  readonly position: number | undefined;
  readonly end?: number;
}

/** A value to be sent, or why there is none. */
export type MappedValue =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: MappingProblem };

const parse = cachedParse(parseExpression);

/** The value of a mapping for one person. */
export function mappedValue(
  mapping: { readonly attribute: string; readonly expression: string },
  scope: ExpressionScope,
): MappedValue {
  const parsed = parse(mapping.expression);
  if (!parsed.ok) return problem(mapping.attribute, parsed.message, parsed);
  try {
    return { ok: true, value: toJson(evaluateExpression(parsed.expression, scope)) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return problem(mapping.attribute, error.message, error);
  }
}

/** `attributes` with the value at the path, in the type that the schema asks for. Null and "" write nothing: see `withClears`. */
export function writeMapped(
  attributes: JsonObject,
  attribute: string,
  { value, shape }: { readonly value: Json; readonly shape: ResourceShape },
): { readonly ok: true; readonly attributes: JsonObject } | { readonly ok: false; readonly problem: MappingProblem } {
  const path = parsePatchPath(attribute);
  if (!path.ok) return problem(attribute, `"${attribute}" is not an attribute path: ${path.message}`, undefined);
  if (value === null || value === "") return { ok: true, attributes };
  const resolved = resolveAttribute(shape, path.value.attribute);
  const definition = resolved?.subAttribute ?? resolved?.attribute;
  try {
    const typed = definition === undefined ? value : toType(definition, value);
    return { ok: true, attributes: writeAttribute(shape, attributes, attribute, typed) };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return problem(attribute, error.detail, undefined);
  }
}

/** A value that the app was given earlier, at a mapping's path; null when there is none. A path that the shape does not have holds nothing. */
export function valueGiven(known: JsonObject | null, attribute: string, shape: ResourceShape): Json {
  if (known === null) return null;
  try {
    return readAttribute(shape, known, attribute) ?? null;
  } catch (error) {
    if (error instanceof ScimError) return null;
    throw error;
  }
}

/** Without elements that carry nothing but labels, such as an e-mail that is primary and has no address. */
export function withoutHollowElements(attributes: JsonObject, shape: ResourceShape): JsonObject {
  const kept: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const definition = shape.core.attributes.find((attribute) => attribute.name === name);
    const hasValue = definition?.subAttributes?.some((sub) => sub.name === "value") === true;
    if (!hasValue || !Array.isArray(value)) {
      kept[name] = value;
      continue;
    }
    const elements = value.filter((element: Json) => isObject(element) && element["value"] !== undefined);
    if (elements.length > 0) kept[name] = elements;
  }
  return kept;
}

/**
 * `attributes` with an explicit null at each path that holds nothing: an order to the engine to clear what the app holds.
 * Only where a path names one attribute; an element of several goes when the directory had put it there.
 */
export function withClears(attributes: JsonObject, paths: readonly string[], shape: ResourceShape): JsonObject {
  return paths.reduce((held, text) => {
    const path = parsePatchPath(text);
    const resolved =
      path.ok && path.value.filter === undefined ? resolveAttribute(shape, path.value.attribute) : undefined;
    return resolved === undefined || resolved.attribute.multiValued ? held : withNull(held, resolved);
  }, attributes);
}

function withNull(attributes: JsonObject, { schemaUrn, attribute, subAttribute }: ResolvedAttribute): JsonObject {
  const path = [
    ...(schemaUrn === undefined ? [] : [schemaUrn]),
    attribute.name,
    ...(subAttribute === undefined ? [] : [subAttribute.name]),
  ];
  const set = (target: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject => {
    const held = Object.hasOwn(target, key) ? target[key] : undefined;
    if (rest.length === 0) return { ...target, [key]: held ?? null };
    return { ...target, [key]: set(isObject(held ?? null) ? (held as JsonObject) : {}, rest) };
  };
  return set(attributes, path);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toJson(value: Value): Json {
  return Array.isArray(value) ? value.map(toJson) : (value as Json);
}

/** Profile values are text; the schema may ask for something else, and an expression may give a number where text is asked for. */
function toType(definition: AttributeDefinition, value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => toType(definition, item));
  switch (definition.type) {
    case "string":
    case "reference":
    case "dateTime":
    case "binary":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    case "integer":
    case "decimal":
      return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
    case "complex":
      return value;
  }
}

function problem(
  attribute: string,
  message: string,
  span: { readonly position: number; readonly end: number } | undefined,
): { readonly ok: false; readonly problem: MappingProblem } {
  const place = span === undefined ? { position: undefined } : { position: span.position, end: span.end };
  return { ok: false, problem: { attribute, message, ...place } };
}
