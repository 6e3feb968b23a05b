/** User names that are spoken for, in PostgreSQL: a unique index lets one person of an app have a name. */
import { violationOf } from "@lockstep/database";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { markAppUsers } from "../../domain/dirty.ts";
import type { NameHolder } from "../provisioning-store.ts";
import type { UserSubject } from "../user-subject.ts";

/** A name that is to be spoken for. */
export interface NameClaim {
  readonly subject: UserSubject;
  readonly userName: string;
}

/**
 * Speaks for names of one app in one statement: for each, whether the subject has it now. Letter case does not make two names. Refused as a
 * whole when two of the subjects, or somebody at the same moment, want one name.
 */
export async function reserveUserNames(deps: Deps, claims: readonly NameClaim[]): Promise<readonly boolean[]> {
  // Who was never sent since names are spoken for (an import, an older run) holds the name that the app is known to have.
  const { rows } = await sql<{ id: string }>`
    update app_user u set reserved_user_name = wanted.name
      from unnest(${claims.map(({ subject }) => subject.appUserId)}::text[], ${claims.map(({ userName }) => userName)}::text[])
        as wanted (id, name)
     where u.id = wanted.id and not exists (
       select from app_user other
        where other.app_id = u.app_id and other.assigned and lower(other.user_name) = lower(wanted.name)
          and other.reserved_user_name is null and other.id <> u.id)
    returning u.id`.execute(deps.database.kysely);
  const reserved = new Set(rows.map(({ id }) => id));
  return claims.map(({ subject }) => reserved.has(subject.appUserId));
}

/** Whether a name was refused because another app user speaks for it. */
export function isNameTaken(error: unknown): boolean {
  return violationOf(error)?.constraint === "app_user_reserved_name_unique";
}

/** Who of the app holds the name already, other than the subject; undefined when nobody does. */
export async function findNameHolder(
  deps: Deps,
  subject: UserSubject,
  userName: string,
): Promise<NameHolder | undefined> {
  return (await findNameHolders(deps, [{ subject, userName }]))[0];
}

/** As `findNameHolder`, for names of one app in one statement. */
export async function findNameHolders(
  deps: Deps,
  claims: readonly NameClaim[],
): Promise<readonly (NameHolder | undefined)[]> {
  const appId = claims[0]?.subject.app.id ?? "";
  const { rows } = await sql<NameHolder & { place: number }>`
    select wanted.place::int as place, person.profile->>'login' as login
    from unnest(${claims.map(({ subject }) => subject.appUserId)}::text[], ${claims.map(({ userName }) => userName)}::text[])
      with ordinality as wanted (id, name, place)
    cross join lateral (
      select person_id from app_user
       where app_id = ${appId} and assigned and id <> wanted.id
         and reserved_user_name is not null and lower(reserved_user_name) = lower(wanted.name)
      union all
      select person_id from app_user
       where app_id = ${appId} and assigned and id <> wanted.id
         and reserved_user_name is null and user_name is not null and lower(user_name) = lower(wanted.name)
      limit 1) as holder
    join person on person.id = holder.person_id`.execute(deps.database.kysely);
  const holders = new Map(rows.map(({ place, login }) => [place, { login }]));
  return claims.map((_, index) => holders.get(index + 1));
}

/** Makes those due who wait for a user name of the app. */
export async function wakeNamesakes(deps: Deps, subject: UserSubject, now: Date): Promise<void> {
  await deps.database.transaction((trx) =>
    markAppUsers(
      trx,
      sql`id in (select app_user_id from task where app_id = ${subject.app.id} and state = 'OPEN' and cause = 'userNameTaken'
        and app_user_id is not null and app_user_id <> ${subject.appUserId})`,
      now,
    ),
  );
}
