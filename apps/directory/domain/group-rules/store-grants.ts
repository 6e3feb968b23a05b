/** Stores what rules say of some people: grants, and the memberships that begin and end with them. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { followMemberships } from "../dependants.ts";
import { personTarget } from "../person-row.ts";
import { type SystemEvent, writeEvents } from "../system-log.ts";
import type { LogParty, Profile } from "../tables.ts";

/** One membership that one rule asks for. */
export interface Grant {
  readonly ruleId: string;
  readonly groupId: GroupId;
  readonly personId: PersonId;
}

/** What these rules say of these people; what they do not say (any more) ends. */
export interface GrantChange {
  readonly ruleIds: readonly string[];
  /** Their rows are locked by the caller. */
  readonly personIds: readonly PersonId[];
  readonly wanted: readonly Grant[];
}

interface Membership {
  readonly group_id: GroupId;
  readonly person_id: PersonId;
}

/**
 * Stores grants, one statement each for what ends and what begins. Returns the people whose memberships changed: the caller
 * reconciles their assignments.
 */
export async function storeGrants(trx: Trx, act: Act, change: GrantChange): Promise<readonly PersonId[]> {
  const wanted = sql`
    (select * from unnest(${change.wanted.map((grant) => grant.ruleId)}::text[], ${change.wanted.map((grant) => grant.groupId)}::text[],
      ${change.wanted.map((grant) => grant.personId)}::text[]) as wanted (rule_id, group_id, person_id))`;
  const ended = await sql<Membership>`
    delete from group_member_rule as held
    where held.rule_id = any(${change.ruleIds}::text[]) and held.person_id = any(${change.personIds}::text[])
      and not exists (select from ${wanted} as wanted where wanted.rule_id = held.rule_id
        and wanted.group_id = held.group_id and wanted.person_id = held.person_id)
    returning held.group_id, held.person_id`.execute(trx);
  const removed = await sql<Membership>`
    delete from group_member as membership
    using (select distinct * from unnest(${ended.rows.map((row) => row.group_id)}::text[],
      ${ended.rows.map((row) => row.person_id)}::text[]) as lost (group_id, person_id)) as lost
    where membership.group_id = lost.group_id and membership.person_id = lost.person_id and not membership.is_manual
      and not exists (select from group_member_rule as other
        where other.group_id = lost.group_id and other.person_id = lost.person_id)
      and not exists (select from ${wanted} as wanted
        where wanted.group_id = lost.group_id and wanted.person_id = lost.person_id)
    returning membership.group_id, membership.person_id`.execute(trx);
  const added = await sql<Membership>`
    insert into group_member (group_id, person_id, is_manual)
    select distinct group_id, person_id, false from ${wanted} as wanted order by group_id, person_id
    on conflict do nothing returning group_id, person_id`.execute(trx);
  await sql`
    insert into group_member_rule (group_id, person_id, rule_id)
    select group_id, person_id, rule_id from ${wanted} as wanted on conflict do nothing`.execute(trx);
  return await followUp(trx, act, { added: added.rows, removed: removed.rows });
}

async function followUp(
  trx: Trx,
  act: Act,
  change: { readonly added: readonly Membership[]; readonly removed: readonly Membership[] },
): Promise<readonly PersonId[]> {
  const all = [...change.added, ...change.removed];
  if (all.length === 0) return [];
  const groupIds = [...new Set(all.map((membership) => membership.group_id))];
  const personIds = [...new Set(all.map((membership) => membership.person_id))];
  await sql`update person_group set last_membership_updated_at = now() where id = any(${groupIds}::text[])`.execute(
    trx,
  );
  const members = all.map((membership) => ({ groupId: membership.group_id, personId: membership.person_id }));
  await followMemberships(trx, members, new Date(act.clock.now()));
  const parties = await readParties(trx, groupIds, personIds);
  const eventsOf = (kind: "add" | "remove", memberships: readonly Membership[]): readonly SystemEvent[] =>
    memberships.map((membership) =>
      eventOf(act, {
        eventType: kind === "add" ? "group.user_membership.add" : "group.user_membership.remove",
        displayMessage: kind === "add" ? "Add user to group membership" : "Remove user from group membership",
        targets: [membership.person_id, membership.group_id].flatMap((id) => parties.get(id) ?? []),
        debug: { triggeredBy: "groupRule" },
      }),
    );
  await writeEvents(trx, [...eventsOf("remove", change.removed), ...eventsOf("add", change.added)]);
  return personIds;
}

async function readParties(
  trx: Trx,
  groupIds: readonly GroupId[],
  personIds: readonly PersonId[],
): Promise<ReadonlyMap<string, LogParty>> {
  const groups = await trx.selectFrom("person_group").select(["id", "name"]).where("id", "in", groupIds).execute();
  const people = await sql<{ id: PersonId; profile: Profile }>`
    select id, profile from person where id = any(${personIds}::text[])`.execute(trx);
  return new Map<string, LogParty>([
    ...groups.map(({ id, name }) => [id, { id, type: "UserGroup", alternateId: name, displayName: name }] as const),
    ...people.rows.map(({ id, profile }) => [id, personTarget(id, profile)] as const),
  ]);
}
