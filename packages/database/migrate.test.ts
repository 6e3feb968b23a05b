import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { silentLogger } from "@lockstep/ports";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { withDatabase } from "./connection.ts";
import { assertRoleIsBounded, migrate, migrationDirectory, StartupError } from "./index.ts";
import { assertServerVersion } from "./migrate.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";
import { createScratchFolder } from "./testing/scratch-folder.ts";

const ROLE = "lockstep_test_migrated";
const databases: TestDatabase[] = [];
const folders: { remove(): void }[] = [];
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ sets: [], schema: "shop", role: ROLE });
  databases.push(database);
});

afterAll(async () => {
  for (const item of databases) await item.drop();
  for (const item of folders) item.remove();
});

/** A set of migrations made of texts; the file names count up. */
function setOf(component: string, ...texts: readonly string[]) {
  const folder = createScratchFolder();
  folders.push(folder);
  for (const [index, text] of texts.entries()) {
    writeFileSync(join(folder.path, `000${index + 1}-step.sql`), text);
  }
  return { component, directory: pathToFileURL(`${folder.path}/`) };
}

const run = (sets: Parameters<typeof migrate>[0]["sets"], ownerUrl = database.ownerUrl) =>
  migrate({ ownerUrl, schema: "shop", role: ROLE, sets, logger: silentLogger });

const ITEM = "create table item (id integer primary key, name text);";

