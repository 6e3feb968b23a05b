/** What must hold for every resource, however it came about. */
import { ScimError } from "../error.ts";
import { isJsonArray, isJsonObject, isUnassigned, type Json, type JsonObject, ownValue } from "../json.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { assertOnePrimary } from "./value.ts";

/**
 * Throws `ScimError` `invalidValue` when a required attribute, sub-attribute or extension is missing or empty, or when two
 * values of one attribute are primary. Read-only attributes are the server's own business, and write-only ones are not part
 * of a stored resource: neither is asked for.
 */
export function assertResource(shape: ResourceShape, attributes: JsonObject): void {
  assertAttributes(shape.core.attributes, attributes, "");
  for (const { schema, required } of shape.extensions) {
    const extension = ownValue(attributes, schema.id);
    if (isJsonObject(extension) && !isUnassigned(extension)) {
      assertAttributes(schema.attributes, extension, `${schema.id}:`);
    } else if (required) {
      throw new ScimError("invalidValue", `The extension "${schema.id}" is required.`);
    }
  }
}

/** What has to be looked at of an attribute. */
interface Check {
  readonly name: string;
  readonly isRequired: boolean;
  /** Of a complex attribute alone: whether one of several values may be primary, and which sub-attributes each must have. */
  readonly isMany: boolean;
  readonly requiredSubs: readonly string[];
}

/** Perf: few attributes ask for anything, and which do is found once for a list of definitions. */
const checks = new WeakMap<readonly AttributeDefinition[], readonly Check[]>();

function checksOf(definitions: readonly AttributeDefinition[]): readonly Check[] {
  const known = checks.get(definitions);
  if (known !== undefined) return known;
  const found = definitions
    .filter(({ mutability }) => mutability !== "readOnly")
    .map((definition) => {
      const isComplex = definition.type === "complex";
      return {
        name: definition.name,
        isRequired: isOwed(definition),
        isMany: isComplex && definition.multiValued,
        requiredSubs: isComplex ? (definition.subAttributes ?? []).filter(isOwed).map(({ name }) => name) : [],
      };
    })
    .filter(({ isRequired, isMany, requiredSubs }) => isRequired || isMany || requiredSubs.length > 0);
  checks.set(definitions, found);
  return found;
}

function isOwed({ required, mutability }: AttributeDefinition): boolean {
  return required && mutability !== "readOnly" && mutability !== "writeOnly";
}

function assertAttributes(definitions: readonly AttributeDefinition[], values: JsonObject, prefix: string): void {
  for (const check of checksOf(definitions)) {
    const value = ownValue(values, check.name);
    if (check.isRequired) assertPresent(value, `${prefix}${check.name}`);
    if (value !== undefined && value !== null) assertParts(check, value, `${prefix}${check.name}`);
  }
}

/** RFC 7643 §4.1.1: a required string is not empty either. */
export function assertPresent(value: Json | undefined, where: string): void {
  if (isUnassigned(value) || (typeof value === "string" && value.trim() === "")) {
    throw new ScimError("invalidValue", `"${where}" is required.`);
  }
}

function assertParts({ isMany, requiredSubs }: Check, value: Json, where: string): void {
  const elements = isJsonArray(value) ? value : [value];
  if (isMany) assertOnePrimary(elements, where);
  if (requiredSubs.length === 0) return;
  for (const element of elements) {
    for (const name of requiredSubs) {
      assertPresent(isJsonObject(element) ? ownValue(element, name) : undefined, `${where}.${name}`);
    }
  }
}
