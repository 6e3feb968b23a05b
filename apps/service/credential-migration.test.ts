import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { migrate } from "@lockstep/database";
import { silentLogger } from "@lockstep/ports";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../packages/database/testing/index.ts";
import { serviceMigrations } from "./index.ts";

const ACCOUNT = "00000000-0000-4000-8000-00000000000a";
const USER = "00000000-0000-4000-8000-00000000000b";
const KEY = "00000000-0000-4000-8000-00000000000c";
const TARGET = { schema: "service", role: "lockstep_service" };

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
  const first = "0001-service.sql";
  await copyFile(new URL(`./migrations/${first}`, import.meta.url), join(folder, first));
  const [store] = serviceMigrations;
  if (store === undefined) throw new Error("the store's migrations come first");
  const before = { component: "service", directory: pathToFileURL(`${folder}/`) };
  database = await createTestDatabase({ ...TARGET, sets: [store, before] });
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

it("API keys and sessions of before keep their ids, names, times and secrets", async () => {
  await database.asOwner("insert into account values ($1, 'Acme', '{scim}', '2026-01-01Z')", [ACCOUNT]);
  await database.asOwner(
    `insert into resource (account_id, id, type, doc, created_at, modified_at)
     values ($1, $2, 'User', '{"userName":"a"}', '2026-01-01Z', '2026-01-01Z')`,
    [ACCOUNT, USER],
  );
  await database.asOwner(
    `insert into sign_in (account_id, user_id, login_key, is_active, is_provisioned, created_at)
     values ($1, $2, 'a', true, false, '2026-01-01Z')`,
    [ACCOUNT, USER],
  );
  await database.asOwner(
    `insert into api_key values
     ($1, $3, $2, 'Directory', 'lsk_abcdef', sha256('lsk_abcdefgh'), '2026-01-02Z', '2026-01-03Z', '2026-01-04Z')`,
    [ACCOUNT, USER, KEY],
  );
  await database.asOwner("insert into console_session values (sha256('token'), $1, $2, '2026-01-05Z', '2026-01-06Z')", [
    ACCOUNT,
    USER,
  ]);
  await migrate({ ...TARGET, ownerUrl: database.ownerUrl, sets: serviceMigrations, logger: silentLogger });
  const rows = await database.asOwner(
    `select user_id, kind, name, prefix, secret_sha256 = sha256('lsk_abcdefgh') as same_secret, scopes, profile, version,
       created_at, last_used_at, expires_at from credential where id = $1`,
    [KEY],
  );
  expect(rows).toEqual([
    {
      ...{ user_id: USER, kind: "apiKey", name: "Directory", prefix: "lsk_abcdef", same_secret: true },
      ...{ scopes: ["users:read", "users:write", "groups:read", "groups:write"], profile: "generic", version: 1 },
      created_at: new Date("2026-01-02Z"),
      last_used_at: new Date("2026-01-03Z"),
      expires_at: new Date("2026-01-04Z"),
    },
  ]);
  expect(await database.asOwner("select to_regclass('api_key') as old")).toEqual([{ old: null }]);
  const sessions = await database.asOwner("select id is not null as has_id, last_seen_at from console_session");
  expect(sessions).toEqual([{ has_id: true, last_seen_at: new Date("2026-01-05Z") }]);
});

it("sign-ins of before keep their version, and the next one is none that was ever counted up to", async () => {
  const versions = () =>
    database.asOwner("select credential_version > 2147483647 as is_new from service.sign_in where user_id = $1", [
      USER,
    ]);
  expect(await versions()).toEqual([{ is_new: false }]);
  await database.asOwner("update service.sign_in set credential_version = default where user_id = $1", [USER]);
  expect(await versions()).toEqual([{ is_new: true }]);
  const [right] = await database.asOwner(
    "select has_sequence_privilege('lockstep_service', 'service.credential_version', 'usage') as held",
  );
  expect(right).toEqual({ held: true });
});
