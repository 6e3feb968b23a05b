import type { AccountId } from "@lockstep/ports";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { memberPageStatement } from "../domain/read-api.ts";
import { addGroup, addUser, patch } from "../testing/people.ts";
import {
  basic,
  type Client,
  createClient,
  PROVISIONING,
  startTestService,
  type TestService,
} from "../testing/test-service.ts";

let test: TestService;
let scim: Client;
let rest: Client;

beforeAll(async () => {
  test = await startTestService();
});
afterAll(() => test.close());
beforeEach(async () => {
  const { apiKey } = await test.seed({
    name: `Acme ${test.clock.now()}`,
    owner: person("owner"),
    provisioning: person("provisioning"),
  });
  scim = test.scim(`Bearer ${apiKey}`);
  rest = createClient(test.service, { authorization: `Bearer ${apiKey}` });
  test.clock.advance(1_000);
});

/** Each test has an account of its own. */
function person(name: string) {
  return {
    email: `${name}-${test.clock.now()}@acme.example`,
    password: "a long password 1",
    givenName: "Olivia",
    familyName: "Owner",
  };
}

async function collect(path: string, size: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let next: string | null = null;
  let pages = 0;
  do {
    const mark: string = path.includes("?") ? "&" : "?";
    const answer = await rest.call(
      "GET",
      `${path}${mark}limit=${size}${next === null ? "" : `&cursor=${encodeURIComponent(next)}`}`,
    );
    expect(answer.status, answer.text).toBe(200);
    ids.push(...answer.body.items.map((item: { id: string }) => item.id));
    next = answer.body.next;
    pages += 1;
  } while (next !== null && pages < 100);
  return { ids, pages };
}

async function addUsers(names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const answer = await addUser(scim, `${name}@acme.example`, { externalId: `E-${name}`, title: "Clerk" });
    expect(answer.status, answer.text).toBe(201);
    ids.push(answer.body.id);
    test.clock.advance(10);
  }
  return ids;
}

describe("the digest of a group", () => {
  const digestOf = async (group: string) => (await rest.call("GET", `/v1/groups/${group}/digest`)).body;
  const added = async (name: string, members: readonly string[]): Promise<string> =>
    (await addGroup(scim, name, members)).body.id;

  it("is the same for the same members in any order, and another one for others", async () => {
    const users: string[] = [];
    for (const name of ["a", "b", "c"])
      users.push((await addUser(scim, `${name}-${test.clock.now()}@x.example`)).body.id);
    const [first, second] = [await added("First", users), await added("Second", [])];
    for (const value of users.toReversed())
      await patch(scim, `/Groups/${second}`, { op: "add", path: "members", value: [{ value }] });
    const one = await digestOf(first);
    expect(one).toMatchObject({ id: first, displayName: "First", externalId: null, memberCount: 3 });
    expect(one.digest).toMatch(/^-?\d+:-?\d+$/);
    expect((await digestOf(second)).digest).toBe(one.digest);
    await patch(scim, `/Groups/${second}`, { op: "remove", path: `members[value eq "${users[0]}"]` });
    const other = await digestOf(second);
    expect(other.memberCount).toBe(2);
    expect(other.digest).not.toBe(one.digest);
    expect((await digestOf(await added("Empty", []))).digest).toBe("0:0");
  });

  it("of a group that is not there is 404", async () => {
    expect((await rest.call("GET", "/v1/groups/00000000-0000-4000-8000-000000000000/digest")).status).toBe(404);
  });
});

