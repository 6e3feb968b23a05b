/** Cuts the text of an expression into tokens with their positions. */

/** One token. `position` is the zero-based offset in the whole text. */
export type Token =
  | { readonly kind: "name"; readonly text: string; readonly position: number }
  | { readonly kind: "text"; readonly value: string; readonly position: number }
  | { readonly kind: "number"; readonly value: number; readonly position: number }
  | { readonly kind: "symbol"; readonly text: string; readonly position: number }
  | { readonly kind: "end"; readonly position: number };

/** The tokens, the last one being `end`; or what is wrong and where. */
export type TokenizeResult =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly message: string; readonly position: number };

/** Longer symbols first: the first that fits is taken. */
const SYMBOLS = ["?:", "==", "!=", "<=", ">=", "&&", "||", ..."()[]{},.?:+-*/%<>!"];

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const SPACE = /\s+/y;

interface Failure {
  readonly message: string;
  readonly position: number;
}

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
    if ("message" in token) return { ok: false, ...token };
    tokens.push(token.token);
    position = token.next;
  }
  tokens.push({ kind: "end", position: end });
  return { ok: true, tokens };
}

function readToken(source: string, position: number): { readonly token: Token; readonly next: number } | Failure {
  const character = source.charAt(position);
  if (character === "'" || character === '"') return readText(source, position);
  // Templates write functions as fn:name(…); the prefix says nothing that the name does not.
  const nameStart = source.startsWith("fn:", position) ? position + 3 : position;
  const name = matchAt(NAME, source, nameStart);
  if (name !== undefined)
    return { token: { kind: "name", text: name, position: nameStart }, next: nameStart + name.length };
  const number = matchAt(NUMBER, source, position);
  if (number !== undefined) {
    return { token: { kind: "number", value: Number(number), position }, next: position + number.length };
  }
  const symbol = SYMBOLS.find((candidate) => source.startsWith(candidate, position));
  if (symbol !== undefined)
    return { token: { kind: "symbol", text: symbol, position }, next: position + symbol.length };
  const hint = character === "=" ? ' To compare, write "==".' : "";
  return {
    message: `The character "${String.fromCodePoint(source.codePointAt(position) ?? 0)}" has no meaning here.${hint}`,
    position,
  };
}

/** Text in single or double quotes. A doubled quote stands for one, and a backslash for the character after it. */
function readText(source: string, position: number): { readonly token: Token; readonly next: number } | Failure {
  const quote = source.charAt(position);
  let value = "";
  for (let index = position + 1; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character === "\\" && index + 1 < source.length) {
      index += 1;
      value += source.charAt(index);
    } else if (character !== quote) {
      value += character;
    } else if (source.charAt(index + 1) === quote) {
      index += 1;
      value += quote;
    } else {
      return { token: { kind: "text", value, position }, next: index + 1 };
    }
  }
  return { message: `The text that begins here has no closing ${quote}.`, position };
}

function matchAt(pattern: RegExp, source: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(source)?.[0];
}
