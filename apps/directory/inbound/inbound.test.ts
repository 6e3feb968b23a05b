import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApp, addGroup, addPerson, appUsersOf, newProfile, settle } from "../http/testing/test-directory.ts";
import { type InboundWorld, startInbound } from "./testing/inbound-world.ts";

let world: InboundWorld;
beforeAll(async () => {
  world = await startInbound();
});
afterAll(() => world.directory.close());

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

type Resource = Record<string, unknown> & {
  readonly id: string;
  readonly meta: { readonly version: string };
  readonly active?: boolean;
};

/** Through the directory's own listener function, so that the mount is part of what is tested. */
async function scim(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await world.directory.directory.fetch(
    new Request(`http://directory.test/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${world.token}`, "content-type": "application/scim+json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === "" ? {} : JSON.parse(text)) as Resource,
  };
}
async function done(method: string, path: string, body?: unknown): Promise<Resource> {
  const answer = await scim(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const list = async (path: string) => {
  const body = (await done("GET", path)) as unknown as { totalResults: number; Resources: readonly Resource[] };
  return body.Resources;
};
const patch = (id: string, Operations: readonly unknown[]) =>
  done("PATCH", `/Users/${id}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations });

interface User {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, string>>;
}
const inDirectory = (login: string) => world.directory.ok<User>("GET", `/api/v1/users/${encodeURIComponent(login)}`);
let count = 0;
function newUser(extra: Readonly<Record<string, unknown>> = {}) {
  count += 1;
  const userName = `fed${count}@corp.example`;
  return {
    schemas: [USER],
    userName,
    externalId: `ext-${count}`,
    name: { givenName: "Fed", familyName: `Person ${count}` },
    emails: [{ value: `fed.${count}@mail.example`, type: "work", primary: true }],
    active: true,
    ...extra,
  };
}

describe("people over SCIM", () => {
  it("are people of the directory: profile, status, source, events and assignments in one", async () => {
    const sent = newUser({
      schemas: [USER, ENTERPRISE],
      title: "Chief",
      phoneNumbers: [{ value: "+31 6", type: "mobile" }],
      [ENTERPRISE]: { department: "Sales", employeeNumber: "7" },
    });
    const made = await done("POST", "/Users", sent);
    expect(made).toMatchObject({ ...sent, meta: { location: `http://directory.test/scim/v2/Users/${made.id}` } });
    const person = await inDirectory(sent.userName);
    expect(person.profile).toMatchObject({
      login: sent.userName,
      email: sent.emails[0]?.value,
      firstName: "Fed",
      lastName: `Person ${count}`,
      title: "Chief",
      mobilePhone: "+31 6",
      department: "Sales",
      employeeNumber: "7",
    });
    const [row] = await world.directory.rows<{ source: string }>("select source from person where id = $1", [
      person.id,
    ]);
    expect([person.status, row?.source]).toEqual(["PROVISIONED", "scim"]);
    const filter = encodeURIComponent(`target.id eq "${person.id}"`);
    const events = await world.directory.ok<readonly Record<string, unknown>[]>("GET", `/api/v1/logs?filter=${filter}`);
    expect(events.map((event) => event["eventType"])).toEqual(["user.lifecycle.create", "user.lifecycle.activate"]);
    expect(events[0]).toMatchObject({ actor: { id: world.directory.adminId, type: "User" } });
  });

  it("leave and return: deactivated by active, unassigned, and the same account again", async () => {
    const appId = await addApp(world.directory, "Fed app", true);
    const groupId = await addGroup(world.directory, "Fed group");
    await world.directory.ok("PUT", `/api/v1/apps/${appId}/groups/${groupId}`, {});
    const sent = newUser();
    const { id } = await done("POST", "/Users", sent);
    const { id: personId } = await inDirectory(sent.userName);
    await world.directory.call("PUT", `/api/v1/groups/${groupId}/users/${personId}`);
    await settle(world.directory, appId);
    await patch(id, [{ op: "replace", path: "active", value: false }]);
    expect((await inDirectory(sent.userName)).status).toBe("DEPROVISIONED");
    expect((await appUsersOf(world.directory, appId)).get(personId)).toMatchObject({ assigned: false, dirty: true });
    // What is sent of somebody who is away takes effect on the return.
    await patch(id, [{ op: "replace", path: "title", value: "Returned" }]);
    expect((await inDirectory(sent.userName)).profile["title"]).toBeUndefined();
    await patch(id, [{ op: "replace", path: "active", value: true }]);
    const back = await inDirectory(sent.userName);
    expect([back.id, back.status, back.profile["title"]]).toEqual([personId, "PROVISIONED", "Returned"]);
    expect((await appUsersOf(world.directory, appId)).get(personId)).toMatchObject({ assigned: true });
  });

  it("are gone after DELETE, deactivated in the directory, and the same person when they are created again", async () => {
    const sent = newUser();
    const first = await done("POST", "/Users", sent);
    const { id: personId } = await inDirectory(sent.userName);
    const group = await done("POST", "/Groups", {
      schemas: [GROUP],
      displayName: "Leavers",
      members: [{ value: first.id }],
    });
    expect((await scim("DELETE", `/Users/${first.id}`)).status).toBe(204);
    expect((await scim("GET", `/Users/${first.id}`)).status).toBe(404);
    expect((await scim("DELETE", `/Users/${first.id}`)).status).toBe(404);
    expect((await inDirectory(sent.userName)).status).toBe("DEPROVISIONED");
    expect((await done("GET", `/Groups/${group.id}`))["members"]).toBeUndefined();
    const second = await done("POST", "/Users", { ...sent, title: "Again" });
    expect(second.id).not.toBe(first.id);
    const again = await inDirectory(sent.userName);
    expect([again.id, again.profile["title"]]).toEqual([personId, "Again"]);
  });

  it("show what was changed in the directory, under a new version, and keep what the directory does not know", async () => {
    const sent = newUser({ ims: [{ value: "fed", type: "xmpp" }], nickName: "Feddy" });
    const { id, meta } = await done("POST", "/Users", sent);
    const { id: personId } = await inDirectory(sent.userName);
    await world.directory.ok("POST", `/api/v1/users/${personId}`, {
      profile: { email: "new@mail.example", nickName: null, city: "Zwolle" },
    });
    const read = await done("GET", `/Users/${id}`);
    expect(read).toMatchObject({
      emails: [{ value: "new@mail.example", type: "work", primary: true }],
      addresses: [{ locality: "Zwolle", type: "work", primary: true }],
      ims: [{ value: "fed", type: "xmpp" }],
    });
    expect(read["nickName"]).toBeUndefined();
    expect(read.meta.version).not.toBe(meta.version);
    const stale = await scim("PUT", `/Users/${id}`, sent, { "if-match": meta.version });
    expect(stale.status).toBe(412);
    await world.directory.ok("POST", `/api/v1/users/${personId}/lifecycle/deactivate`);
    expect((await list(`/Users?filter=${encodeURIComponent(`userName eq "${sent.userName}"`)}`))[0]?.active).toBe(
      false,
    );
  });

  it("include those who were made in the directory, found by any attribute", async () => {
    const profile = newProfile({ department: "Harbour", countryCode: "NL" });
    await addPerson(world.directory, { profile });
    for (const filter of [
      `userName eq "${profile.login.toUpperCase()}"`,
      `emails.value eq "${profile.email}" and active eq true`,
      `${ENTERPRISE}:department eq "harbour"`,
      `addresses[country eq "NL"]`,
    ]) {
      const found = await list(`/Users?filter=${encodeURIComponent(filter)}`);
      expect(
        found.map((user) => user["userName"]),
        filter,
      ).toEqual([profile.login]);
    }
  });

  it("who come without what the directory requires get it derived; a login that is no address is refused", async () => {
    const userName = "only.name@corp.example";
    const made = await done("POST", "/Users", { schemas: [USER], userName });
    expect(made["emails"]).toBeUndefined();
    expect((await inDirectory(userName)).profile).toMatchObject({
      email: userName,
      firstName: "only.name",
      lastName: "only.name",
    });
    const refused = await scim("POST", "/Users", { schemas: [USER], userName: "plain" });
    expect([refused.status, refused.body["scimType"]]).toEqual([400, "invalidValue"]);
    expect(refused.body["detail"]).toContain("login: Username must be in the form of an email address");
    const taken = await scim("POST", "/Users", { schemas: [USER], userName: userName.toUpperCase() });
    expect([taken.status, taken.body["scimType"]]).toEqual([409, "uniqueness"]);
  });

  it("find their manager, and a password ends in no table, answer or event", async () => {
    const boss = await done("POST", "/Users", newUser());
    const sent = newUser({ password: "Fed-secret-123", [ENTERPRISE]: { manager: { value: boss.id } } });
    const made = await done("POST", "/Users", sent);
    const person = await inDirectory(sent.userName);
    expect(person.status).toBe("ACTIVE");
    const { id: bossId } = await world.directory.ok<User>("GET", `/api/v1/users/${person.profile["managerId"]}`);
    expect((await world.directory.rows("select scim_id from person where id = $1", [bossId]))[0]).toEqual({
      scim_id: boss.id,
    });
    expect(JSON.stringify(made)).not.toContain("Fed-secret");
    for (const table of ["person", "system_log"]) {
      const rows = await world.directory.rows(`select row_to_json(t)::text as text from ${table} t`);
      expect(JSON.stringify(rows)).not.toContain("Fed-secret");
    }
  });
});

