import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createDesiredUsers } from "../desired-users.ts";
import { connectedApp, createWorld, type World } from "../testing/world.ts";
import { findSubjectApp, type SubjectApp } from "../user-subject.ts";
import { type Effect, effectOf } from "./effect.ts";
import { walkLinked } from "./walk-linked.ts";

/** More than two batches of those who are read, so that the last are told apart or read by a later one. */
const PEOPLE = 2_300;

let world: World;
let app: SubjectApp;
beforeAll(async () => {
  world = await createWorld();
  const found = await findSubjectApp(world.database.kysely, await connectedApp(world));
  if (found === undefined) throw new Error("The app is there");
  app = {
    ...found,
    mappings: [
      { attribute: "displayName", expression: "user.firstName + ' ' + user.lastName", pushStatus: "PUSH" },
      { attribute: "title", expression: "user.title", pushStatus: "PUSH" },
    ],
  };
});
afterAll(() => world.end());

/** People who hold what they are to hold; of the last hundred nobody has a title. */
beforeEach(async () => {
  const db = world.database.kysely;
  await sql`delete from person`.execute(db);
  await sql`
    insert into person (id, status, source, profile)
    select '00u' || lpad(nr::text, 5, '0'), 'ACTIVE', 'api', jsonb_strip_nulls(jsonb_build_object('email', 'p' || nr || '@example.com',
        'firstName', 'First' || nr, 'lastName', 'Last', 'title', case when nr <= ${PEOPLE - 100} then 'Title ' || nr end))
      from generate_series(1, ${PEOPLE}::int) as nr`.execute(db);
  await sql`
    insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known, known_active, user_name, sync_state, clean_version)
    select '0ua' || right(p.id, 5), ${app.id}, p.id, true, 'USER', 'r' || p.id, 'created',
        jsonb_build_object('userName', p.profile->'email', 'externalId', p.id, 'title', coalesce(p.profile->'title', 'null'),
          'displayName', (p.profile->>'firstName') || ' Last'), true, p.profile->>'email', 'SYNCHRONIZED', 1 from person p`.execute(
    db,
  );
});

/** Who was judged, and what was found of those who are not as desired. */
async function walk(
  of: SubjectApp,
): Promise<{ readonly judged: readonly string[]; readonly found: [string, Effect][] }> {
  const desiredOf = createDesiredUsers(world.clock.now());
  const judged: string[] = [];
  const found: [string, Effect][] = [];
  for await (const people of walkLinked(world.database.kysely, { app: of, desiredOf })) {
    for (const { subject } of people) {
      judged.push(subject.person.id);
      const effect = effectOf(subject, desiredOf);
      if (effect !== "nothing") found.push([subject.person.id, effect]);
    }
  }
  return { judged, found };
}

async function change(nr: number, known: string): Promise<string> {
  const id = `00u${String(nr).padStart(5, "0")}`;
  await sql`update app_user set known = known || ${known}::jsonb where person_id = ${id}`.execute(
    world.database.kysely,
  );
  return id;
}

it("beyond the first thousand only those are read who are not surely as desired, and nobody else is missed", async () => {
  const other = await change(1_500, '{"title": "Other"}');
  const more = await change(2_000, '{"nickName": "Ours"}');
  const { judged, found } = await walk(app);
  expect(found).toEqual([
    [other, "overwrite"],
    [more, "overwrite"],
  ]);
  // The hundred without a title are of a form that nobody of the first thousand has.
  expect(judged.length).toBe(1_000 + 2 + 100);
});

it("everybody is read where only the evaluator can tell, and whoever differs is found", async () => {
  const mappings = app.mappings.map((row) => ({ ...row, expression: `String.removeSpaces(${row.expression})` }));
  const { judged, found } = await walk({ ...app, mappings });
  expect([judged.length, new Set(judged).size, found.length]).toEqual([PEOPLE, PEOPLE, PEOPLE]);
});

it("a changed mapping finds everybody whom it concerns, each once", async () => {
  const mappings = app.mappings.map((row) =>
    row.attribute === "title" ? { ...row, expression: "user.title + '!'" } : row,
  );
  const { judged, found } = await walk({ ...app, mappings });
  expect([judged.length, new Set(judged).size, found.length]).toEqual([PEOPLE, PEOPLE, PEOPLE]);
});
