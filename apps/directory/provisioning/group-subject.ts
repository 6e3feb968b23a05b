/** Everything that decides one push group: its group, its app, and who of its members can be one in the app. */
import type { Dialect } from "@lockstep/engine";
import type { GroupId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DirectoryTables } from "../domain/tables.ts";
import type { AppTarget } from "./open-client.ts";
import { APP_COLUMNS, type AppColumns, toDialect, toTarget } from "./user-subject.ts";

/** One push group with its app. */
export interface GroupSubject {
  readonly pushGroupId: string;
  readonly version: string;
  readonly attempts: number;
  /** Traces of the changes that made it due, and causes of the directory's own. */
  readonly causes: readonly string[];
  readonly status: "ACTIVE" | "INACTIVE" | "ERROR";
  readonly errorSummary: string | null;
  /** An earlier request may have been carried out whose answer nobody recorded. */
  readonly inDoubt: boolean;
  readonly linkedByChoice: boolean;
  readonly removing: boolean;
  readonly deleteInTarget: boolean;
  readonly externalId: string | null;
  readonly knownDisplayName: string | null;
  readonly membersKnown: boolean;
  /** Everybody is compared, since nobody noted who changed; else the people who were noted. */
  readonly isWhole: boolean;
  readonly hasOpenTask: boolean;
  /** The group's name in the app: the source group's, unless it is pushed under another one. */
  readonly pushedName: string;
  /** False: the group is created or linked without members, until somebody asks for them. */
  readonly membersWanted: boolean;
  readonly group: { readonly id: GroupId; readonly name: string };
  readonly app: AppTarget & {
    readonly label: string;
    readonly dialect: Dialect;
    readonly connectionTestedAt: Date | null;
    readonly rateLimitCount: number;
    readonly canSend: boolean;
    readonly hasOpenTask: boolean;
    readonly isTroubled: boolean;
    readonly renameAppGroups: boolean;
    /** Whether members that the directory does not know stay in its groups. */
    readonly foreignMembers: "KEEP" | "REMOVE";
  };
}

interface GroupRow extends AppColumns, Omit<GroupSubject, "group" | "app"> {
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly renameAppGroups: boolean;
  readonly foreignMembers: "KEEP" | "REMOVE";
}

/** The subject under a lease; undefined when the lease is no longer held. */
export async function loadLeasedGroup(
  db: Kysely<DirectoryTables>,
  claim: { readonly id: string; readonly owner: string },
): Promise<GroupSubject | undefined> {
  return (await loadGroups(db, sql`g.id = ${claim.id} and g.lease_owner = ${claim.owner}`))[0];
}

/** Push groups that a condition on `push_group g` names, in the order of their ids. */
export async function loadGroups(
  db: Kysely<DirectoryTables>,
  condition: RawBuilder<unknown>,
): Promise<readonly GroupSubject[]> {
  const { rows } = await sql<GroupRow>`
    select g.id as "pushGroupId", g.dirty_version as version, g.attempts, g.causes, g.status, g.error_summary as "errorSummary", g.in_doubt as "inDoubt",
      g.linked_by_choice as "linkedByChoice", g.removing, g.delete_in_target as "deleteInTarget", g.external_id as "externalId",
      g.known_display_name as "knownDisplayName", g.members_known as "membersKnown",
      coalesce(g.target_name, s.name) as "pushedName", g.members_wanted as "membersWanted",
      not g.members_known or g.whole_version > g.compared_version as "isWhole",
      exists (select from task t where t.push_group_id = g.id and t.state = 'OPEN') as "hasOpenTask",
      s.id as "groupId", s.name as "groupName", a.rename_app_groups as "renameAppGroups",
      a.foreign_members as "foreignMembers", ${APP_COLUMNS}
    from push_group g join person_group s on s.id = g.group_id join app a on a.id = g.app_id
    where ${condition} order by g.id`.execute(db);
  return rows.map(toSubject);
}

function toSubject(row: GroupRow): GroupSubject {
  return {
    pushGroupId: row.pushGroupId,
    version: row.version,
    attempts: row.attempts,
    causes: row.causes,
    status: row.status,
    errorSummary: row.errorSummary,
    inDoubt: row.inDoubt,
    linkedByChoice: row.linkedByChoice,
    removing: row.removing,
    deleteInTarget: row.deleteInTarget,
    externalId: row.externalId,
    knownDisplayName: row.knownDisplayName,
    membersKnown: row.membersKnown,
    isWhole: row.isWhole,
    hasOpenTask: row.hasOpenTask,
    pushedName: row.pushedName,
    membersWanted: row.membersWanted,
    group: { id: row.groupId, name: row.groupName },
    app: {
      ...toTarget(row),
      dialect: toDialect(row),
      rateLimitCount: row.rateLimitCount,
      canSend: row.canSend,
      hasOpenTask: row.appHasOpenTask,
      isTroubled: row.isTroubled,
      renameAppGroups: row.renameAppGroups,
      foreignMembers: row.foreignMembers,
    },
  };
}
