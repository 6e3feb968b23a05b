/** Who of a group's members is sent to the app, and who is left out and why (okta-client §1.5, DESIGN §7.5). */
import type { PersonId } from "@lockstep/ports";
import type { GroupMemberRow } from "./compared-members.ts";

/** Members to be held by the app, and the others with a reason for each. */
export interface MemberSplit {
  readonly members: readonly { readonly value: string; readonly display: string }[];
  readonly leftOut: readonly { readonly personId: PersonId; readonly reason: string }[];
}

/** Splits a group's members. `held`: SCIM ids that the app holds now; suspending a person changes nothing there. */
export function splitMembers(rows: readonly GroupMemberRow[], held: ReadonlySet<string>): MemberSplit {
  const members: { readonly value: string; readonly display: string }[] = [];
  const leftOut: { readonly personId: PersonId; readonly reason: string }[] = [];
  for (const row of rows) {
    const reason = reasonToLeaveOut(row, held);
    if (reason === undefined && row.externalId !== null) {
      members.push({ value: row.externalId, display: row.userName ?? row.login });
    } else {
      leftOut.push({ personId: row.personId, reason: reason ?? NOT_YET });
    }
  }
  return { members, leftOut };
}

const NOT_YET = "The account in the app is not created yet.";

function reasonToLeaveOut(row: GroupMemberRow, held: ReadonlySet<string>): string | undefined {
  if (row.assigned !== true) return "Not assigned to the app.";
  if (row.status === "SUSPENDED") {
    return row.externalId !== null && held.has(row.externalId) ? undefined : "The person is suspended.";
  }
  if (row.status === "STAGED" || row.status === "DEPROVISIONED") return "The person is not active.";
  if (row.externalId === null) {
    if (row.lastError !== null) return `The account in the app could not be created: ${row.lastError}`;
    return row.provisionRequested === false ? 'The account in the app waits for "Provision user".' : NOT_YET;
  }
  if (row.knownActive === false) return "The account in the app is inactive.";
  return undefined;
}
