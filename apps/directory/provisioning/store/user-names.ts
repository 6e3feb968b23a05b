/** User names that are spoken for, in PostgreSQL: a unique index lets one person of an app have a name. */
import { violationOf } from "@lockstep/database";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { markAppUsers } from "../../domain/dirty.ts";
import type { NameHolder } from "../provisioning-store.ts";
import type { UserSubject } from "../user-subject.ts";

/** Speaks for the name; the other person when it is taken. Letter case does not make two names. */
export async function reserveUserName(
  deps: Deps,
  subject: UserSubject,
  userName: string,
): Promise<NameHolder | undefined> {
  if (await tryReserve(deps, subject, userName)) return undefined;
  return (await findNameHolder(deps, subject, userName)) ?? { login: "another person" };
}

async function tryReserve(deps: Deps, subject: UserSubject, userName: string): Promise<boolean> {
  try {
    // Who was never sent since names are spoken for (an import, an older run) holds the name that the app is known to have.
    const { numAffectedRows } = await sql`
      update app_user set reserved_user_name = ${userName}
       where id = ${subject.appUserId} and not exists (
         select from app_user other
          where other.app_id = ${subject.app.id} and other.assigned and lower(other.user_name) = lower(${userName})
            and other.reserved_user_name is null and other.id <> ${subject.appUserId})`.execute(deps.database.kysely);
    return (numAffectedRows ?? 0n) > 0n;
  } catch (error) {
    if (violationOf(error)?.constraint !== "app_user_reserved_name_unique") throw error;
    return false;
  }
}

/** Who of the app holds the name already, other than the subject; undefined when nobody does. */
export async function findNameHolder(
  deps: Deps,
  subject: UserSubject,
  userName: string,
): Promise<NameHolder | undefined> {
  const { rows } = await sql<NameHolder>`
    select person.profile->>'login' as login
    from (
      select person_id from app_user
       where app_id = ${subject.app.id} and assigned and id <> ${subject.appUserId}
         and reserved_user_name is not null and lower(reserved_user_name) = lower(${userName})
      union all
      select person_id from app_user
       where app_id = ${subject.app.id} and assigned and id <> ${subject.appUserId}
         and reserved_user_name is null and user_name is not null and lower(user_name) = lower(${userName})) as holder
    join person on person.id = holder.person_id
    limit 1`.execute(deps.database.kysely);
  return rows[0];
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
