/** From attribute paths to the SQL that reaches their values (RFC 7644 §3.10). */
import {
  type AttributeDefinition,
  type AttributePath,
  type ResolvedAttribute,
  type ResourceShape,
  resolveAttribute,
} from "@lockstep/scim";
import type { RelationLayout, TableLayout } from "./layout.ts";
import { elementsOf, itself, memberOf, type Operand, type Rows, type Target } from "./operand.ts";
import { quote } from "./sql-text.ts";

/** What the compiler knows while it works. */
export interface Scope {
  readonly shape: ResourceShape;
  readonly layout: TableLayout;
}

/** The values that a path reaches, or why SQL cannot reach them. */
export type Reach = { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly reason: string };

/** The text of a path, for messages. */
export function printPath(path: AttributePath): string {
  const urn = path.schemaUrn === undefined ? "" : `${path.schemaUrn}:`;
  return `${urn}${path.name}${path.subName === undefined ? "" : `.${path.subName}`}`;
}

/** Resolves a path; attributes that are never returned cannot be asked for (RFC 7644 §7.5.2). */
function resolvePath(
  scope: Scope,
  path: AttributePath,
): { readonly ok: true; readonly resolved: ResolvedAttribute } | { readonly ok: false; readonly reason: string } {
  const resolved = resolveAttribute(scope.shape, path);
  if (resolved === undefined) {
    return { ok: false, reason: `"${printPath(path)}" is not an attribute of ${scope.shape.type.name}` };
  }
  if ([resolved.attribute, resolved.subAttribute].some((attribute) => attribute?.returned === "never")) {
    return { ok: false, reason: `"${printPath(path)}" cannot be compared, because it is never returned` };
  }
  return { ok: true, resolved };
}

/** The values of a path in a whole resource. */
export function reachInResource(scope: Scope, path: AttributePath): Reach {
  const found = resolvePath(scope, path);
  if (!found.ok) return found;
  const { resolved } = found;
  const { attribute, subAttribute } = resolved;
  if (resolved.schemaUrn === undefined) {
    const special = reachColumn(scope, attribute, subAttribute);
    if (special !== undefined) return special;
  }
  const value = memberOf(holderOf(scope, resolved), attribute.name);
  if (!attribute.multiValued) {
    return subAttribute === undefined ? reached(attribute, value) : reachSub(value.json, subAttribute);
  }
  const operand = subAttribute === undefined ? itself("e.value") : memberOf("e.value", subAttribute.name);
  return { ok: true, target: { attribute: subAttribute ?? attribute, operand, rows: elementsOf(value.json) } };
}

/** The rows that a value path ranges over, and how names in its brackets are reached. */
interface Elements {
  readonly ok: true;
  /** To be asked for once all names in the brackets are reached. */
  readonly rows: () => Rows;
  readonly reach: (path: AttributePath) => Reach;
}

/** The values of a value path's attribute, each bound as one row. */
export function reachElements(
  scope: Scope,
  path: AttributePath,
): Elements | { readonly ok: false; readonly reason: string } {
  const found = resolvePath(scope, path);
  if (!found.ok) return found;
  const { attribute, subAttribute } = found.resolved;
  if (subAttribute !== undefined) return { ok: false, reason: `"${printPath(path)}" cannot be followed by brackets` };
  if (found.resolved.schemaUrn === undefined) {
    const relation = scope.layout.relations[attribute.name.toLowerCase()];
    if (relation !== undefined) return relationElements(attribute, relation);
    if (isDerived(attribute)) return { ok: false, reason: `"${attribute.name}" cannot be followed by brackets` };
  }
  const { json } = memberOf(holderOf(scope, found.resolved), attribute.name);
  const rows = attribute.multiValued
    ? elementsOf(json)
    : { from: `(values (${json})) as e(value)`, where: "e.value is not null", array: undefined };
  return { ok: true, rows: () => rows, reach: (inner) => reachInElement(attribute, inner) };
}

function reachInElement(attribute: AttributeDefinition, path: AttributePath): Reach {
  const sub = findSub(attribute, path);
  if (sub !== undefined) return reachSub("e.value", sub);
  // RFC 7644 erratum 7122: in the brackets of a multi-valued simple attribute, `value` means the value itself.
  const isItself = attribute.type !== "complex" && path.name.toLowerCase() === "value" && isPlain(path);
  return isItself ? reached(attribute, itself("e.value")) : unknownSub(attribute, path);
}

function relationElements(attribute: AttributeDefinition, relation: RelationLayout): Elements {
  let needsJoin = false;
  return {
    ok: true,
    rows: () => relationRows(relation, needsJoin),
    reach: (path) => {
      const sub = findSub(attribute, path);
      const operand = sub === undefined ? undefined : relationOperand(relation, sub);
      if (sub === undefined || operand === undefined) return unknownSub(attribute, path);
      needsJoin ||= operand.kind !== "uuid";
      return reached(sub, operand);
    },
  };
}