describe("migrate", () => {
  test("applies what is missing, in the order of the sets, and nothing twice", async () => {
    const base = setOf("base", ITEM);
    expect(await run([base])).toEqual({ applied: ["base/0001-step"] });
    const more = setOf("more", "alter table item add column price integer;", "create index on item (price);");
    expect(await run([base, more])).toEqual({ applied: ["more/0001-step", "more/0002-step"] });
    expect(await run([base, more])).toEqual({ applied: [] });
  });

  test("may run in several processes at once", async () => {
    const base = setOf("base", ITEM, "insert into item values (1, 'once');");
    const results = await Promise.all([1, 2, 3, 4].map(() => run([base])));
    expect(results.flatMap((result) => result.applied).sort()).toEqual(["base/0001-step", "base/0002-step"]);
    expect(await database.asOwner("select count(*)::int as count from item")).toEqual([{ count: 1 }]);
  });

  test("gives the role data rights and no ownership, also on tables of later migrations", async () => {
    const base = setOf(
      "base",
      "create table item (id serial primary key); create function one() returns int return 1;",
    );
    await run([base]);
    await run([base, setOf("more", "create table part (id bigint generated always as identity primary key);")]);
    const open = database.open<{ item: { id: number }; part: { id: number } }>();
    await open.pool.query("insert into item default values");
    await open.pool.query("insert into part default values");
    await open.pool.query("update item set id = one() + 1; delete from part");
    await expect(open.pool.query("drop table item")).rejects.toMatchObject({
      code: "42501",
      message: "must be owner of table item",
    });
    await expect(open.pool.query("create table own (id int)")).rejects.toMatchObject({ code: "42501" });
  });

  test("lets a migration take a right away for good", async () => {
    const base = setOf("base", `create table audit (id integer); revoke update, delete on audit from ${ROLE};`);
    await run([base]);
    await run([base]);
    const open = database.open<Record<string, never>>();
    await open.pool.query("insert into audit values (1)");
    await expect(open.pool.query("delete from audit")).rejects.toMatchObject({
      code: "42501",
      message: "permission denied for table audit",
    });
  });

  test("keeps its ledger out of the role's hands", async () => {
    await run([setOf("base", ITEM)]);
    const open = database.open<Record<string, never>>();
    expect((await open.pool.query("select component from migration")).rows).toEqual([{ component: "base" }]);
    await expect(open.pool.query("delete from migration")).rejects.toMatchObject({ code: "42501" });
  });

  test("refuses an edited migration and changes nothing", async () => {
    await run([setOf("base", ITEM)]);
    const edited = run([setOf("base", `${ITEM} -- edited`, "create table late (id int);")]);
    await expect(edited).rejects.toThrow(StartupError);
    await expect(edited).rejects.toThrow(
      'The migration base/0001-step was changed after it had been applied to schema "shop": restore the file as it was, or use an empty database.',
    );
    expect(await database.asOwner("select to_regclass('shop.late') as late")).toEqual([{ late: null }]);
  });

  test("takes line ends of another system for no edit", async () => {
    await run([setOf("base", "create table item (\n  id integer\n);\n")]);
    expect(await run([setOf("base", "create table item (\r\n  id integer\r\n);\r\n")])).toEqual({ applied: [] });
  });

  test("refuses data of a newer program", async () => {
    await run([setOf("base", ITEM, "create table future (id int);")]);
    await expect(run([setOf("base", ITEM)])).rejects.toThrow(
      'The database was used by a newer Lockstep (schema "shop" holds migration base/0002-step, unknown here): start that version, or use another database.',
    );
  });

  test("undoes a migration that fails and names it", async () => {
    const failing = run([setOf("base", ITEM, "create table half (id int); select 1 / 0;")]);
    await expect(failing).rejects.toThrow(
      "The migration base/0002-step failed and changed nothing (division by zero): report it, and start the version used before meanwhile.",
    );
    expect(await database.asOwner("select name from migration")).toEqual([{ name: "0001-step" }]);
    expect(await database.asOwner("select to_regclass('shop.half') as half")).toEqual([{ half: null }]);
  });

  test("says which right a user lacks", async () => {
    await database.asOwner("drop role if exists lockstep_test_weak");
    await database.asOwner("create role lockstep_test_weak login password 'weak'");
    const url = new URL(database.ownerUrl);
    url.username = "lockstep_test_weak";
    url.password = "weak";
    const name = url.pathname.slice(1);
    await expect(migrate({ ...options(url.href), role: "lockstep_test_unmade" })).rejects.toThrow(
      'The database user "lockstep_test_weak" may not create the role "lockstep_test_unmade" that Lockstep runs under: ' +
        'run "CREATE ROLE lockstep_test_unmade NOLOGIN; GRANT lockstep_test_unmade TO "lockstep_test_weak"" as a superuser',
    );
    await database.asOwner(`grant ${ROLE} to lockstep_test_weak`);
    await expect(migrate(options(url.href))).rejects.toThrow(
      `The database user "lockstep_test_weak" may not create the schema "shop" in database "${name}": grant it with GRANT CREATE ON DATABASE "${name}" TO "lockstep_test_weak"`,
    );
    await database.asOwner(`grant create on database ${name} to lockstep_test_weak`);
    expect(await migrate(options(url.href))).toEqual({ applied: ["base/0001-step"] });
  });

  test("needs no superuser: a user that may create roles, and objects in the database, is enough", async () => {
    const [user, role] = ["lockstep_test_creator", "lockstep_test_created"];
    await database.asOwner(`create role ${user} login password 'creator' createrole`);
    const url = new URL(database.ownerUrl);
    [url.username, url.password] = [user, "creator"];
    await database.asOwner(`grant create on database ${url.pathname.slice(1)} to ${user}`);
    for (const applied of [["base/0001-step"], []]) {
      expect(await migrate({ ...options(url.href), role })).toEqual({ applied });
      await assertRoleIsBounded({ url: url.href, schema: "shop", role });
    }
  });

  test("passes the fault of a connection on as a sentence", async () => {
    await expect(run([], withDatabase(database.ownerUrl, "nowhere"))).rejects.toThrow(
      'The database "nowhere" does not exist on 127.0.0.1:',
    );
  });

  test("names a gap in the numbers as the mistake that it is", async () => {
    const set = setOf("base", ITEM);
    writeFileSync(new URL("0003-late.sql", set.directory), "select 1;");
    await expect(run([set])).rejects.toThrow("Migration base/0003-late.sql should be named 0002-some-name.sql");
  });
});

test("a server older than PostgreSQL 15 is refused, 15 is not", () => {
  expect(() => assertServerVersion({ number: 140_019, text: "14.19" })).toThrow(
    "The database server is PostgreSQL 14.19, and Lockstep needs 15 or newer: upgrade it, or unset DATABASE_URL to use the embedded one.",
  );
  expect(() => assertServerVersion({ number: 150_000, text: "15.0" })).not.toThrow();
});

test("migrationDirectory finds the folder beside package.json from sources and from dist", () => {
  const folder = new URL("./migrations/", import.meta.url).href;
  expect(migrationDirectory(import.meta.url).href).toBe(folder);
  expect(migrationDirectory(new URL("./dist/deep/module.js", import.meta.url).href).href).toBe(folder);
});

function options(ownerUrl: string) {
  return { ownerUrl, schema: "shop", role: ROLE, sets: [setOf("base", ITEM)], logger: silentLogger };
}
