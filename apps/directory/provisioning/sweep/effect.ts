/** What a run would do to a linked account, by what is known and without asking the app. Pure. */
import {
  overwrittenAttributes,
  planUser,
  planUserReads,
  type UserReadsInput,
  wantedAttributes,
} from "@lockstep/engine";
import type { DesiredUserResult } from "../desired-user.ts";
import { isInDoubt, reasonToSendNothing } from "../idle-reason.ts";
import { planParts } from "../sync-user.ts";
import type { UserSubject } from "../user-subject.ts";

/**
 * `nothing`: no request at all. `overwrite`: a value that the app holds is replaced or cleared. `other`: anything else.
 * `idle`: nothing is sent on purpose, and the app user says so once a run has come by.
 */
export type Effect = "nothing" | "overwrite" | "other" | "idle";

/** Judges a person by the desired state that `desiredOf` gives. What only a run can tell is `other`. */
export function effectOf(subject: UserSubject, desiredOf: (subject: UserSubject) => DesiredUserResult): Effect {
  if (reasonToSendNothing(subject) !== undefined) return "idle";
  const result = desiredOf(subject);
  if (!result.ok || result.desired.kind === "absent" || subject.externalId === null) return "other";
  const input = planParts(subject, result.desired);
  if (planUserReads(input).length === 0 && sendsNothing(input)) {
    // In doubt a run reads before it concludes that nothing has changed.
    return isInDoubt(subject, false) ? "other" : "nothing";
  }
  const { attributes } = input.known;
  if (!input.features.updateUserAttributes || attributes === undefined) return "other";
  const wanted = wantedAttributes(input.dialect, result.desired);
  return overwrittenAttributes(attributes, wanted, attributes).length > 0 ? "overwrite" : "other";
}

/** With nothing to read, at most a password waits: only then the plan is made. */
function sendsNothing(input: UserReadsInput): boolean {
  if (input.desired.kind === "present" && !input.desired.passwordPending) return true;
  const plan = planUser({ ...input, observed: { kind: "notRead" } });
  return plan.actions.length === 0 && plan.blocked === undefined;
}
