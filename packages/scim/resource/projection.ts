/** Which attributes an answer carries (RFC 7644 §3.9, RFC 7643 §2.2 `returned`). */
import { ScimError } from "../error.ts";
import { parseAttributePath } from "../filter/attribute-path.ts";
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValue } from "../json.ts";
import { COMMON_ATTRIBUTES } from "../schema/common-attributes.ts";
import { equalUrn } from "../schema/find.ts";
import { findExtension, resolveAttribute } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import type { Projection } from "./types.ts";

const NOTHING: JsonObject = {};
/** Of requests that name nothing. */
const USUAL: Projection = { attributes: undefined, excludedAttributes: undefined };

/** Most names that one parameter may list. */
export const PROJECTION_NAMES_MAX = 200;

/** What a request names in `attributes` and `excludedAttributes`. Throws `ScimError` `invalidValue` when both are given. */
export function readProjection(
  attributes: string | readonly string[] | null | undefined,
  excludedAttributes: string | readonly string[] | null | undefined,
): Projection {
  const projection = {
    attributes: readNames("attributes", attributes),
    excludedAttributes: readNames("excludedAttributes", excludedAttributes),
  };
  if (projection.attributes === undefined && projection.excludedAttributes === undefined) return USUAL;
  if (projection.attributes !== undefined && projection.excludedAttributes !== undefined) {
    throw new ScimError("invalidValue", 'Give either "attributes" or "excludedAttributes", not both.');
  }
  return projection;
}

function readNames(parameter: string, given: unknown): readonly string[] | undefined {
  if (given === null || given === undefined) return undefined;
  const listed: readonly unknown[] = Array.isArray(given) ? given : [given];
  const names = listed.flatMap((item) => {
    if (typeof item !== "string") throw new ScimError("invalidValue", `"${parameter}" must list attribute names.`);
    return item.split(",").map((name) => name.trim());
  });
  const filled = names.filter((name) => name !== "");
  if (filled.length > PROJECTION_NAMES_MAX) {
    throw new ScimError("invalidValue", `"${parameter}" lists at most ${PROJECTION_NAMES_MAX} names.`);
  }
  return filled.length === 0 ? undefined : filled;
}

/**
 * The parts of a resource that an answer carries: `always` in any case, `never` in none, `request` when named or written by
 * the request itself, `default` unless others are named or it is excluded. Names that no schema knows are ignored; what no schema knows is left out.
 */
export function projectResource(shape: ResourceShape, resource: JsonObject, projection: Projection): JsonObject {
  return projectParts(shape, { derived: NOTHING, attributes: resource }, projection);
}

/**
 * The same of a resource in two parts: what `derived` has takes the place of what is in `attributes`. Perf: putting both into one object
 * first cost a kilobyte.
 */
export function projectParts(
  shape: ResourceShape,
  { derived, attributes }: { readonly derived: JsonObject; readonly attributes: JsonObject },
  projection: Projection,
): JsonObject {
  const plan = planOf(shape, projection);
  const projected = projectAttributes(attributes, plan.own, derived);
  for (const { urn, kept } of plan.extensions) {
    const extension = ownValue(attributes, urn);
    if (!isJsonObject(extension)) continue;
    const values = projectAttributes(extension, kept, NOTHING);
    if (!isUnassigned(values)) projected[urn] = values;
  }
  return projected;
}

/** An attribute that is shown; of a complex one the sub-attributes that are. */
interface Kept {
  readonly name: string;
  readonly subNames: readonly string[] | undefined;
}

/** What a projection shows of resources with a shape. */
interface Plan {
  /** The common attributes, then those of the core schema. */
  readonly own: readonly Kept[];
  readonly extensions: readonly { readonly urn: string; readonly kept: readonly Kept[] }[];
}

/** Perf: what is shown depends on shape and projection alone, and most requests have the usual one; finding it anew was 4 % of a read. */
const plans = new WeakMap<ResourceShape, WeakMap<Projection, Plan>>();

function planOf(shape: ResourceShape, projection: Projection): Plan {
  let known = plans.get(shape);
  if (known === undefined) {
    known = new WeakMap();
    plans.set(shape, known);
  }
  let plan = known.get(projection);
  if (plan === undefined) {
    plan = makePlan(shape, projection);
    known.set(projection, plan);
  }
  return plan;
}