describe("groups over SCIM", () => {
  it("are groups of the directory: members, renames, assignments and events in one", async () => {
    const appId = await addApp(world.directory, "Group app", true);
    const people = [await done("POST", "/Users", newUser()), await done("POST", "/Users", newUser())];
    const group = await done("POST", "/Groups", {
      schemas: [GROUP],
      displayName: "Fed crew",
      externalId: "g-1",
      members: people.map(({ id }) => ({ value: id })),
    });
    const [found] = await world.directory.ok<readonly { id: string }[]>("GET", "/api/v1/groups?q=Fed%20crew");
    await world.directory.ok("PUT", `/api/v1/apps/${appId}/groups/${found?.id}`, {});
    expect([...(await appUsersOf(world.directory, appId)).values()].map((row) => row.assigned)).toEqual([true, true]);
    const operations = [
      { op: "remove", path: `members[value eq "${people[0]?.id}"]` },
      { op: "replace", path: "displayName", value: "Fed crew 2" },
    ];
    await done("PATCH", `/Groups/${group.id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: operations,
    });
    expect((await list(`/Groups?filter=${encodeURIComponent('displayName eq "fed crew 2"')}`))[0]).toMatchObject({
      externalId: "g-1",
      members: [{ value: people[1]?.id, type: "User" }],
    });
    const assigned = [...(await appUsersOf(world.directory, appId)).values()].filter((row) => row.assigned);
    expect(assigned).toHaveLength(1);
    const filter = encodeURIComponent(`target.id eq "${found?.id}"`);
    const events = await world.directory.ok<readonly { eventType: string }[]>("GET", `/api/v1/logs?filter=${filter}`);
    expect(events.map((event) => event.eventType)).toEqual([
      "group.lifecycle.create",
      "group.user_membership.add",
      "group.user_membership.add",
      "group.application_assignment.add",
      "group.profile.update",
      "group.user_membership.remove",
    ]);
    expect((await scim("DELETE", `/Groups/${group.id}`)).status).toBe(204);
    await world.directory.refused("GET", `/api/v1/groups/${found?.id}`, { status: 404, code: "E0000007" });
  });

  it("hold people only: neither itself nor another group can be a member", async () => {
    const [group, other] = [
      await done("POST", "/Groups", { schemas: [GROUP], displayName: "Holder" }),
      await done("POST", "/Groups", { schemas: [GROUP], displayName: "Held" }),
    ];
    for (const [value, words] of [
      [group.id, "cannot be a member of itself"],
      [other.id, '"Held", and groups of this directory hold people only: send the people of that group as members'],
      ["0197a1c6-0000-7000-8000-000000000000", "there is no user with the id"],
    ] as const) {
      const body = {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "add", path: "members", value: [{ value }] }],
      };
      const refused = await scim("PATCH", `/Groups/${group.id}`, body);
      expect([refused.status, refused.body["detail"]]).toEqual([400, expect.stringContaining(words)]);
    }
    // RFC 7643 §8.7.1: `type` says what a member is; what it is called makes no difference, and nobody of the others joins.
    const ann = await done("POST", "/Users", { schemas: [USER], userName: "nested@example.com" });
    const refused = await scim("PUT", `/Groups/${group.id}`, {
      schemas: [GROUP],
      displayName: "Holder",
      members: [
        { value: ann.id, type: "User" },
        { value: other.id, type: "Group" },
      ],
    });
    expect([refused.status, refused.body["scimType"]]).toEqual([400, "invalidValue"]);
    expect((await done("GET", `/Groups/${group.id}`))["members"]).toBeUndefined();
  });

  it("built-in groups are not shown, and one that an app mirrors is not deleted", async () => {
    expect((await list("/Groups")).map((group) => group["displayName"])).not.toContain("Everyone");
    const { id } = await done("POST", "/Groups", { schemas: [GROUP], displayName: "Mirrored fed" });
    const [found] = await world.directory.ok<readonly { id: string }[]>("GET", "/api/v1/groups?q=Mirrored%20fed");
    const appId = await addApp(world.directory, "Mirror of fed", true);
    await world.directory.ok("POST", `/api/v1/apps/${appId}/group-push/mappings`, { sourceGroupId: found?.id });
    const refused = await scim("DELETE", `/Groups/${id}`);
    expect([refused.status, refused.body["detail"]]).toEqual([400, expect.stringContaining("Unlink it there first")]);
  });

  it("are renamed and deleted by many requests at once, one after the other", async () => {
    const numbers = Array.from({ length: 8 }, (_, index) => index);
    const groups = await Promise.all(
      numbers.map((number) => done("POST", "/Groups", { schemas: [GROUP], displayName: `At once ${number}` })),
    );
    const renamed = await Promise.all(
      groups.map(({ id }, number) =>
        scim("PUT", `/Groups/${id}`, { schemas: [GROUP], displayName: `Renamed ${number}` }),
      ),
    );
    expect(renamed.map(({ status }) => status)).toEqual(groups.map(() => 200));
    const deleted = await Promise.all(groups.map(({ id }) => scim("DELETE", `/Groups/${id}`)));
    expect(deleted.map(({ status }) => status)).toEqual(groups.map(() => 204));
  });
});

describe("the endpoint", () => {
  it("opens to tokens of its own kind only, at any letter case of its path", async () => {
    const send = (authorization: string, path = "/scim/v2/Users") =>
      world.directory.directory.fetch(new Request(`http://directory.test${path}`, { headers: { authorization } }));
    expect((await send(`Bearer ${world.directory.token}`)).status).toBe(401);
    expect((await send(`SSWS ${world.token}`)).status).toBe(401);
    expect((await send(`Bearer ${world.token}`, "/SCIM/V2/Users?count=0")).status).toBe(200);
    const config = await done("GET", "/ServiceProviderConfig");
    expect(config["authenticationSchemes"]).toMatchObject([{ type: "oauthbearertoken", primary: true }]);
  });
});
