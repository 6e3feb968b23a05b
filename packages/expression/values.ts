/** Conversions between values, the same in operators and functions. */
import { ExpressionError } from "./error.ts";
import type { Inner, Span, ValueObject } from "./types.ts";

/** Whether a value is a list. */
export function isList(value: Inner): value is readonly Inner[] {
  return Array.isArray(value);
}

/** Whether a value has attributes of its own. */
export function isObject(value: Inner): value is ValueObject {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether a value is, or holds, something with attributes of its own. Lists are as deep as an expression may be, no more. */
export function holdsObject(value: Inner): boolean {
  return isObject(value) || (isList(value) && value.some(holdsObject));
}

/** The text of a value. Unset counts as nothing, so that a missing middle name leaves no "null" in a full name. */
export function toText(value: Inner): string {
  if (value === null || isObject(value)) return "";
  return isList(value) ? value.map(toText).join(",") : String(value);
}

/** The values of a list; Okta takes text with commas for one, and an unset value for an empty one. */
export function toList(value: Inner): readonly Inner[] {
  if (isList(value)) return value;
  if (value === null || value === "") return [];
  return typeof value === "string" ? value.split(",").map((item) => item.trim()) : [value];
}

/** True or false; unset counts as false. */
export function toCondition(value: Inner, span: Span): boolean {
  if (value === null) return false;
  if (typeof value === "boolean") return value;
  throw new ExpressionError(`Expected true or false, found ${describeValue(value)}.`, span);
}

/** A number, also from text that holds nothing else. */
export function toNumber(value: Inner, span: Span): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(value)) return Number(value);
  throw new ExpressionError(`Expected a number, found ${describeValue(value)}.`, span);
}

/** Equality: same kind and same content; lists item by item; two things with attributes are never equal. */
export function isEqual(left: Inner, right: Inner): boolean {
  if (!isList(left) || !isList(right)) return left === right && !isObject(left);
  return left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? null));
}

/** The value of an own attribute, null when there is none. */
export function attributeOf(target: ValueObject, name: string): Inner {
  return (Object.hasOwn(target, name) ? target[name] : null) ?? null;
}

/** A value in words. */
export function describeValue(value: Inner): string {
  if (value === null) return "no value";
  if (isList(value)) return `a list of ${value.length} values`;
  if (isObject(value)) return "something with attributes of its own";
  if (typeof value === "string") return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return `the ${typeof value === "number" ? "number" : "truth value"} ${value}`;
}