function makePlan(shape: ResourceShape, projection: Projection): Plan {
  const wanted = projection.attributes === undefined ? undefined : toSelection(shape, projection.attributes);
  const unwanted = toSelection(shape, projection.excludedAttributes ?? []);
  const written = toSelection(shape, projection.written ?? []);
  const choice: Choice = { wanted, unwanted, written };
  const keptOf = (urn: string, attributes: readonly AttributeDefinition[]) =>
    attributes.flatMap((attribute) => toKept(attribute, { urn, choice }) ?? []);
  return {
    own: [...keptOf("", COMMON_ATTRIBUTES), ...keptOf("", shape.core.attributes)],
    extensions: shape.extensions.map(({ schema }) => ({ urn: schema.id, kept: keptOf(schema.id, schema.attributes) })),
  };
}

/** Names in one form: `urn|name`, `urn|name|sub`, or `urn|` for a whole extension; the core has an empty URN. */
type Selection = ReadonlySet<string>;

interface Choice {
  readonly wanted: Selection | undefined;
  readonly unwanted: Selection;
  readonly written: Selection;
}

function toSelection(shape: ResourceShape, names: readonly string[]): Selection {
  const keys = new Set<string>();
  for (const name of names) {
    const extension = findExtension(shape, name);
    if (extension !== undefined) keys.add(`${extension.schema.id}|`);
    else if (equalUrn(name, shape.core.id)) keys.add("|");
    const path = parseAttributePath(name);
    const resolved = path.ok ? resolveAttribute(shape, path.value) : undefined;
    if (resolved === undefined) continue;
    const sub = resolved.subAttribute === undefined ? "" : `|${resolved.subAttribute.name}`;
    keys.add(`${resolved.schemaUrn ?? ""}|${resolved.attribute.name}${sub}`);
  }
  return keys;
}

function toKept(
  attribute: AttributeDefinition,
  { urn, choice }: { readonly urn: string; readonly choice: Choice },
): Kept | undefined {
  const key = `${urn}|${attribute.name}`;
  const isNamed = choice.wanted?.has(key) === true || (choice.wanted?.has(`${urn}|`) === true && isDefault(attribute));
  const isExcluded = choice.unwanted.has(key) || choice.unwanted.has(`${urn}|`);
  const subAttributes = attribute.subAttributes ?? [];
  const namedSubs = new Set(subAttributes.filter((sub) => choice.wanted?.has(`${key}|${sub.name}`) === true));
  const isKept = isReturned(attribute, {
    isNamed: isNamed || namedSubs.size > 0,
    isWritten: choice.written.has(key),
    isSelective: choice.wanted !== undefined,
    isExcluded,
  });
  if (!isKept) return undefined;
  if (attribute.type !== "complex") return { name: attribute.name, subNames: undefined };
  const isWhole = isNamed || namedSubs.size === 0;
  const keptSubs = subAttributes.filter((sub) =>
    isReturned(sub, {
      isNamed: namedSubs.has(sub),
      isWritten: choice.written.has(`${key}|${sub.name}`),
      isSelective: !isWhole,
      isExcluded: choice.unwanted.has(`${key}|${sub.name}`),
    }),
  );
  return { name: attribute.name, subNames: keptSubs.map(({ name }) => name) };
}

function isDefault(attribute: AttributeDefinition): boolean {
  return attribute.returned === "default" || attribute.returned === "always";
}

function isReturned(
  attribute: AttributeDefinition,
  choice: {
    readonly isNamed: boolean;
    readonly isWritten: boolean;
    readonly isSelective: boolean;
    readonly isExcluded: boolean;
  },
): boolean {
  switch (attribute.returned) {
    case "always":
      return true;
    case "never":
      return false;
    case "request":
      return choice.isNamed || choice.isWritten;
    case "default":
      return choice.isSelective ? choice.isNamed : !choice.isExcluded;
  }
}

function projectAttributes(source: JsonObject, kept: readonly Kept[], derived: JsonObject): Record<string, Json> {
  const projected: Record<string, Json> = {};
  for (const { name, subNames } of kept) {
    const value = ownValue(derived, name) ?? ownValue(source, name);
    if (value === undefined || isUnassigned(value)) continue;
    const shown = subNames === undefined ? value : projectComplex(value, subNames);
    if (shown !== undefined) projected[name] = shown;
  }
  return projected;
}

function projectComplex(value: Json, subNames: readonly string[]): Json | undefined {
  if (isJsonArray(value)) {
    const elements = value.flatMap((element) => projectComplex(element, subNames) ?? []);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isJsonObject(value)) return undefined;
  const kept: Record<string, Json> = {};
  let isEmpty = true;
  for (const name of subNames) {
    const subValue = ownValue(value, name);
    if (subValue === undefined || subValue === null) continue;
    kept[name] = subValue;
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}
