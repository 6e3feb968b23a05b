import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addUser, patch } from "./testing/people.ts";
import {
  basic,
  createClient,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
} from "./testing/test-service.ts";

let test: TestService;
let apiKey: string;
let owner: Awaited<ReturnType<TestService["signedIn"]>>;
beforeAll(async () => {
  test = await startTestService();
  apiKey = (await test.seed()).apiKey;
  owner = await test.signedIn(OWNER.email, OWNER.password);
});
afterAll(async () => {
  await test?.close();
});

const status = async (authorization: string) => (await test.scim(authorization).call("GET", "/Users?count=1")).status;
const userId = async (email: string) =>
  (await owner.call("GET", `/api/users?search=${encodeURIComponent(email)}`)).body.items[0].id as string;

describe("Credentials of SCIM", () => {
  it("takes HTTP Basic with e-mail and password, the e-mail in any letter case, at /SCIM/v2 in any letter case", async () => {
    expect(await status(basic(PROVISIONING))).toBe(200);
    expect(await status(basic({ ...PROVISIONING, email: "Provisioning@ACME.example" }))).toBe(200);
    const lower = createClient(test.service, { authorization: basic(PROVISIONING) }, "/scim/V2");
    expect((await lower.call("GET", "/Users?count=1")).status).toBe(200);
  });

  it("takes an API key with and without the word Bearer", async () => {
    expect(await status(`Bearer ${apiKey}`)).toBe(200);
    expect(await status(apiKey)).toBe(200);
    expect(await status(`bearer ${apiKey}`)).toBe(200);
  });

  it("answers 401 with a challenge and a remedy for everything else", async () => {
    const wrong = await test.scim(basic({ ...PROVISIONING, password: "wrong" })).call("GET", "/Users");
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("www-authenticate")).toBe(
      'Basic realm="Lockstep", charset="UTF-8", Bearer realm="Lockstep"',
    );
    expect(wrong.body).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "401",
      detail:
        "The user name or password is wrong. Check them with a normal web sign-in at http://service.test; if that fails, reset the password there.",
    });
    const encode = (text: string | Uint8Array) => `Basic ${Buffer.from(text).toString("base64")}`;
    for (const authorization of [
      ...[
        `Bearer ${apiKey}x`,
        "Bearer",
        "Basic !!",
        "Basic",
        "Digest abc",
        "lsk_",
        `${apiKey} x`,
        "Bearer lst_unknown",
      ],
      ...[encode("no colon"), encode(":no name"), encode("nul\u0000@acme.example:x"), encode("a@b.example:\u0007")],
      ...[encode(Uint8Array.of(0xff, 0x3a, 0x61)), `${basic(PROVISIONING)}=====`, `${basic(PROVISIONING)} more`],
      ...[`Basic ${"A".repeat(5_000)}`, `Bearer ${"A".repeat(5_000)}`, "A".repeat(60_000)],
    ]) {
      const answer = await test.scim(authorization).call("GET", "/Users");
      const seen = [authorization, answer.status, answer.headers.get("www-authenticate") === null];
      expect(seen).toEqual([authorization, 401, false]);
      const sent = authorization.split(" ")[1] ?? authorization;
      if (sent.length > 6) expect(answer.text).not.toContain(sent);
    }
    const unknown = await test.scim("Bearer lsk_unknown").call("GET", "/Users");
    expect(unknown.headers.get("www-authenticate")).toBe(
      'Bearer realm="Lockstep", error="invalid_token", Basic realm="Lockstep", charset="UTF-8"',
    );
    const none = await createClient(test.service, {}, "/SCIM/v2").call("GET", "/ServiceProviderConfig");
    expect([none.status, none.headers.get("www-authenticate") === null]).toEqual([401, false]);
  });

  it("answers 403 on every endpoint while the SCIM module is off, and says where to enable it", async () => {
    await owner.call("PUT", "/api/account/modules/scim", { enabled: false });
    for (const path of ["/Users", "/ServiceProviderConfig", "/Schemas", "/ResourceTypes", "/Groups", "/Users/1"]) {
      const answer = await test.scim(basic(PROVISIONING)).call("GET", path);
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.body).toEqual({
        schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
        status: "403",
        detail:
          "The SCIM module is not enabled for this account. An owner or administrator can enable it under Account at http://service.test; see pricing and plans: https://service.test/pricing",
      });
    }
    expect(await status(`Bearer ${apiKey}`)).toBe(403);
    expect(await status(basic({ ...PROVISIONING, password: "wrong" }))).toBe(401);
    await owner.call("PUT", "/api/account/modules/scim", { enabled: true });
    expect(await status(basic(PROVISIONING))).toBe(200);
  });

  it("refuses users without the role of owner or administrator, at once after the role is lost", async () => {
    const id = await userId(PROVISIONING.email);
    expect(await status(basic(PROVISIONING))).toBe(200);
    await owner.call("PUT", `/api/users/${id}/roles`, { roles: ["employee"] });
    const refused = await test.scim(basic(PROVISIONING)).call("GET", "/Users");
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      "Only users with the role owner or administrator may provision. Use the credentials of an administrator, or ask an owner to grant this user the role.",
    ]);
    expect(await status(`Bearer ${apiKey}`)).toBe(403);
    await owner.call("PUT", `/api/users/${id}/roles`, { roles: ["administrator"] });
    expect(await status(basic(PROVISIONING))).toBe(200);
  });

  it("a remembered password stops at once on every process when it changes", async () => {
    const other = await test.another();
    const there = createClient(other, { authorization: basic(PROVISIONING) }, "/SCIM/v2");
    expect((await there.call("GET", "/Users?count=1")).status).toBe(200);
    const person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    const change = { currentPassword: PROVISIONING.password, newPassword: "changed at the console" };
    expect((await person.call("PUT", "/api/me/password", change)).status).toBe(204);
    expect((await there.call("GET", "/Users?count=1")).status).toBe(401);
    expect(await status(basic(PROVISIONING))).toBe(401);
    expect(await status(basic({ ...PROVISIONING, password: change.newPassword }))).toBe(200);
    const back = { currentPassword: change.newPassword, newPassword: PROVISIONING.password };
    expect((await person.call("PUT", "/api/me/password", back)).status).toBe(204);
    expect((await there.call("GET", "/Users?count=1")).status).toBe(200);
    await other.stop();
  });

  it("many requests with one wrong password at once count as one attempt; too many wrong ones are told to wait", async () => {
    const wrong = (password: string) => status(basic({ email: "guessed@acme.example", password }));
    const burst = await Promise.all(Array.from({ length: 40 }, () => wrong("same")));
    expect(new Set(burst)).toEqual(new Set([401]));
    for (let attempt = 0; attempt < 29; attempt += 1) await wrong(`guess ${attempt}`);
    const locked = await test
      .scim(basic({ email: "guessed@acme.example", password: "one more" }))
      .call("GET", "/Users");
    expect([locked.status, locked.headers.get("retry-after")]).toEqual([429, "300"]);
    expect(await status(basic(PROVISIONING))).toBe(200);
  });

  it("works for passwords with colons and letters outside ASCII", async () => {
    const strange = { email: "strange@acme.example", password: "pass:wörd:ünïcode" };
    await owner.call("POST", "/api/users", {
      ...strange,
      givenName: "Strange",
      familyName: "Admin",
      roles: ["administrator"],
      organisationIds: [(await owner.call("GET", "/api/organisations")).body.items[0].id],
    });
    expect(await status(basic(strange))).toBe(200);
    expect(await status(basic({ ...strange, password: strange.password.normalize("NFD") }))).toBe(200);
  });
});

