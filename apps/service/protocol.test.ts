import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addUser } from "./testing/people.ts";
import {
  basic,
  type Client,
  findInDatabase,
  GROUP_URN,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

const BULK_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const SEARCH_URN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** What the parts of the protocol beyond one resource mean for sign-in, organisations and processes of the service. */
describe("The whole protocol in the service", () => {
  let test: TestService;
  let scim: Client;

  beforeAll(async () => {
    test = await startTestService();
    await test.seed();
    scim = test.scim(basic(PROVISIONING));
  });
  afterAll(async () => {
    await test?.close();
  });

  it("provisions people and groups in bulk: they can sign in, and belong to the default organisation [B-01] [B-04]", async () => {
    const userName = "bulk@acme.example";
    const password = "bulk password 1";
    const operations = [
      {
        method: "POST",
        path: "/Groups",
        bulkId: "g",
        data: { schemas: [GROUP_URN], displayName: "Bulk", members: [{ value: "bulkId:u" }] },
      },
      { method: "POST", path: "/Users", bulkId: "u", data: { schemas: [USER_URN], userName, password } },
    ];
    const answer = await scim.call("POST", "/Bulk", { schemas: [BULK_URN], Operations: operations });
    expect(answer.body.Operations).toMatchObject([{ status: "201" }, { status: "201" }]);
    expect(answer.text).not.toContain(password);
    expect(await findInDatabase(test.database, password)).toEqual([]);
    await test.signedIn(userName, password);
    const again = await scim.call("POST", "/Bulk", { schemas: [BULK_URN], Operations: operations });
    expect(again.body.Operations).toMatchObject([{ status: "409" }, { status: "409" }]);
    const id = answer.body.Operations[1].location.split("/").at(-1);
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    expect((await owner.call("GET", `/api/users/${id}`)).body.organisations).toMatchObject([{ code: "ACME" }]);
  });

  it("refuses in bulk what it refuses singly: the administrator behind the credential stays [B-08]", async () => {
    const me = (await scim.call("GET", "/Me")).body;
    const operations = [
      { method: "DELETE", path: `/Users/${me.id}` },
      { method: "DELETE", path: "/Me" },
    ];
    const answer = await scim.call("POST", "/Bulk", { schemas: [BULK_URN], Operations: operations });
    expect(answer.body.Operations).toMatchObject([{ status: "403" }, { status: "403" }]);
    expect((await scim.call("DELETE", "/Me")).status).toBe(403);
  });

  it("answers /Me with the user behind the credential, of each kind [A-01]", async () => {
    const { body, headers } = await scim.call("GET", "/Me");
    expect(body.userName).toBe(PROVISIONING.email);
    expect(headers.get("location")).toBe(body.meta.location);
    const { apiKey } = await test.seed();
    expect((await test.scim(`Bearer ${apiKey}`).call("GET", "/Me")).body.id).toBe(body.id);
  });

  it("opens a cursor in another process, and for the same credential only [S-14]", async () => {
    for (const name of ["1", "2", "3"]) await addUser(scim, `page${name}@acme.example`);
    const first = await scim.call("GET", "/Users?cursor=&count=2&sortBy=userName");
    const path = `/SCIM/v2/Users?cursor=${first.body.nextCursor}&count=2&sortBy=userName`;
    const ask = async (authorization: string) => {
      const second = await test.another();
      const request = new Request(`http://localhost${path}`, { headers: { authorization } });
      const response = await second.fetch(request);
      const body = (await response.json()) as { Resources: { id: string }[]; totalResults: number };
      return { status: response.status, body };
    };
    const next = await ask(basic(PROVISIONING));
    expect(next.status).toBe(200);
    const ids = (body: { readonly Resources: readonly { id: string }[] }) => body.Resources.map(({ id }) => id);
    expect(ids(next.body).some((id) => ids(first.body).includes(id))).toBe(false);
    expect(next.body.totalResults).toBe(first.body.totalResults);
    const { apiKey } = await test.seed();
    expect(await ask(`Bearer ${apiKey}`)).toMatchObject({ status: 400, body: { scimType: "invalidCursor" } });
  });

  it("tells what is wrong with an address in SCIM errors, other versions included [H-08] [Z-05]", async () => {
    const ask = async (path: string) => {
      const headers = { authorization: basic(PROVISIONING) };
      const response = await test.service.fetch(new Request(`http://localhost${path}`, { headers }));
      return { status: response.status, body: await response.json() };
    };
    expect(await ask("/SCIM/v1/Users")).toMatchObject({ status: 400, body: { scimType: "invalidVers" } });
    for (const path of ["/scim", "/SCIM/Users", "/SCIM/v2/Nothing", "/SCIM/v2/Users/%zz"]) {
      expect(await ask(path), path).toMatchObject({ status: 404, body: { status: "404" } });
      const stranger = await test.service.fetch(new Request(`http://localhost${path}`));
      expect(stranger.status, path).toBe(401);
      expect(stranger.headers.get("content-type")).toBe("application/scim+json");
    }
  });

  it("searches by POST over all types [S-12] [F-03]", async () => {
    const filter = 'meta.resourceType eq "Group" or userName eq "page1@acme.example"';
    const { body } = await scim.call("POST", "/.search", { schemas: [SEARCH_URN], filter, sortBy: "displayName" });
    expect(body.totalResults).toBe(2);
    expect(body.Resources).toMatchObject([{ displayName: "Bulk" }, { userName: "page1@acme.example" }]);
    expect((await scim.call("GET", "")).body.totalResults).toBeGreaterThan(3);
  });
});
