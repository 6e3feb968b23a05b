/** Push Groups: which groups are mirrored into an app, by a new group of the same name or by linking to one that exists. */
import { violationOf } from "@lockstep/database";
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, actInside, eventOf, type Trx } from "./act.ts";
import { assignGroup } from "./app-groups.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "./apps.ts";
import { markPushGroups } from "./dirty.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { groupTarget } from "./group-target.ts";
import { requireGroup } from "./groups.ts";
import { createId } from "./ids.ts";
import { lockPeopleRules } from "./people-lock.ts";
import { endPushMappings } from "./push-groups/end-mappings.ts";
import { excludeFromRules, forgetExclusion } from "./push-rules/exclusions.ts";
import { lockForGroupChange } from "./push-rules/follow-groups.ts";
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
  readonly left_out_count: number;
  /** The first of them. */
  readonly left_out: readonly { readonly personId: string; readonly login: string; readonly reason: string }[];
}

/** Which mapping of which app. */
export interface PushMappingIds {
  readonly appId: AppId;
  readonly id: string;
}

/** Members that are left out and named with the mapping itself; all of them are listed page by page. */
const LEFT_OUT_NAMED = 100;

/** `select … from push_group join person_group`, without a condition. Members are counted where the target confirmed them. */
export const SELECT_PUSH_MAPPINGS = sql<PushMappingRow>`
  select push_group.id, push_group.app_id, push_group.group_id, person_group.name as group_name, push_group.status,
    push_group.error_summary, push_group.external_id, push_group.last_push_at, push_group.created_at, push_group.last_updated_at,
    to_char(push_group.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key,
    push_group.removing,
    push_group.is_dirty and (push_group.status = 'ACTIVE' or push_group.removing) as pending,
    push_group.held_count as pushed_members,
    (select count(*)::int from push_group_left_out where push_group_left_out.push_group_id = push_group.id) as left_out_count,
    (select coalesce(jsonb_agg(jsonb_build_object('personId', first.person_id, 'login', first.login, 'reason', first.reason) order by first.login), '[]')
      from (select left_out.person_id, person.profile->>'login' as login, left_out.reason
        from push_group_left_out as left_out join person on person.id = left_out.person_id
        where left_out.push_group_id = push_group.id order by login limit ${sql.lit(LEFT_OUT_NAMED)}) as first) as left_out
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
  /** Name of the group in the app, where it is not the source group's; another group of that name is not taken over … */
  readonly targetGroupName?: string | undefined;
  /** … unless this says so. */
  readonly linkExisting?: boolean | undefined;
  readonly status: "ACTIVE" | "INACTIVE";
  /** False: the group is created or linked without members until "Push Now". */
  readonly pushMembers?: boolean | undefined;
  /** The group's people get the app too. */
  readonly assign?: boolean | undefined;
}

/** Mirrors a group into an app. */
export async function createPushMapping(act: Act, appId: AppId, input: NewPushMapping): Promise<PushMappingRow> {
  const id = createId(act.random, "pushGroup");
  try {
    return await act.database.transaction(async (trx) => {
      // A membership that is being changed was marked for the pushes that there are: the first one reads it when it is stored.
      await lockPeopleRules(trx);
      const app = requirePushable(await lockApp(trx, appId));
      const group = await requireGroup(trx, input.sourceGroupId);
      await assertNotPushed(trx, appId, input.sourceGroupId);
      await assertTarget(trx, { appId, groupName: group.name }, input);
      if (input.assign === true) await assignGroup(actInside(act, trx), { appId, groupId: group.id });
      await forgetExclusion(trx, { appId, groupId: group.id });
      await insertMapping(trx, act, { id, appId, group, input });
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

async function insertMapping(
  trx: Trx,
  act: Act,
  mapping: {
    readonly id: string;
    readonly appId: AppId;
    readonly group: { readonly id: GroupId; readonly name: string };
    readonly input: NewPushMapping;
  },
): Promise<void> {
  const { id, input, group } = mapping;
  const now = new Date(act.clock.now());
  const isRenamed = input.targetGroupName !== undefined && fold(input.targetGroupName) !== fold(group.name);
  await trx
    .insertInto("push_group")
    .values({
      id,
      app_id: mapping.appId,
      group_id: group.id,
      status: input.status,
      external_id: input.targetGroupId ?? null,
      linked_by_choice: input.targetGroupId !== undefined || input.linkExisting === true,
      target_name: isRenamed ? (input.targetGroupName ?? null) : null,
      members_wanted: input.pushMembers ?? true,
      due_at: now,
    })
    .execute();
  if (input.status === "ACTIVE") await markPushGroups(trx, sql`id = ${id}`, now);
}

/** The app, where groups can be pushed to it; E0000027 otherwise. */
export function requirePushable(app: AppRow): AppRow {
  if (app.provisioning_enabled) return app;
  throw new DirectoryError("E0000027", {
    causes: ["Provisioning is not enabled for the app: enable API integration first."],
  });
}

async function assertTarget(
  trx: Trx,
  of: { readonly appId: AppId; readonly groupName: string },
  input: NewPushMapping,
): Promise<void> {
  if (input.targetGroupId !== undefined && input.targetGroupName !== undefined) {
    throw invalidField("targetGroupName", "Give targetGroupId or targetGroupName, not both");
  }
  if (input.targetGroupId === undefined) {
    await assertNameFree(trx, {
      appId: of.appId,
      name: input.targetGroupName ?? of.groupName,
      field: "targetGroupName",
    });
  } else {
    await assertTargetFree(trx, { appId: of.appId, targetGroupId: input.targetGroupId });
  }
}

/** Names in an app are unique: E0000001 when another mapping pushes its group under the name. */
export async function assertNameFree(
  trx: Trx,
  of: { readonly appId: AppId; readonly name: string; readonly field: string; readonly exceptId?: string },
): Promise<void> {
  if (of.name.trim() === "" || of.name.length > 255) {
    throw invalidField(of.field, "Must have 1 to 255 characters and not be blank");
  }
  const { rows } = await sql<{ name: string }>`
    select person_group.name from push_group join person_group on person_group.id = push_group.group_id
     where push_group.app_id = ${of.appId} and push_group.id <> ${of.exceptId ?? ""}
       and lower(coalesce(push_group.target_name, person_group.name)) = lower(${of.name}) limit 1`.execute(trx);
  const [other] = rows;
  if (other === undefined) return;
  throw invalidField(of.field, `The group "${other.name}" is pushed to the app under this name. Choose another one`);
}

/** E0000001 when another mapping holds the app's group. */
export async function assertTargetFree(
  trx: Trx,
  of: { readonly appId: AppId; readonly targetGroupId: string; readonly exceptId?: string },
): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select person_group.name from push_group join person_group on person_group.id = push_group.group_id
     where push_group.app_id = ${of.appId} and push_group.id <> ${of.exceptId ?? ""} and push_group.external_id = ${of.targetGroupId} limit 1`.execute(
    trx,
  );
  const [other] = rows;
  if (other === undefined) return;
  throw invalidField(
    "targetGroupId",
    `The group "${other.name}" is pushed to it already: two would overwrite each other`,
  );
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

