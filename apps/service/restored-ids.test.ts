import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser, patch } from "./testing/people.ts";
import {
  basic,
  type Client,
  createClient,
  findInDatabase,
  GROUP_URN,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
} from "./testing/test-service.ts";

let test: TestService;
let owner: Client;
let scim: Client;
let key: Client;
beforeAll(async () => {
  test = await startTestService();
  const { apiKey } = await test.seed();
  owner = await test.signedIn(OWNER.email, OWNER.password);
  scim = test.scim(basic(PROVISIONING));
  key = test.scim(`Bearer ${apiKey}`);
});
afterAll(async () => {
  await test?.close();
});

const set = (restoresIds: boolean) => owner.call("PUT", "/api/account/settings", { restoresIds });

/** Creates, deletes and creates again; gives both ids and the second answer. */
async function comeBack(first: Client, second: Client, externalId: string) {
  const before = await addUser(first, `${externalId}@acme.example`, { externalId, title: "Before" });
  expect((await first.call("DELETE", `/Users/${before.body.id}`)).status).toBe(204);
  expect((await first.call("GET", `/Users/${before.body.id}`)).status).toBe(404);
  const after = await addUser(second, `${externalId}@acme.example`, { externalId });
  expect(after.status, after.text).toBe(201);
  return { before: String(before.body.id), after };
}

