/** Cuts the text of an expression into tokens with their spans. */
import type { Span } from "./types.ts";

/** One token. Offsets count from the start of the whole text. */
export type Token = Span &
  (
    | { readonly kind: "name"; readonly text: string }
    | { readonly kind: "text"; readonly value: string }
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "symbol"; readonly text: string }
    | { readonly kind: "end" }
  );

/** What is wrong with a text, and where. */
export interface Failure extends Span {
  readonly ok: false;
  readonly message: string;
}

/** The tokens, the last one being `end`; or what is wrong and where. */
export type TokenizeResult = { readonly ok: true; readonly tokens: readonly Token[] } | Failure;

/** Longer symbols first: the first that fits is taken. */
const SYMBOLS = ["?:", "==", "!=", "<=", ">=", "&&", "||", ..."()[]{},.?:+-*/%<>!"];

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const SPACE = /\s+/y;

/** Reads `text` from `start` up to `end`. */
export function tokenize(text: string, start = 0, end = text.length): TokenizeResult {
  const source = text.slice(0, end);
  const tokens: Token[] = [];
  let position = start;
  while (position < end) {
    const space = matchAt(SPACE, source, position);
    if (space !== undefined) {
      position += space.length;
      continue;
    }
    const token = readToken(source, position);
    if ("ok" in token) return token;
    tokens.push(token);
    position = token.end;
  }
  tokens.push({ kind: "end", position: end, end });
  return { ok: true, tokens };
}

function readToken(source: string, position: number): Token | Failure {
  const character = source.charAt(position);
  if (character === "'" || character === '"') return readText(source, position);
  // Templates write functions as fn:name(…); the prefix says nothing that the name does not.
  const nameStart = source.startsWith("fn:", position) ? position + 3 : position;
  const name = matchAt(NAME, source, nameStart);
  if (name !== undefined) return { kind: "name", text: name, position: nameStart, end: nameStart + name.length };
  const number = matchAt(NUMBER, source, position);
  if (number !== undefined) {
    if (!Number.isFinite(Number(number))) {
      return { ok: false, message: "The number is too large.", position, end: position + number.length };
    }
    return { kind: "number", value: Number(number), position, end: position + number.length };
  }
  const symbol = SYMBOLS.find((candidate) => source.startsWith(candidate, position));
  if (symbol !== undefined) return { kind: "symbol", text: symbol, position, end: position + symbol.length };
  const hint = character === "=" ? ' To compare, write "==".' : "";
  const shown = String.fromCodePoint(source.codePointAt(position) ?? 0);
  const end = position + shown.length;
  return { ok: false, message: `The character "${shown}" has no meaning here.${hint}`, position, end };
}

/** Text in single or double quotes. A doubled quote stands for one; a backslash is a character like any other, as in Okta's own examples. */
function readText(source: string, position: number): Token | Failure {
  const quote = source.charAt(position);
  let value = "";
  for (let index = position + 1; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character !== quote) {
      value += character;
    } else if (source.charAt(index + 1) === quote) {
      index += 1;
      value += quote;
    } else {
      return { kind: "text", value, position, end: index + 1 };
    }
  }
  const message = `The text that begins here has no closing ${quote}.`;
  return { ok: false, message, position, end: source.length };
}

function matchAt(pattern: RegExp, source: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(source)?.[0];
}
