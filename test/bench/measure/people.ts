/** People with accounts in bulk: copies of one who was really provisioned, so that what is known of them has its true form. */
import type { BenchDirectory } from "./directory.ts";

const POLL_MS = 20;

/** People 1 to `count` beside the one who is provisioned. */
export async function fillPeople(bench: BenchDirectory, count: number): Promise<void> {
  const model = await bench.call<{ id: string }>("POST", "/api/v1/users?activate=true", {
    profile: {
      login: "bench0@example.com",
      email: "bench0@example.com",
      firstName: "First0",
      lastName: "Last0",
      title: "Title 0",
    },
  });
  await bench.call("POST", `/api/v1/apps/${bench.appId}/users`, { id: model.id });
  await waitFor(bench, "select 1 from app_user where known_active and dirty_version = clean_version");
  await bench.sql(
    `insert into person (id, status, source, profile)
     select '00u' || lpad(nr::text, 17, '0'), 'ACTIVE', 'api',
       replace(replace(replace(replace(model.profile::text, 'bench0@', 'bench' || nr || '@'), 'First0', 'First' || nr),
         'Last0', 'Last' || nr), 'Title 0', 'Title ' || nr)::jsonb
       from person model, generate_series(1, $2::int) as nr where model.id = $1`,
    [model.id, count],
  );
  await bench.sql(
    `insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known, known_active, user_name, reserved_user_name, sync_state, clean_version)
     select '0ua' || lpad(nr::text, 17, '0'), model.app_id, '00u' || lpad(nr::text, 17, '0'), true, 'USER', 'acc-' || nr, 'created',
       replace(replace(replace(replace(replace(model.known::text, 'bench0@', 'bench' || nr || '@'), 'First0', 'First' || nr),
         'Last0', 'Last' || nr), 'Title 0', 'Title ' || nr), $1, '00u' || lpad(nr::text, 17, '0'))::jsonb,
       true, 'bench' || nr || '@example.com', 'bench' || nr || '@example.com', 'SYNCHRONIZED', 1
       from app_user model, generate_series(1, $2::int) as nr where model.person_id = $1`,
    [model.id, count],
  );
  await bench.sql("vacuum (analyze) person, app_user");
}

/** Waits until the statement finds a row. */
export async function waitFor(bench: BenchDirectory, text: string): Promise<void> {
  while ((await bench.sql(text)).length === 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
