/** Whether a value fits an attribute. Pure. */
import type { ProfileValue, ScalarValue } from "../../contract.ts";
import { EMAIL, FORMATS, type ProfileAttribute, type ScalarType } from "./attribute.ts";

/** Longest text of an attribute without a length of its own. */
const TEXT_MAX = 4096;
/** Values of one list at most. */
const ITEMS_MAX = 100;
const INTEGER_MIN = -(2 ** 31);
const INTEGER_MAX = 2 ** 31 - 1;

/** What is wrong with a value that is neither null nor "", or undefined: then it is a `ProfileValue`. */
export function valueProblem(attribute: ProfileAttribute, value: unknown): string | undefined {
  if (attribute.type !== "array") {
    return (
      typeProblem(attribute.type, value) ??
      choiceProblem(attribute.enum, value) ??
      (typeof value === "string" ? textProblem(attribute, value) : rangeProblem(attribute, value))
    );
  }
  if (!Array.isArray(value)) return `Must be an array, not ${nameOf(value)}`;
  if (value.length > ITEMS_MAX) return `Must have at most ${ITEMS_MAX} values`;
  const itemType = attribute.items?.type ?? "string";
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    const problem =
      typeProblem(itemType, item) ??
      choiceProblem(attribute.items?.enum, item) ??
      (typeof item === "string" ? characterProblem(item, TEXT_MAX) : undefined);
    if (problem !== undefined) return `Value ${index + 1}: ${problem}`;
  }
  return undefined;
}

function typeProblem(type: ScalarType, value: unknown): string | undefined {
  switch (type) {
    case "string":
      return typeof value === "string" ? undefined : `Must be a string, not ${nameOf(value)}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `Must be true or false, not ${nameOf(value)}`;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? undefined : `Must be a number, not ${nameOf(value)}`;
    case "integer":
      return Number.isInteger(value) && (value as number) >= INTEGER_MIN && (value as number) <= INTEGER_MAX
        ? undefined
        : `Must be a whole number of 32 bits, not ${nameOf(value)}`;
  }
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "number" ? "a number" : `a ${typeof value}`;
}

function choiceProblem(choices: readonly ScalarValue[] | undefined, value: unknown): string | undefined {
  if (choices === undefined || choices.includes(value as ScalarValue)) return undefined;
  const shown = choices.slice(0, 20).map(String).join(", ");
  return `Must be one of: ${shown}${choices.length > 20 ? ", …" : ""}`;
}

function rangeProblem({ minimum, maximum }: ProfileAttribute, value: unknown): string | undefined {
  if (typeof value !== "number") return undefined;
  if (minimum !== undefined && value < minimum) return `Must be at least ${minimum}`;
  return maximum !== undefined && value > maximum ? `Must be at most ${maximum}` : undefined;
}

function textProblem(attribute: ProfileAttribute, value: string): string | undefined {
  const character = characterProblem(value, Number.POSITIVE_INFINITY);
  if (character !== undefined) return character;
  if (attribute.required === true && value.trim() === "") return "The field cannot be left blank";
  if (attribute.name === "login" && attribute.pattern === undefined && !EMAIL.test(value))
    return "Username must be in the form of an email address";
  const { minLength = 0, maxLength = TEXT_MAX } = attribute;
  if (value.length < minLength || value.length > maxLength) {
    return minLength === 0
      ? `Must be at most ${maxLength} characters long`
      : `Must be between ${minLength} and ${maxLength} characters long`;
  }
  if (attribute.pattern !== undefined && !new RegExp(`^(?:${attribute.pattern})$`).test(value))
    return `Does not match required pattern ${attribute.pattern}`;
  if (attribute.format !== undefined && !FORMATS[attribute.format].holds(value)) return FORMATS[attribute.format].words;
  return undefined;
}

/** Control characters other than line breaks and tabs, and (as at Okta) surrogates. PostgreSQL cannot store U+0000 at all. */
function characterProblem(value: string, lengthMax: number): string | undefined {
  if (value.length > lengthMax) return `Must be at most ${lengthMax} characters long`;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    const isControl = (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0x7f;
    if (isControl || (code >= 0xd800 && code <= 0xdfff))
      return "Contains control characters or characters outside the Basic Multilingual Plane";
  }
  return undefined;
}

/** A text from a file as the value that the attribute asks for; text that is none stays text, for `valueProblem` to name. */
export function valueFromText(attribute: ProfileAttribute, text: string): ProfileValue {
  if (text === "") return "";
  if (attribute.type !== "array") return scalarFromText(attribute.type, text);
  const itemType = attribute.items?.type ?? "string";
  const parts = text.split(";").map((part) => part.trim());
  return parts.filter((part) => part !== "").map((part) => scalarFromText(itemType, part));
}

function scalarFromText(type: ScalarType, text: string): ScalarValue {
  if (type === "string") return text;
  if (type === "boolean") return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : text;
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Whether two values are the same; lists item by item. */
export function isSameValue(left: ProfileValue | undefined, right: ProfileValue | undefined): boolean {
  if (left === undefined || right === undefined || !isList(left) || !isList(right)) return left === right;
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

function isList(value: ProfileValue): value is readonly ScalarValue[] {
  return Array.isArray(value);
}
