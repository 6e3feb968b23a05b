/** From the attributes that a request leads to, to what a store shall keep. */
import {
  type AttributeDefinition,
  equalUrn,
  findAttribute,
  isJsonArray,
  isJsonObject,
  isUnassigned,
  type Json,
  type JsonObject,
  ownValue,
  type ResourceShape,
  readMemberIds,
  USER_URN,
} from "@lockstep/scim";
import type { MembershipRule } from "./options.ts";
import type { MembershipStep, ResourceDraft } from "./ports.ts";

/** The attribute that tells whether a user may sign in; it has a default and outlives its own omission. */
const ACTIVE = "active";

const NOTHING: JsonObject = {};

/** A draft out of a whole set of attributes; members in it become one step that sets the membership exactly. */
export function toDraft(
  shape: ResourceShape,
  attributes: JsonObject,
  options: { readonly rule: MembershipRule | undefined; readonly steps?: readonly MembershipStep[] },
): ResourceDraft {
  const { kept, writeOnly } = splitWriteOnly(shape, attributes);
  if (options.rule === undefined) return { attributes: kept, writeOnly, membership: [] };
  const { [options.rule.attribute]: members, ...rest } = kept;
  const steps = options.steps ?? [{ kind: "replaceAll", members: readMemberIds(options.rule.attribute, members) }];
  return { attributes: rest, writeOnly, membership: steps };
}

/**
 * A user that is made without `active` is active. Left out of a replace, or removed by a PATCH, `active` keeps its value unless
 * `keeps` says no: to sign a disabled user in again by omission would be a hole (checklist U-09).
 */
export function withActive(
  shape: ResourceShape,
  attributes: JsonObject,
  former: { readonly current: JsonObject; readonly keeps: () => boolean } | undefined,
): JsonObject {
  if (!equalUrn(shape.core.id, USER_URN)) return attributes;
  const attribute = findAttribute(shape.core.attributes, ACTIVE);
  if (attribute?.type !== "boolean" || typeof ownValue(attributes, attribute.name) === "boolean") return attributes;
  const before = former === undefined ? undefined : ownValue(former.current, attribute.name);
  if (former !== undefined && before === undefined) return attributes;
  const kept = former === undefined || !former.keeps() ? true : before;
  return kept === undefined ? attributes : { ...attributes, [attribute.name]: kept };
}

/** RFC 7643 §2.2: write-only values leave by a way of their own, so that no store, event or answer can hold them. */
function splitWriteOnly(
  shape: ResourceShape,
  attributes: JsonObject,
): { readonly kept: JsonObject; readonly writeOnly: JsonObject } {
  if (!hasSecrets(shape.core.attributes, attributes) && !hasExtensionSecrets(shape, attributes)) {
    return { kept: attributes, writeOnly: NOTHING };
  }
  const core = split(shape.core.attributes, attributes);
  const kept = { ...core.rest };
  const writeOnly = { ...core.taken };
  for (const { schema } of shape.extensions) {
    const extension = ownValue(attributes, schema.id);
    if (!isJsonObject(extension)) continue;
    const { rest, taken } = split(schema.attributes, extension);
    if (Object.keys(taken).length === 0) continue;
    writeOnly[schema.id] = taken;
    if (Object.keys(rest).length > 0) kept[schema.id] = rest;
    else delete kept[schema.id];
  }
  return { kept, writeOnly };
}

const secretsIn = new WeakMap<readonly AttributeDefinition[], readonly string[]>();

/** True when one of the attributes that are write-only, wholly or in part, has a value. Perf: few have any, and most requests have none. */
function hasSecrets(definitions: readonly AttributeDefinition[], values: JsonObject): boolean {
  let names = secretsIn.get(definitions);
  if (names === undefined) {
    const secret = definitions.filter((each) => each.mutability === "writeOnly" || hasSecretPart(each));
    names = secret.map(({ name }) => name);
    secretsIn.set(definitions, names);
  }
  return names.some((name) => Object.hasOwn(values, name));
}

function hasExtensionSecrets(shape: ResourceShape, attributes: JsonObject): boolean {
  return shape.extensions.some(({ schema }) => {
    const extension = ownValue(attributes, schema.id);
    return isJsonObject(extension) && hasSecrets(schema.attributes, extension);
  });
}

function split(
  definitions: readonly AttributeDefinition[],
  values: JsonObject,
): { readonly rest: Record<string, Json | undefined>; readonly taken: Record<string, Json | undefined> } {
  const rest: Record<string, Json | undefined> = {};
  const taken: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(values)) {
    const definition = findAttribute(definitions, name);
    if (definition?.mutability === "writeOnly") taken[name] = value;
    else if (definition === undefined || !hasSecretPart(definition)) rest[name] = value;
    else {
      const parts = splitParts(definition, value);
      if (parts.rest !== undefined) rest[name] = parts.rest;
      if (parts.taken !== undefined) taken[name] = parts.taken;
    }
  }
  return { rest, taken };
}

function hasSecretPart({ subAttributes }: AttributeDefinition): boolean {
  return subAttributes?.some((sub) => sub.mutability === "writeOnly") === true;
}

/** A complex value without its write-only sub-attributes, and these alone; of several values, in their order. */
function splitParts(definition: AttributeDefinition, value: Json | undefined): { rest?: Json; taken?: Json } {
  if (isJsonArray(value)) {
    const parts = value.map((element) => splitParts(definition, element));
    return toAssigned(
      parts.flatMap(({ rest }) => rest ?? []),
      parts.flatMap(({ taken }) => taken ?? []),
    );
  }
  if (!isJsonObject(value)) return value === undefined ? {} : { rest: value };
  const { rest, taken } = split(definition.subAttributes ?? [], value);
  return toAssigned(rest, taken);
}

function toAssigned(rest: Json, taken: Json): { rest?: Json; taken?: Json } {
  return { ...(isUnassigned(rest) ? {} : { rest }), ...(isUnassigned(taken) ? {} : { taken }) };
}