describe("users of the read API", () => {
  it("are flat, and one is what the list shows of it", async () => {
    const [id = ""] = await addUsers(["jane"]);
    const one = await rest.call("GET", `/v1/users/${id}`);
    expect(one.body).toMatchObject({
      id,
      email: "jane@acme.example",
      displayName: "Jane Doe",
      givenName: "Jane",
      familyName: "Doe",
      active: true,
      title: "Clerk",
      externalId: "E-jane",
      manager: null,
      groups: [],
      provisioned: true,
      organisations: [{ code: "ACME", isDefault: true, source: "provisioned" }],
    });
    const list = await rest.call("GET", "/v1/users?search=JANE%40");
    expect(list.body).toEqual({ items: [one.body], next: null });
    expect(one.headers.get("content-type")).toMatch(/^application\/json/);
    expect(one.headers.get("cache-control")).toBe("private, no-cache");
  });

  it("come page by page in order of creation, each once, while others are made and deleted", async () => {
    const ids = await addUsers(["e", "d", "c", "b", "a"]);
    const before = await collect("/v1/users", 2);
    expect(before.ids.filter((id) => ids.includes(id))).toEqual(ids);
    expect(new Set(before.ids).size).toBe(before.ids.length);
    expect(before.pages).toBe(Math.ceil(before.ids.length / 2));
    const first = await rest.call("GET", "/v1/users?limit=3");
    await scim.call("DELETE", `/Users/${first.body.items[2].id}`);
    const [late = ""] = await addUsers(["late"]);
    const rest2 = await rest.call("GET", `/v1/users?cursor=${encodeURIComponent(first.body.next)}`);
    expect(rest2.body.items.map((user: { id: string }) => user.id)).toEqual([...before.ids.slice(3), late]);
  });

  it("can be narrowed by activity, organisation, time and text, together", async () => {
    const [jane = "", john = ""] = await addUsers(["jane", "john"]);
    const since = new Date(test.clock.now()).toISOString();
    test.clock.advance(1_000);
    await patch(scim, `/Users/${john}`, { op: "replace", path: "active", value: false });
    const organisation = {
      op: "add",
      path: "urn:lockstep:scim:schemas:extension:organisation:2.0:User:organisation",
      value: "NORTH",
    };
    expect((await patch(scim, `/Users/${jane}`, organisation)).status).toBe(200);
    const ids = async (query: string) => (await collect(`/v1/users?${query}`, 1)).ids;
    expect(await ids("active=false")).toEqual([john]);
    expect(await ids("active=true&search=acme.example")).not.toContain(john);
    expect(await ids("organisation=north")).toEqual([jane]);
    const north = (await rest.call("GET", `/v1/users/${jane}`)).body.organisations[0].id;
    expect(await ids(`organisation=${north}`)).toEqual([jane]);
    expect(await ids("organisation=NOWHERE")).toEqual([]);
    expect((await ids(`updatedSince=${since}`)).sort()).toEqual([jane, john].sort());
    expect(await ids(`updatedSince=${since}&active=false&search=jo`)).toEqual([john]);
    expect(await ids("search=100%25_")).toEqual([]);
  });

  it("answer 304 while nothing has changed, and a new tag when something has, roles and groups included", async () => {
    const [id = ""] = await addUsers(["jane"]);
    const first = await rest.call("GET", `/v1/users/${id}`);
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const again = await rest.call("GET", `/v1/users/${id}`, undefined, { "if-none-match": `"x", W/${tag}` });
    expect(again).toMatchObject({ status: 304, text: "" });
    expect(again.headers.get("etag")).toBe(tag);
    expect(again.headers.get("traceparent")).toMatch(/^00-/);
    await addGroup(scim, "Sales", [id]);
    const changed = await rest.call("GET", `/v1/users/${id}`, undefined, { "if-none-match": tag });
    expect(changed).toMatchObject({ status: 200, body: { groups: [{ displayName: "Sales" }] } });
    const head = await rest.call("HEAD", `/v1/users/${id}`);
    expect(head).toMatchObject({ status: 200, text: "" });
    expect(head.headers.get("etag")).toBe(changed.headers.get("etag"));
  });
});

describe("groups of the read API", () => {
  it("show how many members they have; the members come page by page, users and groups", async () => {
    const ids = await addUsers(["a", "b", "c", "d", "e"]);
    const inner = (await addGroup(scim, "Inner")).body.id;
    test.clock.advance(10);
    const outer = (await addGroup(scim, "Outer", [...ids, inner])).body.id;
    const group = await rest.call("GET", `/v1/groups/${outer}`);
    expect(group.body).toMatchObject({ id: outer, displayName: "Outer", externalId: null, memberCount: 6 });
    expect((await rest.call("GET", "/v1/groups?search=out")).body.items).toEqual([group.body]);
    expect((await collect("/v1/groups", 1)).ids).toEqual([inner, outer]);
    const members = await collect(`/v1/groups/${outer}/members`, 4);
    expect(members).toEqual({ ids: [...ids, inner].sort(), pages: 2 });
    const all = (await rest.call("GET", `/v1/groups/${outer}/members`)).body.items;
    expect(all.find(({ id }: { id: string }) => id === ids[0])).toEqual({
      id: ids[0],
      type: "User",
      displayName: "Jane Doe",
      email: "a@acme.example",
      active: true,
    });
    expect(all.find(({ id }: { id: string }) => id === inner)).toMatchObject({
      type: "Group",
      displayName: "Inner",
      email: null,
    });
  });

  it("read a page of members by index, whatever the size of the group", async () => {
    const id = (await addGroup(scim, "Everybody")).body.id;
    const [row] = await test.database.asOwner("select account_id from resource where id = $1", [id]);
    await test.database.asOwner(
      `insert into resource (account_id, id, type, doc, created_at, modified_at)
       select $1, md5($2::text || n)::uuid, 'User', '{"userName": "u"}', now(), now() from generate_series(1, 5000) n`,
      [row?.account_id, id],
    );
    await test.database.asOwner(
      `insert into membership (account_id, group_id, member_id, added_at)
       select $1, $2::uuid, md5($2::text || n)::uuid, now() from generate_series(1, 5000) n`,
      [row?.account_id, id],
    );
    await test.database.asOwner("analyze membership, resource");
    const page = { cursor: "80000000-0000-4000-8000-000000000000", limit: 50 };
    const { sql, parameters } = memberPageStatement(
      { accountId: String(row?.account_id) as AccountId, id },
      page,
    ).compile(test.config.database.kysely);
    const plan = await test.database.asOwner(`explain (analyze, timing off) ${sql}`, parameters);
    const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
    const looked = [...text.matchAll(/actual rows=([\d.]+) loops=(\d+)/g)].map(
      ([, rows, loops]) => Number(rows) * Number(loops),
    );
    expect(Math.max(...looked), text).toBeLessThanOrEqual(51);
    expect(text).not.toMatch(/Seq Scan|Rows Removed/);
    expect((await collect(`/v1/groups/${id}/members`, 200)).ids).toHaveLength(5_000);
  });
});

