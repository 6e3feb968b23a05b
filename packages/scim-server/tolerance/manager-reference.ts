/**
 * Interop (Declaree): SCIM 1.1's `manager.managerId`, which names the manager by `externalId`. It is put where the id of the
 * manager belongs, and replaced by that id once the store has been asked. Pinned by transcripts/declaree/manager.json.
 */
import {
  type AttributeDefinition,
  findSubAttribute,
  isUnassigned,
  type Json,
  type JsonObject,
  ownValueAnyCase,
  ScimError,
} from "@lockstep/scim";
import type { Exchange } from "../context.ts";
import type { Leniency } from "./leniency.ts";
import type { Normalisation, PendingReference } from "./normalise-value.ts";

const ATTRIBUTE = "manager";
const ALIAS = "managerid";

/** Most managers that one request may name so: each costs a look-up. */
export const MANAGERS_MAX = 50;

/** True for a manager, which an empty list clears as an empty text does (P-33); of other single values it is none. */
export function isManager(attribute: AttributeDefinition): boolean {
  return attribute.name === ATTRIBUTE && findSubAttribute(attribute, "value") !== undefined;
}

/** True for the sub-attribute `managerId` of `manager`. */
export function isManagerId(attribute: AttributeDefinition, subName: string): boolean {
  return attribute.name === ATTRIBUTE && subName.toLowerCase() === ALIAS;
}

/** The object without `managerId`, and the external id that stood there; a `value` that is given beside it wins. */
export function takeManagerId(
  leniency: Leniency,
  attribute: AttributeDefinition,
  object: JsonObject,
): { readonly rest: JsonObject; readonly externalId: Json | undefined } {
  const untouched = { rest: object, externalId: undefined };
  if (!isManager(attribute)) return untouched;
  const alias = Object.keys(object).find((key) => key.toLowerCase() === ALIAS);
  if (alias === undefined || !leniency.use("managerExternalId")) return untouched;
  const { [alias]: given = null, ...rest } = object;
  return { rest, externalId: isUnassigned(ownValueAnyCase(rest, "value")) ? given : undefined };
}

/** `rest` with the external id as its `value`, which is noted as to be resolved. */
export function toReference({ references }: Normalisation, rest: JsonObject, externalId: Json): JsonObject {
  if (typeof externalId !== "string" || externalId === "")
    return { ...rest, value: externalId === "" ? null : externalId };
  const object: Record<string, Json | undefined> = { ...rest, value: externalId };
  references.push({
    externalId,
    assign: (id) => {
      object["value"] = id;
    },
  });
  return object;
}

/**
 * Puts the ids in place. A name that nobody has, or several have, stays as it is; so does every name when the credential may not
 * read users. Throws `ScimError` `invalidValue` for more names than one request may hold.
 */
export async function resolveReferences(
  { provider, caller, shapes }: Exchange,
  references: readonly PendingReference[],
): Promise<void> {
  const shape = shapes.find(({ type }) => type.name === "User");
  const names = new Set(references.map(({ externalId }) => externalId));
  if (names.size > MANAGERS_MAX) {
    throw new ScimError("invalidValue", `A request names at most ${MANAGERS_MAX} managers by "managerId".`);
  }
  if (shape === undefined || !caller.scopes.includes("users:read")) return;
  for (const name of names) {
    const path = { schemaUrn: undefined, name: "externalId", subName: undefined };
    const page = await provider.store.query(caller, shape, {
      filter: { kind: "compare", path, operator: "eq", value: name, position: 0 },
      sortBy: undefined,
      sortOrder: "ascending",
      startIndex: 1,
      count: 2,
      include: { members: false, groups: false },
    });
    const [found, another] = page.resources;
    // Two users with one external id: to pick one would be a guess.
    if (found === undefined || another !== undefined) continue;
    for (const { externalId, assign } of references) if (externalId === name) assign(found.id);
  }
}
