/** What an outcome teaches about an account: pure, and the only place where known state changes. */
import type { JsonObject } from "@lockstep/scim";
import { readActive } from "../imported-user.ts";
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

/** The id of a created resource; undefined when the target kept it to itself. */
export function readId(resource: JsonObject | undefined): string | undefined {
  const id = resource?.["id"];
  return typeof id === "string" && id !== "" ? id : undefined;
}
