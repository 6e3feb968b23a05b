/** Brings the body of a create or a replace (RFC 7644 §3.3 and §3.5.1) into the form that the strict core reads. */
import {
  COMMON_ATTRIBUTES,
  findAttribute,
  findExtension,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  ownValueAnyCase,
  type ResourceShape,
} from "@lockstep/scim";
import { currentUrn, hasUrn } from "./legacy-urn.ts";
import type { Leniency } from "./leniency.ts";
import { type Normalisation, normaliseObject, normaliseValue, noteUnknown } from "./normalise-value.ts";

/** The body in strict form, or the same object when it has that form already. */
export function normaliseDocument(context: Normalisation, body: unknown): unknown {
  if (!isJsonObject(body)) return body;
  const { shape, leniency } = context;
  let normal: Record<string, Json | undefined> | undefined;
  for (const key of Object.keys(body)) {
    const value = ownValue(body, key);
    const [name, after] = normaliseEntry(context, body, { key, value });
    if (name === key && after === value) continue;
    normal ??= { ...body };
    if (name !== key) delete normal[key];
    normal[name] = after;
  }
  const named = normal ?? body;
  const schemas = ownValueAnyCase(named, "schemas");
  const after = normaliseSchemas(leniency, shape, { schemas, body: named });
  if (after === schemas) return named;
  const rest = Object.entries(named).filter(([key]) => key.toLowerCase() !== "schemas");
  return { ...Object.fromEntries(rest), schemas: after };
}

/** A key of the body and its value. A legacy name does not take the place of the name of today beside it. */
function normaliseEntry(
  context: Normalisation,
  body: JsonObject,
  { key, value }: { readonly key: string; readonly value: Json | undefined },
): readonly [string, Json | undefined] {
  const { shape, leniency } = context;
  const attribute = findAttribute(shape.core.attributes, key) ?? findAttribute(COMMON_ATTRIBUTES, key);
  if (attribute !== undefined) {
    if (attribute.mutability === "readOnly") return [key, value];
    return [key, normaliseValue(context, attribute, { value, where: attribute.name })];
  }
  const current = findExtension(shape, key) === undefined ? currentUrn(shape, key) : undefined;
  const isFree = current !== undefined && current !== shape.core.id && ownValueAnyCase(body, current) === undefined;
  const isRenamed = isFree && leniency.use("legacySchemas");
  const name = isRenamed ? current : key;
  const extension = findExtension(shape, name);
  if (extension === undefined) noteUnknown(context, key);
  if (extension === undefined || !isJsonObject(value)) return [name, value];
  const { id, attributes } = extension.schema;
  return [name, normaliseObject(context, attributes, { object: value, prefix: `${id}:` })];
}

/** `schemas` as the type has them: legacy names translated, unknown ones left out, the base schema put in. */
function normaliseSchemas(
  leniency: Leniency,
  shape: ResourceShape,
  { schemas, body }: { readonly schemas: Json | undefined; readonly body: JsonObject },
): Json | undefined {
  const { id } = shape.core;
  if (schemas === undefined || schemas === null) {
    return leniency.use("missingSchemas") ? [id, ...extensionsIn(shape, body)] : schemas;
  }
  const isLifted = typeof schemas === "string" && leniency.use("liftedValues");
  const listed = isLifted ? [schemas] : schemas;
  if (!isJsonArray(listed) || !listed.every((urn) => typeof urn === "string")) return schemas;
  if (!isLifted && listed.every((urn) => hasUrn(shape, urn)) && listed.length > 0) {
    return hasBase(shape, listed) || !leniency.use("missingSchemas") ? schemas : [id, ...listed];
  }
  const kept = new Set(listed.flatMap((urn) => normaliseUrn(leniency, shape, urn)));
  if (!hasBase(shape, [...kept]) && leniency.use("missingSchemas")) kept.add(id);
  const isSame = !isLifted && kept.size === listed.length && listed.every((urn) => kept.has(urn));
  return isSame ? schemas : [...kept];
}

function normaliseUrn(leniency: Leniency, shape: ResourceShape, urn: string): readonly string[] {
  if (hasUrn(shape, urn)) return [urn];
  const current = currentUrn(shape, urn);
  if (current !== undefined && leniency.use("legacySchemas")) return [current];
  return leniency.use("unknownSchemas") ? [] : [urn];
}

function hasBase(shape: ResourceShape, urns: readonly string[]): boolean {
  return urns.some((urn) => urn.toLowerCase() === shape.core.id.toLowerCase());
}

function extensionsIn(shape: ResourceShape, body: JsonObject): readonly string[] {
  return shape.extensions.map(({ schema }) => schema.id).filter((urn) => isJsonObject(ownValueAnyCase(body, urn)));
}
