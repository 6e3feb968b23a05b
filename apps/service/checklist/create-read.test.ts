/** Checklist §2.4: create and read (RFC 7644 §3.3, §3.4.1 and §3.9). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  NOBODY,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { addGroup, addUser, patch } from "../testing/people.ts";
import { type Client, GROUP_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
let other: Client;
beforeAll(async () => {
  all = await startChecklist();
  const { apiKey } = await all.test.seed({
    name: "Other",
    organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
    owner: { email: "owner@other.example", password: "owner password 2" },
    provisioning: { email: "provisioning@other.example", password: "provisioning password 2" },
  });
  other = all.test.scim(`Bearer ${apiKey}`);
});
afterAll(async () => {
  await all?.test.close();
});

const count = async (endpoint: string) => (await all.list(endpoint, { count: 0 })).totalResults;
const put = (path: string, body: Record<string, unknown>) =>
  all.scim.call("PUT", path, { schemas: [path.startsWith("/Groups") ? GROUP_URN : USER_URN], ...body });

describe("Create", () => {
  it("answers 201 with the stored resource and where it is [C-01]", async () => {
    const sent = {
      title: "T",
      emails: [{ value: "a@x.example", type: "work" }],
      [ENTERPRISE_URN]: { department: "D" },
    };
    const userName = all.name();
    const answer = await addUser(all.scim, userName, sent);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ ...sent, userName, active: true });
    expect(answer.headers.get("location")).toBe(answer.body.meta.location);
    expect(await all.read(`/Users/${answer.body.id}`)).toEqual(answer.body);
  });

  it("answers 201 with the stored group and its members [C-01]", async () => {
    const user = await all.user();
    const answer = await addGroup(all.scim, all.name(), [user.id]);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe(answer.body.meta.location);
    expect(answer.body.members).toMatchObject([{ value: user.id }]);
    expect(await all.read(`/Groups/${answer.body.id}`)).toEqual(answer.body);
  });

  it("ignores what is read-only: id, meta, groups, the display of members [C-02]", async () => {
    const group = await all.group();
    const made = await all.user({
      id: NOBODY,
      meta: { created: "2001-01-01T00:00:00Z", version: 'W/"77"' },
      groups: [{ value: group.id }],
    });
    expect(made.id).not.toBe(NOBODY);
    expect(made.meta.version).toBe('W/"1"');
    expect(await all.read(`/Users/${made.id}`)).not.toHaveProperty("groups");
    expect((await all.read(`/Groups/${group.id}`)).members).toBeUndefined();
    const answer = await all.scim.call("POST", "/Groups", {
      schemas: [GROUP_URN],
      displayName: all.name(),
      members: [{ value: made.id, display: "Not this" }],
    });
    expect(answer.body.members[0].display).not.toBe("Not this");
  });

  it("without a required attribute is 400 invalidValue that names it, and makes nothing [C-03]", async () => {
    const before = [await count("/Users"), await count("/Groups")];
    const user = await all.scim.call("POST", "/Users", { schemas: [USER_URN], title: "T" });
    expectError(user, 400, "invalidValue");
    expect(user.body.detail).toContain("userName");
    const group = await all.scim.call("POST", "/Groups", { schemas: [GROUP_URN], members: [] });
    expectError(group, 400, "invalidValue");
    expect(group.body.detail).toContain("displayName");
    expect([await count("/Users"), await count("/Groups")]).toEqual(before);
  });

  it("answers 409 for a user name in another letter case [C-04]", async () => {
    await all.user({ userName: "Taken@acme.example", title: "first" });
    const clash = await addUser(all.scim, "tAKEN@acme.example", { title: "second" });
    expectError(clash, 409, "uniqueness");
    expect(clash.body.detail).toContain("userName");
    const found = await all.list("/Users", { filter: 'userName eq "taken@acme.example"' });
    expect(found.Resources.map((user: Resource) => user.title)).toEqual(["first"]);
  });

  it("answers 409 for a group name in another letter case [C-04]", async () => {
    await all.group([], { displayName: "Sales NL" });
    expectError(await addGroup(all.scim, "SALES nl"), 409, "uniqueness");
    expect(await all.find("/Groups", 'displayName eq "sales nl"')).toHaveLength(1);
  });

  it("of sixteen creates of one name at the same moment one wins [C-04]", async () => {
    const userName = all.name();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, place) => addUser(all.scim, place % 2 ? userName : userName.toUpperCase())),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array(15).fill(409)]);
    for (const answer of answers) if (answer.status === 409) expectError(answer, 409, "uniqueness");
    expect(await all.find("/Users", `userName eq "${userName}"`)).toHaveLength(1);
  });

  it("two renames to one name at the same moment: one wins, the other changes nothing [C-04]", async () => {
    const users = [await all.user(), await all.user()];
    const value = all.name();
    const answers = await Promise.all(
      users.map(({ id }) => patch(all.scim, `/Users/${id}`, { op: "replace", path: "userName", value })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(await all.find("/Users", `userName eq "${value}"`)).toHaveLength(1);
  });

  it("another account may hold the same userName, externalId and group name [C-05]", async () => {
    const userName = all.name();
    const mine = await all.user({ userName, externalId: "C-05" });
    const theirs = await addUser(other, userName, { externalId: "C-05" });
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.id);
    expect((await addGroup(other, (await all.group()).displayName)).status).toBe(201);
    expect(await all.find("/Users", 'externalId eq "C-05"')).toEqual([mine.id]);
  });

  it("the same create sent again is 409, never a second resource [C-06]", async () => {
    const userName = all.name();
    const body = { externalId: "C-06", emails: [{ value: "c06@x.example" }] };
    const first = await addUser(all.scim, userName, body);
    for (let again = 0; again < 3; again += 1) expectError(await addUser(all.scim, userName, body), 409, "uniqueness");
    expect(await all.find("/Users", 'externalId eq "C-06"')).toEqual([first.body.id]);
    const group = await all.group();
    expectError(await addGroup(all.scim, group.displayName), 409, "uniqueness");
  });

  it("is not possible at a resource's own address [C-07]", async () => {
    const { id, meta } = await all.user();
    const body = { schemas: [USER_URN], userName: all.name() };
    expectError(await all.scim.call("POST", `/Users/${id}`, body), 405);
    expect((await all.read(`/Users/${id}`)).meta).toEqual(meta);
    expect(await all.find("/Users", `userName eq "${body.userName}"`)).toEqual([]);
  });

  it.each(["/Nothing", "/User", "/Users/a/b"])("POST %s is 404: there is no such endpoint [C-07]", async (path) => {
    expectError(await all.scim.call("POST", path, { schemas: [USER_URN], userName: all.name() }), 404);
  });
});

describe("Read", () => {
  it("answers 200 with the resource and its ETag [C-09]", async () => {
    const made = await all.user();
    const answer = await all.scim.call("GET", `/Users/${made.id}`);
    expect([answer.status, answer.body]).toEqual([200, made]);
    expect(answer.headers.get("etag")).toBe(made.meta.version);
  });

  it.each([NOBODY, "no-id", "'", "%00", "../Users", "null"])("the unknown id %s is 404 [C-09]", async (id) => {
    expectError(await all.scim.call("GET", `/Users/${encodeURIComponent(id)}`), 404);
  });

  it("an inactive user is read, listed and found [C-10]", async () => {
    const made = await all.user({ active: false });
    expect((await all.read(`/Users/${made.id}`)).active).toBe(false);
    expect(await all.find("/Users", `userName eq "${made.userName}"`)).toEqual([made.id]);
    expect(await all.find("/Users", `active eq false and id eq "${made.id}"`)).toEqual([made.id]);
    const every = await all.list("/Users", { count: 1_000 });
    expect(every.Resources.map((user: Resource) => user.id)).toContain(made.id);
    await patch(all.scim, `/Users/${made.id}`, { op: "replace", path: "active", value: true });
    expect((await all.read(`/Users/${made.id}`)).active).toBe(true);
  });

  it("a group read without parameters shows its members [C-11]", async () => {
    const users = [await all.user(), await all.user()];
    const group = await all.group(users.map((user) => user.id));
    const members = (await all.read(`/Groups/${group.id}`)).members;
    expect(members.map((member: Resource) => member.value).sort()).toEqual(users.map((user) => user.id).sort());
  });
});

describe("Attributes asked for", () => {
  const FULL = {
    externalId: "E",
    title: "T",
    password: "a password of hers",
    name: { givenName: "Jane", familyName: "Doe" },
    emails: [{ value: "a@x.example", type: "work", primary: true }],
    [ENTERPRISE_URN]: { department: "D", employeeNumber: "1" },
  };
  const names = (resource: Resource) => Object.keys(resource).sort();

  it("are honoured in the answers to POST, PUT and PATCH [C-08]", async () => {
    const userName = all.name();
    const body = { schemas: [USER_URN], userName, title: "T" };
    const made = await all.scim.call("POST", "/Users?attributes=userName", body);
    expect([made.status, names(made.body)]).toEqual([201, ["id", "schemas", "userName"]]);
    const path = `/Users/${made.body.id}`;
    const replaced = await put(`${path}?excludedAttributes=title,meta`, { userName, title: "T2" });
    expect([replaced.status, names(replaced.body)]).toEqual([200, ["active", "id", "schemas", "userName"]]);
    const patched = await all.scim.call("PATCH", `${path}?attributes=title`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "title", value: "T3" }],
    });
    expect([patched.status, names(patched.body)]).toEqual([200, ["id", "schemas", "title"]]);
    expect((await all.read(path)).title).toBe("T3");
  });

  it("are honoured in a list [C-08]", async () => {
    const { id } = await all.user(FULL);
    const page = await all.list("/Users", { filter: `id eq "${id}"`, attributes: "userName,title" });
    expect(names(page.Resources[0])).toEqual(["id", "schemas", "title", "userName"]);
  });

  it("`always` comes back when others are named, and when excluded [C-12]", async () => {
    const { id } = await all.user(FULL);
    for (const parameter of ["attributes=title", "excludedAttributes=id,schemas"]) {
      expect(await all.read(`/Users/${id}?${parameter}`)).toMatchObject({ id, schemas: expect.any(Array) });
    }
  });

  it("`never` does not come back, even by name [C-12]", async () => {
    const { id } = await all.user(FULL);
    for (const parameter of ["", "?attributes=password", "?attributes=userName,password", "?excludedAttributes=id"]) {
      expect(await all.read(`/Users/${id}${parameter}`)).not.toHaveProperty("password");
    }
  });

  it("`default` comes back unless it is excluded, or others are named [C-12]", async () => {
    const made = await all.user(FULL);
    expect(names(made)).toContain("title");
    expect(names(await all.read(`/Users/${made.id}?excludedAttributes=title`))).toEqual(
      names(made).filter((name) => name !== "title"),
    );
    expect(names(await all.read(`/Users/${made.id}?attributes=userName`))).not.toContain("title");
  });

  it.each([
    ["plain", "title", { title: "T" }],
    ["in another letter case", "TITLE", { title: "T" }],
    ["with its URN", `${USER_URN}:title`, { title: "T" }],
    ["with its URN in another letter case", `${USER_URN.toUpperCase()}:Title`, { title: "T" }],
    ["dotted", "name.familyName", { name: { familyName: "Doe" } }],
    ["dotted with its URN", `${USER_URN}:name.familyName`, { name: { familyName: "Doe" } }],
    ["dotted in several values", "emails.value", { emails: [{ value: "a@x.example" }] }],
    ["of an extension", `${ENTERPRISE_URN}:department`, { [ENTERPRISE_URN]: { department: "D" } }],
    ["two of one", "name.familyName, name.givenName", { name: { familyName: "Doe", givenName: "Jane" } }],
  ])("a name may be written %s [C-13]", async (_how, attributes, expected) => {
    const { id, schemas } = await all.user({ ...FULL, externalId: all.name() });
    const read = await all.read(`/Users/${id}?attributes=${encodeURIComponent(attributes)}`);
    expect(read).toEqual({ schemas, id, ...expected });
  });

  it("a sub-attribute can be excluded alone [C-13]", async () => {
    const { id } = await all.user(FULL);
    const read = await all.read(`/Users/${id}?excludedAttributes=name.familyName,EMAILS.Type`);
    expect(read.name).toEqual({ givenName: "Jane" });
    expect(read.emails).toEqual([{ value: "a@x.example", primary: true }]);
  });

  it("both parameters at once contradict each other: 400 invalidValue [C-14]", async () => {
    const { id, meta } = await all.user();
    const both = "attributes=title&excludedAttributes=name";
    expectError(await all.scim.call("GET", `/Users/${id}?${both}`), 400, "invalidValue");
    expectError(await all.scim.call("GET", `/Users?${both}`), 400, "invalidValue");
    const write = await all.scim.call("PATCH", `/Users/${id}?${both}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "title", value: "T" }],
    });
    expectError(write, 400, "invalidValue");
    expect((await all.read(`/Users/${id}`)).meta).toEqual(meta);
  });

  it("`schemas` stays in the answer, extensions of the resource included [C-15]", async () => {
    const { id } = await all.user(FULL);
    const read = await all.read(`/Users/${id}?attributes=userName`);
    expect(names(read)).toEqual(["id", "schemas", "userName"]);
    expect(read.schemas).toEqual([USER_URN, ENTERPRISE_URN]);
  });

  it.each(["nothing", "nothing.at.all", "urn:example:Unknown:x", "title,nothing", "%5B%5D,title", ",,title,"])(
    "attributes=%s: what no schema knows is ignored [C-16]",
    async (attributes) => {
      const { id, schemas } = await all.user(FULL);
      const expected = attributes.includes("title") ? { title: "T" } : {};
      expect(await all.read(`/Users/${id}?attributes=${attributes}`)).toEqual({ schemas, id, ...expected });
    },
  );

  it("an extension's URN alone means the whole extension, asked for or excluded [C-17]", async () => {
    const { id, schemas } = await all.user(FULL);
    for (const urn of [ENTERPRISE_URN, ENTERPRISE_URN.toUpperCase()]) {
      const extension = FULL[ENTERPRISE_URN];
      expect(await all.read(`/Users/${id}?attributes=${urn}`)).toEqual({ schemas, id, [ENTERPRISE_URN]: extension });
      const without = await all.read(`/Users/${id}?excludedAttributes=${urn}`);
      expect(without).not.toHaveProperty([ENTERPRISE_URN]);
      expect(without).toMatchObject({ title: "T" });
    }
  });
});