describe("A user who is deleted and created again", () => {
  it("is somebody new, unless the account asked otherwise; nothing is kept [X-02]", async () => {
    const { before, after } = await comeBack(scim, scim, "new-each-time");
    expect(after.body.id).not.toBe(before);
    await scim.call("DELETE", `/Users/${after.body.id}`);
    expect(await test.database.asOwner("select * from service.tombstone")).toEqual([]);
  });

  it("gets the same id under the same credential where the account asked for it, and none of what was deleted", async () => {
    expect((await set(true)).body.settings).toEqual({ restoresIds: true });
    const { before, after } = await comeBack(scim, scim, "returns");
    expect(after.body.id).toBe(before);
    expect(after.body.title).toBeUndefined();
    // No entity tag of the first life fits the second.
    expect(after.body.meta.version).toBe('W/"2"');
    expect(after.headers.get("location")).toBe(after.body.meta.location);
    const stale = await scim.call("GET", `/Users/${before}`, undefined, { "if-none-match": 'W/"1"' });
    expect([stale.status, stale.body.id]).toEqual([200, before]);
    expect((await owner.call("GET", `/api/users/${before}`)).body.email).toBe("returns@acme.example");
  });

  it("is somebody new to another credential, under another external id, and as another type", async () => {
    const other = await comeBack(scim, key, "other-credential");
    expect(other.after.body.id).not.toBe(other.before);
    const gone = await addUser(scim, "typed@acme.example", { externalId: "typed" });
    await scim.call("DELETE", `/Users/${gone.body.id}`);
    const named = await addUser(scim, "typed@acme.example", { externalId: "TYPED" });
    expect(named.body.id).not.toBe(gone.body.id);
    const group = await scim.call("POST", "/Groups", { schemas: [GROUP_URN], displayName: "T", externalId: "typed" });
    expect(group.body.id).not.toBe(gone.body.id);
  });

  it("comes back once: of several who ask at the same moment one gets the id, and a refused one leaves it", async () => {
    const first = await addUser(scim, "once@acme.example", { externalId: "once" });
    await scim.call("DELETE", `/Users/${first.body.id}`);
    await addUser(scim, "taken@acme.example");
    expect((await addUser(scim, "taken@acme.example", { externalId: "once" })).status).toBe(409);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => addUser(scim, `once-${index}@acme.example`, { externalId: "once" })),
    );
    const ids = answers.map(({ body }) => body.id);
    expect(ids.filter((id) => id === first.body.id)).toHaveLength(1);
    expect(new Set(ids).size).toBe(8);
  });

  it("keeps groups apart: who returns is in none of the old ones, and a group returns without its members", async () => {
    const user = (await addUser(scim, "grouped@acme.example", { externalId: "grouped" })).body.id;
    const group = (await addGroup(scim, "Returning", [user])).body.id;
    await scim.call("DELETE", `/Users/${user}`);
    const again = await addUser(scim, "grouped@acme.example", { externalId: "grouped" });
    expect([again.body.id, again.body.groups]).toEqual([user, undefined]);
    expect((await scim.call("GET", `/Groups/${group}`)).body.members ?? []).toEqual([]);
  });

  it("leaves a feed in which the versions of one id go on", async () => {
    const answer = await test
      .browser()
      .call("GET", "/events?limit=1000", undefined, { authorization: basic(PROVISIONING) });
    const users = await scim.call("GET", `/Users?filter=${encodeURIComponent('userName eq "returns@acme.example"')}`);
    const events = answer.body.items.filter(
      (event: { resourceId: string }) => event.resourceId === users.body.Resources[0].id,
    );
    expect(events.map((event: { kind: string; version: number }) => [event.kind, event.version])).toEqual([
      ["created", 1],
      ["removed", 1],
      ["created", 2],
    ]);
  });

  it("leaves nothing behind once the account switches it off, and the switch is audited", async () => {
    const gone = await addUser(scim, "forget@acme.example", { externalId: "forget-me-4711" });
    await scim.call("DELETE", `/Users/${gone.body.id}`);
    const places = await findInDatabase(test.database, "forget-me-4711");
    expect(places).toContain('"service"."tombstone".external_id');
    await set(false);
    expect(await test.database.asOwner("select * from service.tombstone")).toEqual([]);
    expect((await addUser(scim, "forget@acme.example", { externalId: "forget-me-4711" })).body.id).not.toBe(
      gone.body.id,
    );
    const { items } = (await owner.call("GET", "/api/audit?action=settings.")).body;
    expect(items.map(({ before, after }: { before: unknown; after: unknown }) => [before, after])).toEqual([
      [{ restoresIds: true }, { restoresIds: false }],
      [{ restoresIds: false }, { restoresIds: true }],
    ]);
  });

  it("does not come back with the password of the first life, remembered or not, on any process", async () => {
    await set(true);
    const other = await test.another();
    const email = "heir@acme.example";
    const status = async (service: typeof other, password: string) => {
      const client = createClient(service, { authorization: basic({ email, password }) }, "/SCIM/v2");
      return (await client.call("GET", "/Users?count=1")).status;
    };
    const both = async (password: string) => [await status(test.service, password), await status(other, password)];
    const live = async (password: string) => {
      const { body } = await addUser(scim, email, { externalId: "heir", password });
      const roles = await owner.call("PUT", `/api/users/${body.id}/roles`, { roles: ["administrator"] });
      expect(roles.status, roles.text).toBe(200);
      return String(body.id);
    };
    const id = await live("Old password 1");
    expect(await both("Old password 1")).toEqual([200, 200]);
    expect((await scim.call("DELETE", `/Users/${id}`)).status).toBe(204);
    expect(await both("Old password 1")).toEqual([401, 401]);
    expect(await live("New password 2")).toBe(id);
    expect(await both("Old password 1")).toEqual([401, 401]);
    expect(await both("New password 2")).toEqual([200, 200]);
  });

  it("has no version of its sign-in twice, however it changed in either life", async () => {
    await set(true);
    const email = "changing@acme.example";
    const seen: unknown[] = [];
    const look = async (id: string) => {
      const [row] = await test.database.asOwner(
        "select credential_version as v from service.sign_in where user_id = $1",
        [id],
      );
      seen.push(row?.v);
    };
    const ids = new Set<string>();
    for (let life = 0; life < 3; life += 1) {
      const id = String((await addUser(scim, email, { externalId: "changing" })).body.id);
      ids.add(id);
      await look(id);
      for (const value of [
        { active: false },
        { active: true },
        { password: "another password" },
        { userName: `x${email}` },
      ]) {
        expect((await patch(scim, `/Users/${id}`, { op: "replace", value })).status).toBe(200);
        await look(id);
      }
      expect((await owner.call("PUT", `/api/users/${id}/roles`, { roles: ["employee"] })).status).toBe(200);
      await look(id);
      await scim.call("DELETE", `/Users/${id}`);
    }
    expect(ids.size).toBe(1);
    expect(seen).toHaveLength(18);
    expect(new Set(seen).size).toBe(18);
  });

  it("is set by administrators alone, with a value that is one", async () => {
    await addUser(scim, "plain@acme.example", { password: "plain password 1" });
    const plain = await test.signedIn("plain@acme.example", "plain password 1");
    expect((await plain.call("PUT", "/api/account/settings", { restoresIds: true })).status).toBe(403);
    expect((await owner.call("PUT", "/api/account/settings", { restoresIds: "yes" })).body.error.field).toBe(
      "restoresIds",
    );
  });
});
