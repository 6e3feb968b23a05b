import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newCaller } from "../scim-server/testing/shapes.ts";
import {
  type Answered,
  BASE,
  createServedStore,
  GROUP_URN,
  PATCH_URN,
  type ServedStore,
  USER_URN,
} from "./testing/served-store.ts";

const BULK_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const UNKNOWN_ID = "00000000-0000-7000-8000-00000000dead";

/** One result of a bulk request. */
interface Result {
  readonly method: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly status: string;
  readonly response?: { readonly detail: string; readonly scimType?: string; readonly status: string };
}

describe("/Bulk", () => {
  let served: ServedStore;
  let caller = newCaller();

  beforeAll(async () => {
    served = await createServedStore({ limits: { bulkOperations: 120, bulkBytes: 100_000, bodyBytes: 50_000 } });
  });
  beforeEach(() => {
    caller = served.newAccount();
  });
  afterAll(() => served.close());

  const send = (operations: readonly object[], more: object = {}) =>
    served.ask("POST", "/Bulk", { schemas: [BULK_URN], Operations: operations, ...more });
  const resultsOf = ({ body }: Answered) => body["Operations"] as readonly Result[];
  const statusesOf = (answer: Answered) => resultsOf(answer).map(({ status }) => status);
  const user = (bulkId: string, more: object = {}) => ({
    method: "POST",
    path: "/Users",
    bulkId,
    data: { schemas: [USER_URN], userName: bulkId, ...more },
  });
  const group = (bulkId: string, members: readonly string[], more: object = {}) => ({
    method: "POST",
    path: "/Groups",
    bulkId,
    data: { schemas: [GROUP_URN], displayName: bulkId, members: members.map((value) => ({ value })), ...more },
  });
  const managedBy = (value: string) => ({ [ENTERPRISE]: { manager: { value } } });
  const idOf = (result: Result | undefined) => result?.location?.split("/").at(-1) ?? "";
  const read = async (result: Result | undefined) =>
    (await served.ask("GET", `/${result?.location?.slice(BASE.length + 1)}`)).body;
  const countOf = async (path: string) => (await served.ask("GET", `${path}?count=0`)).body["totalResults"];
  const memberIds = async (result: Result | undefined) =>
    (((await read(result))["members"] ?? []) as { value: string }[]).map(({ value }) => value).sort();

  it("does all four methods and tells of each [B-01] [B-02] [B-10] [B-11]", async () => {
    const ids = await Promise.all(["a", "b", "c"].map((userName) => served.createUser({ userName })));
    const patch = (value: string) => ({
      schemas: [PATCH_URN],
      Operations: [{ op: "replace", path: "title", value }],
    });
    const answer = await send([
      user("new"),
      { method: "PUT", path: `/Users/${ids[0]}`, data: { schemas: [USER_URN], userName: "a", title: "Put" } },
      { method: "patch", path: `Users/${ids[1]}/`, version: 'W/"1"', bulkId: "p", data: patch("Patched") },
      { method: "PATCH", path: `/Users/${ids[1]}`, version: 'W/"1"', data: patch("Again") },
      { method: "DELETE", path: `/users/${ids[2]}`, version: 'W/"1"' },
      { method: "DELETE", path: `/Users/${UNKNOWN_ID}` },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body["schemas"]).toEqual(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]);
    const at = (id: string | undefined) => `${BASE}/Users/${id}`;
    const error = (status: string) => ({
      schemas: [expect.stringContaining(":Error")],
      status,
      detail: expect.any(String),
    });
    const made = expect.stringMatching(/\/Users\/[\da-f-]{36}$/);
    expect(resultsOf(answer)).toEqual([
      { method: "POST", bulkId: "new", location: made, version: 'W/"1"', status: "201" },
      { method: "PUT", location: at(ids[0]), version: 'W/"2"', status: "200" },
      { method: "PATCH", bulkId: "p", location: at(ids[1]), version: 'W/"2"', status: "200" },
      { method: "PATCH", location: at(ids[1]), status: "412", response: error("412") },
      { method: "DELETE", location: at(ids[2]), status: "204" },
      { method: "DELETE", location: at(UNKNOWN_ID), status: "404", response: error("404") },
    ]);
    expect(await read(resultsOf(answer)[2])).toMatchObject({ title: "Patched" });
    expect(await countOf("/Users")).toBe(3);
  });

  it("goes on after errors, or ends when there are as many as the client allows [B-06]", async () => {
    await served.createUser({ userName: "taken" });
    const operations = [user("1"), user("taken"), user("2"), user("TAKEN"), user("3")];
    const all = await send(operations);
    expect(statusesOf(all)).toEqual(["201", "409", "201", "409", "201"]);
    expect(resultsOf(all)[1]).toEqual({
      method: "POST",
      bulkId: "taken",
      status: "409",
      response: expect.objectContaining({ scimType: "uniqueness" }),
    });
    const stopped = await send([user("4"), user("taken"), user("5"), user("Taken"), user("6")], { failOnErrors: 2 });
    expect(stopped.status).toBe(200);
    expect(statusesOf(stopped)).toEqual(["201", "409", "201", "409"]);
    expect(await countOf("/Users")).toBe(6);
  });

  it("needs a bulkId of its own for each POST, and does nothing otherwise [B-03]", async () => {
    for (const operations of [[user("a"), user("b"), user("a")], [{ ...user("a"), bulkId: undefined }]]) {
      expect(await send(operations)).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
    }
    expect(await countOf("/Users")).toBe(0);
  });

  it("puts ids in place of references: members, managers, paths, PATCH values and filters [B-04]", async () => {
    const patchOf = (operations: readonly object[]) => ({ schemas: [PATCH_URN], Operations: operations });
    const answer = await send([
      user("anna"),
      user("bert", managedBy("bulkId:anna")),
      group("Sales", ["bulkId:anna", "bulkId:bert"]),
      {
        method: "PATCH",
        path: "/Groups/bulkId:Sales",
        data: patchOf([
          { op: "remove", path: 'members[value eq "bulkId:anna"]' },
          { op: "add", value: { members: [{ value: "bulkId:carl" }] } },
        ]),
      },
      user("carl"),
      {
        method: "PATCH",
        path: "/Users/bulkId:carl",
        data: patchOf([{ op: "add", path: `${ENTERPRISE}:manager`, value: { value: "bulkId:bert" } }]),
      },
      {
        method: "PUT",
        path: "/Users/bulkId:anna",
        data: { schemas: [USER_URN], userName: "anna", ...managedBy("bulkId:carl") },
      },
    ]);
    expect(statusesOf(answer)).toEqual(["201", "201", "201", "204", "201", "200", "200"]);
    const [anna, bert, sales, , carl] = resultsOf(answer);
    expect(await read(bert)).toMatchObject(managedBy(idOf(anna)));
    expect(await read(carl)).toMatchObject(managedBy(idOf(bert)));
    expect(await read(anna)).toMatchObject(managedBy(idOf(carl)));
    expect(await memberIds(sales)).toEqual([idOf(bert), idOf(carl)].sort());
    expect(JSON.stringify((await served.ask("GET", "")).body)).not.toContain("bulkId");
  });

  it("orders what refers forward [B-09]", async () => {
    const answer = await send([
      group("Outer", ["bulkId:Inner", "bulkId:last"]),
      group("Inner", ["bulkId:last"]),
      user("first", managedBy("bulkId:last")),
      user("last"),
    ]);
    expect(statusesOf(answer)).toEqual(["201", "201", "201", "201"]);
    expect(resultsOf(answer).map(({ bulkId }) => bulkId)).toEqual(["Outer", "Inner", "first", "last"]);
    const [outer, inner, , last] = resultsOf(answer);
    expect(await memberIds(outer)).toEqual([idOf(inner), idOf(last)].sort());
  });

  it("takes nothing before what stood ahead of it without need: a name is freed before it is taken [B-09]", async () => {
    const bob = await served.createUser({ userName: "bob" });
    const staff = await served.createGroup("Staff");
    const answer = await send([
      {
        method: "PATCH",
        path: `/Groups/${staff}`,
        data: { schemas: [PATCH_URN], Operations: [{ op: "add", path: "members", value: [{ value: "bulkId:n" }] }] },
      },
      { method: "DELETE", path: `/Users/${bob}` },
      user("n", { userName: "bob" }),
    ]);
    expect(statusesOf(answer)).toEqual(["204", "204", "201"]);
  });

  it.each(['W/"日本"', 'W/"1"\r\nx: y', "\u0001", "é"])(
    "answers 412 to the version %j, which no resource ever had [B-10]",
    async (version) => {
      const id = await served.createUser({ userName: "versioned" });
      const operation = { method: "DELETE", path: `/Users/${id}`, version };
      expect(statusesOf(await send([operation]))).toEqual(["412"]);
      expect(statusesOf(await send([{ ...operation, version: 'W/"1"' }]))).toEqual(["204"]);
    },
  );

  it("solves circles: groups that name each other, managers of each other, oneself [B-05]", async () => {
    const answer = await send([
      group("A", ["bulkId:B", "bulkId:x"]),
      group("B", ["bulkId:C"]),
      group("C", ["bulkId:A", "bulkId:x"]),
      user("x", managedBy("bulkId:y")),
      user("y", managedBy("bulkId:x")),
      user("self", managedBy("bulkId:self")),
    ]);
    expect(statusesOf(answer)).toEqual(Array(6).fill("201"));
    const [a, b, c, x, y, self] = resultsOf(answer);
    expect(await memberIds(a)).toEqual([idOf(b), idOf(x)].sort());
    expect(await memberIds(b)).toEqual([idOf(c)]);
    expect(await memberIds(c)).toEqual([idOf(a), idOf(x)].sort());
    expect(await read(x)).toMatchObject(managedBy(idOf(y)));
    expect(await read(y)).toMatchObject(managedBy(idOf(x)));
    expect(await read(self)).toMatchObject(managedBy(idOf(self)));
    for (const result of resultsOf(answer)) {
      const { meta } = (await read(result)) as { meta: { version: string } };
      // The groups that a user is in are no part of a version.
      expect(meta.version.replace(/-\w+/, "")).toBe(result.version);
    }
  });

  it("answers 409 where a circle cannot be closed, keeps nothing of it, and can be repeated [B-05] [B-12]", async () => {
    const taken = await served.createGroup("Taken");
    const operations = [group("A", ["bulkId:B"]), group("B", ["bulkId:A"], { displayName: "taken" }), user("other")];
    const answer = await send(operations);
    expect(statusesOf(answer)).toEqual(["409", "409", "201"]);
    expect(await countOf("/Groups")).toBe(1);
    const self = await send([group("Self", ["bulkId:Self"])]);
    expect(resultsOf(self)).toMatchObject([{ status: "409", response: { detail: expect.stringContaining("itself") } }]);
    expect(await countOf("/Groups")).toBe(1);
    await served.ask("DELETE", `/Groups/${taken}`);
    expect(statusesOf(await send(operations))).toEqual(["201", "201", "409"]);
  });

  it("refuses what refers to something that was not created or is not there [B-04] [B-05]", async () => {
    await served.createUser({ userName: "taken" });
    const answer = await send([
      group("G", ["bulkId:taken"]),
      user("taken"),
      { method: "DELETE", path: "/Users/bulkId:taken" },
      group("H", ["bulkId:nobody"]),
      { method: "DELETE", path: "/Users/bulkId:nobody" },
    ]);
    expect(statusesOf(answer)).toEqual(["409", "409", "409", "400", "400"]);
    expect(resultsOf(answer)[0]?.response?.detail).toContain('"taken"');
    expect(resultsOf(answer)[3]?.response).toMatchObject({ scimType: "invalidValue" });
    expect(await countOf("/Groups")).toBe(0);
  });

  it("stops in the middle of a circle without leaving half of it [B-05] [B-06]", async () => {
    await served.createUser({ userName: "taken" });
    // A needs B and is needed by it; between them the request ends.
    const answer = await send([group("A", ["bulkId:B", "bulkId:taken"]), group("B", ["bulkId:A"]), user("taken")], {
      failOnErrors: 1,
    });
    const kept = resultsOf(answer).filter(({ status }) => status === "201");
    expect(await countOf("/Groups")).toBe(kept.length);
    expect(kept).toEqual([]);
  });

  it("refuses too many operations and too large a body, and names the limit [B-07] [H-11]", async () => {
    const many = await send(Array.from({ length: 121 }, (_, index) => user(`u${index}`)));
    expect(many).toMatchObject({ status: 413, body: { detail: expect.stringContaining("120") } });
    const large = await send([user("big", { title: "x".repeat(100_000) })]);
    expect(large).toMatchObject({ status: 413, body: { detail: expect.stringContaining("100000") } });
    const single = await served.ask("POST", "/Users", {
      schemas: [USER_URN],
      userName: "b",
      title: "x".repeat(60_000),
    });
    expect(single).toMatchObject({ status: 413, body: { detail: expect.stringContaining("50000") } });
    expect(await countOf("/Users")).toBe(0);
    expect(statusesOf(await send([user("big", { title: "x".repeat(60_000) })]))).toEqual(["201"]);
    const { body } = await served.ask("GET", "/ServiceProviderConfig");
    expect(body["bulk"]).toEqual({ supported: true, maxOperations: 120, maxPayloadSize: 100_000 });
  });

  it("authorises each operation on its own [B-08]", async () => {
    const foreign = await served.createUser({ userName: "foreign" });
    caller = served.newAccount();
    served.become({ ...caller, scopes: ["users:read", "users:write", "groups:read"] });
    const answer = await send([
      user("a"),
      group("G", ["bulkId:a"]),
      { method: "DELETE", path: `/Users/${foreign}` },
      { method: "PUT", path: `/Users/${foreign}`, data: { schemas: [USER_URN], userName: "mine" } },
    ]);
    expect(statusesOf(answer)).toEqual(["201", "403", "404", "404"]);
    expect(resultsOf(answer)[1]?.response?.detail).toContain('"groups:write"');
  });

  it("has no way to other addresses [B-08]", async () => {
    const paths = ["/Bulk", "/.search", "/Users/.search", "/", "/Schemas", "/ServiceProviderConfig", "/Users?count=1"];
    const refused = await send(paths.map((path, index) => ({ method: "POST", path, bulkId: `b${index}`, data: {} })));
    expect(statusesOf(refused)).toEqual(Array(paths.length).fill("400"));
    const unknown = [
      "/Printers",
      "https://elsewhere.example.com/Users",
      "/../api/users",
      "/v1/Users",
      "/Users/1/2",
      "/%zz",
    ];
    const lost = await send(unknown.map((path, index) => ({ method: "POST", path, bulkId: `b${index}`, data: {} })));
    expect(statusesOf(lost)).toEqual(Array(unknown.length).fill("404"));
    const wrong = await send([
      { method: "POST", path: "/Users/1", bulkId: "a", data: {} },
      { method: "DELETE", path: "/Users" },
      { method: "PUT", path: `/Users/${UNKNOWN_ID}` },
    ]);
    expect(statusesOf(wrong)).toEqual(["405", "405", "400"]);
  });

  it("can be repeated after a time-out: nothing is made twice [B-12]", async () => {
    const operations = [user("a", managedBy("bulkId:b")), user("b"), group("G", ["bulkId:a"])];
    expect(statusesOf(await send(operations))).toEqual(["201", "201", "201"]);
    const again = await send(operations);
    expect(statusesOf(again)).toEqual(["409", "409", "409"]);
    expect([await countOf("/Users"), await countOf("/Groups")]).toEqual([2, 1]);
  });

  it("works off a hundred operations that all depend on one another [B-05]", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `u${index}`);
    const answer = await send(names.map((name, index) => user(name, managedBy(`bulkId:u${(index + 1) % 100}`))));
    expect(new Set(statusesOf(answer))).toEqual(new Set(["201"]));
    const ids = resultsOf(answer).map(idOf);
    const last = await read(resultsOf(answer)[99]);
    expect(last).toMatchObject(managedBy(ids[0] ?? ""));
  });

  it("makes of any references exactly what they say, in whatever order they are sent [B-04] [B-05] [B-09]", async () => {
    const size = 7;
    const graph = fc.array(fc.uniqueArray(fc.nat(size - 1)), { minLength: size, maxLength: size });
    await fc.assert(
      fc.asyncProperty(graph, async (edges) => {
        served.newAccount();
        const memberOf = edges.map((targets, index) => targets.filter((target) => target !== index));
        const answer = await send(
          memberOf.map((targets, index) =>
            group(
              `g${index}`,
              targets.map((to) => `bulkId:g${to}`),
            ),
          ),
        );
        expect(statusesOf(answer)).toEqual(Array(size).fill("201"));
        const ids = resultsOf(answer).map(idOf);
        for (const [index, result] of resultsOf(answer).entries()) {
          expect(await memberIds(result)).toEqual((memberOf[index] ?? []).map((to) => ids[to]).sort());
        }
      }),
      { numRuns: 25 },
    );
  });

  it("is for itself alone a POST, and a message of its own [B-01]", async () => {
    expect((await served.ask("GET", "/Bulk")).status).toBe(405);
    const wrong = await served.ask("POST", "/Bulk", { schemas: [PATCH_URN], Operations: [user("a")] });
    expect(wrong).toMatchObject({ status: 400, body: { scimType: "invalidSyntax" } });
  });
});
