/** Brings the path of a PATCH operation (RFC 7644 §3.5.2) into strict form and tells what it aims at. */
import {
  type AttributeDefinition,
  type AttributePath,
  findExtension,
  parseAttributePath,
  parsePatchPath,
  printAttributePath,
  printPatchPath,
  resolveAttribute,
} from "@lockstep/scim";
import { fixPath } from "./fix-path.ts";
import { currentUrn, hasUrn } from "./legacy-urn.ts";
import { isManagerId } from "./manager-reference.ts";
import { dialectOf, fixLiterals } from "./normalise-filter.ts";
import type { Normalisation } from "./normalise-value.ts";

/** What a path aims at. */
export type PathTarget =
  | { readonly kind: "schema"; readonly attributes: readonly AttributeDefinition[]; readonly urn: string }
  | {
      readonly kind: "attribute";
      readonly attribute: AttributeDefinition;
      readonly sub: AttributeDefinition | undefined;
      /** The text of the brackets, both included. */
      readonly brackets: string | undefined;
      /** The sub-attribute was written as `managerId`. */
      readonly isManagerId: boolean;
    };

/** A path in strict form. Without a target it names nothing that the shape knows, or is no path: the core says so. */
export interface NormalPath {
  readonly path: string;
  readonly target: PathTarget | undefined;
  /** There is no target though nothing but a name is at fault. A known name before brackets that cannot be read is none. */
  readonly isUnknownName: boolean;
}

/** `[name eq "text"]`, with or without a sub-attribute after it: strict unless `name` is a boolean. */
const PLAIN_BRACKETS = /^\[(\w+) eq "[^"\\]*"\](?:\.(\w+))?$/;

/** The path in strict form; the same text when it has that form already. */
export function normalisePath(context: Normalisation, text: string): NormalPath {
  const open = text.indexOf("[");
  if (open < 0) return normaliseName(context, text);
  const head = normaliseName(context, text.slice(0, open));
  if (head.target?.kind !== "attribute" || head.target.sub !== undefined) {
    return { path: text, target: undefined, isUnknownName: head.target === undefined };
  }
  const { attribute } = head.target;
  const written = `${head.path}${text.slice(open)}`;
  const [, name = "", subName] = PLAIN_BRACKETS.exec(text.slice(open)) ?? [];
  const isPlain = name !== "" && subAttribute(attribute, name)?.type !== "boolean";
  if (isPlain) return bracketed(written, withBrackets(head.target, bracketsOf(text), subName));
  const dialect = dialectOf(context.leniency);
  let isStrict = true;
  const parsed = parsePatchPath(written, context.shape, (deviation) => {
    isStrict = false;
    return dialect(deviation);
  });
  if (!parsed.ok || parsed.value.filter === undefined) {
    return { path: written, target: undefined, isUnknownName: false };
  }
  const filter = fixLiterals(context.leniency, attribute, parsed.value.filter);
  const isSame = isStrict && filter === parsed.value.filter;
  const path = isSame ? written : printPatchPath({ ...parsed.value, filter });
  return bracketed(path, withBrackets(head.target, bracketsOf(path), parsed.value.attribute.subName));
}

/** Brackets that were read: without a target the sub-attribute after them is unknown. */
function bracketed(path: string, target: PathTarget | undefined): NormalPath {
  return { path, target, isUnknownName: target === undefined };
}

function bracketsOf(path: string): string {
  return path.slice(path.indexOf("["), path.lastIndexOf("]") + 1);
}

function withBrackets(
  target: Extract<PathTarget, { kind: "attribute" }>,
  brackets: string,
  subName: string | undefined,
): PathTarget | undefined {
  if (subName === undefined) return { ...target, brackets };
  const sub = subAttribute(target.attribute, subName);
  return sub === undefined ? undefined : { ...target, sub, brackets };
}

function subAttribute(attribute: AttributeDefinition, name: string): AttributeDefinition | undefined {
  return attribute.subAttributes?.find((sub) => sub.name.toLowerCase() === name.toLowerCase());
}

function normaliseName(context: Normalisation, text: string): NormalPath {
  const { shape, leniency } = context;
  const schema = text.includes(":") ? schemaTarget(context, text) : undefined;
  if (schema !== undefined) return schema;
  const parsed = parseAttributePath(text);
  if (!parsed.ok) return { path: text, target: undefined, isUnknownName: true };
  const manager = managerPath(context, parsed.value);
  const path = manager ?? fixPath(leniency, shape, parsed.value);
  const resolved = resolveAttribute(shape, path);
  const written = path === parsed.value ? text : printAttributePath(path);
  if (resolved === undefined) return { path: text, target: undefined, isUnknownName: true };
  const { attribute, subAttribute: sub } = resolved;
  return {
    path: written,
    target: { kind: "attribute", attribute, sub, brackets: undefined, isManagerId: manager !== undefined },
    isUnknownName: false,
  };
}

/** RFC 7644 §3.5.2: a path may be a URN alone, and then means the whole extension. */
function schemaTarget({ shape, leniency }: Normalisation, text: string): NormalPath | undefined {
  const current = hasUrn(shape, text) ? undefined : currentUrn(shape, text);
  if (current !== undefined && !leniency.use("legacySchemas")) return undefined;
  const urn = current ?? text;
  if (!hasUrn(shape, urn)) return undefined;
  const schema = findExtension(shape, urn)?.schema ?? shape.core;
  return { path: urn, target: { kind: "schema", attributes: schema.attributes, urn: schema.id }, isUnknownName: false };
}

/** `manager.managerId`, whichever way it is written, as the path of the manager's `value`. */
function managerPath({ shape, leniency }: Normalisation, path: AttributePath): AttributePath | undefined {
  if (path.subName === undefined || resolveAttribute(shape, path) !== undefined) return undefined;
  const whole = fixPath(leniency, shape, { ...path, subName: undefined });
  const attribute = resolveAttribute(shape, whole)?.attribute;
  if (attribute === undefined || !isManagerId(attribute, path.subName) || !leniency.use("managerExternalId")) {
    return undefined;
  }
  return { ...whole, subName: "value" };
}
