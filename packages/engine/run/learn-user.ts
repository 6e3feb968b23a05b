/** What an outcome teaches about an account: pure, and the only place where known state changes. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import { readActive } from "../imported-user.ts";
import { sameValue } from "../plan/same.ts";
import { wantedAttributes } from "../plan/user.ts";
import type { ActionPurpose, DesiredUser, KnownUser, Outcome } from "../types.ts";

/** Nothing known: never linked, or gone. */
export const UNKNOWN_USER: KnownUser = { externalId: undefined, attributes: undefined, active: undefined };

/** The known state after an action. Attributes count as known when the target accepted them, whatever it made of them. */
export function learnUser(
  known: KnownUser,
  desired: DesiredUser,
  learnt: { readonly purpose: ActionPurpose; readonly outcome: Outcome },
): KnownUser {
  const { purpose, outcome } = learnt;
  if (outcome.kind === "gone") return UNKNOWN_USER;
  if (outcome.kind === "linked") {
    return { externalId: outcome.id, attributes: undefined, active: readActive(outcome.resource) };
  }
  if (mayHaveArrived(outcome)) return learnLoss(known, desired, purpose);
  if (outcome.kind !== "done") return known;
  const wanted = desired.kind === "present" ? wantedAttributes(desired) : known.attributes;
  switch (purpose) {
    case "readUser":
      return { ...known, active: outcome.resource === undefined ? known.active : readActive(outcome.resource) };
    case "createUser": {
      const id = readId(outcome.resource);
      if (id === undefined || outcome.resource === undefined) return known;
      return { externalId: id, attributes: wanted, active: readActive(outcome.resource) };
    }
    case "updateUser":
      return { ...known, attributes: wanted };
    case "activateUser":
      return { ...known, active: true };
    case "deactivateUser":
      return { ...known, active: false };
    default:
      return known;
  }
}

/** Whether a request without a good answer may have been carried out all the same: lost, or failed behind a gateway. */
export function mayHaveArrived(outcome: Outcome): boolean {
  return (
    outcome.kind === "unknown" || (outcome.kind === "failed" && outcome.status !== undefined && outcome.status >= 500)
  );
}

/**
 * What was sent may stand in the target or not. Everything that was ever sent counts as put there by us, so that it can be
 * cleared, and `active` becomes open, so that the next run reads before it concludes that nothing has changed.
 */
function learnLoss(known: KnownUser, desired: DesiredUser, purpose: ActionPurpose): KnownUser {
  if (purpose === "activateUser" || purpose === "deactivateUser") return { ...known, active: undefined };
  if (purpose !== "updateUser" || desired.kind === "absent") return known;
  return { ...known, active: undefined, attributes: unite(known.attributes ?? {}, wantedAttributes(desired)) };
}

function unite(known: JsonObject, sent: JsonObject): JsonObject {
  const united: Record<string, Json> = {};
  for (const [key, value] of [...Object.entries(known), ...Object.entries(sent)]) {
    if (value === undefined || value === null) continue;
    const before = Object.hasOwn(united, key) ? united[key] : undefined;
    if (isJsonObject(before) && isJsonObject(value)) united[key] = unite(before, value);
    else if (isJsonArray(before) && isJsonArray(value)) {
      united[key] = [...before.filter((item) => !value.some((other) => sameValue(item, other))), ...value];
    } else united[key] = value;
  }
  return united;
}

/** The id of a created resource; undefined when the target kept it to itself. */
export function readId(resource: JsonObject | undefined): string | undefined {
  const id = resource?.["id"];
  return typeof id === "string" && id !== "" ? id : undefined;
}
