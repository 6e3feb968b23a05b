/**
 * Comparison of strings that are not case exact (RFC 7643 §2.2, `caseExact`). For `userName` it is the preparation of the
 * UsernameCaseMapped profile (RFC 8265 §3.3): width, letter case, NFC. The profile's ban on characters (blanks, symbols) and its
 * rule for right-to-left text refuse names instead of comparing them; they are left to whoever gives out the names.
 */
import { mapWidth } from "./width.ts";

/**
 * The form in which strings are equal when letter case does not matter: full-width and half-width characters in their plain form,
 * NFC, each character lower-cased by itself (so the form of a part is a part of the form of the whole), and both Greek small
 * sigmas alike.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let folded = "";
  for (const character of mapWidth(text).normalize("NFC")) folded += character === "ς" ? "σ" : character.toLowerCase();
  return folded;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}

/** Orders strings by Unicode code point, as `COLLATE "C"` does in SQL; code units would misplace non-BMP characters. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
