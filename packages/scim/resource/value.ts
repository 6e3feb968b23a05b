/**
 * Checks single values by their definition (RFC 7643 §2.3). Nothing is rewritten that a client would see changed: only
 * spelling of attribute names and unassigned values are normalised.
 */
import { ScimError } from "../error.ts";
import {
  isJsonArray,
  isJsonObject,
  isUnassigned,
  type Json,
  type JsonObject,
  ownValue,
  WholeDecimal,
} from "../json.ts";
import { parseDateTime } from "../schema/date-time.ts";
import { findSubAttribute } from "../schema/find.ts";
import type { AttributeDefinition } from "../schema/types.ts";
import { uniqueElements } from "./identity.ts";

/** Most values of one multi-valued attribute: every operation on them costs in proportion to their number. */
export const VALUES_MAX = 2_000;

/** Most members that one request may name; a store keeps members apart from the resource, so that more may add up. */
export const MEMBERS_MAX = 100_000;

/**
 * The value of an attribute as it will be kept, or undefined when it is unassigned (null, an empty array, an empty complex
 * value). `where` is the attribute's path for messages. Read-only sub-attributes are dropped (RFC 7644 §3.3).
 * Throws `ScimError` `invalidValue`.
 */
export function readValue(attribute: AttributeDefinition, value: Json | undefined, where: string): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (!attribute.multiValued) return readElement(attribute, value, where);
  if (!isJsonArray(value)) throw new ScimError("invalidValue", `"${where}" must be an array.`);
  return readElements(attribute, value, where);
}

/** The values of a multi-valued attribute, without repetitions, or undefined when none is left. */
export function readElements(
  attribute: AttributeDefinition,
  values: readonly Json[],
  where: string,
): readonly Json[] | undefined {
  assertCount(attribute, values.length, where);
  const elements = values.flatMap((value, index) => readElement(attribute, value, `${where}[${index}]`) ?? []);
  assertOnePrimary(elements, where);
  return elements.length === 0 ? undefined : uniqueElements(attribute, elements);
}

/** Throws `ScimError` `invalidValue` when an attribute would have more values than it may. */
export function assertCount(attribute: AttributeDefinition, count: number, where: string): void {
  const countMax = findSubAttribute(attribute, "value")?.mutability === "immutable" ? MEMBERS_MAX : VALUES_MAX;
  if (count > countMax) throw new ScimError("invalidValue", `"${where}" has more than ${countMax} values.`);
}

/** One value of an attribute: the only one, or an element of a multi-valued attribute. */
export function readElement(attribute: AttributeDefinition, value: Json, where: string): Json | undefined {
  if (value === null) return undefined;
  return attribute.type === "complex" ? readComplex(attribute, value, where) : readSimple(attribute, value, where);
}

/** RFC 7643 §2.4: `primary` is true on one value at most. */
export function assertOnePrimary(elements: readonly Json[], where: string): void {
  if (elements.filter(isPrimary).length > 1) {
    throw new ScimError("invalidValue", `"${where}" has more than one value with "primary": true.`);
  }
}

/** True for an element whose `primary` is true. */
export function isPrimary(element: Json): boolean {
  return isJsonObject(element) && ownValue(element, "primary") === true;
}

function readComplex(attribute: AttributeDefinition, value: Json, where: string): JsonObject | undefined {
  if (!isJsonObject(value)) throw new ScimError("invalidValue", `"${where}" must be an object.`);
  const read: Record<string, Json> = {};
  const spellings = new Spellings(value);
  for (const key of Object.keys(value)) {
    const sub = findSubAttribute(attribute, key);
    if (sub === undefined || sub.mutability === "readOnly") continue;
    spellings.assertOnce(key, sub.name, `${where}.${sub.name}`);
    const subValue = readValue(sub, ownValue(value, key), `${where}.${sub.name}`);
    if (subValue !== undefined) read[sub.name] = subValue;
  }
  return isUnassigned(read) ? undefined : read;
}

/**
 * RFC 7643 §2.1: names differ by more than letter case, so two spellings of one name in an object contradict each other. Perf: a name in the
 * schema's spelling needs no look; one that is spelt otherwise looks for it.
 */
export class Spellings {
  readonly #object: JsonObject;
  #others: Set<string> | undefined;

  constructor(object: JsonObject) {
    this.#object = object;
  }

  /** Throws `ScimError` `invalidSyntax` when `key` is not the only spelling of `name`. */
  assertOnce(key: string, name: string, where: string): void {
    if (key === name) return;
    if (Object.hasOwn(this.#object, name) || this.#others?.has(name) === true) {
      throw new ScimError("invalidSyntax", `"${where}" is given twice in different letter case.`);
    }
    this.#others ??= new Set();
    this.#others.add(name);
  }
}

function readSimple(attribute: AttributeDefinition, value: Json, where: string): Json {
  switch (attribute.type) {
    case "boolean":
      if (typeof value === "boolean") return value;
      throw new ScimError("invalidValue", `"${where}" must be true or false.`);
    case "integer":
      if (Number.isSafeInteger(value)) return value;
      throw new ScimError("invalidValue", `"${where}" must be an integer.`);
    case "decimal":
      if (value instanceof WholeDecimal) return value.valueOf();
      if (typeof value === "number" && Number.isFinite(value)) return value;
      throw new ScimError("invalidValue", `"${where}" must be a number.`);
    case "dateTime":
      if (typeof value === "string" && parseDateTime(value) !== undefined) return value;
      throw new ScimError("invalidValue", `"${where}" must be a dateTime such as "2026-01-31T08:00:00Z".`);
    case "binary":
      if (typeof value === "string" && isBase64(value)) return value;
      throw new ScimError("invalidValue", `"${where}" must be base64 text.`);
    case "reference":
      if (typeof value === "string" && isUriReference(value)) return value;
      throw new ScimError("invalidValue", `"${where}" must be a URI.`);
    case "string":
      if (typeof value === "string" && isStorable(value)) return value;
      throw new ScimError("invalidValue", `"${where}" must be a string of valid Unicode characters.`);
    case "complex":
      throw new Error(`Complex attribute "${where}" was read as a simple one.`);
  }
}

/** NUL and lone surrogates cannot be kept in a database nor written as UTF-8. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** RFC 4648 §4: groups of four characters, the last one padded. */
function isBase64(text: string): boolean {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  if (text.length % 4 !== 0) return false;
  for (let index = 0; index < text.length - padding; index += 1) {
    const code = text.charCodeAt(index);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isLetter && !(code >= 47 && code <= 57) && code !== 43) return false;
  }
  return true;
}

/** RFC 3986 with non-ASCII characters allowed (RFC 3987); relative references included. */
function isUriReference(text: string): boolean {
  for (const character of text) {
    if (character <= " " || character === "\u007f" || '"<>\\^`{|}'.includes(character)) return false;
  }
  return isStorable(text);
}
