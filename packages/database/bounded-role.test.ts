import { silentLogger } from "@lockstep/ports";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { assertRoleIsBounded, migrate, StartupError } from "./index.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

const ROLE = "lockstep_test_bounded";
const SCHEMA = "bounded";
const sets = [{ component: "notes", directory: new URL("./testing/migrations/", import.meta.url) }];
const databases: TestDatabase[] = [];
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ sets, schema: SCHEMA, role: ROLE });
  databases.push(database);
});

afterAll(async () => {
  for (const item of databases) await item.drop();
});

const prove = (role = ROLE) => assertRoleIsBounded({ url: database.ownerUrl, schema: SCHEMA, role });

describe("assertRoleIsBounded", () => {
  test("passes for the role that migrate made, with rows of accounts in the tables", async () => {
    await database.asOwner("insert into note values (gen_random_uuid(), 1, 'secret')");
    await expect(prove()).resolves.toBeUndefined();
  });

  test("refuses a role that may bypass row-level security", async () => {
    const role = "lockstep_test_bypassing";
    await migrate({ ownerUrl: database.ownerUrl, schema: SCHEMA, role, sets, logger: silentLogger });
    await database.asOwner(`alter role ${role} bypassrls`);
    await expect(prove(role)).rejects.toThrow(StartupError);
    await expect(prove(role)).rejects.toThrow(
      'The database role "lockstep_test_bypassing" does not keep the accounts of schema "bounded" apart: it may bypass row-level security; ' +
        'run "ALTER ROLE lockstep_test_bypassing NOSUPERUSER NOBYPASSRLS" and make the user of DATABASE_URL the owner of the tables.',
    );
  });

  test("refuses a role that owns a table, because owners are not bound by their policies", async () => {
    await database.asOwner(`alter table note owner to ${ROLE}`);
    await expect(prove()).rejects.toThrow("it owns tables (note");
  });

  test("refuses a table of accounts without row-level security", async () => {
    await database.asOwner("alter table note disable row level security");
    await expect(prove()).rejects.toThrow("row-level security is off on note");
  });

  test("refuses a policy that lets foreign rows through", async () => {
    await database.asOwner("insert into note values (gen_random_uuid(), 1, 'secret')");
    await database.asOwner("create policy too_wide on note using (true)");
    await expect(prove()).rejects.toThrow("it sees rows of foreign accounts in note");
  });

  test("refuses when the probe's own row is visible to everybody", async () => {
    await database.asOwner("create policy too_wide on row_security_probe using (true)");
    await expect(prove()).rejects.toThrow("it sees a row of a foreign account");
  });

  test("says that a role is missing", async () => {
    await expect(prove("lockstep_test_absent")).rejects.toThrow(
      /The database user "\w+" cannot be used \(.*role.*lockstep_test_absent.*\)/,
    );
  });
});
