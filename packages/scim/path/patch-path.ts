/** Reads and writes PATCH paths (RFC 7644 §3.5.2): `attr`, `attr.sub`, `attr[filter]`, `attr[filter].sub`, with a URN or not. */
import type { AttributePath, FilterDialect } from "../filter/ast.ts";
import { isUrn, parseAttributePath, printAttributePath } from "../filter/attribute-path.ts";
import { endOfDigits } from "../filter/number.ts";
import { FILTER_LIMITS, parseValueFilter } from "../filter/parser.ts";
import { printFilter } from "../filter/printer.ts";
import { equalUrn } from "../schema/find.ts";
import { isAttributeName } from "../schema/shape.ts";
import type { ResourceShape } from "../schema/types.ts";
import type { PatchPath } from "./types.ts";

/** `isFilterFault` tells a broken filter in brackets (`invalidFilter`) from a broken path (`invalidPath`). */
export type PatchPathResult =
  | { readonly ok: true; readonly value: PatchPath }
  | { readonly ok: false; readonly message: string; readonly position: number; readonly isFilterFault: boolean };

/**
 * The path that a text means, or what is wrong and where. A bare schema URN is recognised from the shape's own URNs; without
 * a shape, by the version that stands before its last part, as in `urn:…:2.0:User`. A dialect widens what brackets may hold.
 */
export function parsePatchPath(text: string, shape?: ResourceShape, dialect?: FilterDialect): PatchPathResult {
  if (isBareUrn(text, shape)) {
    return {
      ok: true,
      value: { attribute: { schemaUrn: text, name: "", subName: undefined }, filter: undefined, schemaOnly: true },
    };
  }
  const open = text.indexOf("[");
  if (open >= 0) return parseValuePath(text, open, dialect);
  const attribute = parseAttributePath(text);
  if (!attribute.ok) return { ...attribute, isFilterFault: false };
  return { ok: true, value: { attribute: attribute.value, filter: undefined, schemaOnly: false } };
}

function parseValuePath(text: string, open: number, dialect: FilterDialect | undefined): PatchPathResult {
  const attribute = parseAttributePath(text.slice(0, open));
  if (!attribute.ok) return { ...attribute, isFilterFault: false };
  if (attribute.value.subName !== undefined) {
    return pathFault("Brackets follow an attribute, not a sub-attribute.", open);
  }
  const close = closingBracket(text, open);
  if (close === undefined && text.length - open <= FILTER_LIMITS.lengthMax)
    return pathFault('A "]" is missing.', text.length);
  const filter = parseValueFilter(text.slice(open + 1, close), attribute.value.name, { dialect });
  if (!filter.ok) {
    return { ok: false, message: filter.message, position: open + 1 + filter.position, isFilterFault: true };
  }
  const rest = text.slice((close ?? text.length) + 1);
  if (rest === "") return { ok: true, value: { attribute: attribute.value, filter: filter.value, schemaOnly: false } };
  const start = (close ?? text.length) + 1;
  if (!rest.startsWith(".")) return pathFault("After brackets only a sub-attribute may follow.", start);
  const subName = rest.slice(1);
  if (!isAttributeName(subName)) return pathFault("A sub-attribute name is expected.", start + 1);
  const named: AttributePath = { ...attribute.value, subName };
  return { ok: true, value: { attribute: named, filter: filter.value, schemaOnly: false } };
}

/** The first "]" outside of a string: a value filter holds no brackets of its own. */
function closingBracket(text: string, open: number): number | undefined {
  let isInString = false;
  for (let index = open + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isInString && character === "\\") index += 1;
    else if (character === '"') isInString = !isInString;
    else if (character === "]" && !isInString) return index;
  }
  return undefined;
}

function isBareUrn(text: string, shape: ResourceShape | undefined): boolean {
  if (shape !== undefined) {
    return equalUrn(text, shape.core.id) || shape.extensions.some(({ schema }) => equalUrn(text, schema.id));
  }
  const segments = text.split(":");
  const version = segments.at(-2) ?? "";
  const major = endOfDigits(version, 0);
  const minor = version.charAt(major) === "." ? endOfDigits(version, major + 1) : 0;
  const isVersion = major > 0 && minor === version.length && minor > major + 1;
  return isVersion && isUrn(text) && isAttributeName(segments.at(-1) ?? "");
}

function pathFault(message: string, position: number): PatchPathResult {
  return { ok: false, message, position, isFilterFault: false };
}

/** The text of a path; `parsePatchPath` reads it back to the same path, positions in the filter aside. */
export function printPatchPath(path: PatchPath): string {
  if (path.schemaOnly) return path.attribute.schemaUrn ?? "";
  if (path.filter === undefined) return printAttributePath(path.attribute);
  const root = printAttributePath({ ...path.attribute, subName: undefined });
  const sub = path.attribute.subName === undefined ? "" : `.${path.attribute.subName}`;
  return `${root}[${printFilter(path.filter)}]${sub}`;
}
