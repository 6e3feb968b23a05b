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
import { notifyWork } from "../domain/dirty.ts";

/** Excludes `markGroupsOf` in the app until the end of the transaction. Taken before push groups are claimed. */
export async function lockGroupClaims(trx: Trx, appId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('lockstep push groups ' || ${appId}, 0))`.execute(trx);
}

/** People of one app, each with the account that the target may hold in its groups. */
export interface Members {
  readonly appId: string;
  readonly members: readonly { readonly personId: string; readonly externalId: string }[];
}

/** Marks the app's push groups that hold any of the people, or that the target holds any of the accounts in, as due now. */
export async function markGroupsOf(trx: Trx, { appId, members }: Members, now: Date): Promise<void> {
  // Perf: both leave together; the second takes its snapshot when the lock is granted.
  const locked = sql`
    select pg_advisory_xact_lock_shared(hashtextextended('lockstep push groups ' || ${appId}, 0))`.execute(trx);
  const marked = sql`
    update push_group set dirty_version = dirty_version + 1, due_at = least(due_at, ${now}), attempts = 0
     where id in (
       select g.id from push_group g
        where g.app_id = ${appId} and g.status <> 'INACTIVE'
          and (exists (select from group_member m
                where m.group_id = g.group_id and m.person_id = any(${members.map(({ personId }) => personId)}::text[]))
            or exists (select from push_group_member k
                where k.push_group_id = g.id and k.external_id = any(${members.map(({ externalId }) => externalId)}::text[])))
          and (g.dirty_version = g.clean_version or g.lease_owner is not null)
        order by g.id for no key update)`.execute(trx);
  const [, { numAffectedRows }] = await Promise.all([locked, marked]);
  if ((numAffectedRows ?? 0n) > 0n) await notifyWork(trx);
}
