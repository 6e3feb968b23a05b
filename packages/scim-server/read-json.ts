/**
 * Reads JSON from outside (RFC 8259), stricter than `JSON.parse`: bounded nesting, no name twice in one object, no `__proto__`,
 * no number beyond a double, no character that PostgreSQL or UTF-8 cannot hold. What passes means the same to every reader.
 */
import { ScimError, WholeDecimal } from "@lockstep/scim";

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * The value that a JSON text means; a whole number written as `1.0` is a `WholeDecimal`. Throws `ScimError` `invalidSyntax`; the message
 * never repeats what the text holds.
 */
export function readJson(text: string, depthMax: number): unknown {
  const hasWholeDecimals = scan(text, depthMax);
  try {
    return hasWholeDecimals ? JSON.parse(text, reviveNumber) : JSON.parse(text);
  } catch (error) {
    // The engine's message quotes the text around the fault, which may be a password: only the position is passed on.
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const where = position === undefined ? "" : ` (at character ${position})`;
    throw new ScimError("invalidSyntax", `The request body is not valid JSON${where}.`, { cause: error });
  }
}

/** The names seen in an open object; undefined for an open array. */
type Open = Set<string> | undefined;

/** The third parameter is what a reviver is given since ES2026: the text of a number as it was written. */
function reviveNumber(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && isWholeDecimal(context?.source ?? "") ? new WholeDecimal(value) : value;
}

function isWholeDecimal(number: string): boolean {
  return (number.includes(".") || number.includes("e") || number.includes("E")) && Number.isSafeInteger(Number(number));
}

/**
 * Walks the tokens once and tells whether a whole number is written as a decimal. Grammar is `JSON.parse`'s business: on a broken text the
 * walk only has to end.
 */
function scan(text: string, depthMax: number): boolean {
  const open: Open[] = [];
  let hasWholeDecimals = false;
  let expectsName = false;
  let index = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfString(text, index);
      const names = open.at(-1);
      if (expectsName && names !== undefined) assertName(names, decode(text, index, end));
      else decode(text, index, end);
      expectsName = false;
      index = end;
      continue;
    }
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      open.push(code === OPEN_OBJECT ? new Set() : undefined);
      expectsName = code === OPEN_OBJECT;
      if (open.length > depthMax) {
        throw new ScimError("invalidSyntax", `The request body is nested deeper than ${depthMax} levels.`);
      }
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) open.pop();
    else if (code === COMMA) expectsName = open.at(-1) !== undefined;
    else if (code === COLON) expectsName = false;
    else if (isNumberStart(code)) {
      const end = endOfNumber(text, index);
      hasWholeDecimals ||= isWholeDecimal(text.slice(index, end));
      index = end;
      continue;
    }
    index += 1;
  }
  return hasWholeDecimals;
}

function assertName(names: Set<string>, name: string): void {
  if (name === "__proto__") throw new ScimError("invalidSyntax", 'The request body uses the name "__proto__".');
  if (names.has(name)) {
    throw new ScimError(
      "invalidSyntax",
      `The request body has the name ${JSON.stringify(name.slice(0, 100))} twice in one object.`,
    );
  }
  names.add(name);
}

/** The offset behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index + 1;
  }
  return text.length;
}

/** Perf: a text that was decoded from valid UTF-8 can hold a forbidden character by a `\u` escape only. */
function decode(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes("\\u")) return raw.includes("\\") ? readLiteral(text.slice(start, end)) : raw;
  const value = readLiteral(text.slice(start, end));
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new ScimError(
      "invalidSyntax",
      "The request body holds a character that is not allowed (U+0000 or half of a pair).",
    );
  }
  return value;
}

function readLiteral(literal: string): string {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}

function isNumberStart(code: number): boolean {
  return code === MINUS || (code >= 48 && code <= 57);
}

/** The offset behind a number; refuses one that a double cannot hold, which would turn into null when stored. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && "0123456789+-.eE".includes(text.charAt(end))) end += 1;
  if (Math.abs(Number(text.slice(start, end))) === Number.POSITIVE_INFINITY) {
    throw new ScimError("invalidSyntax", "The request body holds a number that is too large.");
  }
  return end;
}
