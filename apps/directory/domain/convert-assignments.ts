/** *Convert assignments* and *Provision user* for all (okta-client §1.8, §3.7). */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { attributesOfApp } from "./app-schema.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "./apps.ts";
import { lockAssignments, markAppUsers, notifyWork } from "./dirty.ts";
import { DirectoryError } from "./error.ts";
import { writeEvent } from "./system-log.ts";

/** How many were converted, and who was left as it was. */
export interface Conversion {
  readonly converted: number;
  readonly leftOut: readonly { readonly personId: string; readonly login: string; readonly reason: string }[];
}

/** People left out that are named at most. */
const LEFT_OUT_MAX = 100;

/**
 * Turns assignments into individual ones or into those of groups. To USER: what groups gave stays as the person's own values. To GROUP:
 * only who is in an assigned group; the own values and user name are given up for those of the group.
 */
export async function convertAssignments(
  act: Act,
  appId: AppId,
  input: { readonly to: "USER" | "GROUP"; readonly personIds?: readonly PersonId[] | undefined },
): Promise<Conversion> {
  return await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    await lockAssignments(trx, {});
    const chosen = input.personIds === undefined ? sql`true` : sql`u.person_id = any(${input.personIds}::text[])`;
    const converted = input.to === "USER" ? await toUser(trx, app, chosen) : await toGroup(trx, appId, chosen);
    if (converted.length > 0) {
      await markAppUsers(trx, sql`id = any(${converted}::text[])`, new Date(act.clock.now()));
    }
    const leftOut = input.to === "GROUP" ? await withoutGroup(trx, appId, chosen) : [];
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.user_membership.update",
        displayMessage: `Convert assignments of application to ${input.to === "USER" ? "individual ones" : "those of groups"}`,
        targets: [appTarget(app)],
        debug: { converted: converted.length },
      }),
    );
    return { converted: converted.length, leftOut };
  });
}

/** The group in which a person has the app, if any. */
const IN_ASSIGNED_GROUP = sql`
  exists (select from app_group_assignment granted join group_member membership on membership.group_id = granted.group_id
          where granted.app_id = u.app_id and membership.person_id = u.person_id)`;

async function toGroup(trx: Trx, appId: AppId, chosen: ReturnType<typeof sql>): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update app_user u set scope = 'GROUP', user_name_override = null, profile_override = '{}'
    where u.app_id = ${appId} and u.assigned and u.scope = 'USER' and ${chosen} and ${IN_ASSIGNED_GROUP} returning u.id`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

/** Of several groups the first by priority gives a value; lists that are joined hold each item once, in the order of the groups. */
async function toUser(trx: Trx, app: AppRow, chosen: ReturnType<typeof sql>): Promise<readonly string[]> {
  const joined = attributesOfApp(app.custom_attributes).flatMap(({ path, union }) => (union ? [path] : []));
  const { rows } = await sql<{ id: string }>`
    update app_user u set scope = 'USER', profile_override = coalesce((
        select jsonb_object_agg(given.key, case when given.key = any(${joined}::text[]) then (
            select jsonb_agg(once.item order by once.place) from (
              select item, min(place) as place from jsonb_array_elements(given.items) with ordinality as listed(item, place)
              group by item) once)
          else given.first end)
        from (
          select entry.key, (array_agg(entry.value order by granted.priority, granted.group_id))[1] as first,
            jsonb_path_query_array(jsonb_agg(entry.value order by granted.priority, granted.group_id), '$[*][*]') as items
          from app_group_assignment granted join group_member membership on membership.group_id = granted.group_id,
            jsonb_each(granted.profile) entry
          where granted.app_id = u.app_id and membership.person_id = u.person_id group by entry.key) given), '{}') || u.profile_override
    where u.app_id = ${app.id} and u.assigned and u.scope = 'GROUP' and ${chosen} returning u.id`.execute(trx);
  return rows.map(({ id }) => id);
}

async function withoutGroup(trx: Trx, appId: AppId, chosen: ReturnType<typeof sql>): Promise<Conversion["leftOut"]> {
  const { rows } = await sql<{ personId: string; login: string }>`
    select u.person_id as "personId", person.profile->>'login' as login
    from app_user u join person on person.id = u.person_id
    where u.app_id = ${appId} and u.assigned and u.scope = 'USER' and ${chosen}
    order by 2 limit ${LEFT_OUT_MAX}`.execute(trx);
  return rows.map((row) => ({ ...row, reason: "The person is in no group that is assigned to the app." }));
}

/** *Provision user* for everybody who was assigned while accounts were not created. Returns how many. */
export async function provisionWaiting(act: Act, appId: AppId): Promise<number> {
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, appId);
    if (!app.provisioning_enabled) {
      throw new DirectoryError("E0000024", {
        causes: ["Provisioning is not enabled for the app: enable API integration first."],
      });
    }
    if (!app.create_users) {
      throw new DirectoryError("E0000024", {
        causes: ["Create Users is off under Provisioning, To App: switch it on first, or provision people one by one."],
      });
    }
    const { rows } = await sql<{ id: string }>`
      update app_user set provision_requested = true,
        password_pending = password_pending or ${app.sync_password && app.password_seed === "RANDOM"}
      where app_id = ${appId} and assigned and external_id is null and not provision_requested
        and exists (select from person where person.id = app_user.person_id and person.status <> 'SUSPENDED')
      returning id`.execute(trx);
    if (rows.length === 0) return 0;
    await markAppUsers(trx, sql`id = any(${rows.map(({ id }) => id)}::text[])`, new Date(act.clock.now()));
    await notifyWork(trx);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.user_membership.provision",
        displayMessage: "Provision all users of application that wait for it",
        targets: [appTarget(app)],
        debug: { people: rows.length },
      }),
    );
    return rows.length;
  });
}
