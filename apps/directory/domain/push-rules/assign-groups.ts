/** One group for both: the groups of a push rule get the app as well, in the transaction in which they begin to be pushed. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { Act, Trx } from "../act.ts";
import { reconcileAssignments } from "../dirty.ts";
import { logGroups } from "./log-groups.ts";
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
  const words = { eventType: "group.application_assignment.add", displayMessage: "Add assigned application to group" };
  await logGroups(trx, act, rule, { groups, ...words });
  return groups.length;
}
