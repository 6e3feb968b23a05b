/** Groups, their members, and their assignments to the app in memory: apps/directory/domain/groups.ts and app-groups.ts. */
import { createId, DirectoryError } from "@lockstep/directory-app/simulation";
import type { GroupId, PersonId } from "@lockstep/ports";
import type { DirectoryChanges } from "../directory.ts";
import type { ChangeParts } from "./changes.ts";
import { markMember, markPushNames, reconcile } from "./marks.ts";

type GroupChanges = Pick<
  DirectoryChanges,
  "createGroup" | "renameGroup" | "addMember" | "removeMember" | "assignGroup" | "unassignGroup"
>;

/** Creates the changes over the tables. */
export function createGroupChanges({ tables, clock, random }: ChangeParts): GroupChanges {
  const changeMembers = (groupId: GroupId, personId: PersonId, isMember: boolean) => {
    const group = tables.groups.get(groupId);
    if (group === undefined) throw new DirectoryError("E0000007");
    if (group.members.has(personId) === isMember) return;
    if (isMember) group.members.add(personId);
    else group.members.delete(personId);
    const now = clock.now();
    markMember(tables, personId, { isMeant: (row) => row.groupId === groupId && row.status !== "INACTIVE", now });
    reconcile(tables, random, { personIds: [personId], now });
  };
  return {
    async createGroup(name) {
      const id = createId(random, "group");
      tables.groups.set(id, { id, name, members: new Set() });
      return id;
    },
    async renameGroup(groupId, name) {
      const group = tables.groups.get(groupId);
      if (group === undefined) throw new DirectoryError("E0000007");
      if (group.name === name) return;
      group.name = name;
      markPushNames(tables, (row) => row.groupId === groupId && row.status !== "INACTIVE", clock.now());
    },
    addMember: async (groupId, personId) => changeMembers(groupId, personId, true),
    removeMember: async (groupId, personId) => changeMembers(groupId, personId, false),
    async assignGroup(groupId) {
      if (tables.assignedGroups.has(groupId)) return;
      tables.assignedGroups.add(groupId);
      reconcile(tables, random, { now: clock.now() });
    },
    async unassignGroup(groupId) {
      if (!tables.assignedGroups.delete(groupId)) throw new DirectoryError("E0000007");
      reconcile(tables, random, { now: clock.now() });
    },
  };
}
