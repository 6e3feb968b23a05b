/** Everything that decides one push group: its group, its app, and who of its members can be one in the app. */
import type { Dialect } from "@lockstep/engine";
import type { GroupId, PersonId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import type { AppTarget } from "./open-client.ts";
import { APP_COLUMNS, type AppColumns, toDialect, toTarget } from "./user-subject.ts";

/** One push group with its app. */
export interface GroupSubject {
  readonly pushGroupId: string;
  readonly version: string;
  readonly attempts: number;
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
  };
}

/** A member of the directory's group, with the account in the app as far as there is one. */
export interface GroupMemberRow {
  readonly personId: PersonId;
  readonly status: PersonStatus;
  readonly login: string;
  readonly assigned: boolean | null;
  readonly externalId: string | null;
  readonly knownActive: boolean | null;
  readonly userName: string | null;
  readonly lastError: string | null;
  readonly provisionRequested: boolean | null;
}

interface GroupRow extends AppColumns, Omit<GroupSubject, "group" | "app"> {
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly renameAppGroups: boolean;
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
    select g.id as "pushGroupId", g.dirty_version as version, g.attempts, g.status, g.error_summary as "errorSummary", g.in_doubt as "inDoubt",
      g.linked_by_choice as "linkedByChoice", g.removing, g.delete_in_target as "deleteInTarget", g.external_id as "externalId",
      g.known_display_name as "knownDisplayName", g.members_known as "membersKnown",
      coalesce(g.target_name, s.name) as "pushedName", g.members_wanted as "membersWanted",
      exists (select from task t where t.push_group_id = g.id and t.state = 'OPEN') as "hasOpenTask",
      s.id as "groupId", s.name as "groupName", a.rename_app_groups as "renameAppGroups", ${APP_COLUMNS}
    from push_group g join person_group s on s.id = g.group_id join app a on a.id = g.app_id
    where ${condition} order by g.id`.execute(db);
  return rows.map(toSubject);
}

/** All members of the directory's group, in the order of their ids. */
export async function loadMembers(
  db: Kysely<DirectoryTables>,
  subject: GroupSubject,
): Promise<readonly GroupMemberRow[]> {
  const { rows } = await sql<GroupMemberRow>`
    select p.id as "personId", p.status, p.profile->>'login' as login, u.assigned, u.external_id as "externalId",
      u.known_active as "knownActive", u.user_name as "userName", u.last_error as "lastError", u.provision_requested as "provisionRequested"
    from group_member m join person p on p.id = m.person_id
      left join app_user u on u.person_id = p.id and u.app_id = ${subject.app.id}
    where m.group_id = ${subject.group.id} order by p.id`.execute(db);
  return rows;
}

/** SCIM ids that the app was confirmed to hold in the group. */
export async function loadKnownMembers(db: Kysely<DirectoryTables>, pushGroupId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ externalId: string }>`
    select external_id as "externalId" from push_group_member where push_group_id = ${pushGroupId} order by external_id`.execute(
    db,
  );
  return rows.map((row) => row.externalId);
}

function toSubject(row: GroupRow): GroupSubject {
  return {
    pushGroupId: row.pushGroupId,
    version: row.version,
    attempts: row.attempts,
    status: row.status,
    errorSummary: row.errorSummary,
    inDoubt: row.inDoubt,
    linkedByChoice: row.linkedByChoice,
    removing: row.removing,
    deleteInTarget: row.deleteInTarget,
    externalId: row.externalId,
    knownDisplayName: row.knownDisplayName,
    membersKnown: row.membersKnown,
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
    },
  };
}
