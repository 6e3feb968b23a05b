import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { migrate } from "@lockstep/database";
import { type Clock, silentLogger } from "@lockstep/ports";
import { createShape, USER_RESOURCE_TYPE, USER_SCHEMA } from "@lockstep/scim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../database/testing/index.ts";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore, type ScimStoreTables, scimStoreMigrations } from "./index.ts";

const TARGET = { schema: "service", role: "lockstep_service" };
const NO_PARTS = { members: false, groups: false };
const OPTIONS = { ifMatch: undefined, include: NO_PARTS };
const id = (place: number) => `00000000-0000-7000-8000-00000000000${place}`;

/** Users whose names need not be unique. */
const SHARED_SHAPE = createShape(
  { ...USER_RESOURCE_TYPE, id: "Guest", name: "Guest", endpoint: "/Guests", schemaExtensions: [] },
  [
    {
      ...USER_SCHEMA,
      attributes: USER_SCHEMA.attributes.map((attribute) =>
        attribute.name === "userName" ? { ...attribute, uniqueness: "none" as const } : attribute,
      ),
    },
  ],
);

describe("user names that were stored with rows of their own", () => {
  const caller = newCaller();
  let database: TestDatabase;
  let folder: string;
  let store: ReturnType<typeof createScimStore>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
    for (const name of await readdir(scimStoreMigrations.directory)) {
      if (name < "0010") await copyFile(new URL(name, scimStoreMigrations.directory), join(folder, name));
    }
    const before = { component: "scim-store", directory: pathToFileURL(`${folder}/`) };
    database = await createTestDatabase({ ...TARGET, sets: [before] });
    const resource = (place: number, type: string, name: string) =>
      database.asOwner(
        `insert into resource (account_id, id, type, doc, created_at, modified_at, user_name_key)
         values ($1, $2, $3, jsonb_build_object('userName', $4::text), '2026-01-01Z', '2026-01-01Z', lower($4))`,
        [caller.accountId, id(place), type, name],
      );
    const value = (place: number, key: string) =>
      database.asOwner("insert into unique_value values ($1, 'User', 'userName', $3, $2)", [
        ...[caller.accountId, id(place), key],
      ]);
    await resource(1, "User", "jane");
    await value(1, "jane");
    // Equal to the first since letters are folded by their width too; its row kept the key that it had.
    await resource(2, "User", "JANE");
    await value(2, "\uff4aane");
    for (const place of [3, 4]) await resource(place, "Guest", "jane");
    await migrate({ ...TARGET, ownerUrl: database.ownerUrl, sets: [scimStoreMigrations], logger: silentLogger });
    const clock: Clock = { now: () => Date.UTC(2026, 0, 2) };
    const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
    store = createScimStore({ database: database.open<ScimStoreTables>(), clock, random });
  });
  afterAll(async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const draft = (userName: string, nickName?: string) => ({
    attributes: { userName, ...(nickName === undefined ? {} : { nickName }) },
    writeOnly: {},
    membership: [],
  });

  it("stay unique, and those that were found to be equal later stay as they are", async () => {
    const create = (userName: string) => store.create(caller, USER_SHAPE, draft(userName), NO_PARTS);
    await expect(create("Jane")).rejects.toMatchObject({ code: "uniqueness" });
    for (const place of [1, 2]) {
      const edit = () => draft(place === 1 ? "jane" : "JANE", "J");
      expect((await store.change(caller, USER_SHAPE, id(place), edit, OPTIONS)).changed).toBe(true);
    }
    await store.change(caller, USER_SHAPE, id(2), () => draft("janet"), OPTIONS);
    const back = store.change(caller, USER_SHAPE, id(2), () => draft("jane"), OPTIONS);
    await expect(back).rejects.toMatchObject({ code: "uniqueness" });
    await store.remove(caller, USER_SHAPE, id(1), { ifMatch: undefined });
    await create("jane");
  });

  it("are shared by a type that allows it", async () => {
    const made = await Promise.all([1, 2, 3].map(() => store.create(caller, SHARED_SHAPE, draft("jane"), NO_PARTS)));
    expect(new Set(made.map(({ resource }) => resource.id)).size).toBe(3);
    for (const { resource } of made) {
      await store.change(caller, SHARED_SHAPE, resource.id, () => draft("jack"), OPTIONS);
    }
    const rows = await database.asOwner(
      "select user_name_key as name, count(*)::int as amount from resource where type = 'Guest' group by 1 order by 1",
    );
    expect(rows).toEqual([
      { name: "jack", amount: 3 },
      { name: "jane", amount: 2 },
    ]);
  });
});
