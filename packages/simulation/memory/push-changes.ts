/** Push Groups in memory: what apps/directory/domain/push-mappings.ts does in SQL. */
import { createId, DirectoryError } from "@lockstep/directory-app/simulation";
import type { DirectoryChanges } from "../directory.ts";
import type { ChangeParts } from "./changes.ts";
import { touch } from "./marks.ts";
import { notify, type PushRow } from "./rows.ts";

/** Creates the changes over the tables. */
export function createPushChanges({
  tables,
  clock,
  random,
}: ChangeParts): Pick<DirectoryChanges, "push" | "setPushStatus" | "pushNow" | "unlink"> {
  const requirePush = (id: string): PushRow => {
    const row = tables.pushes.get(id);
    if (row === undefined || row.removing) throw new DirectoryError("E0000007");
    return row;
  };
  const mark = (row: PushRow) => {
    touch(row, clock.now());
    row.wholeVersion = row.dirtyVersion;
    notify(tables);
  };
  return {
    async push(groupId, targetGroupId) {
      if ([...tables.pushes.values()].some((row) => row.groupId === groupId)) throw new DirectoryError("E0000001");
      const row: PushRow = {
        id: createId(random, "pushGroup"),
        groupId,
        status: "ACTIVE",
        errorSummary: null,
        linkedByChoice: targetGroupId !== undefined,
        removing: false,
        deleteInTarget: false,
        externalId: targetGroupId ?? null,
        knownDisplayName: null,
        membersKnown: false,
        held: new Set(),
        sent: new Set(),
        wholeVersion: 1,
        comparedVersion: 0,
        notes: new Map(),
        refused: new Map(),
        dirtyVersion: 1,
        cleanVersion: 0,
        dueAt: clock.now(),
        attempts: 0,
        inDoubt: false,
        leaseOwner: null,
        leaseExpiresAt: 0,
      };
      tables.pushes.set(row.id, row);
      mark(row);
      return row.id;
    },
    async setPushStatus(pushId, status) {
      const row = requirePush(pushId);
      if (row.status === status) return;
      row.errorSummary = null;
      row.status = status;
      if (status === "INACTIVE") return;
      row.membersKnown = false;
      mark(row);
    },
    async pushNow(pushId) {
      const row = requirePush(pushId);
      if (row.status === "INACTIVE") throw new DirectoryError("E0000107");
      Object.assign(row, { membersKnown: false, status: "ACTIVE", errorSummary: null });
      mark(row);
    },
    async unlink(pushId, deleteInTarget) {
      const row = requirePush(pushId);
      if (row.status === "ACTIVE") throw new DirectoryError("E0000107");
      if (deleteInTarget && (row.externalId !== null || row.inDoubt || row.leaseOwner !== null)) {
        Object.assign(row, { removing: true, deleteInTarget: true });
        mark(row);
      } else {
        tables.pushes.delete(row.id);
        tables.tasks.delete(row.id);
      }
    },
  };
}
