/** One person joins or leaves a group by hand. Memberships that rules make: group-rules/. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "./act.ts";

/** Adds a member by hand; false when the person was one already. A membership that rules made no longer ends with them. */
export async function joinByHand(trx: Trx, groupId: GroupId, personId: PersonId): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    insert into group_member as membership (group_id, person_id) values (${groupId}, ${personId})
    on conflict (group_id, person_id) do update set is_manual = true where not membership.is_manual
    returning membership.xmax = 0 as is_new`.execute(trx);
  return rows[0]?.is_new === true;
}

/**
 * Removes a member by hand; false when the person was none. The rules that had made the membership leave the person out
 * from now on, as Okta's do: they would else add the person again at the next change.
 */
export async function leaveByHand(trx: Trx, groupId: GroupId, personId: PersonId): Promise<boolean> {
  await sql`
    insert into group_rule_exclusion (rule_id, person_id)
    select rule_id, person_id from group_member_rule where group_id = ${groupId} and person_id = ${personId}
    on conflict do nothing`.execute(trx);
  const { numAffectedRows } = await sql`
    delete from group_member where group_id = ${groupId} and person_id = ${personId}`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}
