import type { Caller } from "@lockstep/scim-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newCaller } from "../scim-server/testing/shapes.ts";
import { createServedStore, GROUP_URN, type ServedStore, USER_URN } from "./testing/served-store.ts";

const SEARCH_URN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const LIST_URN = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

describe("queries", () => {
  let served: ServedStore;
  let caller: Caller = newCaller();
  let anna = "";
  let sales = "";

  beforeAll(async () => {
    served = await createServedStore({
      limits: { pageSizeMax: 50, cursorTimeoutSeconds: 60 },
      sensitiveAttributes: ["emails"],
    });
  });
  beforeEach(async () => {
    caller = served.newAccount();
    anna = await served.createUser({ userName: "anna", displayName: "Anna", emails: [{ value: "anna@x" }] });
    served.advance(1);
    sales = await served.createGroup("Sales", [anna]);
    served.advance(1);
    await served.createUser({ userName: "bert", title: "Clerk" });
    served.advance(1);
    await served.createUser({ userName: "carl", title: "Clerk" });
  });
  afterAll(() => served.close());

  const search = (path: string, members: object) => served.ask("POST", path, { schemas: [SEARCH_URN], ...members });
  const namesOf = (body: Readonly<Record<string, unknown>>) =>
    (body["Resources"] as { userName?: string; displayName?: string }[]).map(
      ({ userName, displayName }) => userName ?? displayName,
    );

  describe("by POST", () => {
    it.each([1e19, 1e22, 1e300])(
      "begin behind the last resource at the startIndex %d, as in a URL",
      async (startIndex) => {
        for (const path of ["/Users", ""]) {
          const posted = await search(`${path}/.search`, { startIndex });
          const got = await served.ask("GET", `${path || "/"}?startIndex=${BigInt(startIndex)}`);
          expect([posted.status, got.status]).toEqual([200, 200]);
          expect(posted.body).toMatchObject({ Resources: [], startIndex: Number.MAX_SAFE_INTEGER });
          expect(posted.body).toEqual(got.body);
        }
      },
    );

    it("take everything that a URL can say, and answer a list [S-12]", async () => {
      const { status, body } = await search("/Users/.search", {
        attributes: ["userName"],
        filter: 'title eq "clerk"',
        sortBy: "userName",
        sortOrder: "descending",
        startIndex: 2,
        count: 1,
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        schemas: [LIST_URN],
        totalResults: 2,
        startIndex: 2,
        itemsPerPage: 1,
        Resources: [{ schemas: [USER_URN], id: expect.any(String), userName: "bert" }],
      });
      const all = await search("/.search", { excludedAttributes: ["members", "groups"] });
      expect(namesOf(all.body)).toEqual(["anna", "Sales", "bert", "carl"]);
      expect(JSON.stringify(all.body)).not.toMatch(/"(members|groups)"/);
    });

    it("need their message, lists of attributes as arrays, and integers [S-13]", async () => {
      const wrong = await served.ask("POST", "/Users/.search", { schemas: [USER_URN], filter: "userName pr" });
      expect(wrong).toMatchObject({ status: 400, body: { scimType: "invalidSyntax" } });
      expect(await search("/.search", { attributes: "userName" })).toMatchObject({
        status: 400,
        body: { scimType: "invalidSyntax" },
      });
      expect(await search("/Users/.search", { count: "1" })).toMatchObject({
        status: 400,
        body: { scimType: "invalidValue" },
      });
      expect((await search("/Users/.search", { filter: "shoeSize is" })).body.scimType).toBe("invalidFilter");
    });

    it("carry what a URL must not [S-15]", async () => {
      const filter = 'emails.value eq "anna@x"';
      const refused = await served.ask("GET", `/Users?filter=${encodeURIComponent(filter)}`);
      expect(refused).toMatchObject({ status: 403, body: { scimType: "sensitive" } });
      expect((await served.ask("GET", `/?filter=${encodeURIComponent(filter)}`)).status).toBe(403);
      expect(namesOf((await search("/Users/.search", { filter })).body)).toEqual(["anna"]);
    });

    it("read: the right to read is enough, and needed [S-12]", async () => {
      served.become({ ...caller, scopes: ["groups:read"] });
      expect((await search("/Groups/.search", {})).status).toBe(200);
      expect((await search("/Users/.search", {})).body).toMatchObject({ status: "403" });
      expect(namesOf((await search("/.search", {})).body)).toEqual(["Sales"]);
      served.become({ ...caller, scopes: [] });
      expect((await search("/.search", {})).status).toBe(403);
    });
  });

  describe("at the base URI", () => {
    it("list all types, with schemas and type of each [F-03]", async () => {
      const { status, body } = await served.ask("GET", "");
      expect(status).toBe(200);
      expect(body).toMatchObject({
        totalResults: 4,
        Resources: [
          { id: anna, schemas: [USER_URN], meta: { resourceType: "User" }, groups: [{ value: sales }] },
          { id: sales, schemas: [GROUP_URN], meta: { resourceType: "Group" }, members: [{ value: anna }] },
          { userName: "bert" },
          { userName: "carl" },
        ],
      });
    });

    it.each<[string, readonly string[]]>([
      ['meta.resourceType eq "User" and title pr', ["bert", "carl"]],
      [`schemas eq "${GROUP_URN}"`, ["Sales"]],
      ['title eq "clerk" or displayName eq "sales"', ["Sales", "bert", "carl"]],
      ['not (title eq "clerk")', ["anna", "Sales"]],
    ])("filter by %s [F-03] [F-19]", async (filter, names) => {
      const { body } = await served.ask("GET", `/?filter=${encodeURIComponent(filter)}`);
      expect(namesOf(body)).toEqual(names);
      expect(body["totalResults"]).toBe(names.length);
    });

    it("sort over types, and refuse a name that none has [S-04] [F-03]", async () => {
      const sorted = await served.ask(
        "GET",
        "/?sortBy=displayName&sortOrder=descending&attributes=displayName,userName",
      );
      expect(namesOf(sorted.body)).toEqual(["bert", "carl", "Sales", "anna"]);
      expect((await served.ask("GET", "/?filter=shoeSize+pr")).body.scimType).toBe("invalidFilter");
      expect((await served.ask("GET", "/?sortBy=shoeSize")).body.scimType).toBe("invalidValue");
    });

    it("show the types that the credential may read, and count those alone [F-30]", async () => {
      served.become({ ...caller, scopes: ["groups:read", "users:write"] });
      const { body } = await served.ask("GET", "?filter=id+pr+or+displayName+pr");
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ displayName: "Sales" }] });
      expect((await served.ask("GET", "?filter=userName+pr")).body.scimType).toBe("invalidFilter");
      served.become({ ...caller, scopes: ["users:write"] });
      expect((await served.ask("GET", "")).status).toBe(403);
    });
  });

  describe("by cursor", () => {
    const page = (path: string) => served.ask("GET", path);

    it("give each resource once, the total on each page, and no cursor on the last [S-14]", async () => {
      const names: unknown[] = [];
      let cursor: unknown = "";
      let pages = 0;
      while (typeof cursor === "string") {
        const { status, body } = await page(`/Users?cursor=${cursor}&count=1&sortBy=userName&filter=userName+pr`);
        expect(status).toBe(200);
        expect(body).toMatchObject({ totalResults: 3, itemsPerPage: 1 });
        expect(body).not.toHaveProperty("startIndex");
        expect(body).not.toHaveProperty("previousCursor");
        names.push(...namesOf(body));
        cursor = body["nextCursor"];
        pages += 1;
      }
      expect(names).toEqual(["anna", "bert", "carl"]);
      expect(pages).toBe(3);
    });

    it("work by POST and over all types, and mix with GET of the same query [S-12] [S-14]", async () => {
      const first = await search("/.search", { cursor: "", count: 3 });
      expect(namesOf(first.body)).toEqual(["anna", "Sales", "bert"]);
      const nextCursor = String(first.body["nextCursor"]);
      const second = await search("/.search", { cursor: nextCursor, count: 3 });
      expect(second.body).toMatchObject({ totalResults: 4, itemsPerPage: 1, Resources: [{ userName: "carl" }] });
      expect(namesOf((await page(`?cursor=${nextCursor}&count=3`)).body)).toEqual(["carl"]);
    });

    it("are asked for: without one, pages go by index [S-14]", async () => {
      const { body } = await page("/Users?count=1");
      expect(body).toMatchObject({ startIndex: 1, itemsPerPage: 1, totalResults: 3 });
      expect(body).not.toHaveProperty("nextCursor");
    });

    it("tell the total alone for a count of 0 or below [S-14]", async () => {
      for (const count of [0, -3]) {
        const { body } = await page(`/Users?cursor=&count=${count}`);
        expect(body).toEqual({ schemas: [LIST_URN], totalResults: 3, itemsPerPage: 0, Resources: [] });
      }
    });

    it("belong to one query of one credential: all others get one and the same answer [S-14] [N-04]", async () => {
      const first = await page("/Users?cursor=&count=1");
      const cursor = String(first.body["nextCursor"]);
      const unknown = await page("/Users?cursor=abc.def&count=1");
      expect(unknown).toMatchObject({ status: 400, body: { scimType: "invalidCursor" } });
      const others = [
        `/Groups?cursor=${cursor}&count=1`,
        `?cursor=${cursor}&count=1`,
        `/Users?cursor=${cursor}&count=1&filter=userName+pr`,
        `/Users?cursor=${cursor}&count=1&sortBy=userName`,
        `/Users?cursor=${cursor}&count=1&sortOrder=descending`,
        `/Users?cursor=${cursor}&count=1&attributes=userName`,
      ];
      for (const path of others) expect((await page(path)).body, path).toEqual(unknown.body);
      const callers: readonly Caller[] = [
        newCaller(),
        { ...caller, credentialId: "another" },
        { ...caller, scopes: ["users:read"] },
      ];
      for (const other of callers) {
        served.become(other);
        expect((await page(`/Users?cursor=${cursor}&count=1`)).body).toEqual(unknown.body);
      }
      served.become(caller);
      expect(namesOf((await page(`/Users?cursor=${cursor}&count=1`)).body)).toEqual(["bert"]);
    });

    it("keep their count, which is capped like any other [S-14]", async () => {
      const first = await page("/Users?cursor=&count=1");
      const cursor = String(first.body["nextCursor"]);
      for (const count of ["&count=2", "&count=0", ""]) {
        const { status, body } = await page(`/Users?cursor=${cursor}${count}`);
        expect(status).toBe(400);
        expect(body["scimType"]).toBe("invalidCount");
      }
      expect((await page("/Users?cursor=&count=many")).body["scimType"]).toBe("invalidCount");
      expect((await page("/Users?cursor=&count=1000")).body["itemsPerPage"]).toBe(3);
    });

    it("expire [S-14]", async () => {
      const first = await page("/Users?cursor=&count=1");
      served.advance(60_000);
      const late = await page(`/Users?cursor=${first.body["nextCursor"]}&count=1`);
      expect(late).toMatchObject({ status: 400, body: { scimType: "expiredCursor" } });
      expect(late.body["detail"]).toContain("60 seconds");
    });

    it("go on where they were when the resource before is gone [S-14]", async () => {
      const first = await page("/Users?cursor=&count=2");
      await served.ask("DELETE", `/Users/${anna}`);
      const bert = (first.body["Resources"] as { id: string }[])[1]?.id;
      await served.ask("DELETE", `/Users/${bert}`);
      served.advance(1);
      await served.createUser({ userName: "dora" });
      const second = await page(`/Users?cursor=${first.body["nextCursor"]}&count=2`);
      expect(namesOf(second.body)).toEqual(["carl", "dora"]);
      expect(second.body).not.toHaveProperty("nextCursor");
    });

    it("are announced with their limits [D-14]", async () => {
      const { body } = await page("/ServiceProviderConfig");
      expect(body["pagination"]).toEqual({
        cursor: true,
        index: true,
        defaultPaginationMethod: "index",
        defaultPageSize: 100,
        maxPageSize: 50,
        cursorTimeout: 60,
      });
    });
  });
});
