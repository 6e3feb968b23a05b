/**
 * Who may be a member of a pushed group changes when an app user is created, deactivated or lost: then the push groups
 * that hold the person become dirty again by themselves.
 *
 * During a first push thousands of app users change while their groups wait. A group that is dirty and not leased will be
 * read anyway, so it is not written again. For that to be safe no claim of a group may slip between the look and the
 * commit: markers hold a shared lock per app, claims of groups an exclusive one.
 */
import { sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import { NOTES_PEOPLE, notifyWork } from "../domain/dirty.ts";

/** Excludes `markGroupsOf` in the app until the end of the transaction. Taken before push groups are claimed. */
export async function lockGroupClaims(trx: Trx, appId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('lockstep push groups ' || ${appId}, 0))`.execute(trx);
}

/** People of one app, each with the account that the target may hold in its groups. */
export interface Members {
  readonly appId: string;
  readonly members: readonly Member[];
}

/** One of them. `isRetry`: only the groups are meant where the app refused the person as a member. `causes`: what led to the change of the account. */
export interface Member {
  readonly personId: string;
  readonly externalId: string;
  readonly isRetry: boolean;
  readonly causes: readonly string[];
}

/**
 * Marks the app's push groups that hold any of the people, or that the target holds any of the accounts in, as due now, and notes who it is
 * for. The note is written also where the group is dirty already; a claim of the group comes after the commit and finds it.
 */
export async function markGroupsOf(trx: Trx, { appId, members }: Members, now: Date): Promise<void> {
  // Perf: both leave together; the second takes its snapshot when the lock is granted.
  const locked = sql`
    select pg_advisory_xact_lock_shared(hashtextextended('lockstep push groups ' || ${appId}, 0))`.execute(trx);
  const [, { rows }] = await Promise.all([locked, mark(trx, { appId, members }, now)]);
  if ((rows[0]?.count ?? 0) > 0) await notifyWork(trx);
}

function mark(trx: Trx, { appId, members }: Members, now: Date) {
  return sql<{ count: number }>`
    with changed as (
      select * from unnest(${members.map(({ personId }) => personId)}::text[], ${members.map(({ externalId }) => externalId)}::text[],
        ${members.map(({ isRetry }) => isRetry)}::boolean[], ${members.map(({ causes }) => causes.join(" "))}::text[])
          as changed (person_id, external_id, is_retry, causes)),
    concerned as (
      select push_group.id, c.person_id, c.external_id, c.causes, ${NOTES_PEOPLE} as notes_people,
        dirty_version = clean_version or lease_owner is not null as is_unaware
      from push_group, changed c
      where app_id = ${appId} and status <> 'INACTIVE'
        and case when c.is_retry
          then exists (select from push_group_left_out l where l.push_group_id = push_group.id and l.person_id = c.person_id and l.refused)
          else exists (select from group_member m where m.group_id = push_group.group_id and m.person_id = c.person_id)
            or exists (select from push_group_member k where k.push_group_id = push_group.id and k.external_id = c.external_id) end),
    touched as (
      update push_group set dirty_version = dirty_version + 1, due_at = least(due_at, ${now}), attempts = 0
      where id in (
        select g.id from push_group g where g.id in (select id from concerned where is_unaware) order by g.id for no key update)
      returning id),
    noted as (
      insert into push_group_pending (push_group_id, person_id, external_id, causes)
      select id, person_id, nullif(external_id, ''), string_to_array(causes, ' ') from concerned where notes_people)
    select count(*)::int as count from touched`.execute(trx);
}
