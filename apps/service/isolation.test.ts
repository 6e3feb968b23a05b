import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser, patch } from "./testing/people.ts";
import {
  basic,
  type Client,
  findInDatabase,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
} from "./testing/test-service.ts";

const OTHER_OWNER = { email: "boss@other.example", password: "boss password 1" };
const OTHER_PROVISIONING = { email: "sync@other.example", password: "sync password 1" };

let test: TestService;
let mine: { owner: Client; scim: Client };
let theirs: { owner: Client; scim: Client; user: string; group: string; organisation: string; key: string };
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  await test.seed({
    name: "Other",
    organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
    owner: OTHER_OWNER,
    provisioning: OTHER_PROVISIONING,
  });
  mine = { owner: await test.signedIn(OWNER.email, OWNER.password), scim: test.scim(basic(PROVISIONING)) };
  const owner = await test.signedIn(OTHER_OWNER.email, OTHER_OWNER.password);
  const scim = test.scim(basic(OTHER_PROVISIONING));
  const user = (await addUser(scim, "same@name.example", { title: "Theirs" })).body.id;
  const group = (await addGroup(scim, "Their group", [user])).body.id;
  const organisation = (await owner.call("GET", "/api/organisations")).body.items[0].id;
  const key = (await owner.call("POST", "/api/me/api-keys", { name: "Theirs" })).body.id;
  await test.browser().call("POST", "/api/password-reset", { email: OTHER_OWNER.email });
  theirs = { owner, scim, user, group, organisation, key };
});
afterAll(async () => {
  await test?.close();
});

