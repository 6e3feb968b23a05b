/** Conversions between values, the same in operators and functions. */
import { ExpressionError } from "./error.ts";
import type { Value } from "./types.ts";

/** Whether a value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The text of a value. Unset counts as nothing, so that a missing middle name leaves no "null" in a full name. */
export function toText(value: Value): string {
  if (value === null) return "";
  return isList(value) ? value.map(toText).join(",") : String(value);
}

/** The values of a list; Okta takes text with commas for one, and an unset value for an empty one. */
export function toList(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (value === null || value === "") return [];
  return typeof value === "string" ? value.split(",").map((item) => item.trim()) : [value];
}

/** True or false; unset counts as false. */
export function toCondition(value: Value, position: number): boolean {
  if (value === null) return false;
  if (typeof value === "boolean") return value;
  throw new ExpressionError(`Expected true or false, found ${describeValue(value)}.`, position);
}

/** A number, also from text that holds nothing else. */
export function toNumber(value: Value, position: number): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(value)) return Number(value);
  throw new ExpressionError(`Expected a number, found ${describeValue(value)}.`, position);
}

/** Equality: same kind and same content; lists item by item. */
export function isEqual(left: Value, right: Value): boolean {
  if (!isList(left) || !isList(right)) return left === right;
  return left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? null));
}

/** A value in words. */
export function describeValue(value: Value): string {
  if (value === null) return "no value";
  if (isList(value)) return `a list of ${value.length} values`;
  if (typeof value === "string") return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return `the ${typeof value === "number" ? "number" : "truth value"} ${value}`;
}
