/** Assignments of groups to apps: their members have the app. */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { requireAppValues } from "./app-values-given.ts";
import { appTarget, requireApp } from "./apps.ts";
import { markAppUsers, reconcileAssignments } from "./dirty.ts";
import { notFound } from "./error.ts";
import { groupTarget } from "./group-target.ts";
import { requireGroup } from "./groups.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** A group that has an app. */
export interface AppGroupRow {
  readonly group_id: GroupId;
  readonly name: string;
  readonly priority: number;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly created_at: Date;
  readonly last_updated_at: Date;
}

/** Which group in which app. */
export interface AppGroupIds {
  readonly appId: AppId;
  readonly groupId: GroupId;
}

/** `select … from app_group_assignment join person_group`, without a condition. */
export const SELECT_APP_GROUPS = sql<AppGroupRow>`
  select app_group_assignment.group_id, person_group.name, app_group_assignment.priority, app_group_assignment.profile,
    app_group_assignment.created_at, app_group_assignment.last_updated_at
  from app_group_assignment join person_group on person_group.id = app_group_assignment.group_id`;

/** The assignment, or 404. */
export async function requireAppGroup(db: Kysely<DirectoryTables>, ids: AppGroupIds): Promise<AppGroupRow> {
  const { rows } = await sql<AppGroupRow>`
    ${SELECT_APP_GROUPS} where app_id = ${ids.appId} and group_id = ${ids.groupId}`.execute(db);
  if (rows[0] === undefined) throw notFound(ids.groupId, "ApplicationGroupAssignment");
  return rows[0];
}

/** What is set on the assignment of a group; what is absent stays. `profile` replaces the values that the group gives its people. */
export interface AppGroupSettings {
  readonly priority?: number | undefined;
  readonly profile?: Readonly<Record<string, unknown>> | undefined;
}

/** Assigns a group, or changes its priority and values. Without a priority a new one takes the next free place. */
export async function assignGroup(act: Act, ids: AppGroupIds, settings: AppGroupSettings = {}): Promise<AppGroupRow> {
  const { priority } = settings;
  const now = new Date(act.clock.now());
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const group = await requireGroup(trx, ids.groupId);
    const before = await findAppGroup(trx, ids);
    const profile =
      settings.profile === undefined
        ? (before?.profile ?? {})
        : await requireAppValues(trx, app, settings.profile, {}, { forGroup: true });
    await sql`
      insert into app_group_assignment as granted (app_id, group_id, priority, profile)
      values (${ids.appId}, ${ids.groupId}, coalesce(${priority ?? null}::integer,
        (select coalesce(max(priority) + 1, 0) from app_group_assignment where app_id = ${ids.appId})), ${JSON.stringify(profile)}::jsonb)
      on conflict (app_id, group_id) do update set priority = coalesce(${priority ?? null}::integer, granted.priority),
        profile = excluded.profile, last_updated_at = now()`.execute(trx);
    const after = await requireAppGroup(trx, ids);
    if (before === undefined) {
      await reconcileAssignments(trx, { appId: ids.appId, actor: act.actor, traceId: act.traceId, now });
    }
    if (areValuesChanged(before, after)) {
      await markAppUsers(
        trx,
        sql`app_id = ${ids.appId} and assigned and scope = 'GROUP'
          and person_id in (select person_id from group_member where group_id = ${ids.groupId})`,
        now,
      );
    }
    if (before === undefined || areValuesChanged(before, after)) {
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: `group.application_assignment.${before === undefined ? "add" : "update"}`,
          displayMessage:
            before === undefined ? "Add assigned application to group" : "Update assigned application of group",
          targets: [groupTarget(group), appTarget(app)],
        }),
      );
    }
    return after;
  });
}

/** Whether what the group's people get may be another: other values, or another place among groups that give some. */
function areValuesChanged(before: AppGroupRow | undefined, after: AppGroupRow): boolean {
  const values = JSON.stringify(after.profile);
  if (before === undefined) return values !== "{}";
  return JSON.stringify(before.profile) !== values || (before.priority !== after.priority && values !== "{}");
}

async function findAppGroup(trx: Trx, ids: AppGroupIds): Promise<AppGroupRow | undefined> {
  const { rows } = await sql<AppGroupRow>`
    ${SELECT_APP_GROUPS} where app_id = ${ids.appId} and group_id = ${ids.groupId} for update of app_group_assignment`.execute(
    trx,
  );
  return rows[0];
}

/** Takes a group's assignment away; people whose only one it was are unassigned. */
export async function unassignGroup(act: Act, ids: AppGroupIds): Promise<void> {
  const now = new Date(act.clock.now());
  await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const held = await requireAppGroup(trx, ids);
    const group = await requireGroup(trx, ids.groupId);
    await sql`delete from app_group_assignment where app_id = ${ids.appId} and group_id = ${ids.groupId}`.execute(trx);
    await reconcileAssignments(trx, { appId: ids.appId, actor: act.actor, traceId: act.traceId, now });
    if (JSON.stringify(held.profile) !== "{}") {
      await markAppUsers(
        trx,
        sql`app_id = ${ids.appId} and assigned and scope = 'GROUP'
          and person_id in (select person_id from group_member where group_id = ${ids.groupId})`,
        now,
      );
    }
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "group.application_assignment.remove",
        displayMessage: "Remove assigned application from group",
        targets: [groupTarget(group), appTarget(app)],
      }),
    );
  });
}
