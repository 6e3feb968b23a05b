/** Many members of a group at once: joined and left as one change, with one mark on what follows from it. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { followMemberships } from "./dependants.ts";
import { lockAssignments, reconcileAssignments } from "./dirty.ts";
import { applyGroupRules } from "./group-rules/apply-rules.ts";
import { groupTarget } from "./group-target.ts";
import { findPeople, personTarget } from "./person-row.ts";
import { writeEvents } from "./system-log.ts";

/** One step, applied in order. `keepOnly`: everybody else leaves. */
export type MemberStep =
  | { readonly kind: "add"; readonly people: readonly PersonId[] }
  | { readonly kind: "remove"; readonly people: readonly PersonId[] }
  | { readonly kind: "keepOnly"; readonly people: readonly PersonId[] };

/** Applies the steps; true when the group has other members than before. The caller holds the group's row. */
export async function changeMembers(
  trx: Trx,
  act: Act,
  change: { readonly group: { readonly id: GroupId; readonly name: string }; readonly steps: readonly MemberStep[] },
): Promise<boolean> {
  const { group, steps } = change;
  const net = new Map<PersonId, "add" | "remove">();
  for (const step of steps) {
    for (const id of await applyStep(trx, group.id, step)) {
      // What left and joined again is no change.
      if (!net.delete(id)) net.set(id, step.kind === "add" ? "add" : "remove");
    }
  }
  if (net.size === 0) return false;
  const now = new Date(act.clock.now());
  await sql`update person_group set last_membership_updated_at = now() where id = ${group.id}`.execute(trx);
  const personIds = [...net.keys()];
  await lockAssignments(trx, { personIds });
  await followMemberships(
    trx,
    personIds.map((personId) => ({ groupId: group.id, personId })),
    now,
  );
  await applyGroupRules(trx, act, personIds);
  await reconcileAssignments(trx, { personIds, actor: act.actor, traceId: act.traceId, now });
  const people = await findPeople(trx, personIds);
  await writeEvents(
    trx,
    people.map((person) => {
      const verb = net.get(person.id) ?? "add";
      return eventOf(act, {
        eventType: `group.user_membership.${verb}`,
        displayMessage: verb === "add" ? "Add user to group membership" : "Remove user from group membership",
        targets: [personTarget(person.id, person.profile), groupTarget(group)],
      });
    }),
  );
  return true;
}

/** The people who were in another state before. */
async function applyStep(trx: Trx, groupId: GroupId, step: MemberStep): Promise<readonly PersonId[]> {
  return step.kind === "add" ? await join(trx, groupId, step.people) : await leave(trx, groupId, step);
}

/** As `joinByHand`. */
async function join(trx: Trx, groupId: GroupId, people: readonly PersonId[]): Promise<readonly PersonId[]> {
  const { rows } = await sql<{ person_id: PersonId; is_new: boolean }>`
    insert into group_member as membership (group_id, person_id) select ${groupId}, unnest(${people}::text[])
    on conflict (group_id, person_id) do update set is_manual = true where not membership.is_manual
    returning person_id, membership.xmax = 0 as is_new`.execute(trx);
  return rows.flatMap((row) => (row.is_new ? [row.person_id] : []));
}

/** As `leaveByHand`: rules that had made a membership leave the person out from now on. */
async function leave(
  trx: Trx,
  groupId: GroupId,
  step: { readonly kind: "remove" | "keepOnly"; readonly people: readonly PersonId[] },
): Promise<readonly PersonId[]> {
  const whose = sql`group_id = ${groupId} and (person_id = any(${step.people}::text[])) = ${step.kind === "remove"}`;
  await sql`
    insert into group_rule_exclusion (rule_id, person_id)
    select rule_id, person_id from group_member_rule where ${whose} on conflict do nothing`.execute(trx);
  const { rows } = await sql<{
    person_id: PersonId;
  }>`delete from group_member where ${whose} returning person_id`.execute(trx);
  return rows.map((row) => row.person_id);
}
