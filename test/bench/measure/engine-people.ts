/** People of the engine's benches, in groups of their own, so that assigning a group makes all of them due at one moment. */
import type { BenchApp, EngineWorld } from "./engine-world.ts";

const POLL_MS = 50;

/** Makes `count` active people and a group of them; its id. `name` is part of their user names. */
export async function makePeople(world: EngineWorld, name: string, count: number): Promise<string> {
  const group = await world.call<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  await world.sql(
    `with made as (
       insert into person (id, status, source, profile)
       select '00u' || right(md5($1 || nr), 17), 'ACTIVE', 'api',
         jsonb_build_object('login', $1 || nr || '@bench.example', 'email', $1 || nr || '@bench.example', 'firstName', 'First' || nr,
           'lastName', 'Last' || nr, 'title', 'Title ' || nr, 'department', 'Department ' || nr % 20)
         from generate_series(1, $2::int) as nr returning id)
     insert into group_member (group_id, person_id) select $3, id from made`,
    [name, count, group.id],
  );
  await world.sql("analyze person, group_member");
  return group.id;
}

/** Gives the group the app: its members are due when this returns. */
export async function assignGroup(world: EngineWorld, app: BenchApp, groupId: string): Promise<void> {
  await world.call("PUT", `/api/v1/apps/${app.id}/groups/${groupId}`, {});
}

/** Waits until nothing of the app is due or under way. Throws when somebody was not provisioned: then the numbers mean nothing. */
export async function settled(world: EngineWorld, app: BenchApp): Promise<void> {
  const isOpen =
    "select from app_user where app_id = $1 and (dirty_version > clean_version or lease_owner is not null) limit 1";
  while ((await world.sql(isOpen, [app.id])).length > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const [left] = await world.sql<{ count: string; error: string | null }>(
    `select count(*), max(last_error) as error from app_user where app_id = $1 and assigned and sync_state <> 'SYNCHRONIZED'`,
    [app.id],
  );
  if (left?.count !== "0") throw new Error(`${left?.count} people were not provisioned: ${left?.error}`);
}
