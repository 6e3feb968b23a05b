/**
 * Separates what a PATCH does to a membership attribute from the rest, as set operations whose cost depends on the members
 * that are named, never on the size of the group.
 */
import { ScimError } from "../error.ts";
import type { Filter } from "../filter/ast.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, ownValue, ownValueAnyCase } from "../json.ts";
import { MEMBERS_MAX } from "../resource/value.ts";
import { findAttribute } from "../schema/find.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { atOperation } from "./apply.ts";
import { type AttributeTarget, requireTarget } from "./target.ts";
import type { PatchOperation } from "./types.ts";

/** One step of a change of membership, in request order. */
export interface MembershipChange {
  readonly kind: "add" | "remove" | "replaceAll";
  /** Ids of members, each once. */
  readonly members: readonly string[];
}

/** A PATCH in two parts. `restPositions` tells where each operation of `rest` stood in the message. */
export interface SplitPatch {
  readonly membership: readonly MembershipChange[];
  readonly rest: readonly PatchOperation[];
  readonly restPositions: readonly number[];
}

/**
 * Takes the operations on the named attribute out of a PATCH, in all forms: by path with a list of values, with a filter of
 * `value eq` terms joined by `or`, and as a key of a path-less value. A path-less value without the key leaves membership
 * alone; a `remove` without filter and value empties it, one with a list removes the listed. Throws `ScimError`.
 */
export function splitMembership(
  shape: ResourceShape,
  operations: readonly PatchOperation[],
  { attributeName, positions }: { readonly attributeName: string; readonly positions?: readonly number[] | undefined },
): SplitPatch {
  const attribute = findAttribute(shape.core.attributes, attributeName);
  if (attribute === undefined) throw new Error(`"${shape.core.id}" has no attribute "${attributeName}".`);
  const membership: MembershipChange[] = [];
  const rest: PatchOperation[] = [];
  const restPositions: number[] = [];
  for (const [index, operation] of operations.entries()) {
    const position = positions?.[index] ?? index;
    const split = atOperation(position, () => splitOperation(shape, attribute, operation));
    if (split.change !== undefined) membership.push(split.change);
    if (split.rest === undefined) continue;
    rest.push(split.rest);
    restPositions.push(position);
  }
  return { membership, rest, restPositions };
}

interface SplitOperation {
  readonly change: MembershipChange | undefined;
  readonly rest: PatchOperation | undefined;
}

function splitOperation(
  shape: ResourceShape,
  attribute: AttributeDefinition,
  operation: PatchOperation,
): SplitOperation {
  const target = requireTarget(shape, operation.path);
  if (target.kind === "resource" && operation.op !== "remove") return splitValue(attribute, operation);
  const isMembership = target.kind === "attribute" && target.placed.attribute === attribute;
  if (!isMembership) return { change: undefined, rest: operation };
  if (target.sub !== undefined) {
    const { mutability } = target.sub;
    throw new ScimError("mutability", `"${target.where}" is ${mutability === "readOnly" ? "read-only" : "immutable"}.`);
  }
  return { change: toChange(attribute, target, operation), rest: undefined };
}

/** RFC 7644 §3.5.2.3: a path-less value says nothing about what it does not name. */
function splitValue(attribute: AttributeDefinition, operation: PatchOperation): SplitOperation {
  const { op, value } = operation;
  const members = isJsonObject(value) ? ownValueAnyCase(value, attribute.name) : undefined;
  if (!isJsonObject(value) || members === undefined) return { change: undefined, rest: operation };
  const folded = attribute.name.toLowerCase();
  const keys = Object.keys(value);
  const others = keys.filter((key) => key.toLowerCase() !== folded);
  if (keys.length - others.length > 1) {
    throw new ScimError("invalidSyntax", `"${attribute.name}" is given twice in different letter case.`);
  }
  const change = toListChange(attribute, op === "add" ? "add" : "replaceAll", members);
  const left: JsonObject = Object.fromEntries(others.map((key) => [key, ownValue(value, key)]));
  return { change, rest: others.length === 0 ? undefined : { ...operation, value: left } };
}

function toChange(
  attribute: AttributeDefinition,
  target: AttributeTarget,
  { op, value }: PatchOperation,
): MembershipChange | undefined {
  if (target.filter !== undefined) {
    if (op === "remove") return toSelectedRemove(attribute, idsOfFilter(attribute, target.filter), value);
    throw new ScimError("mutability", `A value of "${attribute.name}" is immutable: remove it and add another one.`);
  }
  if (op === "add") return toListChange(attribute, "add", value);
  if (op === "replace") return toListChange(attribute, "replaceAll", value);
  if (value === undefined || value === null) return { kind: "replaceAll", members: [] };
  return toListChange(attribute, "remove", value);
}

/** A `remove` with a filter and a list means whom both name. */
function toSelectedRemove(
  attribute: AttributeDefinition,
  selected: readonly string[],
  value: Json | undefined,
): MembershipChange | undefined {
  if (value === undefined || value === null) return { kind: "remove", members: selected };
  const listed = new Set(readMemberIds(attribute.name, isJsonArray(value) ? value : [value]));
  const members = selected.filter((id) => listed.has(id));
  return members.length === 0 ? undefined : { kind: "remove", members };
}

/** A step that names nobody is left out, unless it empties the membership. */
function toListChange(
  attribute: AttributeDefinition,
  kind: MembershipChange["kind"],
  value: Json | undefined,
): MembershipChange | undefined {
  const members = readMemberIds(attribute.name, kind === "replaceAll" || isJsonArray(value) ? value : toList(value));
  return members.length === 0 && kind !== "replaceAll" ? undefined : { kind, members };
}

function toList(value: Json | undefined): Json {
  return value === undefined || value === null ? [] : [value];
}

/**
 * The ids that a list of members names, each once: `[{ "value": "…" }]`; null and absence are an empty list. Throws
 * `ScimError` `invalidValue` for a member without an id.
 */
export function readMemberIds(attributeName: string, value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!isJsonArray(value)) throw new ScimError("invalidValue", `"${attributeName}" must be an array.`);
  if (value.length > MEMBERS_MAX) {
    throw new ScimError("invalidValue", `"${attributeName}" has more than ${MEMBERS_MAX} values.`);
  }
  const ids = value.map((member, index) => {
    const id = isJsonObject(member) ? ownValueAnyCase(member, "value") : undefined;
    if (typeof id === "string" && id !== "" && id.isWellFormed() && !id.includes("\0")) return id;
    throw new ScimError("invalidValue", `"${attributeName}[${index}].value" must be the id of a member.`);
  });
  return [...new Set(ids)];
}

function idsOfFilter(attribute: AttributeDefinition, filter: Filter): readonly string[] {
  const ids = new Set<string>();
  collectIds(attribute, filter, ids);
  return [...ids];
}

function collectIds(attribute: AttributeDefinition, filter: Filter, ids: Set<string>): void {
  if (filter.kind === "or") {
    collectIds(attribute, filter.left, ids);
    collectIds(attribute, filter.right, ids);
    return;
  }
  const isId = filter.kind === "compare" && filter.operator === "eq" && filter.path.name.toLowerCase() === "value";
  if (!isId || typeof filter.value !== "string") {
    throw new ScimError(
      "invalidFilter",
      `"${attribute.name}" can be selected by ${attribute.name}[value eq "…"] only, several joined by "or".`,
    );
  }
  ids.add(filter.value);
}
