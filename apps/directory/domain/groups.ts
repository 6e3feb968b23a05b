/** Groups of people: names are unique ignoring letter case; every change of members reaches assignments and push groups at once. */
import { violationOf } from "@lockstep/database";
import type { AppId, GroupId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { followMemberships, markGroupReaders } from "./dependants.ts";
import { type MemberMark, markGroupNameDirty, reconcileAssignments } from "./dirty.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { applyGroupRules } from "./group-rules/apply-rules.ts";
import { invalidateRules } from "./group-rules/invalidate-rules.ts";
import { restartGroupReaders } from "./group-rules/run-passes.ts";
import { groupTarget } from "./group-target.ts";
import { createId } from "./ids.ts";
import { joinByHand, leaveByHand } from "./membership.ts";
import { lockForPeopleChange, lockPeopleRules } from "./people-lock.ts";
import { lockPerson, personTarget } from "./person-row.ts";
import { followGroups, lockForGroupChange } from "./push-rules/follow-groups.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** A group as the API shows it. */
export interface GroupRow {
  readonly id: GroupId;
  readonly type: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
  readonly name: string;
  readonly description: string | null;
  readonly created_at: Date;
  readonly last_updated_at: Date;
  readonly last_membership_updated_at: Date;
  readonly created_key: string;
}

/** Columns of `person_group` that make a `GroupRow`. */
export const GROUP_COLUMNS = sql<GroupRow>`
  person_group.id, person_group.type, person_group.name, person_group.description, person_group.created_at,
  person_group.last_updated_at, person_group.last_membership_updated_at,
  to_char(person_group.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key`;

/** Name and description. */
export interface GroupProfile {
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** Creates a group. E0000001 when another one has the name. */
export async function createGroup(act: Act, profile: GroupProfile): Promise<GroupRow> {
  const id = createId(act.random, "group");
  return await refusingTakenName(() =>
    act.database.transaction(async (trx) => {
      await lockForGroupChange(trx);
      await trx
        .insertInto("person_group")
        .values({ id, name: profile.name, description: profile.description ?? null })
        .execute();
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "group.lifecycle.create",
          displayMessage: "Create group",
          targets: [groupTarget({ id, ...profile })],
        }),
      );
      await followGroups(trx, act, { groupIds: [id] });
      return await requireGroup(trx, id);
    }),
  );
}

/** Replaces name and description. A rename reaches the apps that mirror the group, or ends the mirroring where the app forbids renames. */
export async function updateGroup(act: Act, id: GroupId, profile: GroupProfile): Promise<GroupRow> {
  return await refusingTakenName(() =>
    act.database.transaction(async (trx) => {
      // Rules may judge by the names of groups.
      await lockPeopleRules(trx);
      await lockForGroupChange(trx);
      const before = requireManaged(await lockGroup(trx, id));
      const description = profile.description ?? null;
      if (before.name === profile.name && before.description === description) return before;
      await sql`
        update person_group set name = ${profile.name}, description = ${description}, last_updated_at = now() where id = ${id}`.execute(
        trx,
      );
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "group.profile.update",
          displayMessage: "Update group profile",
          targets: [groupTarget({ id, name: profile.name })],
        }),
      );
      await markGroupReaders(trx, id, new Date(act.clock.now()));
      if (before.name !== profile.name) await followRename(trx, act, { id, name: profile.name });
      await followGroups(trx, act, { groupIds: [id] });
      await restartGroupReaders(trx);
      return await requireGroup(trx, id);
    }),
  );
}

async function followRename(trx: Trx, act: Act, group: { readonly id: GroupId; readonly name: string }): Promise<void> {
  const { rows } = await sql<{ id: string; label: string; app_id: AppId }>`
    update push_group set status = 'INACTIVE', last_updated_at = now(),
      error_summary = 'The group was renamed, and this app does not let the push rename its groups.'
    from app
    where app.id = push_group.app_id and push_group.group_id = ${group.id} and push_group.status <> 'INACTIVE'
      and push_group.target_name is null and not app.rename_app_groups
    returning push_group.id, app.label, app.id as app_id`.execute(trx);
  for (const row of rows) {
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.group_push.mapping.deactivated.source.group.renamed",
        displayMessage: "Deactivate group push: the source group was renamed",
        targets: [groupTarget(group), { id: row.app_id, type: "AppInstance", displayName: row.label }],
      }),
    );
  }
  await markGroupNameDirty(trx, group.id, new Date(act.clock.now()));
}

