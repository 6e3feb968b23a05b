/** Assignments of groups to apps: their members have the app. */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf } from "./act.ts";
import { appTarget, requireApp } from "./apps.ts";
import { reconcileAssignments } from "./dirty.ts";
import { notFound } from "./error.ts";
import { groupTarget, requireGroup } from "./groups.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** A group that has an app. */
export interface AppGroupRow {
  readonly group_id: GroupId;
  readonly name: string;
  readonly priority: number;
  readonly created_at: Date;
}

/** Which group in which app. */
export interface AppGroupIds {
  readonly appId: AppId;
  readonly groupId: GroupId;
}

/** `select … from app_group_assignment join person_group`, without a condition. */
export const SELECT_APP_GROUPS = sql<AppGroupRow>`
  select app_group_assignment.group_id, person_group.name, app_group_assignment.priority, app_group_assignment.created_at
  from app_group_assignment join person_group on person_group.id = app_group_assignment.group_id`;

/** The assignment, or 404. */
export async function requireAppGroup(db: Kysely<DirectoryTables>, ids: AppGroupIds): Promise<AppGroupRow> {
  const { rows } = await sql<AppGroupRow>`
    ${SELECT_APP_GROUPS} where app_id = ${ids.appId} and group_id = ${ids.groupId}`.execute(db);
  if (rows[0] === undefined) throw notFound(ids.groupId, "ApplicationGroupAssignment");
  return rows[0];
}

/** Assigns a group, or changes its priority. Without a priority a new one takes the next free place. */
export async function assignGroup(act: Act, ids: AppGroupIds, priority?: number): Promise<AppGroupRow> {
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const group = await requireGroup(trx, ids.groupId);
    const { rows } = await sql<{ inserted: boolean }>`
      insert into app_group_assignment as granted (app_id, group_id, priority)
      values (${ids.appId}, ${ids.groupId}, coalesce(${priority ?? null}::integer,
        (select coalesce(max(priority) + 1, 0) from app_group_assignment where app_id = ${ids.appId})))
      on conflict (app_id, group_id) do update set priority = coalesce(${priority ?? null}::integer, granted.priority)
      returning xmax = 0 as inserted`.execute(trx);
    if (rows[0]?.inserted === true) {
      await reconcileAssignments(trx, { appId: ids.appId, actor: act.actor, now: new Date(act.clock.now()) });
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "group.application_assignment.add",
          displayMessage: "Add assigned application to group",
          targets: [groupTarget(group), appTarget(app)],
        }),
      );
    }
    return await requireAppGroup(trx, ids);
  });
}

/** Takes a group's assignment away; people whose only one it was are unassigned. */
export async function unassignGroup(act: Act, ids: AppGroupIds): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    await requireAppGroup(trx, ids);
    const group = await requireGroup(trx, ids.groupId);
    await sql`delete from app_group_assignment where app_id = ${ids.appId} and group_id = ${ids.groupId}`.execute(trx);
    await reconcileAssignments(trx, { appId: ids.appId, actor: act.actor, now: new Date(act.clock.now()) });
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
