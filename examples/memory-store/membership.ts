import type { ResourceId } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import type { MembershipStep } from "@lockstep/scim-server";
import type { Account, Entry } from "./types.ts";

/** The members after the steps; the entry itself stays as it is. Throws `ScimError` `invalidValue` for an id that the account does not have. */
export function applySteps(account: Account, entry: Entry, steps: readonly MembershipStep[]): Set<ResourceId> {
  const members = new Set(entry.members);
  for (const step of steps) {
    // RFC 7643 §8.7.1: `members.value` is not case exact.
    const ids = step.members.map((id) => id.toLowerCase() as ResourceId);
    if (step.kind === "replaceAll") members.clear();
    for (const id of ids) {
      if (step.kind === "remove") members.delete(id);
      else members.add(requireMember(account, entry, id));
    }
  }
  return members;
}

function requireMember(account: Account, entry: Entry, id: ResourceId): ResourceId {
  if (id === entry.id) throw new ScimError("invalidValue", "A group cannot be a member of itself.");
  if (account.entries.has(id)) return id;
  throw new ScimError("invalidValue", `"members": there is no resource with the id "${id.slice(0, 100)}".`);
}
