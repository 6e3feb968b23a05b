import type { ResourceId } from "@lockstep/ports";
import type { Caller, Scope } from "@lockstep/scim-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newCaller } from "../scim-server/testing/shapes.ts";
import { BASE, createServedStore, GROUP_URN, PATCH_URN, type ServedStore, USER_URN } from "./testing/served-store.ts";

const BULK_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** What a credential that may not read could learn by writing. */
describe("a credential that may write and not read", () => {
  let served: ServedStore;
  let caller: Caller = newCaller();
  let anna = "";
  let board = "";

  beforeAll(async () => {
    served = await createServedStore();
  });
  beforeEach(async () => {
    caller = served.newAccount();
    anna = await served.createUser({ userName: "anna", title: "Chief", [ENTERPRISE]: { department: "Board" } });
    board = await served.createGroup("Board", [anna]);
    may("users:write", "groups:write");
  });
  afterAll(() => served.close());

  const may = (...scopes: readonly Scope[]) =>
    served.become({ ...caller, userId: anna as ResourceId, scopes: [...scopes] });
  const bare = (urn: string, path: string, id = expect.any(String)) => ({
    schemas: [urn],
    id,
    meta: expect.objectContaining({
      location: expect.stringContaining(`${BASE}${path}/`),
      version: expect.any(String),
    }),
  });
  const nothing = [{ op: "remove", path: "nickName" }];

  it("is told what it needs of a new user or group, and no more", async () => {
    const user = await served.ask("POST", "/Users", { schemas: [USER_URN], userName: "bert", title: "Clerk" });
    expect(user).toMatchObject({ status: 201 });
    expect(user.body).toEqual(bare(USER_URN, "/Users"));
    expect(user.headers.get("location")).toBe(`${BASE}/Users/${user.body["id"]}`);
    expect(user.headers.get("etag")).toBe('W/"1"');
    const group = await served.ask("POST", "/Groups", {
      schemas: [GROUP_URN],
      displayName: "Staff",
      members: [{ value: anna }],
    });
    expect(group).toMatchObject({ status: 201 });
    expect(group.body).toEqual(bare(GROUP_URN, "/Groups"));
  });

  it("learns nothing by changing nothing, or a little, whatever it asks to be shown", async () => {
    for (const query of ["", "?attributes=title,userName,meta", "?excludedAttributes=name"]) {
      for (const path of [`/Users/${anna}`, "/Me"]) {
        const patched = await served.patch(`${path}${query}`, nothing);
        expect(patched.status).toBe(200);
        expect(patched.body, `${path}${query}`).toEqual(bare(USER_URN, "/Users", anna));
        expect(patched.headers.get("etag")).toMatch(/^W\/"1"$/);
      }
    }
    const changed = await served.patch(`/Users/${anna}`, [{ op: "add", path: "nickName", value: "Ann" }]);
    expect(changed.body).toEqual(bare(USER_URN, "/Users", anna));
    const put = await served.ask("PUT", `/Users/${anna}`, { schemas: [USER_URN], userName: "anna" });
    expect(put.status).toBe(200);
    expect(put.body).toEqual(bare(USER_URN, "/Users", anna));
    expect((await served.ask("GET", `/Users/${anna}`)).status).toBe(403);
    expect((await served.ask("GET", "/Me")).status).toBe(403);
  });

  it("learns nothing of a group and its members", async () => {
    const add = await served.patch(`/Groups/${board}?attributes=members`, [
      { op: "add", path: "members", value: [{ value: anna }] },
    ]);
    expect(add.status).toBe(200);
    expect(add.body).toEqual({ schemas: [GROUP_URN], id: board });
    const renamed = await served.patch(`/Groups/${board}`, [{ op: "replace", path: "displayName", value: "Top" }]);
    expect(renamed.body).toEqual(bare(GROUP_URN, "/Groups", board));
    const put = await served.ask("PUT", `/Groups/${board}`, { schemas: [GROUP_URN], displayName: "Top" });
    expect(put.body).toEqual(bare(GROUP_URN, "/Groups", board));
    const members = await served.patch(`/Groups/${board}`, [{ op: "remove", path: "members" }]);
    expect([members.status, members.body]).toEqual([204, {}]);
  });

  it("can use Bulk, which shows no resources to anybody", async () => {
    const { status, body } = await served.ask("POST", "/Bulk", {
      schemas: [BULK_URN],
      Operations: [
        { method: "POST", path: "/Users", bulkId: "b", data: { schemas: [USER_URN], userName: "bert" } },
        { method: "PATCH", path: `/Users/${anna}`, data: { schemas: [PATCH_URN], Operations: nothing } },
        { method: "PATCH", path: "/Me", data: { schemas: [PATCH_URN], Operations: nothing } },
      ],
    });
    expect(status).toBe(200);
    expect(body["Operations"]).toMatchObject([{ status: "201" }, { status: "200" }, { status: "200" }]);
    expect(JSON.stringify(body)).not.toMatch(/Chief|anna"|Board/);
  });

  it("sees the resource again with the right to read its type, and only then", async () => {
    may("users:write", "users:read");
    expect((await served.patch(`/Users/${anna}`, nothing)).body).toMatchObject({ userName: "anna", title: "Chief" });
    may("users:write", "groups:read");
    expect((await served.patch(`/Users/${anna}`, nothing)).body).not.toHaveProperty("userName");
    may("groups:write", "groups:read");
    const renamed = await served.patch(`/Groups/${board}`, [{ op: "replace", path: "displayName", value: "Top" }]);
    expect(renamed.body).toMatchObject({ displayName: "Top", members: [{ value: anna }] });
  });
});