/** Deletes a group; people whose only assignment it was are unassigned. Refused while an app mirrors it. */
export async function deleteGroup(act: Act, id: GroupId): Promise<void> {
  await act.database.transaction(async (trx) => {
    await lockPeopleRules(trx);
    await lockForGroupChange(trx);
    const group = await lockGroup(trx, id);
    if (group.type === "BUILT_IN") throw builtIn(group);
    const mirrored = await sql<{ label: string }>`
      select app.label from push_group join app on app.id = push_group.app_id where push_group.group_id = ${id} order by app.label`.execute(
      trx,
    );
    if (mirrored.rows.length > 0) {
      const labels = mirrored.rows.map((row) => row.label).join(", ");
      throw invalidField("id", `The group is pushed to ${labels}. Unlink it there first, then delete it here.`);
    }
    const { rows: assigned } = await sql<{
      app_id: AppId;
    }>`select app_id from app_group_assignment where group_id = ${id}`.execute(trx);
    await invalidateRules(trx, act, { group });
    await restartGroupReaders(trx);
    const now = new Date(act.clock.now());
    await followMemberships(trx, await membersOf(trx, id), now);
    await trx.deleteFrom("person_group").where("id", "=", id).execute();
    for (const { app_id } of assigned)
      await reconcileAssignments(trx, { appId: app_id, actor: act.actor, traceId: act.traceId, now });
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "group.lifecycle.delete",
        displayMessage: "Delete group",
        targets: [groupTarget(group)],
      }),
    );
  });
}

async function membersOf(trx: Trx, groupId: GroupId): Promise<readonly MemberMark[]> {
  const members = trx.selectFrom("group_member").select("person_id as personId").where("group_id", "=", groupId);
  return (await members.execute()).map(({ personId }) => ({ groupId, personId }));
}

/** Adds a member; nothing happens when the person is one already. */
export async function addMember(act: Act, groupId: GroupId, personId: PersonId): Promise<void> {
  await changeMembership(act, { groupId, personId, change: "add" });
}

/** Removes a member; nothing happens when the person is none. */
export async function removeMember(act: Act, groupId: GroupId, personId: PersonId): Promise<void> {
  await changeMembership(act, { groupId, personId, change: "remove" });
}

async function changeMembership(
  act: Act,
  step: { readonly groupId: GroupId; readonly personId: PersonId; readonly change: "add" | "remove" },
): Promise<void> {
  const { groupId, personId, change } = step;
  await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const group = requireManaged(await requireGroup(trx, groupId));
    const person = await lockPerson(trx, personId);
    const isChanged =
      change === "add" ? await joinByHand(trx, groupId, personId) : await leaveByHand(trx, groupId, personId);
    if (!isChanged) return;
    await sql`update person_group set last_membership_updated_at = now() where id = ${groupId}`.execute(trx);
    const now = new Date(act.clock.now());
    await followMemberships(trx, [{ groupId, personId }], now);
    await applyGroupRules(trx, act, [personId]);
    await reconcileAssignments(trx, { personIds: [personId], actor: act.actor, traceId: act.traceId, now });
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: `group.user_membership.${change}`,
        displayMessage: change === "add" ? "Add user to group membership" : "Remove user from group membership",
        targets: [personTarget(personId, person.profile), groupTarget(group)],
      }),
    );
  });
}

async function refusingTakenName<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (violationOf(error)?.constraint !== "person_group_name_unique") throw error;
    throw new DirectoryError("E0000001", {
      summary: "Api validation failed: name",
      causes: ["name: An object with this field already exists in the current organization"],
      cause: error,
    });
  }
}

/** The group, or 404. */
export async function requireGroup(db: Kysely<DirectoryTables>, id: GroupId): Promise<GroupRow> {
  const { rows } = await sql<GroupRow>`select ${GROUP_COLUMNS} from person_group where id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "UserGroup");
  return rows[0];
}

async function lockGroup(trx: Trx, id: GroupId): Promise<GroupRow> {
  const { rows } = await sql<GroupRow>`select ${GROUP_COLUMNS} from person_group where id = ${id} for update`.execute(
    trx,
  );
  if (rows[0] === undefined) throw notFound(id, "UserGroup");
  return rows[0];
}

function requireManaged(group: GroupRow): GroupRow {
  if (group.type === "BUILT_IN") throw builtIn(group);
  if (group.type === "APP_GROUP") {
    throw new DirectoryError("E0000006", {
      causes: [`The group "${group.name}" is managed by the app that it was imported from.`],
    });
  }
  return group;
}

function builtIn(group: GroupRow): DirectoryError {
  return new DirectoryError("E0000006", {
    causes: [`The group "${group.name}" is built in: the directory itself manages it.`],
  });
}
