/** Many people with accounts, without creating each through the rules: what a directory looks like that has been in use. */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { forceSyncApp } from "../replay.ts";
import type { World } from "./world.ts";

/** People `Pat<n> Many` with linked, active accounts that the directory knows as they are. A worker must be running. */
export async function populate(world: World, appId: AppId, count: number): Promise<readonly PersonId[]> {
  const ids = await insertLinked(world, appId, count);
  await world.database.transaction((trx) =>
    forceSyncApp(trx, appId, { readTarget: true, now: new Date(world.clock.now()) }),
  );
  await world.settled();
  world.target.forget();
  return ids;
}

/** As `populate`, without anybody having read the accounts: what they hold is not known. Needs no worker. */
export async function insertLinked(world: World, appId: AppId, count: number): Promise<readonly PersonId[]> {
  const ids = Array.from({ length: count }, (_, index) => `00u${String(index).padStart(17, "0")}` as PersonId);
  const accounts = ids.map((id, index) =>
    world.target.put("Users", {
      userName: `pat${index}@example.com`,
      externalId: id,
      active: true,
      title: `Title ${index}`,
      displayName: `Pat${index} Many`,
      name: { givenName: `Pat${index}`, familyName: "Many" },
      emails: [{ type: "work", value: `pat${index}@example.com`, primary: true }],
    }),
  );
  await sql`
    insert into person (id, status, source, profile)
    select id, 'ACTIVE', 'api', jsonb_build_object('login', mail, 'email', mail, 'firstName', 'Pat' || nr, 'lastName', 'Many', 'title', 'Title ' || nr)
      from (select id, (ordinality - 1)::text as nr, 'pat' || (ordinality - 1) || '@example.com' as mail
              from unnest(${ids}::text[]) with ordinality as given (id, ordinality)) as people`.execute(
    world.database.kysely,
  );
  await sql`
    insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known_active, user_name, sync_state, clean_version)
    select '0ua' || right(given.id, 17), ${appId}, given.id, true, 'USER', given.account, 'linked', true, p.profile->>'email', 'SYNCHRONIZED', 1
      from unnest(${ids}::text[], ${accounts}::text[]) as given (id, account) join person p on p.id = given.id`.execute(
    world.database.kysely,
  );
  return ids;
}
