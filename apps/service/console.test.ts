import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser, patch } from "./testing/people.ts";
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

let test: TestService;
let folder: string;
let owner: Client;
let scim: Client;
let mother: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-console-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Console</title>");
  await writeFile(join(folder, "assets/app-1a2b.js"), "export {};");
  test = await startTestService({ consoleDirectory: pathToFileURL(folder) });
  await test.seed();
  owner = await test.signedIn(OWNER.email, OWNER.password);
  scim = test.scim(basic(PROVISIONING));
  mother = (await owner.call("GET", "/api/organisations")).body.items[0].id;
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("The console's files", () => {
  it("serves built files, and the page for the addresses of pages", async () => {
    const script = await test.browser().call("GET", "/assets/app-1a2b.js");
    expect([script.text, script.headers.get("content-type")]).toEqual(["export {};", "text/javascript; charset=utf-8"]);
    expect(script.headers.get("cache-control")).toContain("immutable");
    for (const path of ["/", "/users", "/users/123?tab=groups", "/reset-password/abc"]) {
      const page = await test.browser().call("GET", path);
      expect([path, page.status, page.headers.get("content-type")]).toEqual([path, 200, "text/html; charset=utf-8"]);
      expect(page.text).toContain("<title>Console</title>");
    }
  });

  it("sends security headers with every page and API answer", async () => {
    for (const path of ["/", "/api/me", "/nothing.js"]) {
      const { headers } = await test.browser().call("GET", path);
      expect(headers.get("content-security-policy")).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("does not leave its folder, and takes no addresses of the API", async () => {
    for (const path of [
      "/../package.json",
      "/%2e%2e/package.json",
      "/..%2fpackage.json",
      "/assets/../../package.json",
      "/.env",
    ]) {
      const answer = await test.browser().call("GET", path);
      expect([path, answer.status, answer.text.includes("dependencies")]).toEqual([path, 404, false]);
    }
    const api = await owner.call("GET", "/api/nothing");
    expect([api.status, api.body.error.code]).toEqual([404, "notFound"]);
    expect((await test.browser().call("POST", "/users")).status).toBe(404);
    for (const path of ["/oauth/token", "/events/1", "/API/users"]) {
      expect([path, (await test.browser().call("GET", path)).status]).toEqual([path, 404]);
    }
  });

  it("says that it is alive and ready", async () => {
    expect((await test.browser().call("GET", "/healthz")).body).toEqual({ status: "alive" });
    expect((await test.browser().call("GET", "/readyz")).body).toEqual({ status: "ready" });
  });
});

describe("Users at the console", () => {
  it("are listed by user name, searched, paged and filtered by organisation and activity", async () => {
    for (const name of ["ann", "bob", "cleo"]) {
      await addUser(scim, `${name}@list.example`, { displayName: `${name} Lister`, active: name !== "cleo" });
    }
    const emails = (answer: { body: { items: { email: string }[] } }) => answer.body.items.map((item) => item.email);
    const all = await owner.call("GET", "/api/users?search=lister");
    expect(emails(all)).toEqual(["ann@list.example", "bob@list.example", "cleo@list.example"]);
    const page = await owner.call("GET", "/api/users?search=LIST.example&startIndex=2&count=1");
    expect(page.body).toMatchObject({ total: 3, startIndex: 2, items: [{ email: "bob@list.example" }] });
    expect(emails(await owner.call("GET", "/api/users?search=lister&active=false"))).toEqual(["cleo@list.example"]);
    expect((await owner.call("GET", `/api/users?organisationId=${mother}&active=true&search=lister`)).body.total).toBe(
      2,
    );
    expect((await owner.call("GET", "/api/users?search=%25")).body.total).toBe(0);
    const bad = await owner.call("GET", "/api/users?count=1000");
    expect(bad.body.error).toEqual({
      code: "invalidField",
      message: "count: give a whole number from 1 to 200",
      field: "count",
    });
  });

  it("show their manager, groups and enterprise attributes", async () => {
    const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    const boss = (await addUser(scim, "boss@show.example", { displayName: "The Boss" })).body.id;
    const { id } = (
      await addUser(scim, "report@show.example", {
        externalId: "00u1",
        title: "Clerk",
        locale: "nl-NL",
        [enterprise]: { department: "Finance", manager: { value: boss } },
      })
    ).body;
    const group = (await addGroup(scim, "Shown group", [id])).body.id;
    expect((await owner.call("GET", `/api/users/${id}`)).body).toMatchObject({
      email: "report@show.example",
      displayName: "Jane Doe",
      givenName: "Jane",
      familyName: "Doe",
      department: "Finance",
      title: "Clerk",
      locale: "nl-NL",
      externalId: "00u1",
      manager: { id: boss, displayName: "The Boss" },
      groups: [{ id: group, displayName: "Shown group" }],
      provisioned: true,
      roles: [],
    });
    expect((await owner.call("GET", "/api/groups?search=shown")).body).toMatchObject({
      total: 1,
      items: [{ id: group, displayName: "Shown group", memberCount: 1 }],
    });
    expect((await owner.call("GET", `/api/groups/${group}`)).body).toMatchObject({
      memberCount: 1,
      members: [{ id, displayName: "Jane Doe", email: "report@show.example", active: true }],
    });
  });

  it("are added by hand with a password, or with a link to choose one; the e-mail must be free", async () => {
    const draft = { givenName: "New", familyName: "Person", roles: ["controller"], organisationIds: [mother] };
    const made = await owner.call("POST", "/api/users", {
      ...draft,
      email: "new@hand.example",
      password: "by hand 123",
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      email: "new@hand.example",
      displayName: "New Person",
      provisioned: false,
      roles: ["controller"],
      organisations: [{ id: mother, source: "manual", isDefault: true }],
    });
    await test.signedIn("new@hand.example", "by hand 123");
    const taken = await owner.call("POST", "/api/users", { ...draft, email: "NEW@hand.example" });
    expect([taken.status, taken.body.error]).toEqual([
      409,
      {
        code: "emailTaken",
        message: "Another user of the account has this e-mail; search for that user, or enter another e-mail.",
        field: "email",
      },
    ]);
    expect((await owner.call("POST", "/api/users", { ...draft, email: "welcome@hand.example" })).status).toBe(201);
    const mail = (await owner.call("GET", "/api/outbox")).body.items[0];
    expect(mail).toMatchObject({ to: "welcome@hand.example", subject: "Choose your password" });
    const token = /reset-password\/([\w-]+)/.exec(mail.text)?.[1];
    test.clock.advance(6 * 24 * 3_600_000);
    const chosen = await test.browser().call("POST", `/api/password-reset/${token}`, { password: "chosen by me" });
    expect(chosen.status).toBe(204);
    await test.signedIn("welcome@hand.example", "chosen by me");
    owner = await test.signedIn(OWNER.email, OWNER.password);
  });

  it("leave nothing behind when adding them fails half-way", async () => {
    const draft = { email: "half@hand.example", givenName: "Half", familyName: "Way", roles: [] };
    const unknown = "00000000-0000-4000-8000-000000000000";
    const refused = await owner.call("POST", "/api/users", { ...draft, organisationIds: [unknown] });
    expect([refused.status, refused.body.error.field]).toEqual([400, "organisationIds"]);
    expect(await findInDatabase(test.database, "half@hand.example")).toEqual([]);
  });

  it("an administrator does not touch owners, nor make one; nobody deactivates oneself; the last owner stays", async () => {
    const ownerId = (await owner.call("GET", "/api/me")).body.user.id;
    const administrator = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    const ownId = (await administrator.call("GET", "/api/me")).body.user.id;
    const attempts: [Client, string, unknown, number, string][] = [
      [administrator, `/api/users/${ownerId}/roles`, { roles: [] }, 403, "notAllowed"],
      [administrator, `/api/users/${ownId}/roles`, { roles: ["owner"] }, 403, "notAllowed"],
      [administrator, `/api/users/${ownerId}/active`, { active: false }, 403, "notAllowed"],
      [administrator, `/api/users/${ownId}/active`, { active: false }, 409, "ownUser"],
      [owner, `/api/users/${ownerId}/roles`, { roles: ["administrator"] }, 409, "lastOwner"],
    ];
    for (const [client, path, body, status, code] of attempts) {
      const answer = await client.call("PUT", path, body);
      expect([path, answer.status, answer.body.error.code]).toEqual([path, status, code]);
    }
  });

  it("who is no administrator sees oneself and the account, nothing else", async () => {
    const person = { email: "plain@acme.example", password: "plain password" };
    const { id } = (await addUser(scim, person.email, { password: person.password })).body;
    const plain = await test.signedIn(person.email, person.password);
    for (const path of ["/api/me", "/api/account", `/api/users/${id}`, "/api/me/api-keys"]) {
      expect([path, (await plain.call("GET", path)).status]).toEqual([path, 200]);
    }
    const ownerId = (await owner.call("GET", "/api/me")).body.user.id;
    for (const path of ["/api/users", `/api/users/${ownerId}`, "/api/groups", "/api/organisations", "/api/outbox"]) {
      expect([path, (await plain.call("GET", path)).status]).toEqual([path, 403]);
    }
    const off = await plain.call("PUT", "/api/account/modules/scim", { enabled: false });
    expect([off.status, off.body.error.code]).toEqual([403, "notAllowed"]);
    expect((await test.browser().call("GET", "/api/users")).status).toBe(401);
  });

  it("deactivation at the console is a SCIM fact and an event", async () => {
    const { id } = (await addUser(scim, "console-off@acme.example")).body;
    const answer = await owner.call("PUT", `/api/users/${id}/active`, { active: false });
    expect([answer.status, answer.body.active]).toEqual([200, false]);
    const read = (await scim.call("GET", `/Users/${id}`)).body;
    expect([read.active, read.meta.version]).toEqual([false, 'W/"2"']);
  });
});

describe("Organisations", () => {
  it("grow under a parent, with codes that are unique in any letter case", async () => {
    const made = await owner.call("POST", "/api/organisations", { name: "West", code: "WEST", parentId: mother });
    expect([made.status, made.body]).toEqual([
      201,
      { id: expect.any(String), name: "West", code: "WEST", parentId: mother, userCount: 0 },
    ]);
    const taken = await owner.call("POST", "/api/organisations", { name: "West 2", code: "west", parentId: mother });
    expect([taken.status, taken.body.error]).toEqual([
      409,
      { code: "codeTaken", message: 'The code "west" belongs to another organisation; choose another.', field: "code" },
    ]);
    const spaced = await owner.call("POST", "/api/organisations", { name: "W", code: "a b", parentId: mother });
    expect(spaced.body.error.message).toBe("code: use no spaces in the code");
    const list = (await owner.call("GET", "/api/organisations")).body.items;
    expect(list[0]).toMatchObject({ code: "ACME", parentId: null });
    expect(list[0].userCount).toBeGreaterThan(2);
  });
});

describe("The event feed", () => {
  const events = (query: string, headers = {}) =>
    createClient(test.service, { authorization: basic(PROVISIONING) }).call(
      "GET",
      `/events${query}`,
      undefined,
      headers,
    );

  it("is ordered, gapless, read by cursor, and can be asked for one trace", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const traced = createClient(
      test.service,
      { authorization: basic(PROVISIONING), traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      "/SCIM/v2",
    );
    const { id } = (await addUser(traced, "traced@acme.example", { password: "never in a feed" })).body;
    await patch(scim, `/Users/${id}`, { op: "replace", path: "title", value: "Chief" });
    const ofTrace = await events(`?traceId=${traceId}`);
    expect(ofTrace.status).toBe(200);
    expect(ofTrace.body.items).toMatchObject([
      { kind: "created", resourceType: "User", resourceId: id, version: 1, traceId, before: null },
    ]);
    const [created] = ofTrace.body.items;
    const page = await events(`?cursor=${created.cursor}&limit=1`);
    expect(page.body.items).toMatchObject([{ kind: "replaced", resourceId: id, version: 2 }]);
    expect(Number(page.body.cursor)).toBe(Number(created.cursor) + 1);
    const end = await events(`?cursor=${page.body.cursor}`);
    expect(end.body).toEqual({ items: [], cursor: page.body.cursor, hasMore: false });
    const all = (await events("?limit=1000")).body.items;
    expect(all.map((event: { cursor: string }) => Number(event.cursor))).toEqual(
      all.map((_: unknown, index: number) => index + 1),
    );
    expect(JSON.stringify(all)).not.toContain("never in a feed");
  });

  it("asks for a credential and names what is wrong in the query", async () => {
    const none = await events("", { authorization: "Bearer nothing" });
    expect([none.status, none.body.error.code]).toEqual([401, "unauthenticated"]);
    expect(none.headers.get("www-authenticate")).toContain("Bearer");
    const bad = await events("?cursor=abc");
    expect([bad.status, bad.body.error.field]).toEqual([400, "cursor"]);
  });
});

describe("Seeding", () => {
  it("is idempotent and gives the same key again", async () => {
    const first = await test.seed();
    const [second, third] = await Promise.all([test.seed(), test.seed()]);
    expect([second, third]).toEqual([first, first]);
    expect((await owner.call("GET", "/api/me")).body.account.id).toBe(first.accountId);
    expect((await owner.call("GET", `/api/users?search=${PROVISIONING.email}`)).body.total).toBe(1);
  });

  it("leaves alone what an administrator changed since", async () => {
    const administrator = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
    const { items } = (await administrator.call("GET", "/api/me/api-keys")).body;
    await administrator.call("DELETE", `/api/me/api-keys/${items[0].id}`);
    const { apiKey } = await test.seed({ provisioning: { ...PROVISIONING, password: "another password" } });
    expect((await test.scim(`Bearer ${apiKey}`).call("GET", "/Users")).status).toBe(401);
    await test.signedIn(PROVISIONING.email, PROVISIONING.password);
  });
});

describe("Listening", () => {
  it("serves over a socket, tells a port in use in one sentence, and stops", async () => {
    const { url, port } = await test.service.listen();
    expect(url).toBe("http://service.test");
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()).toEqual({ status: "alive" });
    const second = await startTestService({ port });
    await expect(second.service.listen()).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is already in use; stop the program that holds it or set LOCKSTEP_SERVICE_PORT to another port.`,
    );
    await second.close();
  });
});
