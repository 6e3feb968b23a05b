/** Cuts filter text into tokens (RFC 7644 §3.4.2.2), without regular expressions: each character is looked at once. */
import type { FilterDialect } from "./ast.ts";

/** A piece of a filter. `position` is the zero-based offset in the text. */
export type Token =
  | { readonly kind: "open" | "close" | "openBracket" | "closeBracket" | "end"; readonly position: number }
  | { readonly kind: "word"; readonly text: string; readonly position: number }
  | { readonly kind: "string"; readonly value: string; readonly position: number };

/** What is wrong with a text, and where. */
export interface SyntaxFault {
  readonly message: string;
  readonly position: number;
}

const PUNCTUATION: Readonly<Record<string, "open" | "close" | "openBracket" | "closeBracket">> = {
  "(": "open",
  ")": "close",
  "[": "openBracket",
  "]": "closeBracket",
};

/** The tokens of a text, ended by an `end` token, or the first fault. */
export function tokenize(text: string, dialect?: FilterDialect): readonly Token[] | SyntaxFault {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text.charAt(position);
    if (isBlank(character)) {
      position += 1;
      continue;
    }
    const punctuation = Object.hasOwn(PUNCTUATION, character) ? PUNCTUATION[character] : undefined;
    if (punctuation !== undefined) {
      tokens.push({ kind: punctuation, position });
      position += 1;
    } else if (character === '"') {
      const end = endOfString(text, position);
      const value = end === undefined ? undefined : decodeString(text.slice(position, end));
      if (end === undefined) return { message: "A string is not closed: a double quote is missing.", position };
      if (value === undefined)
        return { message: "A string holds characters or escapes that JSON does not allow.", position };
      tokens.push({ kind: "string", value, position });
      position = end;
    } else {
      const quoted = character === "'" && dialect !== undefined ? readSingleQuoted(text, position, dialect) : undefined;
      const end = quoted?.end ?? endOfWord(text, position);
      tokens.push(
        quoted === undefined
          ? { kind: "word", text: text.slice(position, end), position }
          : { kind: "string", value: quoted.value, position },
      );
      position = end;
    }
  }
  tokens.push({ kind: "end", position: text.length });
  return tokens;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}

/** The offset behind the closing quote of the string that starts at `start`. */
function endOfString(text: string, start: number): number | undefined {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\") index += 1;
    else if (character === '"') return index + 1;
  }
  return undefined;
}

/** Text between single quotes, without escapes; undefined when it is not closed or may not be there. */
function readSingleQuoted(
  text: string,
  start: number,
  dialect: FilterDialect,
): { readonly value: string; readonly end: number } | undefined {
  const close = text.indexOf("'", start + 1);
  const value = text.slice(start + 1, Math.max(close, start));
  const isText = close > start && value.isWellFormed() && !value.includes("\0");
  return isText && dialect("singleQuotes") ? { value, end: close + 1 } : undefined;
}

function endOfWord(text: string, start: number): number {
  let index = start;
  while (index < text.length) {
    const character = text.charAt(index);
    if (isBlank(character) || character === '"' || Object.hasOwn(PUNCTUATION, character)) break;
    index += 1;
  }
  return index;
}

/** RFC 7644 §3.4.2.2: strings are JSON strings. NUL and lone surrogates are refused: no stored value can hold them. */
function decodeString(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" && value.isWellFormed() && !value.includes("\0") ? value : undefined;
  } catch {
    return undefined;
  }
}
