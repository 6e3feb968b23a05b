/** What an outcome teaches about an account: pure, and the only place where known state changes. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, ownValueAnyCase } from "@lockstep/scim";
import { readActive } from "../imported-user.ts";
import { isCounterpart } from "../plan/overlay.ts";
import { sameValue } from "../plan/same.ts";
import { readBooleans, withKept } from "../plan/target-form.ts";
import { type UserReadsInput, wantedAttributes } from "../plan/user.ts";
import type { ActionPurpose, KnownUser, Outcome } from "../types.ts";

/** Nothing known: never linked, or gone. */
export const UNKNOWN_USER: KnownUser = { externalId: undefined, attributes: undefined, active: undefined };

/** What answers are read against. */
export type LearnContext = Pick<UserReadsInput, "desired" | "dialect" | "shape">;

/** The known state after an action. Attributes count as known when the target accepted them, whatever it made of them. */
export function learnUser(
  known: KnownUser,
  context: LearnContext,
  learnt: { readonly purpose: ActionPurpose; readonly outcome: Outcome },
): KnownUser {
  const { purpose, outcome } = learnt;
  const { desired, dialect } = context;
  if (outcome.kind === "gone") return UNKNOWN_USER;
  if (outcome.kind === "linked") {
    return learnLink(known, context, outcome);
  }
  if (mayHaveArrived(outcome)) return learnLoss(known, context, purpose);
  if (outcome.kind !== "done") return known;
  const wanted = desired.kind === "present" ? wantedAttributes(dialect, desired) : known.attributes;
  switch (purpose) {
    case "readUser":
      return outcome.resource === undefined ? known : learnReading(known, context, outcome.resource);
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
    case "deleteUser":
      return UNKNOWN_USER;
    default:
      return known;
  }
}

/** An account that bears our id is the one of a lost create: what was sent then is ours to clear. In any other nothing is. */
function learnLink(known: KnownUser, context: LearnContext, link: Extract<Outcome, { kind: "linked" }>): KnownUser {
  const { desired } = context;
  const isOurs = desired.externalId !== undefined && link.resource["externalId"] === desired.externalId;
  const found = { externalId: link.id, attributes: isOurs ? known.attributes : undefined, active: undefined };
  return learnReading(found, context, link.resource);
}

/** Of what we had put there, what the target really holds: the ground for "nothing has changed" and for clearing. */
function learnReading(known: KnownUser, { dialect, shape }: LearnContext, resource: JsonObject): KnownUser {
  const { attributes } = known;
  const held =
    attributes === undefined
      ? undefined
      : withKept(dialect, heldOf(readBooleans(shape, resource), attributes), attributes);
  return { externalId: known.externalId, attributes: held, active: readActive(resource) };
}

function heldOf(resource: JsonObject, known: JsonObject): JsonObject {
  const held: Record<string, Json> = {};
  for (const [key, before] of Object.entries(known)) {
    const value = ownValueAnyCase(resource, key);
    if (value === undefined) continue;
    if (isJsonObject(before) && isJsonObject(value)) held[key] = heldOf(value, before);
    else if (isJsonArray(before) && isJsonArray(value))
      held[key] = value.filter((item) => before.some((other) => isCounterpart(item, other)));
    else held[key] = value;
  }
  return held;
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
function learnLoss(known: KnownUser, { desired, dialect }: LearnContext, purpose: ActionPurpose): KnownUser {
  const isLifecycle = purpose === "activateUser" || purpose === "deactivateUser" || purpose === "deleteUser";
  if (isLifecycle) return { ...known, active: undefined };
  const isProfile = purpose === "createUser" || purpose === "updateUser";
  if (!isProfile || desired.kind === "absent") return known;
  return { ...known, active: undefined, attributes: unite(known.attributes ?? {}, wantedAttributes(dialect, desired)) };
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
