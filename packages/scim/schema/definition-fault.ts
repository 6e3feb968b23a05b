/** Reading definitions written by people: a fault names its place and the remedy, and is a value at the package's edge. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, ownValue } from "../json.ts";

/**
 * What was read, or what is wrong. `subject` is the URN or type name of the faulty definition when it is known; `path` the
 * place within it, such as `attributes[2].type`, empty for the whole.
 */
export type DefinitionResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly subject: string | undefined; readonly path: string; readonly message: string };

/** Carries a fault out of the depths of a reader. */
class DefinitionFault extends Error {
  override readonly name = "DefinitionFault";
  readonly path: string;
  readonly subject: string | undefined;

  constructor(path: string, message: string, subject?: string) {
    super(message);
    this.path = path;
    this.subject = subject;
  }
}

/** Stops the reader: what stands at `path` cannot be used. */
export function refuse(path: string, message: string, subject?: string): never {
  throw new DefinitionFault(path, message, subject);
}

/** Runs a reader; its refusal becomes a result. `subject` is named where the reader names none. */
export function toResult<Value>(read: () => Value, subject?: string): DefinitionResult<Value> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof DefinitionFault)) throw error;
    return { ok: false, subject: error.subject ?? subject, path: error.path, message: error.message };
  }
}

/** The path of a property within the thing at `path`. */
export function within(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** A JSON object with none but the given properties. */
export function readObject(value: unknown, path: string, known: readonly string[]): JsonObject {
  if (!isJsonObject(value)) return refuse(path, "must be a JSON object");
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    refuse(within(path, key), `is no property that is known here; known are ${known.join(", ")}`);
  }
  return value;
}

/** A text property of at most `lengthMax` characters; `fallback` stands in for an absent one. */
export function readText(
  object: JsonObject,
  name: string,
  options: { readonly path: string; readonly lengthMax: number; readonly fallback?: string | undefined },
): string {
  const value = ownValue(object, name);
  const path = within(options.path, name);
  if (value === undefined) return options.fallback ?? refuse(path, "is missing; give a text");
  if (typeof value !== "string") return refuse(path, "must be a text");
  if (value.length > options.lengthMax) return refuse(path, `is longer than ${options.lengthMax} characters`);
  if (!value.isWellFormed() || value.includes("\0")) return refuse(path, "holds a character that cannot be stored");
  return value;
}

/** A boolean property. */
export function readFlag(object: JsonObject, name: string, path: string): boolean | undefined {
  const value = ownValue(object, name);
  return value === undefined || typeof value === "boolean"
    ? value
    : refuse(within(path, name), "must be true or false");
}

/** A property with one of the given values. */
export function readChoice<Choice extends string>(
  object: JsonObject,
  name: string,
  { path, choices }: { readonly path: string; readonly choices: readonly Choice[] },
): Choice | undefined {
  const value = ownValue(object, name);
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  return found ?? refuse(within(path, name), `must be one of ${choices.map((choice) => `"${choice}"`).join(", ")}`);
}

/** A list property of at most `countMax` items. */
export function readList(
  object: JsonObject,
  name: string,
  { path, countMax }: { readonly path: string; readonly countMax: number },
): readonly Json[] | undefined {
  const value = ownValue(object, name);
  if (value === undefined) return undefined;
  if (!isJsonArray(value)) return refuse(within(path, name), "must be a list");
  if (value.length > countMax) return refuse(within(path, name), `has more than ${countMax} items`);
  return value;
}

/** A list of different texts, each of 1 to `lengthMax` characters. */
export function readTexts(
  object: JsonObject,
  name: string,
  options: { readonly path: string; readonly countMax: number; readonly lengthMax: number },
): readonly string[] | undefined {
  const items = readList(object, name, options);
  return items?.map((item, index) => {
    const path = `${within(options.path, name)}[${index}]`;
    if (typeof item !== "string" || item === "") return refuse(path, "must be a text that is not empty");
    if (item.length > options.lengthMax) return refuse(path, `is longer than ${options.lengthMax} characters`);
    return items.indexOf(item) < index ? refuse(path, `repeats "${item}"`) : item;
  });
}

const URN_LENGTH_MAX = 200;
const URN = /^urn:[a-z\d][a-z\d-]{0,31}(?::[a-z\d][\w.-]*)+$/i;

/** RFC 7643 §10.3 and RFC 8141: a schema URN of letters, digits and ".-_", so that it can stand in filters and paths. */
export function readUrn(object: JsonObject, name: string, path: string): string {
  const urn = readText(object, name, { path, lengthMax: URN_LENGTH_MAX });
  if (URN.test(urn)) return urn;
  return refuse(within(path, name), 'must be a schema URN such as "urn:example:scim:schemas:core:2.0:Device"');
}

/** RFC 7643 §3: `schemas`, where it is given, names the schema of the definition itself. */
export function assertKind(object: JsonObject, urn: string): void {
  const schemas = ownValue(object, "schemas");
  if (schemas === undefined) return;
  const isKind =
    isJsonArray(schemas) &&
    schemas.some((item) => typeof item === "string" && item.toLowerCase() === urn.toLowerCase());
  if (!isKind) refuse("schemas", `must be ["${urn}"]`);
}
