/** Checklist §2.9: Bulk (RFC 7644 §3.7). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  ERROR_URN,
  expectError,
  NOBODY,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { addUser } from "../testing/people.ts";
import { type Answer, type Client, GROUP_URN, OWNER, PATCH_URN, USER_URN } from "../testing/test-service.ts";

const REQUEST_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const RESPONSE_URN = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
const BASE = "http://service.test/SCIM/v2";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

type Operation = Record<string, unknown>;

const send = (Operations: readonly Operation[], more: Record<string, unknown> = {}, client: Client = all.scim) =>
  client.call("POST", "/Bulk", { schemas: [REQUEST_URN], Operations, ...more });

/** Sends a bulk request, expects that it is answered as one, and gives the results. */
async function run(operations: readonly Operation[], more: Record<string, unknown> = {}): Promise<Resource[]> {
  const answer = await send(operations, more);
  expect([answer.text, answer.status]).toEqual([answer.text, 200]);
  expect(answer.body.schemas).toEqual([RESPONSE_URN]);
  return answer.body.Operations;
}
const statuses = (results: readonly Resource[]) => results.map((result) => result.status);
const idOf = (result: Resource): string => result.location.split("/").at(-1);

const newUser = (bulkId: string, data: Record<string, unknown> = {}): Operation => ({
  method: "POST",
  path: "/Users",
  bulkId,
  data: { schemas: [USER_URN], userName: all.name(), ...data },
});
const newGroup = (bulkId: string, members: readonly string[]): Operation => ({
  method: "POST",
  path: "/Groups",
  bulkId,
  data: { schemas: [GROUP_URN], displayName: all.name(), members: members.map((value) => ({ value })) },
});
const patchOf = (path: string, ...Operations: unknown[]): Operation => ({
  method: "PATCH",
  path,
  data: { schemas: [PATCH_URN], Operations },
});
const titled = (value: string) => ({ op: "replace", path: "title", value });

