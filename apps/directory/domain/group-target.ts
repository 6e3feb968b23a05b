import type { GroupId } from "@lockstep/ports";
import type { LogParty } from "./tables.ts";

/** A group as a target of an event. */
export function groupTarget(group: { readonly id: GroupId; readonly name: string }): LogParty {
  return { id: group.id, type: "UserGroup", alternateId: group.name, displayName: group.name };
}
