import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CREDENTIALS_MAX } from "./domain/credential.ts";
import { addUser } from "./testing/people.ts";
import {
  basic,
  type Client,
  createClient,
  findInDatabase,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
} from "./testing/test-service.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

let test: TestService;
let owner: Client;
let person: Client;
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  owner = await test.signedIn(OWNER.email, OWNER.password);
  person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
});
afterAll(async () => {
  await test?.close();
});

const status = async (secret: string) => (await test.scim(`Bearer ${secret}`).call("GET", "/Users?count=1")).status;
const newKey = async (client: Client, more: Record<string, unknown> = {}) =>
  (await client.call("POST", "/api/credentials", { kind: "apiKey", name: "Key", ...more })).body;

describe("Credentials", () => {
  it("are made with rights, tolerance, rate and end, and listed without their secret", async () => {
    const expiresAt = new Date(test.clock.now() + DAY_MS).toISOString();
    const settings = {
      name: "Okta",
      scopes: ["users:read", "groups:read"],
      profile: "okta",
      overrides: { stringBooleans: false },
      rateLimit: { perSecond: 50, burst: 100 },
      expiresAt,
    };
    const made = await person.call("POST", "/api/credentials", { kind: "apiKey", ...settings });
    expect(made.status).toBe(201);
    const { secret, ...shown } = made.body;
    expect(secret).toMatch(/^lsk_[\w-]{43}$/);
    expect(shown).toEqual({
      ...settings,
      id: expect.any(String),
      kind: "apiKey",
      prefix: secret.slice(0, 10),
      userId: expect.any(String),
      userEmail: PROVISIONING.email,
      createdAt: new Date(test.clock.now()).toISOString(),
      lastUsedAt: null,
      previousEndsAt: null,
      captureEndsAt: null,
    });
    const list = await person.call("GET", "/api/credentials");
    expect(list.body.items.filter((item: { id: string }) => item.id === shown.id)).toEqual([shown]);
    expect(list.text).not.toContain(secret);
    const scim = test.scim(`Bearer ${secret}`);
    expect((await scim.call("GET", "/Users?count=1")).status).toBe(200);
    const refused = await addUser(scim, "no@acme.example");
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining("users:write")]);
  });

  it("default to all scopes and the profile generic", async () => {
    const { secret: _secret, ...shown } = await newKey(person);
    expect(shown).toMatchObject({
      ...{ profile: "generic", overrides: {}, rateLimit: null, expiresAt: null },
      scopes: ["users:read", "users:write", "groups:read", "groups:write"],
    });
  });

  it("change in what is named, and nothing else", async () => {
    const { id, secret: _secret, ...before } = await newKey(person, { rateLimit: { perSecond: 5, burst: 5 } });
    const changed = await person.call("PATCH", `/api/credentials/${id}`, { profile: "entra", rateLimit: null });
    expect(changed.body).toEqual({ ...before, id, profile: "entra", rateLimit: null });
    const renamed = await person.call("PATCH", `/api/credentials/${id}`, { name: "Other", scopes: ["users:read"] });
    expect(renamed.body).toEqual({
      ...before,
      id,
      profile: "entra",
      rateLimit: null,
      name: "Other",
      scopes: ["users:read"],
    });
    const ended = { expiresAt: new Date(test.clock.now() + DAY_MS).toISOString() };
    expect((await person.call("PATCH", `/api/credentials/${id}`, ended)).body).toMatchObject(ended);
    expect((await person.call("PATCH", `/api/credentials/${id}`, { expiresAt: null })).body.expiresAt).toBeNull();
  });

  it.each([
    ["kind", { kind: "basic", name: "x" }],
    ["name", { kind: "apiKey", name: " " }],
    ["scopes", { kind: "apiKey", name: "x", scopes: [] }],
    ["scopes.0", { kind: "apiKey", name: "x", scopes: ["users:all"] }],
    ["profile", { kind: "apiKey", name: "x", profile: "google" }],
    ["overrides.stringBooleans", { kind: "apiKey", name: "x", overrides: { stringBooleans: "yes" } }],
    ["overrides.anything", { kind: "apiKey", name: "x", overrides: { anything: true } }],
    ["rateLimit.burst", { kind: "apiKey", name: "x", rateLimit: { perSecond: 1, burst: 0 } }],
    ["rateLimit.perSecond", { kind: "apiKey", name: "x", rateLimit: { perSecond: 1.5, burst: 1 } }],
    ["expiresAt", { kind: "apiKey", name: "x", expiresAt: "2020-01-01T00:00:00Z" }],
    ["expiresAt", { kind: "apiKey", name: "x", expiresAt: "tomorrow" }],
  ])("are refused with the field %s named", async (field, draft) => {
    const answer = await person.call("POST", "/api/credentials", draft);
    expect([answer.status, answer.body.error.field]).toEqual([400, field]);
  });

  it("refuse settings that do not exist", async () => {
    const answer = await person.call("POST", "/api/credentials", { kind: "apiKey", name: "x", scope: ["users:read"] });
    expect(answer.status).toBe(400);
  });

  it("are bounded per user and kind", async () => {
    const second = { email: "many@acme.example", password: "password of many" };
    const mother = (await owner.call("GET", "/api/organisations")).body.items[0].id;
    const names = { givenName: "Many", familyName: "Keys", roles: ["administrator"], organisationIds: [mother] };
    await owner.call("POST", "/api/users", { ...second, ...names });
    const many = await test.signedIn(second.email, second.password);
    const answers = await Promise.all(
      Array.from({ length: CREDENTIALS_MAX + 1 }, () =>
        many.call("POST", "/api/credentials", { kind: "apiKey", name: "Key" }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(CREDENTIALS_MAX).fill(201), 409]);
    expect((await many.call("POST", "/api/credentials", { kind: "oauthClient", name: "Client" })).status).toBe(201);
  });

  it("belong to their user: other administrators see and change nothing, an owner all of the account", async () => {
    const mine = await newKey(owner);
    const theirs = await newKey(person);
    expect((await person.call("GET", "/api/credentials")).text).not.toContain(mine.id);
    for (const [method, path, body] of [
      ["PATCH", "", { name: "x" }],
      ["POST", "/rotate", {}],
      ["DELETE", "", undefined],
      ["DELETE", "/tokens", undefined],
    ] as const) {
      const answer = await person.call(method, `/api/credentials/${mine.id}${path}`, body);
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
    expect(await status(mine.secret)).toBe(200);
    expect((await owner.call("GET", "/api/credentials")).text).toContain(theirs.id);
    expect((await owner.call("DELETE", `/api/credentials/${theirs.id}`)).status).toBe(204);
    expect(await status(theirs.secret)).toBe(401);
    expect((await owner.call("DELETE", `/api/credentials/${theirs.id}`)).status).toBe(404);
  });

  it("are for owners and administrators", async () => {
    const clerk = { email: "clerk@acme.example", password: "password of a clerk" };
    await addUser(test.scim(basic(PROVISIONING)), clerk.email, { password: clerk.password });
    const signedIn = await test.signedIn(clerk.email, clerk.password);
    for (const [method, body] of [
      ["GET", undefined],
      ["POST", { kind: "apiKey", name: "x" }],
    ] as const) {
      expect((await signedIn.call(method, "/api/credentials", body)).status).toBe(403);
    }
    expect((await test.browser().call("GET", "/api/credentials")).status).toBe(401);
  });

  it("make a row of e-mail and password on its first use, which can be tuned but not rotated or revoked", async () => {
    const boss = createClient(test.service, { authorization: basic(OWNER) }, "/SCIM/v2");
    const own = async () =>
      (await owner.call("GET", "/api/credentials")).body.items.filter(
        (item: { kind: string; userEmail: string }) => item.kind === "basic" && item.userEmail === OWNER.email,
      );
    expect(await own()).toEqual([]);
    const first = await Promise.all(Array.from({ length: 5 }, () => boss.call("GET", "/Users?count=1")));
    expect(first.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    const [credential, ...others] = await own();
    expect(others).toEqual([]);
    expect(credential).toMatchObject({ prefix: null, profile: "generic", name: "E-mail and password" });
    const path = `/api/credentials/${credential.id}`;
    expect((await owner.call("PATCH", path, { scopes: ["users:read"] })).status).toBe(200);
    expect((await addUser(boss, "no@acme.example")).status).toBe(403);
    expect((await owner.call("PATCH", path, { expiresAt: null })).body.error.code).toBe("notExpiring");
    expect((await owner.call("POST", `${path}/rotate`, {})).body.error.code).toBe("ownPassword");
    expect((await owner.call("DELETE", path)).body.error.code).toBe("ownPassword");
  });

  it("leave an audit entry each, with what was before and after", async () => {
    const { id } = await newKey(person, { name: "Audited" });
    await person.call("PATCH", `/api/credentials/${id}`, { name: "Audited too" });
    await person.call("POST", `/api/credentials/${id}/rotate`, {});
    await person.call("DELETE", `/api/credentials/${id}`);
    const rows = await test.database.asOwner(
      `select action, detail->>'kind' as kind, detail->'before'->>'name' as before, detail->'after'->>'name' as after
       from audit where detail->>'id' = $1 order by position`,
      [id],
    );
    const kind = "apiKey";
    expect(rows).toEqual([
      { action: "credential.created", kind, before: null, after: "Audited" },
      { action: "credential.changed", kind, before: "Audited", after: "Audited too" },
      { action: "credential.rotated", kind, before: "Audited too", after: "Audited too" },
      { action: "credential.revoked", kind, before: "Audited too", after: null },
    ]);
  });
});

describe("Rotation", () => {
  const rotate = async (id: string, body: unknown = {}) =>
    (await person.call("POST", `/api/credentials/${id}/rotate`, body)).body;

  it("gives a new secret beside the old one, which ends after seven days", async () => {
    const { id, secret } = await newKey(person);
    expect(await status(secret)).toBe(200);
    const rotated = await rotate(id);
    expect(rotated).toMatchObject({ id, previousEndsAt: new Date(test.clock.now() + 7 * DAY_MS).toISOString() });
    expect([await status(secret), await status(rotated.secret)]).toEqual([200, 200]);
    test.clock.advance(7 * DAY_MS - 1);
    expect([await status(secret), await status(rotated.secret)]).toEqual([200, 200]);
    test.clock.advance(1);
    expect([await status(secret), await status(rotated.secret)]).toEqual([401, 200]);
    person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    owner = await test.signedIn(OWNER.email, OWNER.password);
  });

  it("takes an overlap that the user chooses, and ends the secret before the last at once", async () => {
    const { id, secret } = await newKey(person);
    const second = await rotate(id, { overlapSeconds: 60 });
    const third = await rotate(id, { overlapSeconds: 60 });
    expect(await Promise.all([secret, second.secret, third.secret].map(status))).toEqual([401, 200, 200]);
    test.clock.advance(60_000);
    expect(await Promise.all([second.secret, third.secret].map(status))).toEqual([401, 200]);
    for (const overlapSeconds of [-1, 1.5, 90 * 24 * 60 * 60 + 1]) {
      const refused = await person.call("POST", `/api/credentials/${id}/rotate`, { overlapSeconds });
      expect([refused.status, refused.body.error.field]).toEqual([400, "overlapSeconds"]);
    }
  });

  it("does not outlive the end of the credential", async () => {
    const { id, secret } = await newKey(person, { expiresAt: new Date(test.clock.now() + 1_000).toISOString() });
    const rotated = await rotate(id, { overlapSeconds: 60 });
    expect([await status(secret), await status(rotated.secret)]).toEqual([200, 200]);
    test.clock.advance(1_000);
    expect([await status(secret), await status(rotated.secret)]).toEqual([401, 401]);
  });
});

describe("Secrets", () => {
  it("stand nowhere in the database or the log: keys, client secrets, tokens, passwords, right or wrong", async () => {
    const key = await newKey(person);
    const rotated = (await person.call("POST", `/api/credentials/${key.id}/rotate`, {})).body;
    const client = await newKey(person, { kind: "oauthClient" });
    const program = createClient(test.service, { "content-type": "application/x-www-form-urlencoded" });
    const form = (secret: string) =>
      new URLSearchParams({ grant_type: "client_credentials", client_id: client.id, client_secret: secret }).toString();
    const token = (await program.call("POST", "/oauth/token", form(client.secret))).body.access_token;
    const wrong = ["lsk_wrong-key-of-the-test", "lss_wrong-secret-of-the-test", "lst_wrong-token-of-the-test"];
    expect((await program.call("POST", "/oauth/token", form(wrong[1] ?? ""))).status).toBe(401);
    const guess = "wrong password of the test";
    for (const secret of [key.secret, rotated.secret, token]) expect(await status(secret)).toBe(200);
    for (const secret of wrong) expect(await status(secret)).toBe(401);
    expect((await test.scim(basic({ ...PROVISIONING, password: guess })).call("GET", "/Users")).status).toBe(401);
    await addUser(test.scim(`Bearer ${token}`), "by-token@acme.example");
    const all = [key.secret, rotated.secret, client.secret, token, ...wrong, guess, PROVISIONING.password];
    for (const secret of all) {
      const random = secret.replace(/^ls[kst]_/, "").slice(6);
      expect([secret, await findInDatabase(test.database, random)]).toEqual([secret, []]);
      expect(test.log.join("\n")).not.toContain(random);
    }
    expect(await findInDatabase(test.database, key.id)).not.toEqual([]);
  });

  it("are compared with digests of 256 random bits: no two are alike", async () => {
    const secrets = [];
    for (let index = 0; index < 5; index += 1) {
      const { id, secret } = await newKey(owner);
      secrets.push(secret);
      await owner.call("DELETE", `/api/credentials/${id}`);
    }
    expect(new Set(secrets).size).toBe(5);
    for (const secret of secrets) expect(Buffer.from(secret.slice(4), "base64url")).toHaveLength(32);
  });
});
