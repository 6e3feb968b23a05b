/** Types of values, as far as they are known before anything runs. */

/** `any` is not known; `null` is the constant; an `object` has attributes of its own. */
export type ValueType = "string" | "integer" | "number" | "boolean" | "array" | "object" | "null" | "any";

/** A type in words, after "is" or "found". */
export function typeInWords(type: ValueType): string {
  switch (type) {
    case "string":
      return "text";
    case "integer":
      return "a whole number";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
      return "something with attributes of its own";
    case "null":
      return "no value";
    case "any":
      return "a value";
  }
}

/** Whether an argument of a type may stand where another is taken. Text is written from numbers and truth values by itself. */
export function isAccepted(given: ValueType, taken: ValueType): boolean {
  if (given === "any" || given === "null" || given === taken) return true;
  switch (taken) {
    case "any":
    case "string":
      return given !== "object";
    case "number":
    case "integer":
      // A text may hold a number; whether it does is known for each person only.
      return given === "integer" || given === "number" || given === "string";
    case "array":
      // Okta takes text with commas for a list.
      return given === "string";
    case "boolean":
    case "object":
    case "null":
      return false;
  }
}

/** The type of one of two values. */
export function eitherType(left: ValueType, right: ValueType): ValueType {
  if (left === right || right === "null") return left;
  if (left === "null") return right;
  return isNumeric(left) && isNumeric(right) ? "number" : "any";
}

/** Whether a type is one of numbers. */
export function isNumeric(type: ValueType): boolean {
  return type === "integer" || type === "number";
}