describe("Two accounts in one database", () => {
  it("the console's lists hold one's own things only", async () => {
    for (const path of [
      "/api/users?count=200",
      "/api/groups",
      "/api/organisations",
      "/api/outbox",
      "/api/me/api-keys",
      "/api/credentials",
    ]) {
      const answer = await mine.owner.call("GET", path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.text).not.toMatch(/other\.example|Other Limited|Their group|Theirs/);
      expect((await theirs.owner.call("GET", path)).text).toMatch(/other\.example|Other Limited|Their group|Theirs/);
    }
    const filtered = await mine.owner.call("GET", `/api/users?organisationId=${theirs.organisation}`);
    expect(filtered.body).toMatchObject({ items: [], total: 0 });
    for (const path of ["/api/me", "/api/account"]) {
      expect((await mine.owner.call("GET", path)).text).not.toMatch(/other/i);
    }
  });

  it("the ids of the other account are unknown ids on every route of the console", async () => {
    const { user, group, organisation, key } = theirs;
    const mother = (await mine.owner.call("GET", "/api/organisations")).body.items[0].id;
    const own = (await mine.owner.call("GET", "/api/me")).body.user.id;
    const places = { organisationIds: [mother], defaultOrganisationId: mother };
    const attempts: [string, string, unknown, number][] = [
      ["GET", `/api/users/${user}`, undefined, 404],
      ["PUT", `/api/users/${user}/organisations`, places, 404],
      ["PUT", `/api/users/${user}/roles`, { roles: ["owner"] }, 404],
      ["PUT", `/api/users/${user}/active`, { active: false }, 404],
      ["GET", `/api/groups/${group}`, undefined, 404],
      ["DELETE", `/api/me/api-keys/${key}`, undefined, 404],
      ["PATCH", `/api/credentials/${key}`, { name: "Mine" }, 404],
      ["POST", `/api/credentials/${key}/rotate`, {}, 404],
      ["DELETE", `/api/credentials/${key}`, undefined, 404],
      ["DELETE", `/api/credentials/${key}/tokens`, undefined, 404],
      ["GET", `/api/users/${user}/sessions`, undefined, 404],
      ["DELETE", `/api/users/${user}/sessions`, undefined, 404],
      ["POST", "/api/organisations", { name: "Sub", code: "SUB", parentId: organisation }, 400],
      [
        "PUT",
        `/api/users/${own}/organisations`,
        { organisationIds: [organisation], defaultOrganisationId: organisation },
        400,
      ],
      [
        "POST",
        "/api/users",
        { email: "x@acme.example", givenName: "X", familyName: "Y", roles: [], organisationIds: [organisation] },
        400,
      ],
    ];
    for (const [method, path, body, status] of attempts) {
      const answer = await mine.owner.call(method, path, body);
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect(answer.body.error.message).toBeTypeOf("string");
    }
    expect((await theirs.owner.call("GET", `/api/users/${user}`)).body).toMatchObject({ active: true, roles: [] });
    expect((await theirs.owner.call("GET", "/api/me/api-keys")).body.items).toHaveLength(1);
  });

  it("SCIM finds, changes and names nothing of the other account", async () => {
    const { user, group } = theirs;
    const { scim } = mine;
    expect((await scim.call("GET", `/Users/${user}`)).status).toBe(404);
    expect((await patch(scim, `/Users/${user}`, { op: "replace", path: "title", value: "Mine" })).status).toBe(404);
    expect((await scim.call("DELETE", `/Users/${user}`)).status).toBe(404);
    expect((await scim.call("GET", `/Groups/${group}`)).status).toBe(404);
    expect((await scim.call("DELETE", `/Groups/${group}`)).status).toBe(404);
    expect((await scim.call("GET", "/Groups")).body.totalResults).toBe(0);
    expect((await scim.call("GET", "/Users?count=200")).text).not.toMatch(/other\.example|same@name/);
    expect((await addGroup(scim, "With a stranger", [user])).status).toBe(400);
    expect((await theirs.scim.call("GET", `/Users/${user}`)).body.title).toBe("Theirs");
  });

  it("the same names are free in each account", async () => {
    expect((await addUser(mine.scim, "same@name.example")).status).toBe(201);
    expect((await addGroup(mine.scim, "Their group")).status).toBe(201);
  });

  it("each feed holds its own events", async () => {
    const events = (authorization: string) => test.scim(authorization).call("GET", "/../../events?limit=1000");
    const [own, other] = [await events(basic(PROVISIONING)), await events(basic(OTHER_PROVISIONING))];
    expect(own.status).toBe(200);
    expect(own.text).not.toMatch(/other\.example|Theirs/);
    expect(other.text).toMatch(/Theirs/);
    expect(other.text).not.toMatch(/acme\.example/);
  });

  it("a module that is off in one account stays on in the other", async () => {
    await theirs.owner.call("PUT", "/api/account/modules/scim", { enabled: false });
    expect((await theirs.scim.call("GET", "/Users")).status).toBe(403);
    expect((await mine.scim.call("GET", "/Users")).status).toBe(200);
    await theirs.owner.call("PUT", "/api/account/modules/scim", { enabled: true });
  });

  it("a sign-in that fits users of both accounts leads to the older one, and provisioning asks for a key", async () => {
    const shared = { email: "shared@both.example", password: "the same password" };
    for (const { owner } of [mine, theirs]) {
      const mother = (await owner.call("GET", "/api/organisations")).body.items[0].id;
      const draft = {
        ...shared,
        givenName: "In",
        familyName: "Both",
        roles: ["administrator"],
        organisationIds: [mother],
      };
      expect((await owner.call("POST", "/api/users", draft)).status).toBe(201);
      test.clock.advance(1_000);
    }
    const person = await test.signedIn(shared.email, shared.password);
    expect((await person.call("GET", "/api/me")).body.account.name).toBe("Acme");
    const refused = await test.scim(basic(shared)).call("GET", "/Users");
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining("Use an API key")]);
  });

  it("a connection without an account sees no row of any table that belongs to accounts", async () => {
    const tables = await test.database.asOwner(
      "select table_name from information_schema.columns where table_schema = 'service' and column_name = 'account_id'",
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { table_name: table } of tables) {
      const { rows } = await test.config.database.pool.query(`select count(*)::int as amount from "${table}"`);
      expect([table, rows[0].amount]).toEqual([table, 0]);
    }
    for (const table of ["account", "sign_in_attempt"]) {
      const { rows } = await test.config.database.pool.query(`select count(*)::int as amount from "${table}"`);
      expect([table, rows[0].amount]).toEqual([table, 0]);
    }
    expect(await findInDatabase(test.database, "Other Limited")).not.toEqual([]);
  });
});