function fold(name: string): string {
  return name.toLowerCase();
}

/** Switches a mapping on (a full push follows) or off (later changes are not sent). */
export async function setPushStatus(
  act: Act,
  ids: PushMappingIds,
  status: "ACTIVE" | "INACTIVE",
): Promise<PushMappingRow> {
  return await act.database.transaction(async (trx) => {
    // While it was inactive, changes of members were not marked for it.
    if (status === "ACTIVE") await lockPeopleRules(trx);
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

/** "Push Now": the whole group is sent again; its members too, where they were to follow later. */
export async function pushNow(act: Act, ids: PushMappingIds): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = requirePushable(await requireApp(trx, ids.appId));
    const mapping = await requirePushMapping(trx, ids.appId, ids.id);
    if (mapping.status === "INACTIVE") {
      throw new DirectoryError("E0000107", {
        causes: ["The group push is inactive: activate it, which pushes the whole group."],
      });
    }
    await sql`
      update push_group set members_known = false, members_wanted = true, status = 'ACTIVE', error_summary = null where id = ${ids.id}`.execute(
      trx,
    );
    await markPushGroups(trx, sql`id = ${ids.id}`, new Date(act.clock.now()));
    await logMapping(trx, act, {
      app,
      group: { id: mapping.group_id, name: mapping.group_name },
      eventType: "application.provision.group_push.push_now",
      message: "Push group now",
    });
  });
}

/**
 * Unlinks: the group in the app is left alone, or deleted. A mapping that must still tell the app stays until that is done, and is no longer
 * shown. Rules of the app do not take the group up again. `whileActive`: also what is ACTIVE; else E0000107, as Okta answers.
 */
export async function deletePushMapping(
  act: Act,
  ids: PushMappingIds,
  options: { readonly deleteTargetGroup: boolean; readonly whileActive?: boolean },
): Promise<void> {
  await act.database.transaction(async (trx) => {
    await lockForGroupChange(trx);
    const app = await requireApp(trx, ids.appId);
    const mapping = await requirePushMapping(trx, ids.appId, ids.id);
    if (mapping.status === "ACTIVE" && options.whileActive !== true) {
      throw new DirectoryError("E0000107", { causes: ["The group push is active: deactivate it first."] });
    }
    if (options.deleteTargetGroup && mapping.external_id !== null) requirePushable(app);
    await excludeFromRules(trx, { appId: ids.appId, groupId: mapping.group_id });
    await endPushMappings(trx, act, {
      appId: ids.appId,
      which: sql<boolean>`push_group.id = ${ids.id}`,
      deleteTargetGroup: options.deleteTargetGroup,
    });
  });
}

/** Logs a step of an administrator on a mapping. */
export async function logMapping(
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
