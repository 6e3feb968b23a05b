/** One group for both: the groups of a push rule get the app as well, in the transaction in which they begin to be pushed. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { appTarget } from "../apps.ts";
import { reconcileAssignments } from "../dirty.ts";
import { groupTarget } from "../group-target.ts";
import { writeEvents } from "../system-log.ts";
import type { PushRuleRow } from "./rule-row.ts";

/**
 * Assigns the groups of those push groups that `which` names (a condition on `push_group`) and that do not have the app yet. Nothing takes such an
 * assignment away but an administrator: a rule that lets a group go, or is deleted, leaves people their accounts. Returns how many groups got it.
 */
export async function assignGroupsOf(
  trx: Trx,
  act: Act,
  rule: PushRuleRow,
  which: RawBuilder<boolean>,
): Promise<number> {
  const { rows: groups } = await sql<{ id: GroupId; name: string }>`
    with granted as (
      insert into app_group_assignment (app_id, group_id, priority)
      select ${rule.app_id}, push_group.group_id,
          (select coalesce(max(priority) + 1, 0) from app_group_assignment where app_id = ${rule.app_id})
            + (row_number() over (order by push_group.group_id))::integer - 1
        from push_group
       where push_group.app_id = ${rule.app_id} and not push_group.removing and ${which}
         and not exists (select from app_group_assignment held where held.app_id = push_group.app_id and held.group_id = push_group.group_id)
      on conflict do nothing
      returning group_id)
    select person_group.id, person_group.name from granted join person_group on person_group.id = granted.group_id
     order by person_group.id`.execute(trx);
  if (groups.length === 0) return 0;
  const { rows: members } = await sql<{ id: PersonId }>`
    select distinct person_id as id from group_member where group_id = any(${groups.map(({ id }) => id)}::text[])`.execute(
    trx,
  );
  const personIds = members.map(({ id }) => id);
  const now = new Date(act.clock.now());
  await reconcileAssignments(trx, {
    appId: rule.app_id,
    personIds,
    actor: act.actor,
    traceId: act.traceId,
    now,
  });
  const { rows } = await sql<{ label: string }>`select label from app where id = ${rule.app_id}`.execute(trx);
  const app = appTarget({ id: rule.app_id, label: rows[0]?.label ?? "" });
  await writeEvents(
    trx,
    groups.map((group) =>
      eventOf(act, {
        eventType: "group.application_assignment.add",
        displayMessage: "Add assigned application to group",
        targets: [groupTarget(group), app],
        debug: { rule: rule.name, ruleId: rule.id },
      }),
    ),
  );
  return groups.length;
}
