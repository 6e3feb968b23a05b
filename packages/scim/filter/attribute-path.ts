/** Attribute names as they appear in filters and paths (RFC 7644 §3.10): `name`, `name.sub`, each after an optional `urn:`. */
import { isAttributeName } from "../schema/shape.ts";
import type { AttributePath, ParseResult } from "./ast.ts";

/** Longest attribute path that is read. */
export const PATH_LENGTH_MAX = 512;

/** Reads `[URN:]name[.subName]`. What stands before the last colon is the URN. */
export function parseAttributePath(text: string): ParseResult<AttributePath> {
  if (text.length > PATH_LENGTH_MAX) {
    return {
      ok: false,
      message: `An attribute path has at most ${PATH_LENGTH_MAX} characters.`,
      position: PATH_LENGTH_MAX,
    };
  }
  const colon = text.lastIndexOf(":");
  const schemaUrn = colon < 0 ? undefined : text.slice(0, colon);
  if (schemaUrn !== undefined && !isUrn(schemaUrn)) {
    return { ok: false, message: "The part before the last colon is not a schema URN.", position: 0 };
  }
  const start = colon + 1;
  const dot = text.indexOf(".", start);
  const name = text.slice(start, dot < 0 ? undefined : dot);
  if (!isAttributeName(name)) return { ok: false, message: "An attribute name is expected.", position: start };
  if (dot < 0) return { ok: true, value: { schemaUrn, name, subName: undefined } };
  const subName = text.slice(dot + 1);
  if (!isAttributeName(subName)) return { ok: false, message: "A sub-attribute name is expected.", position: dot + 1 };
  return { ok: true, value: { schemaUrn, name, subName } };
}

/** The text of an attribute path. */
export function printAttributePath(path: AttributePath): string {
  const urn = path.schemaUrn === undefined ? "" : `${path.schemaUrn}:`;
  const sub = path.subName === undefined ? "" : `.${path.subName}`;
  return `${urn}${path.name}${sub}`;
}

/** A URI with a scheme and only the characters of RFC 3986 that a word of a filter may hold. */
export function isUrn(text: string): boolean {
  const colon = text.indexOf(":");
  if (colon <= 0 || colon === text.length - 1) return false;
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code <= 32 || code >= 127 || '"()<>[]\\^`{|}'.includes(character)) return false;
  }
  return isSchemeName(text.slice(0, colon));
}

function isSchemeName(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index) | 32;
    const isLetter = code >= 97 && code <= 122;
    if (!isLetter && (index === 0 || !"0123456789+-.".includes(text.charAt(index)))) return false;
  }
  return true;
}
