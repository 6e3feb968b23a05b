/** Which attributes an operation may touch (RFC 7644 §3.5.2, RFC 7643 §2.2). */
import { ScimError } from "../error.ts";
import { isJsonObject, isUnassigned, type Json, ownValue } from "../json.ts";
import { canonicalText } from "../resource/identity.ts";
import type { AttributeDefinition } from "../schema/types.ts";
import type { AttributeTarget } from "./target.ts";

/** Throws `ScimError` `mutability` when the target is read-only. */
export function assertWritable(target: AttributeTarget): void {
  const isReadOnly = target.placed.attribute.mutability === "readOnly" || target.sub?.mutability === "readOnly";
  if (isReadOnly) throw new ScimError("mutability", `"${target.where}" is read-only.`);
}

/**
 * Throws `ScimError` `mutability` when an immutable attribute that has a value, or an immutable part of a lone complex value,
 * would get another one or none.
 */
export function assertImmutable(
  attribute: AttributeDefinition,
  change: { readonly before: Json | undefined; readonly after: Json | undefined },
  where: string,
): void {
  const { before, after } = change;
  if (before === undefined || isUnassigned(before)) return;
  if (attribute.mutability !== "immutable") {
    if (attribute.multiValued || !isJsonObject(before)) return;
    for (const sub of attribute.subAttributes ?? []) {
      const rest = isJsonObject(after) ? ownValue(after, sub.name) : undefined;
      assertImmutable(sub, { before: ownValue(before, sub.name), after: rest }, `${where}.${sub.name}`);
    }
    return;
  }
  if (after !== undefined && canonicalText(attribute, before, false) === canonicalText(attribute, after, false)) return;
  throw new ScimError("mutability", `"${where}" is immutable and has a value.`);
}

/** Throws `ScimError` `mutability` for a removal that would leave a required attribute without a value. */
export function assertRemovable(attribute: AttributeDefinition, where: string): void {
  if (attribute.required) throw new ScimError("mutability", `"${where}" is required and cannot be removed.`);
}
