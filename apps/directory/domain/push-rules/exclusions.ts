/** Groups that somebody took out by hand: no rule of the app pushes them again, until they are pushed by name or let back. */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { appTarget, requireApp } from "../apps.ts";
import { notFound } from "../error.ts";
import { groupTarget } from "../group-target.ts";
import { lockPeopleRules } from "../people-lock.ts";
import { writeEvent } from "../system-log.ts";
import type { DirectoryTables } from "../tables.ts";
import { matchesSelection } from "./conditions.ts";
import { followGroups, lockForGroupChange } from "./follow-groups.ts";
import { activePushRules } from "./rule-row.ts";

interface GroupInApp {
  readonly appId: AppId;
  readonly groupId: GroupId;
}

/** Before a mapping is unlinked by hand: excludes its group when a rule made the mapping, or one would make it again. */
export async function excludeFromRules(trx: Trx, { appId, groupId }: GroupInApp): Promise<void> {
  const rules = await activePushRules(trx, appId);
  const matched = rules.map((rule) => matchesSelection(rule));
  const isMatched = matched.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(matched, sql` or `)})`;
  await sql`
    insert into push_exclusion (app_id, group_id)
    select ${appId}, person_group.id from person_group
     where person_group.id = ${groupId} and (${isMatched} or exists (select from push_group
       where push_group.app_id = ${appId} and push_group.group_id = person_group.id and push_group.rule_id is not null))
    on conflict do nothing`.execute(trx);
}

/** Pushing a group by name ends its exclusion. */
export async function forgetExclusion(trx: Trx, { appId, groupId }: GroupInApp): Promise<void> {
  await trx.deleteFrom("push_exclusion").where("app_id", "=", appId).where("group_id", "=", groupId).execute();
}

/** An excluded group as the API shows it. */
export interface ExclusionRow {
  readonly group_id: GroupId;
  readonly name: string;
  readonly created_at: Date;
}

/** The app's exclusions, by name. */
export async function listExclusions(db: Kysely<DirectoryTables>, appId: AppId): Promise<readonly ExclusionRow[]> {
  const { rows } = await sql<ExclusionRow>`
    select push_exclusion.group_id, person_group.name, push_exclusion.created_at
      from push_exclusion join person_group on person_group.id = push_exclusion.group_id
     where push_exclusion.app_id = ${appId} order by lower(person_group.name)`.execute(db);
  return rows;
}

/** Lets a group back: the app's rules judge it at once. 404 when it is not excluded. */
export async function liftExclusion(act: Act, { appId, groupId }: GroupInApp): Promise<void> {
  await act.database.transaction(async (trx) => {
    await lockPeopleRules(trx);
    await lockForGroupChange(trx);
    const app = await requireApp(trx, appId);
    const { numAffectedRows } = await sql`
      delete from push_exclusion where app_id = ${appId} and group_id = ${groupId}`.execute(trx);
    if ((numAffectedRows ?? 0n) === 0n) throw notFound(groupId, "UserGroup");
    const { rows } = await sql<{ id: GroupId; name: string }>`
      select id, name from person_group where id = ${groupId}`.execute(trx);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.group_push.exclusion.remove",
        displayMessage: "Let push rules mirror a group again",
        targets: [...rows.map(groupTarget), appTarget(app)],
      }),
    );
    await followGroups(trx, act, { groupIds: [groupId], appId });
  });
}
