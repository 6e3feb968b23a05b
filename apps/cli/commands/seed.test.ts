import { randomBytes } from "node:crypto";
import { silentLogger } from "@lockstep/ports";
import { createService, type Service, type ServiceTables } from "@lockstep/service-app";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../packages/database/testing/index.ts";
import { SERVICE } from "../start/service-side.ts";
import { runSeed, type SeedOptions } from "./seed.ts";

const OPTIONS: SeedOptions = {
  users: 250,
  members: 120,
  group: "Everybody",
  prefix: "seeded",
  append: false,
  json: true,
};

let database: TestDatabase;
let service: Service;
let authorization = "";

beforeAll(async () => {
  database = await createTestDatabase(SERVICE);
  service = await createService({
    host: "127.0.0.1",
    port: 0,
    publicUrl: "http://service.test",
    database: database.open<ServiceTables>(),
    masterKey: new Uint8Array(32).fill(1),
    clock: { now: () => Date.now() },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    logger: silentLogger,
    supportUrl: "https://support.test",
    pricingUrl: "https://pricing.test",
    consoleDirectory: undefined,
  });
  const { apiKey } = await service.seed.account({
    name: "Acme",
    organisations: [{ code: "ACME", name: "Acme", parentCode: null }],
    owner: { email: "owner@acme.example", password: "owner password 1" },
    provisioning: { email: "provisioning@acme.example", password: "provisioning password 1" },
    scimModule: true,
    apiKeyName: "Directory",
  });
  authorization = `Bearer ${apiKey}`;
});
afterAll(async () => {
  await service.stop();
  await database.drop();
});

async function seed(change: Partial<SeedOptions> = {}): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  const output = { line: (text: string) => lines.push(text), progress: () => undefined };
  await runSeed({ ...OPTIONS, ...change }, { output, environment: { DATABASE_URL: database.ownerUrl } });
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "") as Record<string, unknown>;
}

async function scim(method: string, path: string, body?: object) {
  const init = {
    method,
    headers: { authorization, "content-type": "application/scim+json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const response = await service.fetch(new Request(`http://service.test/SCIM/v2${path}`, init));
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client in JavaScript would.
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as any };
}

describe("lockstep seed", () => {
  test("makes users and a group that SCIM finds, lists and changes like its own", async () => {
    const told = await seed();
    expect(told).toMatchObject({ users: 250, members: 120, accountName: "Acme" });

    const all = await scim("GET", "/Users?count=1000");
    expect(all.body.totalResults).toBe(252);
    expect(all.body.Resources).toHaveLength(252);
    const found = await scim("GET", `/Users?filter=${encodeURIComponent('userName eq "SEEDED17@seed.example"')}`);
    expect(found.body.totalResults).toBe(1);
    const [user] = found.body.Resources;
    expect(user).toMatchObject({
      userName: "seeded17@seed.example",
      active: true,
      meta: { version: expect.stringMatching(/^W\/"1/) },
    });
    expect(user.groups).toEqual([expect.objectContaining({ value: told.groupId, display: "Everybody" })]);
    const byId = await scim("GET", `/Users?filter=${encodeURIComponent('externalId eq "seeded-17"')}`);
    expect(byId.body.Resources[0].id).toBe(user.id);

    const patch = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] };
    const renamed = await scim("PATCH", `/Users/${user.id}`, {
      ...patch,
      Operations: [{ op: "replace", value: { userName: "other@seed.example", active: false } }],
    });
    expect(renamed.status).toBe(200);
    const removed = await scim("PATCH", `/Groups/${told.groupId}`, {
      ...patch,
      Operations: [{ op: "remove", path: `members[value eq "${user.id}"]` }],
    });
    expect(removed.status).toBe(204);
    const group = await scim("GET", `/Groups/${told.groupId}`);
    expect(group.body.members).toHaveLength(119);
    const clash = await scim("POST", "/Users", { schemas: user.schemas, userName: "Seeded18@seed.example" });
    expect(clash.body).toMatchObject({ status: "409", scimType: "uniqueness" });
    expect((await scim("DELETE", `/Users/${user.id}`)).status).toBe(204);
    expect((await scim("GET", "/Users?count=0")).body.totalResults).toBe(251);
  });

  test("leaves the rows that SCIM would have left", async () => {
    const made = await scim("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "byhand1@seed.example",
      externalId: "byhand-1",
      displayName: "Ben Adams 1",
      name: { givenName: "Ben", familyName: "Adams" },
      active: true,
      emails: [{ value: "byhand1@seed.example", type: "work", primary: true }],
    });
    expect(made.status).toBe(201);
    for (const [table, id] of [
      ["resource", "id"],
      ["sign_in", "user_id"],
      ["user_organisation", "user_id"],
    ] as const) {
      // No two sign-ins have the same version.
      const rows = (userName: string) =>
        database.asOwner(
          `select to_jsonb(t) - 'created_at' - 'modified_at' - 'credential_version' - '${id}' as row from ${table} t
           where t.${id} = (select id from resource where user_name_key = $1)`,
          [userName],
        );
      const seeded = JSON.stringify(await rows("seeded1@seed.example")).replaceAll("seeded", "byhand");
      expect(JSON.parse(seeded)).toEqual(await rows("byhand1@seed.example"));
    }
    const [group] = await database.asOwner(
      `select r.member_count, r.version, (select count(*)::int from membership m where m.group_id = r.id) as members
       from resource r where r.type = 'Group'`,
    );
    expect(group?.["member_count"]).toBe(group?.["members"]);
  });

  test("leaves a filled account alone unless told to add to it, and names accounts and prefixes that do not fit", async () => {
    await expect(seed()).rejects.toThrow(/--append/);
    await expect(seed({ append: true })).rejects.toThrow(/--prefix/);
    await expect(seed({ account: "Nobody" })).rejects.toThrow(/Name one account with --account. There are: "Acme"/);
    await expect(seed({ members: 251 })).rejects.toThrow(/number of members/);
    const before = (await scim("GET", "/Users?count=0")).body.totalResults;
    await seed({ append: true, prefix: "more", users: 3, members: 0 });
    expect((await scim("GET", "/Users?count=0")).body.totalResults).toBe(before + 3);
  });

  test("finds an account by name and by id among more than it lists, and asks for the id where names are equal", async () => {
    const [acme] = await database.asOwner("select id from account where name = 'Acme'");
    await database.asOwner(
      `insert into account (id, name, created_at)
       select gen_random_uuid(), case when n <= 2 then 'Twin' else 'Aaa ' || n end, now() from generate_series(1, 120) n`,
    );
    const one = { append: true, users: 1, members: 0 };
    expect(await seed({ ...one, account: "Acme", prefix: "byname" })).toMatchObject({ accountId: acme?.["id"] });
    const id = String(acme?.["id"]);
    expect(await seed({ ...one, account: id, prefix: "byid" })).toMatchObject({ accountName: "Acme" });
    await expect(seed({ ...one, account: "Twin" })).rejects.toThrow(/There are: "Twin" \(\S+\), "Twin" \(\S+\)\.$/);
    const lists = /There are: ("Aaa \d+" \(\S+\)[,.] ?){100}$/;
    await expect(seed(one)).rejects.toThrow(lists);
    await expect(seed({ ...one, account: "Nobody" })).rejects.toThrow(lists);
  });
});