describe("refusals of the read API", () => {
  it("have the house shape, name the field and the remedy", async () => {
    const fault = async (path: string) => {
      const { status, body } = await rest.call("GET", path);
      return { status, ...body.error };
    };
    expect(await fault("/v1/users?limit=0")).toMatchObject({
      status: 400,
      code: "invalidField",
      field: "limit",
      message: expect.stringMatching(/1 to 200/),
    });
    expect(await fault("/v1/users?limit=201")).toMatchObject({ status: 400, code: "invalidField", field: "limit" });
    expect(await fault("/v1/users?active=yes")).toMatchObject({
      status: 400,
      code: "invalidField",
      field: "active",
      message: expect.stringMatching(/true or false/),
    });
    expect(await fault("/v1/users?updatedSince=yesterday")).toMatchObject({ status: 400, field: "updatedSince" });
    for (const cursor of [
      "x",
      "MjAyNi0wMy0wMSAx",
      Buffer.from("9999-99-99T00:00:00+00:00 00000000-0000-4000-8000-000000000001").toString("base64url"),
    ]) {
      expect(await fault(`/v1/users?cursor=${cursor}`)).toMatchObject({
        status: 400,
        code: "invalidField",
        field: "cursor",
        message: expect.stringMatching(/next/),
      });
      expect(await fault(`/v1/groups?cursor=${cursor}`)).toMatchObject({
        status: 400,
        code: "invalidField",
        field: "cursor",
      });
    }
    const unknown = "00000000-0000-4000-8000-00000000dead";
    for (const path of [
      `/v1/users/${unknown}`,
      "/v1/users/none",
      `/v1/groups/${unknown}`,
      `/v1/groups/${unknown}/members`,
      "/v1/groups/none/members",
      "/v1/nothing",
    ]) {
      expect(await fault(path)).toMatchObject({ status: 404, code: "notFound" });
    }
    const [user = ""] = await addUsers(["jane"]);
    expect(await fault(`/v1/groups/${user}`)).toMatchObject({ status: 404, code: "notFound" });
  });

  it("come before anything else without a credential, and for writes", async () => {
    for (const path of ["/v1/users", "/v1/users?limit=0", "/v1/nothing", "/v1"]) {
      const answer = await createClient(test.service, {}).call("GET", path);
      expect(answer).toMatchObject({ status: 401, body: { error: { code: "unauthenticated" } } });
      expect(answer.headers.get("www-authenticate")).toMatch(/Basic.*Bearer/);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    const write = await rest.call("POST", "/v1/users", { email: "x" });
    expect(write).toMatchObject({ status: 405, body: { error: { code: "methodNotAllowed" } } });
    expect(write.headers.get("allow")).toBe("GET, HEAD");
  });

  it("keep accounts apart, cursors included", async () => {
    const [id = ""] = await addUsers(["jane", "john"]);
    const group = (await addGroup(scim, "Sales", [id])).body.id;
    const cursor = (await rest.call("GET", "/v1/users?limit=1")).body.next;
    test.clock.advance(60_000);
    const foreign = await test.seed({ name: "Foreign", owner: person("owner"), provisioning: person("provisioning") });
    const other = createClient(test.service, { authorization: `Bearer ${foreign.apiKey}` });
    for (const path of [`/v1/users/${id}`, `/v1/groups/${group}`, `/v1/groups/${group}/members`]) {
      expect((await other.call("GET", path)).status).toBe(404);
    }
    const page = await other.call("GET", `/v1/users?cursor=${encodeURIComponent(cursor)}&limit=200`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("jane@acme.example");
    expect(page.text).not.toContain("john@acme.example");
  });

  it("take Basic like SCIM does", async () => {
    await test.seed({ name: "With Basic" });
    const client = createClient(test.service, { authorization: basic(PROVISIONING) });
    expect((await client.call("GET", "/v1/users")).status).toBe(200);
  });
});
