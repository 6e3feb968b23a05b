/** Push Groups: which groups are mirrored into an app, by a new group of the same name or by linking to one that exists. */
import { violationOf } from "@lockstep/database";
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { type AppRow, appTarget, requireApp } from "./apps.ts";
import { markPushGroups } from "./dirty.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { groupTarget, requireGroup } from "./groups.ts";
import { createId } from "./ids.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** A mapping as the API shows it. */
export interface PushMappingRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly group_id: GroupId;
  readonly group_name: string;
  readonly status: "ACTIVE" | "INACTIVE" | "ERROR";
  readonly error_summary: string | null;
  readonly external_id: string | null;
  readonly last_push_at: Date | null;
  readonly created_at: Date;
  readonly last_updated_at: Date;
  readonly created_key: string;
  readonly removing: boolean;
  readonly pending: boolean;
  readonly pushed_members: number;
  readonly left_out: readonly { readonly personId: string; readonly login: string; readonly reason: string }[];
}

/** `select … from push_group join person_group`, without a condition. Members are counted where the target confirmed them. */
export const SELECT_PUSH_MAPPINGS = sql<PushMappingRow>`
  select push_group.id, push_group.app_id, push_group.group_id, person_group.name as group_name, push_group.status,
    push_group.error_summary, push_group.external_id, push_group.last_push_at, push_group.created_at, push_group.last_updated_at,
    to_char(push_group.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key,
    push_group.removing,
    push_group.dirty_version > push_group.clean_version and (push_group.status = 'ACTIVE' or push_group.removing) as pending,
    (select count(*)::int from push_group_member where push_group_member.push_group_id = push_group.id) as pushed_members,
    (select coalesce(jsonb_agg(jsonb_build_object('personId', left_out.person_id, 'login', person.profile->>'login',
        'reason', left_out.reason) order by person.profile->>'login'), '[]')
      from push_group_left_out as left_out join person on person.id = left_out.person_id
      where left_out.push_group_id = push_group.id) as left_out
  from push_group
  join person_group on person_group.id = push_group.group_id`;

/** The mapping, or 404. One that is being unlinked is no longer shown. */
export async function requirePushMapping(
  db: Kysely<DirectoryTables>,
  appId: AppId,
  id: string,
): Promise<PushMappingRow> {
  const { rows } = await sql<PushMappingRow>`
    ${SELECT_PUSH_MAPPINGS} where push_group.app_id = ${appId} and push_group.id = ${id} and not push_group.removing`.execute(
    db,
  );
  if (rows[0] === undefined) throw notFound(id, "GroupPushMapping");
  return rows[0];
}

/** A mapping to be created. */
export interface NewPushMapping {
  readonly sourceGroupId: GroupId;
  /** Id, in the app, of the group to link to: the administrator's choice. */
  readonly targetGroupId?: string | undefined;
  /** Name of the group in the app; it is the source group's name, and another group of that name is not taken over … */
  readonly targetGroupName?: string | undefined;
  /** … unless this says so. */
  readonly linkExisting?: boolean | undefined;
  readonly status: "ACTIVE" | "INACTIVE";
}

/** Mirrors a group into an app. */
export async function createPushMapping(act: Act, appId: AppId, input: NewPushMapping): Promise<PushMappingRow> {
  const id = createId(act.random, "pushGroup");
  try {
    return await act.database.transaction(async (trx) => {
      const app = requirePushable(await requireApp(trx, appId));
      const group = await requireGroup(trx, input.sourceGroupId);
      assertTarget(group.name, input);
      await assertNotPushed(trx, appId, input.sourceGroupId);
      const now = new Date(act.clock.now());
      await trx
        .insertInto("push_group")
        .values({
          id,
          app_id: appId,
          group_id: group.id,
          status: input.status,
          external_id: input.targetGroupId ?? null,
          linked_by_choice: input.targetGroupId !== undefined || input.linkExisting === true,
          due_at: now,
        })
        .execute();
      if (input.status === "ACTIVE") await markPushGroups(trx, sql`id = ${id}`, now);
      await logMapping(trx, act, {
        app,
        group,
        eventType: "application.provision.group_push.mapping.created",
        message: "Create group push mapping",
      });
      return await requirePushMapping(trx, appId, id);
    });
  } catch (error) {
    if (violationOf(error)?.constraint !== "push_group_app_id_group_id_key") throw error;
    throw alreadyPushed(error);
  }
}

function requirePushable(app: AppRow): AppRow {
  if (app.provisioning_enabled) return app;
  throw new DirectoryError("E0000027", {
    causes: ["Provisioning is not enabled for the app: enable API integration first."],
  });
}

