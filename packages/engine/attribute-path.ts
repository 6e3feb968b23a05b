/** Plain attribute paths of switches: `title`, `name.givenName`, `emails.display`, `urn:…:User:manager.value`. */
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject } from "@lockstep/scim";

/** The keys that lead to the attribute. A URN is one key. */
export function keysOfPath(path: string): readonly string[] {
  if (!path.toLowerCase().startsWith("urn:")) return path.split(".");
  const end = path.lastIndexOf(":");
  return [path.slice(0, end), ...path.slice(end + 1).split(".")];
}

/** Whether the text is such a path. Filters are not: a switch speaks of all values of an attribute. */
export function isAttributePath(path: string): boolean {
  return /^(urn:[A-Za-z0-9:._-]+:)?[A-Za-z$][\w$-]*(\.[A-Za-z$][\w$-]*)?$/.test(path);
}

/** Whether something stands at the path; in a list, in any of its elements. */
export function hasValueAt(attributes: JsonObject, path: string): boolean {
  return hasValue(attributes, keysOfPath(path));
}

function hasValue(value: Json | undefined, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return value !== undefined && value !== "" && !isUnassigned(value);
  if (isJsonArray(value)) return value.some((item) => hasValue(item, keys));
  return isJsonObject(value) && Object.hasOwn(value, key) && hasValue(value[key], rest);
}

/** The attributes without what stands at the path; an object that holds nothing then goes too. */
export function withoutPath(attributes: JsonObject, path: string): JsonObject {
  return removeFrom(attributes, keysOfPath(path));
}

function removeFrom(object: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value === undefined) return object;
  const { [key]: _, ...others } = object;
  if (rest.length === 0) return others;
  if (isJsonArray(value)) {
    return { ...object, [key]: value.map((item) => (isJsonObject(item) ? removeFrom(item, rest) : item)) };
  }
  if (!isJsonObject(value)) return object;
  const left = removeFrom(value, rest);
  return Object.keys(left).length === 0 ? others : { ...object, [key]: left };
}