describe("API keys", () => {
  it("are shown once, kept as SHA-256, live side by side, and say when they were used", async () => {
    const person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    const made = await person.call("POST", "/api/me/api-keys", { name: "Second" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "Second", lastUsedAt: null, expiresAt: null });
    expect(made.body.key).toMatch(/^lsk_[\w-]{43}$/);
    expect(await status(`Bearer ${made.body.key}`)).toBe(200);
    expect(await status(`Bearer ${apiKey}`)).toBe(200);
    const listed = async () => (await person.call("GET", "/api/me/api-keys")).body.items;
    const list = await listed();
    expect(list.map((key: { name: string }) => key.name).sort()).toEqual(["Directory", "Second"]);
    const second = async () => (await listed()).find((key: { name: string }) => key.name === "Second");
    expect((await second()).prefix).toBe(made.body.key.slice(0, 10));
    await expect.poll(async () => (await second()).lastUsedAt).toBe(new Date(test.clock.now()).toISOString());
    expect(JSON.stringify(list)).not.toContain(made.body.key);
    expect((await person.call("DELETE", `/api/me/api-keys/${made.body.id}`)).status).toBe(204);
    expect(await status(`Bearer ${made.body.key}`)).toBe(401);
    expect((await person.call("DELETE", `/api/me/api-keys/${made.body.id}`)).body.error.code).toBe("notFound");
  });

  it("expire", async () => {
    const person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    const expiresAt = new Date(test.clock.now() + 60_000).toISOString();
    const { key } = (await person.call("POST", "/api/me/api-keys", { name: "Short", expiresAt })).body;
    expect(await status(`Bearer ${key}`)).toBe(200);
    test.clock.advance(60_000);
    expect(await status(`Bearer ${key}`)).toBe(401);
    const past = await person.call("POST", "/api/me/api-keys", { name: "Past", expiresAt });
    expect([past.status, past.body.error.field]).toEqual([400, "expiresAt"]);
  });

  it("belong to one's own user, and are made by administrators only", async () => {
    const person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    const { id } = (await person.call("POST", "/api/me/api-keys", { name: "Mine" })).body;
    expect((await owner.call("DELETE", `/api/me/api-keys/${id}`)).status).toBe(404);
    const clerk = { email: "clerk@acme.example", password: "password of a clerk" };
    const scim = test.scim(basic(PROVISIONING));
    expect((await addUser(scim, clerk.email, { password: clerk.password })).status).toBe(201);
    const signedIn = await test.signedIn(clerk.email, clerk.password);
    const refused = await signedIn.call("POST", "/api/me/api-keys", { name: "No" });
    expect([refused.status, refused.body.error.code]).toEqual([403, "notAllowed"]);
  });

  it("end with the deactivation of their user", async () => {
    const other = { email: "second@acme.example", password: "second administrator" };
    const mother = (await owner.call("GET", "/api/organisations")).body.items[0].id;
    const { id } = (
      await owner.call("POST", "/api/users", {
        ...other,
        givenName: "Second",
        familyName: "Admin",
        roles: ["administrator"],
        organisationIds: [mother],
      })
    ).body;
    const person = await test.signedIn(other.email, other.password);
    const { key } = (await person.call("POST", "/api/me/api-keys", { name: "Key" })).body;
    expect([await status(`Bearer ${key}`), await status(basic(other))]).toEqual([200, 200]);
    const off = await patch(test.scim(basic(PROVISIONING)), `/Users/${id}`, {
      op: "replace",
      path: "active",
      value: false,
    });
    expect(off.status).toBe(200);
    expect([await status(`Bearer ${key}`), await status(basic(other))]).toEqual([401, 401]);
    await patch(test.scim(basic(PROVISIONING)), `/Users/${id}`, { op: "replace", path: "active", value: true });
    expect([await status(`Bearer ${key}`), await status(basic(other))]).toEqual([401, 200]);
  });
});