function assertTarget(groupName: string, input: NewPushMapping): void {
  if (input.targetGroupId !== undefined && input.targetGroupName !== undefined) {
    throw invalidField("targetGroupName", "Give targetGroupId or targetGroupName, not both");
  }
  if (input.targetGroupId !== undefined || input.targetGroupName === undefined) return;
  if (input.targetGroupName.toLowerCase() !== groupName.toLowerCase()) {
    throw invalidField(
      "targetGroupName",
      `The group in the app gets the name of the source group, "${groupName}". To link a group of another name, give its targetGroupId`,
    );
  }
}

async function assertNotPushed(trx: Trx, appId: AppId, groupId: GroupId): Promise<void> {
  const { rows } = await sql<{ removing: boolean }>`
    select removing from push_group where app_id = ${appId} and group_id = ${groupId}`.execute(trx);
  if (rows[0] === undefined) return;
  if (!rows[0].removing) throw alreadyPushed();
  throw new DirectoryError("E0000195", {
    causes: ["sourceGroupId: The group is still being unlinked from the app. Wait a moment, or solve its task."],
  });
}

function alreadyPushed(cause?: unknown): DirectoryError {
  return new DirectoryError("E0000001", {
    summary: "Api validation failed: sourceGroupId",
    causes: ["sourceGroupId: The group is pushed to this app already"],
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Switches a mapping on (a full push follows) or off (later changes are not sent). */
export async function setPushStatus(
  act: Act,
  ids: { readonly appId: AppId; readonly id: string },
  status: "ACTIVE" | "INACTIVE",
): Promise<PushMappingRow> {
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const before = await requirePushMapping(trx, ids.appId, ids.id);
    if (before.status === status) return before;
    if (status === "ACTIVE") {
      requirePushable(app);
      await sql`update push_group set status = 'ACTIVE', error_summary = null, members_known = false where id = ${ids.id}`.execute(
        trx,
      );
      await markPushGroups(trx, sql`id = ${ids.id}`, new Date(act.clock.now()));
    } else {
      await sql`
        update push_group set status = 'INACTIVE', error_summary = null, last_updated_at = now() where id = ${ids.id}`.execute(
        trx,
      );
    }
    await logMapping(trx, act, {
      app,
      group: { id: before.group_id, name: before.group_name },
      eventType: `application.provision.group_push.${status === "ACTIVE" ? "activate" : "deactivate"}_mapping`,
      message: status === "ACTIVE" ? "Activate group push mapping" : "Deactivate group push mapping",
    });
    return await requirePushMapping(trx, ids.appId, ids.id);
  });
}

/** "Push Now": the whole group is sent again. */
export async function pushNow(act: Act, ids: { readonly appId: AppId; readonly id: string }): Promise<void> {
  await act.database.transaction(async (trx) => {
    requirePushable(await requireApp(trx, ids.appId));
    const mapping = await requirePushMapping(trx, ids.appId, ids.id);
    if (mapping.status === "INACTIVE") {
      throw new DirectoryError("E0000107", {
        causes: ["The group push is inactive: activate it, which pushes the whole group."],
      });
    }
    await sql`
      update push_group set members_known = false, status = 'ACTIVE', error_summary = null where id = ${ids.id}`.execute(
      trx,
    );
    await markPushGroups(trx, sql`id = ${ids.id}`, new Date(act.clock.now()));
  });
}

/**
 * Unlinks: the group in the app is left alone, or deleted. Allowed while INACTIVE or in ERROR. A mapping that must still
 * tell the app stays until that is done, and is no longer shown.
 */
export async function deletePushMapping(
  act: Act,
  ids: { readonly appId: AppId; readonly id: string },
  deleteTargetGroup: boolean,
): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const mapping = await requirePushMapping(trx, ids.appId, ids.id);
    if (mapping.status === "ACTIVE") {
      throw new DirectoryError("E0000107", { causes: ["The group push is active: deactivate it first."] });
    }
    if (deleteTargetGroup && mapping.external_id !== null) {
      requirePushable(app);
      await sql`update push_group set removing = true, delete_in_target = true where id = ${ids.id}`.execute(trx);
      await markPushGroups(trx, sql`id = ${ids.id}`, new Date(act.clock.now()));
    } else {
      await trx.deleteFrom("push_group").where("id", "=", ids.id).execute();
    }
    await logMapping(trx, act, {
      app,
      group: { id: mapping.group_id, name: mapping.group_name },
      eventType: "application.provision.group_push.removed",
      message: "Delete group push mapping",
      debug: { deleteTargetGroup },
    });
  });
}

async function logMapping(
  trx: Trx,
  act: Act,
  step: {
    readonly app: AppRow;
    readonly group: { readonly id: GroupId; readonly name: string };
    readonly eventType: string;
    readonly message: string;
    readonly debug?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: step.eventType,
      displayMessage: step.message,
      targets: [groupTarget(step.group), appTarget(step.app)],
      ...(step.debug === undefined ? {} : { debug: step.debug }),
    }),
  );
}
