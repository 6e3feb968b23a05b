/** When nothing is sent for a person on purpose, and when a linked account is read before anything is concluded: the same for run, plan and "why". */
import type { SyncState } from "../domain/tables.ts";
import { isSwitchedOff } from "./desired-user.ts";
import type { UserSubject } from "./user-subject.ts";

/** Why nothing is sent, in words that name what ends it. */
export interface IdleReason {
  readonly code: "suspended" | "needsProvisioning";
  readonly message: string;
  /** What the app user shows meanwhile. */
  readonly syncState: SyncState;
}

/** Why nothing is to be sent for the subject in its present state; undefined when a run goes on to the app. */
export function reasonToSendNothing(subject: UserSubject): IdleReason | undefined {
  if (subject.assigned && subject.person.status === "SUSPENDED" && !isSwitchedOff(subject)) {
    return {
      code: "suspended",
      message: "The person is suspended: nothing is sent until the suspension ends.",
      syncState: "OUT_OF_SYNC",
    };
  }
  // Assigned before provisioning was enabled: waits for "Provision user" (okta-client §1.8).
  if (subject.assigned && subject.externalId === null && !subject.provisionRequested) {
    return {
      code: "needsProvisioning",
      message:
        'The person was assigned while accounts were not created. Choose "Provision user" to create or link the account.',
      syncState: "DISABLED",
    };
  }
  return undefined;
}

/** Whether a run before this one may have written more than was recorded: then the account is read before anything is decided. */
export function isInDoubt(
  subject: Pick<UserSubject, "lastError" | "attempts" | "inDoubt">,
  interrupted: boolean,
): boolean {
  return interrupted || subject.inDoubt || subject.lastError !== null || subject.attempts > 0;
}
