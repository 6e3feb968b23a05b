/** SQL of what is due in each direction of a budget. Conditions are on `app_user u` and `push_group g`. */
import { type RawBuilder, sql } from "kysely";

/** It was sent already and nobody knows what became of it: it counts as done, and so neither twice nor against itself. */
const IS_SPENT = {
  deactivations: sql<boolean>`exists (select from budget_use s where s.in_doubt = u.id and s.direction = 'deactivations')`,
  attributeOverwrites: sql<boolean>`exists (select from budget_use s
    where s.in_doubt = u.id and s.direction = 'attributeOverwrites' and s.version = u.dirty_version)`,
};

/** An account that is to be switched off, since its person lost the app. Who was let pass by a person is not counted. */
const UNASSIGNED = sql<boolean>`(u.is_dirty and not u.assigned and u.external_id is not null
  and u.known_active is distinct from false and u.approved_version < u.dirty_version and not ${IS_SPENT.deactivations})`;

/** As `UNASSIGNED`, since its person is suspended, in apps where that switches accounts off. */
const SUSPENDED = sql<boolean>`(u.is_dirty and u.assigned and u.external_id is not null
  and u.known_active is distinct from false and u.approved_version < u.dirty_version and not ${IS_SPENT.deactivations}
  and exists (select from person s where s.id = u.person_id and s.status = 'SUSPENDED'))`;

/** An account that is to be switched off. Perf: suspensions are looked at only where they mean something. */
export function deactivating(suspendedPeople: "IGNORE" | "DEACTIVATE"): RawBuilder<boolean> {
  return suspendedPeople === "DEACTIVATE" ? sql`(${UNASSIGNED} or ${SUSPENDED})` : UNASSIGNED;
}

/** An account of which a held value may be overwritten: a sweep found so, or nobody has compared this version yet. */
export const OVERWRITING = sql<boolean>`(u.is_dirty and u.assigned and u.external_id is not null
  and u.known is not null and u.approved_version < u.dirty_version and (u.effect_version <> u.dirty_version or u.effect = 'overwrite')
  and not ${IS_SPENT.attributeOverwrites})`;

/** Whoever a sweep looks at: what the account comes to by the settings of now may be something else than was judged, or let pass, before. */
export const COMPARABLE = sql<boolean>`(u.is_dirty and u.assigned and u.external_id is not null and u.known is not null)`;

/** Of the accounts that may be overwritten, those that nobody has compared yet. */
export const UNJUDGED = sql<boolean>`(u.effect_version <> u.dirty_version)`;

/**
 * How many members of a due push group lose a membership that gives them something: an account that is switched off already loses nothing.
 * The rule of who stays is `splitMembers`'s. Perf: where the run looks at noted people only, so does this.
 */
export const REMOVALS = sql<number>`(case
  when g.removing or not g.members_known or g.whole_version > g.compared_version then ${removalsAmong(sql`true`)}
  else ${removalsAmong(sql`k.external_id in (
    select n.external_id from push_group_pending n where n.push_group_id = g.id
    union all
    select w.external_id from push_group_pending n join app_user w on w.app_id = g.app_id and w.person_id = n.person_id
     where n.push_group_id = g.id)`)} end)`;

function removalsAmong(members: RawBuilder<unknown>): RawBuilder<number> {
  return sql`(select count(*)::int
    from push_group_member k
      left join app_user u on u.app_id = g.app_id and u.external_id = k.external_id
      left join person p on p.id = u.person_id
    where k.push_group_id = g.id and ${members} and u.known_active is distinct from false
      and (g.removing or not (u.id is not null and u.assigned and p.status not in ('STAGED', 'DEPROVISIONED')
        and exists (select from group_member m where m.group_id = g.group_id and m.person_id = u.person_id))))`;
}

/** A due push group whose removals nobody has let pass. Joined with `REMOVALS > 0` it is one that takes members away. */
export const PUSHING = sql<boolean>`(g.is_dirty and g.approved_version < g.dirty_version
  and case when g.removing then g.delete_in_target else g.status <> 'INACTIVE' end)`;
