/**
 * Lays mapped values over what the target holds: mapped ones win, cleared ones go, everything else stays as it was read.
 * "Cleared" is what the directory had put there before (known) and now no longer wants.
 */
import { isJsonObject, isUnassigned, type Json, type JsonObject, ownValue } from "@lockstep/scim";
import { sameValue } from "./same.ts";

/** The attributes that the target should hold. None of the arguments is changed. */
export function overlayAttributes(
  observed: JsonObject,
  desired: JsonObject,
  known: JsonObject | undefined,
): JsonObject {
  return overlayObject(observed, desired, known ?? {});
}

/** Sub-attributes that only echo the resource behind `value`: stale once `value` changes (RFC 7643 §2.4). */
const ECHOES = ["$ref", "display", "displayName"];

function overlayObject(observed: JsonObject, desired: JsonObject, known: JsonObject): JsonObject {
  const merged: Record<string, Json> = {};
  const hasOtherValue = Object.hasOwn(desired, "value") && !sameValue(observed["value"], desired["value"]);
  for (const [key, value] of Object.entries(observed)) {
    if (value === undefined || (hasOtherValue && ECHOES.includes(key))) continue;
    merged[key] = value;
  }
  const keys = new Set([...Object.keys(known), ...Object.keys(desired)]);
  for (const key of keys) {
    const held = takeKey(merged, key);
    const next = overlayValue(held, ownValue(desired, key), ownValue(known, key));
    if (next !== undefined && !isUnassigned(next)) merged[key] = next;
  }
  return merged;
}

function overlayValue(
  observed: Json | undefined,
  desired: Json | undefined,
  known: Json | undefined,
): Json | undefined {
  // An explicit null is an order to clear.
  if (desired === null) return undefined;
  if (desired === undefined) return clearValue(observed, known);
  if (isJsonObject(desired))
    return overlayObject(isJsonObject(observed) ? observed : {}, desired, isJsonObject(known) ? known : {});
  if (Array.isArray(desired)) return overlayList(listOf(observed), desired, listOf(known));
  return desired;
}

/** Takes out of `observed` what the directory had put there. */
function clearValue(observed: Json | undefined, known: Json | undefined): Json | undefined {
  if (isJsonObject(observed) && isJsonObject(known)) {
    // Without its value the rest of a reference says nothing.
    return Object.hasOwn(known, "value") ? undefined : overlayObject(observed, {}, known);
  }
  if (Array.isArray(observed) && Array.isArray(known)) return overlayList(observed, [], known);
  return known === undefined ? observed : undefined;
}

function overlayList(observed: readonly Json[], desired: readonly Json[], known: readonly Json[]): readonly Json[] {
  const pairs = pairUp(observed, desired);
  const dropped = known.filter((item) => !desired.some((other) => isCounterpart(item, other)));
  const merged: Json[] = [];
  for (const [index, item] of observed.entries()) {
    const wanted = pairs.get(index);
    if (wanted !== undefined) {
      const before = known.find((other) => isCounterpart(other, wanted));
      merged.push(overlayValue(item, wanted, before) ?? wanted);
    } else if (!dropped.some((other) => isCounterpart(item, other))) {
      merged.push(item);
    }
  }
  const used = new Set(pairs.values());
  merged.push(...desired.filter((item) => !used.has(item)));
  return withOnePrimary(merged, desired);
}

/** Which observed element (by index) each desired one replaces: the same value first, then the same type, then primary. */
function pairUp(observed: readonly Json[], desired: readonly Json[]): ReadonlyMap<number, Json> {
  const pairs = new Map<number, Json>();
  const open = new Set(desired);
  for (const fits of [isSameElement, isCounterpart]) {
    for (const wanted of open) {
      const index = observed.findIndex((item, at) => !pairs.has(at) && fits(item, wanted));
      if (index < 0) continue;
      pairs.set(index, wanted);
      open.delete(wanted);
    }
  }
  return pairs;
}

function isSameElement(left: Json, right: Json): boolean {
  if (!isJsonObject(left) || !isJsonObject(right)) return sameValue(left, right);
  return typeOf(left) === typeOf(right) && Object.hasOwn(left, "value") && sameValue(left["value"], right["value"]);
}

/** Whether two elements stand for the same thing: same type; without types both primary, or the same value. */
export function isCounterpart(left: Json, right: Json): boolean {
  if (!isJsonObject(left) || !isJsonObject(right)) return sameValue(left, right);
  const types = [typeOf(left), typeOf(right)];
  if (types[0] !== undefined && types[1] !== undefined) return types[0] === types[1];
  if (left["primary"] === true && right["primary"] === true) return true;
  return types[0] === types[1] && sameValue(left["value"], right["value"]);
}

function typeOf(item: JsonObject): string | undefined {
  const type = item["type"];
  return typeof type === "string" && type !== "" ? type.toLowerCase() : undefined;
}

/** RFC 7643 §2.4: `primary` is true for one element at most; the mapped one keeps it. */
function withOnePrimary(merged: readonly Json[], desired: readonly Json[]): readonly Json[] {
  const chosen = desired.find((item) => isJsonObject(item) && item["primary"] === true);
  if (chosen === undefined) return merged;
  const keeper = merged.findIndex((item) => isSameElement(item, chosen));
  return merged.map((item, index) =>
    index !== keeper && isJsonObject(item) && item["primary"] === true ? { ...item, primary: false } : item,
  );
}

/** Removes a key whatever its letter case (RFC 7643 §2.1) and returns what it held. */
function takeKey(target: Record<string, Json>, key: string): Json | undefined {
  if (Object.hasOwn(target, key)) {
    const value = target[key];
    delete target[key];
    return value;
  }
  const folded = key.toLowerCase();
  const found = Object.keys(target).find((name) => name.toLowerCase() === folded);
  if (found === undefined) return undefined;
  const value = target[found];
  delete target[found];
  return value;
}

function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}