describe("Bulk", () => {
  it("takes POST, PUT, PATCH and DELETE [B-01]", async () => {
    const [one, two, three] = [await all.user(), await all.user(), await all.user()];
    const results = await run([
      newUser("new", { title: "New" }),
      { method: "PUT", path: `/Users/${one.id}`, data: { schemas: [USER_URN], userName: one.userName, title: "Put" } },
      patchOf(`/Users/${two.id}`, titled("Patched")),
      { method: "DELETE", path: `/Users/${three.id}` },
    ]);
    expect(statuses(results)).toEqual(["201", "200", "200", "204"]);
    const titles = [idOf(results[0]), one.id, two.id].map(async (id) => (await all.read(`/Users/${id}`)).title);
    expect(await Promise.all(titles)).toEqual(["New", "Put", "Patched"]);
    expectError(await all.scim.call("GET", `/Users/${three.id}`), 404);
  });

  it.each([
    ["another schema", { schemas: [PATCH_URN] }],
    ["no operations", { Operations: [] }],
    ["operations that are no array", { Operations: {} }],
    ["a method that is none", { Operations: [{ method: "GET", path: "/Users" }] }],
    ["no path", { Operations: [{ method: "DELETE" }] }],
  ])("with %s is 400 invalidSyntax [B-01]", async (_name, change) => {
    const body = { schemas: [REQUEST_URN], Operations: [newUser("a")], ...change };
    expectError(await all.scim.call("POST", "/Bulk", body), 400, "invalidSyntax");
  });

  it("tells of each operation: method, bulkId, location, version, status, and the error of one that failed [B-02]", async () => {
    const user = await all.user();
    const results = await run([
      newUser("made"),
      newUser("clash", { userName: user.userName }),
      patchOf(`/Users/${user.id}`, titled("T")),
      patchOf(`/Users/${user.id}`, { op: "replace", path: "nothing", value: 1 }),
      { method: "DELETE", path: `/Users/${NOBODY}` },
    ]);
    const id = idOf(results[0]);
    expect(results[0]).toEqual({
      method: "POST",
      bulkId: "made",
      version: 'W/"1"',
      location: `${BASE}/Users/${id}`,
      status: "201",
    });
    expect(results[1]).toMatchObject({ method: "POST", bulkId: "clash", status: "409" });
    expect(results[1]).not.toHaveProperty("location");
    expect(results[1].response).toMatchObject({ schemas: [ERROR_URN], status: "409", scimType: "uniqueness" });
    expect(results[2]).toEqual({ method: "PATCH", location: user.meta.location, version: 'W/"2"', status: "200" });
    expect(results[3]).toMatchObject({ method: "PATCH", location: user.meta.location, status: "400" });
    expect(results[3].response).toMatchObject({ scimType: "invalidPath", detail: expect.stringMatching(/\S/) });
    expect(results[4]).toMatchObject({ method: "DELETE", status: "404", response: { status: "404" } });
    expect((await all.read(`/Users/${user.id}`)).title).toBe("T");
  });

  it("without a bulkId for a POST, or with one twice, is 400 and does nothing [B-03]", async () => {
    const before = (await all.list("/Users", { count: 0 })).totalResults;
    for (const operations of [
      [newUser("a"), { ...newUser("b"), bulkId: undefined }],
      [newUser("a"), newUser("a")],
    ]) {
      const answer = await send(operations);
      expect(answer.status).toBe(400);
      expectError(answer, 400, answer.body.scimType);
      expect(answer.body.detail).toMatch(/bulkId/);
    }
    expect((await all.list("/Users", { count: 0 })).totalResults).toBe(before);
  });

  it("puts the new id where a bulkId stands: members, extensions, PATCH values and paths [B-04]", async () => {
    const group = await all.group();
    const results = await run([
      newUser("boss"),
      newUser("jane", { [ENTERPRISE_URN]: { manager: { value: "bulkId:boss" } } }),
      newGroup("team", ["bulkId:jane"]),
      patchOf(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: "bulkId:jane" }] }),
      patchOf("/Users/bulkId:jane", titled("By path")),
      {
        method: "PUT",
        path: "/Groups/bulkId:team",
        data: { schemas: [GROUP_URN], displayName: all.name(), members: [{ value: "bulkId:boss" }] },
      },
    ]);
    expect(statuses(results)).toEqual(["201", "201", "201", "204", "200", "200"]);
    const [boss, jane, team] = results.map(idOf);
    expect(await all.read(`/Users/${jane}`)).toMatchObject({
      title: "By path",
      [ENTERPRISE_URN]: { manager: { value: boss } },
    });
    expect((await all.read(`/Groups/${group.id}`)).members).toMatchObject([{ value: jane }]);
    expect((await all.read(`/Groups/${team}`)).members).toMatchObject([{ value: boss }]);
  });

  it("refuses a bulkId that stands for nothing, and what depends on a POST that failed [B-04]", async () => {
    const taken = await all.user();
    const results = await run([
      newGroup("unknown", ["bulkId:nobody"]),
      newUser("clash", { userName: taken.userName }),
      newGroup("orphan", ["bulkId:clash"]),
      patchOf("/Users/bulkId:clash", titled("T")),
    ]);
    expect(statuses(results)).toEqual(["400", "409", "409", "409"]);
    expect(await all.read(`/Users/${taken.id}`)).toEqual(taken);
  });

  it("makes two groups that name each other [B-05]", async () => {
    const results = await run([newGroup("a", ["bulkId:b"]), newGroup("b", ["bulkId:a"])]);
    expect(statuses(results)).toEqual(["201", "201"]);
    const [a, b] = results.map(idOf);
    expect((await all.read(`/Groups/${a}`)).members).toMatchObject([{ value: b, type: "Group" }]);
    expect((await all.read(`/Groups/${b}`)).members).toMatchObject([{ value: a, type: "Group" }]);
  });

  it("answers 409 for a circle that cannot be closed, and keeps no half of it [B-05]", async () => {
    const taken = await all.group();
    const results = await run([
      newGroup("a", ["bulkId:b"]),
      {
        ...newGroup("b", ["bulkId:a"]),
        data: { schemas: [GROUP_URN], displayName: taken.displayName, members: [{ value: "bulkId:a" }] },
      },
    ]);
    expect(statuses(results)).toEqual(["409", "409"]);
    const names = [results[0].location, results[1].location].filter((location) => location !== undefined);
    for (const location of names) expectError(await all.scim.call("GET", location.replace(BASE, "")), 404);
    expect(await all.find("/Groups", `displayName eq "${taken.displayName}"`)).toEqual([taken.id]);
  });

  const failing = (): Operation => ({ method: "DELETE", path: `/Users/${NOBODY}` });

  it("goes on past every error when no number ends it [B-06]", async () => {
    expect(statuses(await run([failing(), newUser("a"), failing(), newUser("b")]))).toEqual([
      "404",
      "201",
      "404",
      "201",
    ]);
  });

  it.each([
    [1, ["404"]],
    [2, ["404", "201", "404"]],
    [3, ["404", "201", "404", "201"]],
  ])(
    "failOnErrors %d ends it after that many errors, and tells of what was done [B-06]",
    async (failOnErrors, expected) => {
      const [first, second] = [newUser("a"), newUser("b")];
      const results = await run([failing(), first, failing(), second], { failOnErrors });
      expect(statuses(results)).toEqual(expected);
      const names = [first, second].map((operation) => (operation["data"] as Resource).userName as string);
      const made = await Promise.all(names.map((name) => all.find("/Users", `userName eq "${name}"`)));
      expect(made.flat()).toHaveLength(expected.filter((status) => status === "201").length);
    },
  );

  it.each([0, -1, 1.5, "2"])("failOnErrors %j is 400 [B-06]", async (failOnErrors) => {
    const operation = newUser("a");
    const answer = await send([operation], { failOnErrors });
    expect([answer.status, answer.body.schemas]).toEqual([400, [ERROR_URN]]);
    expect(await all.find("/Users", `userName eq "${(operation["data"] as Resource).userName}"`)).toEqual([]);
  });

  it("of more operations or bytes than announced is 413, which names the limit, and does nothing [B-07] [H-11]", async () => {
    const { maxOperations, maxPayloadSize } = (await all.read("/ServiceProviderConfig")).bulk;
    expect([maxOperations > 0, maxPayloadSize > 0]).toEqual([true, true]);
    const operation = newUser("first");
    const many = [operation, ...Array.from({ length: maxOperations }, failing)];
    const answer = await send(many);
    expectError(answer, 413);
    expect(answer.body.detail).toContain(String(maxOperations));
    const body = JSON.stringify({ schemas: [REQUEST_URN], Operations: [operation] });
    const large = await all.scim.call("POST", "/Bulk", body.padEnd(maxPayloadSize + 1, " "));
    expectError(large, 413);
    expect(large.body.detail).toContain(String(maxPayloadSize));
    expect(await all.find("/Users", `userName eq "${(operation["data"] as Resource).userName}"`)).toEqual([]);
    expect((await all.scim.call("POST", "/Bulk", body.padEnd(maxPayloadSize, " "))).status).toBe(200);
    expect(statuses(await run(many.slice(1))).length).toBe(maxOperations);
  });

  it.each([
    "/Bulk",
    "/ServiceProviderConfig",
    "/Schemas",
    "/.search",
    "/Nothing",
    "/api/users",
    "/../../api/users",
    "http://other.example/SCIM/v2/Users",
    "//other.example/Users",
    "",
  ])("the path %j is refused in its place, the others work [B-08]", async (path) => {
    const bad = { method: "POST", path, bulkId: "x", data: { schemas: [USER_URN], userName: all.name() } };
    const answer = await send([bad, newUser("ok")]);
    if (answer.status === 200) {
      const [first, second] = answer.body.Operations;
      expect(["400", "403", "404", "405"]).toContain(first.status);
      expect(second.status).toBe("201");
    } else expect([path, answer.status]).toEqual(["", 400]);
    expect(await all.find("/Users", `userName eq "${bad.data.userName}"`)).toEqual([]);
  });

  it("each operation has the rights of a single request: the administrator behind the credential stays [B-08]", async () => {
    const me = (await all.scim.call("GET", "/Me")).body;
    const results = await run([{ method: "DELETE", path: `/Users/${me.id}` }, newUser("other")]);
    expect(statuses(results)).toEqual(["403", "201"]);
    expect((await all.read(`/Users/${me.id}`)).id).toBe(me.id);
  });

  it("a group may stand before its users [B-09]", async () => {
    const results = await run([newGroup("g", ["bulkId:u1", "bulkId:u2"]), newUser("u1"), newUser("u2")]);
    expect(statuses(results)).toEqual(["201", "201", "201"]);
    const members = (await all.read(`/Groups/${idOf(results[0])}`)).members.map((member: Resource) => member.value);
    expect(members.sort()).toEqual([idOf(results[1]), idOf(results[2])].sort());
  });

  it("a PATCH is a whole PATCH message, and is as whole as a single one [B-10]", async () => {
    const user = await all.user();
    const bare = { method: "PATCH", path: `/Users/${user.id}`, data: titled("bare") };
    const half = patchOf(`/Users/${user.id}`, titled("half"), { op: "remove" });
    const [first, second, third] = await run([bare, half, patchOf(`/Users/${user.id}`, titled("1"), titled("2"))]);
    expect([first.status, first.response.scimType]).toEqual(["400", "invalidSyntax"]);
    expect([second.status, second.response.scimType]).toEqual(["400", "noTarget"]);
    expect([third.status, third.version]).toEqual(["200", 'W/"2"']);
    expect((await all.read(`/Users/${user.id}`)).title).toBe("2");
  });

  it("a version is an If-Match [B-11]", async () => {
    const [user, other] = [await all.user(), await all.user()];
    const results = await run([
      { ...patchOf(`/Users/${user.id}`, titled("1")), version: 'W/"1"' },
      { ...patchOf(`/Users/${user.id}`, titled("2")), version: 'W/"1"' },
      { method: "DELETE", path: `/Users/${other.id}`, version: 'W/"9"' },
      { method: "DELETE", path: `/Users/${other.id}`, version: 'W/"1"' },
    ]);
    expect(statuses(results)).toEqual(["200", "412", "412", "204"]);
    expect(await all.read(`/Users/${user.id}`)).toMatchObject({ title: "1", meta: { version: 'W/"2"' } });
  });

  it("sent again makes nothing twice: 409 for each [B-12]", async () => {
    const operations = [newUser("u"), newGroup("g", ["bulkId:u"])];
    expect(statuses(await run(operations))).toEqual(["201", "201"]);
    const before = await Promise.all(["/Users", "/Groups"].map((path) => all.list(path, { count: 0 })));
    expect(statuses(await run(operations))).toEqual(["409", "409"]);
    const after = await Promise.all(["/Users", "/Groups"].map((path) => all.list(path, { count: 0 })));
    expect(after).toEqual(before);
  });
});

describe("Bulk and another account", () => {
  it("its ids are unknown in paths and data [N-04]", async () => {
    const { apiKey } = await all.test.seed({
      name: "Other",
      organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
      owner: { email: "owner@other.example", password: OWNER.password },
      provisioning: { email: "provisioning@other.example", password: "provisioning password 2" },
    });
    const other = all.test.scim(`Bearer ${apiKey}`);
    const theirs: Answer = await addUser(other, all.name(), { title: "Theirs" });
    const { id } = theirs.body;
    const results = await run([
      patchOf(`/Users/${id}`, titled("Mine")),
      { method: "DELETE", path: `/Users/${id}` },
      { method: "PUT", path: `/Users/${id}`, data: { schemas: [USER_URN], userName: all.name() } },
      newGroup("g", [id]),
    ]);
    expect(statuses(results)).toEqual(["404", "404", "404", "400"]);
    expect((await other.call("GET", `/Users/${id}`)).body).toEqual(theirs.body);
  });
});
