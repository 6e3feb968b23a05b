/** Brings a PATCH message (RFC 7644 §3.5.2) into the form that the strict core reads. */
import {
  equalUrn,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  PATCH_OP_SCHEMA,
} from "@lockstep/scim";
import type { Leniency } from "./leniency.ts";
import { normaliseOperation } from "./normalise-operation.ts";
import type { PatchNormalisation } from "./normalise-value.ts";

/** A message in strict form. `positions` tells where each operation stood in the message as it came, when that differs. */
export interface NormalPatch {
  readonly body: unknown;
  readonly positions: readonly number[] | undefined;
}

/** The message in strict form, or the same object when it has that form already. Throws `ScimError` for what the switches refuse. */
export function normalisePatch(context: PatchNormalisation, body: unknown): NormalPatch {
  if (!isJsonObject(body)) return { body, positions: undefined };
  const { leniency } = context;
  const named = withNames(leniency, body, ["schemas", "Operations"]);
  const message = withSchemas(leniency, withOperationList(leniency, named));
  const operations = ownValue(message, "Operations");
  if (!isJsonArray(operations)) return { body: message, positions: undefined };
  const positions: number[] = [];
  let isSame = true;
  const normal = operations.flatMap((operation, index) => {
    const made = isJsonObject(operation)
      ? normaliseOperation(context, namedOperation(leniency, operation), index)
      : [operation];
    if (made.length !== 1 || made[0] !== operation) isSame = false;
    for (const _ of made) positions.push(index);
    return made;
  });
  if (isSame) return { body: message, positions: undefined };
  return { body: { ...message, Operations: normal }, positions };
}

/** The object with these names in exactly this letter case. */
function withNames(leniency: Leniency, object: JsonObject, names: readonly string[]): JsonObject {
  let named: Record<string, Json | undefined> | undefined;
  for (const key of Object.keys(object)) {
    if (names.includes(key)) continue;
    const name = names.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === undefined || Object.hasOwn(object, name) || !leniency.use("messageLetterCase")) continue;
    named ??= { ...object };
    named[name] = named[key];
    delete named[key];
  }
  return named ?? object;
}

function withOperationList(leniency: Leniency, message: JsonObject): JsonObject {
  const operations = ownValue(message, "Operations");
  return isJsonObject(operations) && leniency.use("liftedValues") ? { ...message, Operations: [operations] } : message;
}

function withSchemas(leniency: Leniency, message: JsonObject): JsonObject {
  const schemas = ownValue(message, "schemas");
  const urns = isJsonArray(schemas) ? schemas : [];
  if (urns.some((urn) => typeof urn === "string" && equalUrn(urn, PATCH_OP_SCHEMA))) return message;
  return leniency.use("missingSchemas") ? { ...message, schemas: [PATCH_OP_SCHEMA] } : message;
}

const OPS: ReadonlySet<string> = new Set(["add", "remove", "replace"]);

function namedOperation(leniency: Leniency, operation: JsonObject): JsonObject {
  const named = withNames(leniency, operation, ["op", "path", "value"]);
  const op = ownValue(named, "op");
  if (typeof op !== "string" || OPS.has(op) || !OPS.has(op.toLowerCase())) return named;
  return leniency.use("opLetterCase") ? { ...named, op: op.toLowerCase() } : named;
}
