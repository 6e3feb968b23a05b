/** Many members of a group at once: joined and left as one change, with one mark on what follows from it. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { markPushGroupsDirty, reconcileAssignments } from "./dirty.ts";
import { groupTarget } from "./groups.ts";
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
  await markPushGroupsDirty(trx, [group.id], now);
  await reconcileAssignments(trx, { personIds: [...net.keys()], actor: act.actor, now });
  const people = await findPeople(trx, [...net.keys()]);
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
  const statement =
    step.kind === "add"
      ? sql<{ person_id: PersonId }>`
        insert into group_member (group_id, person_id) select ${groupId}, unnest(${step.people}::text[])
        on conflict do nothing returning person_id`
      : sql<{ person_id: PersonId }>`
        delete from group_member where group_id = ${groupId}
          and (person_id = any(${step.people}::text[])) = ${step.kind === "remove"} returning person_id`;
  return (await statement.execute(trx)).rows.map((row) => row.person_id);
}