function reachColumn(
  scope: Scope,
  attribute: AttributeDefinition,
  subAttribute: AttributeDefinition | undefined,
): Reach | undefined {
  const { layout, shape } = scope;
  const name = attribute.name.toLowerCase();
  const relation = layout.relations[name];
  if (relation !== undefined) return reachRelation(attribute, subAttribute, relation);
  const column = isColumnText(attribute) ? layout.columns[name] : undefined;
  if (column !== undefined && subAttribute === undefined) return reached(attribute, { kind: "key", text: column });
  if (name === "id") return reached(attribute, { kind: "uuid", text: layout.id });
  if (name === "schemas") {
    return {
      ok: true,
      target: { attribute, operand: { kind: "text", text: "e.value" }, rows: urnRows(shape, layout) },
    };
  }
  return name === "meta" ? reachMeta(scope, attribute, subAttribute) : undefined;
}

/** A schema may give the name of a column to another kind of attribute: that one lies in the document alone. */
function isColumnText({ type, multiValued }: AttributeDefinition): boolean {
  return type === "string" && !multiValued;
}

/** RFC 7643 §3: the core URN, and the URN of each extension that has a value. */
function urnRows(shape: ResourceShape, layout: TableLayout): Rows {
  const extensions = shape.extensions.map(({ schema }) => {
    const urn = quote(schema.id);
    return `case when ${layout.doc} ? ${urn} then ${urn} end`;
  });
  const urns = [quote(shape.core.id), ...extensions].join(", ");
  return { from: `unnest(array[${urns}]) as e(value)`, where: undefined, array: undefined };
}

function reachMeta(scope: Scope, meta: AttributeDefinition, sub: AttributeDefinition | undefined): Reach {
  const { layout, shape } = scope;
  if (sub === undefined) return reached(meta, { kind: "text", text: quote(shape.type.name) });
  switch (sub.name) {
    case "created":
      return reached(sub, { kind: "instant", text: layout.createdAt });
    case "lastModified":
      return reached(sub, { kind: "instant", text: layout.modifiedAt });
    case "resourceType":
      return reached(sub, { kind: "text", text: quote(shape.type.name) });
    case "version":
      return reached(sub, { kind: "text", text: `('W/"' || ${layout.version} || '"')` });
    default:
      return { ok: false, reason: `"meta.${sub.name}" cannot be compared` };
  }
}

function reachRelation(
  attribute: AttributeDefinition,
  subAttribute: AttributeDefinition | undefined,
  relation: RelationLayout,
): Reach {
  // RFC 7643 §2.4: a complex attribute named alone means its `value`.
  const sub = subAttribute ?? attribute.subAttributes?.find((candidate) => candidate.name === "value");
  const operand = sub === undefined ? undefined : relationOperand(relation, sub);
  if (sub === undefined || operand === undefined) {
    return { ok: false, reason: `"${attribute.name}.${sub?.name ?? "value"}" cannot be compared` };
  }
  return { ok: true, target: { attribute: sub, operand, rows: relationRows(relation, operand.kind !== "uuid") } };
}

function relationOperand(relation: RelationLayout, sub: AttributeDefinition): Operand | undefined {
  const name = sub.name.toLowerCase();
  if (name === "value") return { kind: "uuid", text: relation.value };
  const text = relation.attributes[name];
  return text === undefined ? undefined : { kind: "text", text };
}

function relationRows(relation: RelationLayout, needsJoin: boolean): Rows {
  const from = needsJoin ? `${relation.from} ${relation.join}` : relation.from;
  return { from, where: relation.where, array: undefined };
}

function reachSub(parent: string, sub: AttributeDefinition): Reach {
  if (!sub.multiValued) return reached(sub, memberOf(parent, sub.name));
  return { ok: false, reason: `"${sub.name}" holds several values within one value and cannot be compared` };
}

/** The jsonb object in which an attribute lies: the document, or the object of its extension. */
function holderOf(scope: Scope, resolved: ResolvedAttribute): string {
  return resolved.schemaUrn === undefined ? scope.layout.doc : `${scope.layout.doc}->${quote(resolved.schemaUrn)}`;
}

function reached(attribute: AttributeDefinition, operand: Operand): Reach {
  return { ok: true, target: { attribute, operand, rows: undefined } };
}

function findSub(attribute: AttributeDefinition, path: AttributePath): AttributeDefinition | undefined {
  const name = path.name.toLowerCase();
  return isPlain(path) ? attribute.subAttributes?.find((sub) => sub.name.toLowerCase() === name) : undefined;
}

function unknownSub(attribute: AttributeDefinition, path: AttributePath): Reach {
  return { ok: false, reason: `"${printPath(path)}" cannot be compared within "${attribute.name}[…]"` };
}

function isPlain(path: AttributePath): boolean {
  return path.schemaUrn === undefined && path.subName === undefined;
}

function isDerived(attribute: AttributeDefinition): boolean {
  return attribute.name === "meta" || attribute.name === "id" || attribute.name === "schemas";
}
