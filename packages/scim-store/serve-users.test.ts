import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BASE, createServedStore, type ServedStore, USER_URN } from "./testing/served-store.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const UNKNOWN_ID = "00000000-0000-7000-8000-00000000dead";

describe("/Users", () => {
  let served: ServedStore;

  beforeAll(async () => {
    served = await createServedStore();
  });
  beforeEach(() => {
    served.newAccount();
  });
  afterAll(() => served.close());

  const jane = {
    schemas: [USER_URN, ENTERPRISE],
    id: "ignored",
    meta: { resourceType: "ignored" },
    userName: "jane@example.com",
    externalId: "00u1",
    name: { givenName: "Jane", familyName: "Doe" },
    emails: [{ value: "jane@example.com", type: "work", primary: true }],
    password: "s3cret-value",
    groups: [{ value: UNKNOWN_ID }],
    shoeSize: 44,
    [ENTERPRISE]: { department: "R&D", manager: { value: UNKNOWN_ID, displayName: "ignored" } },
  };

  it("creates a user: 201, Location, ETag, the stored resource, and no trace of the password", async () => {
    const { status, headers, body } = await served.ask("POST", "/Users", jane);
    expect(status).toBe(201);
    const location = `${BASE}/Users/${body.id}`;
    expect(headers.get("location")).toBe(location);
    expect(headers.get("etag")).toBe('W/"1"');
    expect(headers.get("content-type")).toBe("application/scim+json");
    expect(body).toEqual({
      schemas: [USER_URN, ENTERPRISE],
      id: body.id,
      externalId: "00u1",
      userName: "jane@example.com",
      name: { givenName: "Jane", familyName: "Doe" },
      active: true,
      emails: [{ value: "jane@example.com", type: "work", primary: true }],
      [ENTERPRISE]: { department: "R&D", manager: { value: UNKNOWN_ID } },
      meta: {
        resourceType: "User",
        created: "2026-01-01T00:00:00.000Z",
        lastModified: "2026-01-01T00:00:00.000Z",
        location,
        version: 'W/"1"',
      },
    });
    expect(served.told.at(-1)?.writeOnly).toEqual({ password: "s3cret-value" });
    const stored = await served.test.asOwner("select doc::text as doc from resource where id = $1", [body.id]);
    expect(JSON.stringify(stored)).not.toContain("s3cret");
  });

  it("refuses a user name that is taken in another letter case, naming the attribute", async () => {
    await served.createUser({ userName: "jane@example.com" });
    const { status, body } = await served.ask("POST", "/Users", { schemas: [USER_URN], userName: "JANE@example.com" });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      status: "409",
      scimType: "uniqueness",
      detail: expect.stringContaining('"userName"'),
    });
    expect((await served.ask("GET", "/Users")).body.totalResults).toBe(1);
  });

  it.each([
    ['{"schemas":', 400, "invalidSyntax", "not valid JSON"],
    ["[]", 400, "invalidSyntax", "must be a JSON object"],
    [`{"schemas":["${USER_URN}"],"userName":"a","userName":"b"}`, 400, "invalidSyntax", '"userName" twice'],
    [`{"schemas":["${USER_URN}"],"userName":"a","USERNAME":"b"}`, 400, "invalidSyntax", "userName"],
    [`{"schemas":["${USER_URN}"],"__proto__":{}}`, 400, "invalidSyntax", "__proto__"],
    [{ schemas: [USER_URN] }, 400, "invalidValue", '"userName"'],
    [{ schemas: [USER_URN], userName: 7 }, 400, "invalidValue", "userName"],
    [{ schemas: [USER_URN], userName: "a", active: "maybe" }, 400, "invalidValue", "active"],
    [{ schemas: [7], userName: "a" }, 400, "invalidSyntax", '"schemas"'],
    [`"${"x".repeat(1_048_576)}"`, 413, undefined, "1048576 bytes"],
  ])("refuses bad body number %# and stores nothing", async (sent, status, scimType, detail) => {
    const answer = await served.ask("POST", "/Users", sent);
    expect(answer.status).toBe(status);
    expect(answer.body.scimType).toBe(scimType);
    expect(answer.body.detail).toContain(detail);
    expect((await served.ask("GET", "/Users")).body.totalResults).toBe(0);
  });

  it("reads a user, whole or in parts", async () => {
    const id = await served.createUser({ userName: "a", name: { givenName: "A", familyName: "B" }, title: "T" });
    const whole = await served.ask("GET", `/Users/${id}`);
    expect(whole.status).toBe(200);
    expect(whole.headers.get("etag")).toBe('W/"1"');
    const some = await served.ask("GET", `/Users/${id}?attributes=NAME.givenname,meta.version,nonsense`);
    expect(some.body).toEqual({ schemas: [USER_URN], id, name: { givenName: "A" }, meta: { version: 'W/"1"' } });
    const others = await served.ask("GET", `/Users/${id}?excludedAttributes=name,meta,id`);
    expect(others.body).toEqual({ schemas: [USER_URN], id, userName: "a", active: true, title: "T" });
    const both = await served.ask("GET", `/Users/${id}?attributes=name&excludedAttributes=meta`);
    expect(both).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
  });

  it("answers 304 to the version that the client has, and 200 to another", async () => {
    const id = await served.createUser({ userName: "a" });
    const cached = await served.ask("GET", `/Users/${id}`, undefined, { "if-none-match": '"x", W/"1"' });
    expect(cached).toMatchObject({ status: 304, body: {} });
    expect(cached.headers.get("etag")).toBe('W/"1"');
    expect((await served.ask("GET", `/Users/${id}`, undefined, { "if-none-match": 'W/"2"' })).status).toBe(200);
  });

  it("does not know unknown ids, by whatever method", async () => {
    for (const id of [UNKNOWN_ID, "nonsense", "a%20b", encodeURIComponent("' or 1=1")]) {
      expect((await served.ask("GET", `/Users/${id}`)).status).toBe(404);
      expect((await served.ask("PUT", `/Users/${id}`, jane)).status).toBe(404);
      expect((await served.patch(`/Users/${id}`, [{ op: "replace", path: "title", value: "x" }])).status).toBe(404);
      const { status, body } = await served.ask("DELETE", `/Users/${id}`);
      expect(status).toBe(404);
      expect(body).toMatchObject({ status: "404", detail: `User "${decodeURIComponent(id)}" does not exist.` });
    }
  });

  it("lists and filters, whatever the blanks, inactive users included", async () => {
    await served.createUser({ userName: "a@x", active: false });
    served.advance(1);
    await served.createUser({ userName: "b@x", title: "boss" });
    const all = await served.ask("GET", "/users/?startIndex=1&count=2");
    expect(all.body).toMatchObject({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: 2,
      startIndex: 1,
      itemsPerPage: 2,
      Resources: [{ userName: "a@x", active: false }, { userName: "b@x" }],
    });
    for (const filter of ["userName+eq+%22B@X%22", "userName%20eq%20%22b%40x%22", "%20userName++eq+%22b@x%22&"]) {
      const { body } = await served.ask("GET", `/Users?filter=${filter}`);
      expect(body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ userName: "b@x" }] });
    }
    const none = await served.ask("GET", "/Users?filter=userName+eq+%22nobody%22");
    expect(none.body).toMatchObject({ totalResults: 0, itemsPerPage: 0, startIndex: 1, Resources: [] });
    const count = await served.ask("GET", "/Users?count=0&filter=title+pr");
    expect(count.body).toMatchObject({ totalResults: 1, itemsPerPage: 0, Resources: [] });
    const names = await served.ask("GET", "/Users?attributes=userName&sortBy=userName&sortOrder=descending");
    expect(names.body.Resources).toMatchObject([{ userName: "b@x" }, { userName: "a@x" }]);
    expect(JSON.stringify(names.body.Resources)).not.toContain("meta");
  });

  it.each(["emails[shoeSize+eq+%2244%22]", "userName+is+%22a%22", "password+eq+%22x%22", "(userName+pr", ""])(
    'refuses the filter "%s"',
    async (filter) => {
      const { status, body } = await served.ask("GET", `/Users?filter=${filter}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ status: "400", scimType: "invalidFilter", detail: expect.stringMatching(/.{10}/) });
    },
  );

  it("replaces a user: what is left out is cleared, active and password are kept", async () => {
    const id = await served.createUser({ userName: "a", title: "T", active: false, password: "p" });
    const told = served.told.length;
    const replaced = await served.ask("PUT", `/Users/${id}`, { ...jane, id, password: undefined });
    expect(replaced.status).toBe(200);
    expect(replaced.headers.get("etag")).toBe('W/"2"');
    expect(replaced.body).toMatchObject({ id, userName: "jane@example.com", active: false });
    expect(replaced.body).not.toHaveProperty("title");
    expect(served.told[told]?.writeOnly).toEqual({});
  });

  it("answers a PUT that changes nothing with the version as it was", async () => {
    const id = await served.createUser({ userName: "a", title: "T" });
    const { body } = await served.ask("GET", `/Users/${id}`);
    const again = await served.ask("PUT", `/Users/${id}`, body);
    expect(again).toMatchObject({ status: 200, body });
    expect(again.headers.get("etag")).toBe('W/"1"');
  });

  it("patches with and without path, in any letter case, and never lets active vanish", async () => {
    const id = await served.createUser({ userName: "a", title: "T" });
    const off = await served.patch(`/Users/${id}`, [{ op: "Replace", value: { active: false } }]);
    expect(off).toMatchObject({ status: 200, body: { active: false, title: "T", meta: { version: 'W/"2"' } } });
    const renamed = await served.patch(`/Users/${id}`, [
      { op: "add", path: "name.givenName", value: "Ann" },
      { op: "remove", path: "title" },
      { op: "remove", path: "active" },
    ]);
    expect(renamed.body).toMatchObject({ active: false, name: { givenName: "Ann" } });
    expect(renamed.body).not.toHaveProperty("title");
  });

  it("patches all or nothing, and says which operation failed", async () => {
    const id = await served.createUser({ userName: "a" });
    const { status, body } = await served.patch(`/Users/${id}`, [
      { op: "replace", path: "title", value: "new" },
      { op: "replace", path: "groups", value: [] },
    ]);
    expect(status).toBe(400);
    expect(body).toMatchObject({ scimType: "mutability", detail: expect.stringContaining("Operations[1]") });
    expect((await served.ask("GET", `/Users/${id}`)).body).not.toHaveProperty("title");
    const other = await served.patch(`/Users/${id}`, [{ op: "replace", value: { id: UNKNOWN_ID } }]);
    expect(other).toMatchObject({ status: 400, body: { scimType: "mutability" } });
  });

  it("hands a patched password to the hook alone", async () => {
    const id = await served.createUser({ userName: "a" });
    const { status, body } = await served.patch(`/Users/${id}`, [{ op: "replace", value: { password: "n3w-secret" } }]);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain("n3w-secret");
    expect(served.told.at(-1)).toMatchObject({ kind: "replaced", writeOnly: { password: "n3w-secret" } });
  });

  it("keeps writers from overwriting what they have not seen", async () => {
    const id = await served.createUser({ userName: "a" });
    const patch = (tag: string, title: string) =>
      served.patch(`/Users/${id}`, [{ op: "replace", path: "title", value: title }], { "if-match": tag });
    expect((await patch('W/"1"', "one")).status).toBe(200);
    expect(await patch('W/"1"', "two")).toMatchObject({ status: 412, body: { status: "412" } });
    expect((await served.ask("DELETE", `/Users/${id}`, undefined, { "if-match": '"1"' })).status).toBe(412);
    expect((await patch("*", "three")).status).toBe(200);
    const put = { schemas: [USER_URN], userName: "a" };
    expect((await served.ask("PUT", `/Users/${id}`, put, { "if-match": 'W/"2"' })).status).toBe(412);
    expect((await served.ask("PUT", `/Users/${id}`, put, { "if-match": 'W/"2", W/"3"' })).status).toBe(200);
  });

  it("deletes once: 204 without a body, then 404 everywhere", async () => {
    const id = await served.createUser({ userName: "a" });
    const gone = await served.ask("DELETE", `/Users/${id}`);
    expect(gone).toMatchObject({ status: 204, body: {} });
    expect((await served.ask("DELETE", `/Users/${id}`)).status).toBe(404);
    expect((await served.ask("GET", `/Users/${id}`)).status).toBe(404);
    expect((await served.ask("GET", "/Users")).body.totalResults).toBe(0);
  });
});
