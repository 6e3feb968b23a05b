/** Checklist §2.5 and §2.6: queries over all types, search by POST, cursors (RFC 7644 §3.4.2.1 and §3.4.3, RFC 9865). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checklist, expectError, LIST_URN, query, type Resource, startChecklist } from "../testing/checklist.ts";
import { addUser } from "../testing/people.ts";
import { basic, type Client, PROVISIONING, USER_URN } from "../testing/test-service.ts";

const SEARCH_URN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

let all: Checklist;
let users: readonly Resource[] = [];
let groups: readonly Resource[] = [];
beforeAll(async () => {
  all = await startChecklist();
  const people = ["b", "a", "d", "c", "e"].map((title) => ({
    title,
    userType: "search",
    displayName: `${title} search`,
  }));
  users = [];
  for (const person of people) users = [...users, await all.user(person)];
  groups = [
    await all.group([users[0].id], { displayName: "b2 search" }),
    await all.group([], { displayName: "f search" }),
  ];
});
afterAll(async () => {
  await all?.test.close();
});

const idsOf = (body: Resource): string[] => body.Resources.map((resource: Resource) => resource.id);
const search = (path: string, request: Record<string, unknown>, client: Client = all.scim) =>
  client.call("POST", path, { schemas: [SEARCH_URN], ...request });
const FILTER = 'userType eq "search"';

describe("The base URI", () => {
  it("lists all types, each with its schemas and type [F-03]", async () => {
    const body = await all.list("", { filter: 'displayName co "search"' });
    expect(body).toMatchObject({ schemas: [LIST_URN], totalResults: 7 });
    expect(new Set(idsOf(body))).toEqual(new Set([...users, ...groups].map(({ id }) => id)));
    for (const resource of body.Resources) {
      expect(resource.meta.resourceType).toMatch(/^(User|Group)$/);
      expect(resource).toEqual(await all.read(`/${resource.meta.resourceType}s/${resource.id}`));
    }
  });

  it.each([
    ['userName pr and displayName co "search"', () => users],
    ['displayName co "search" and not (userName pr)', () => groups],
    ['displayName co "search" and userType ne "search"', () => groups],
    ['displayName co "search" and title eq null', () => groups],
    ['members pr and displayName co "search"', () => groups.slice(0, 1)],
    ['meta.resourceType eq "Group" and displayName co "search"', () => groups],
    [`schemas eq "${USER_URN}" and displayName co "search"`, () => users],
  ])("what a type does not have counts as absent: %s [F-03] [F-19]", async (filter, expected) => {
    const found = idsOf(await all.list("", { filter, count: 100 }));
    expect(found.sort()).toEqual(
      expected()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it("sorts over the types [S-04]", async () => {
    const body = await all.list("", { filter: 'displayName co "search"', sortBy: "displayName" });
    const names = body.Resources.map((resource: Resource) => resource.displayName);
    expect(names).toEqual(["a search", "b search", "b2 search", "c search", "d search", "e search", "f search"]);
    const reverse = await all.list("", {
      filter: 'displayName co "search"',
      sortBy: "displayName",
      sortOrder: "descending",
    });
    expect(idsOf(reverse)).toEqual(idsOf(body).reverse());
  });

  it("takes no writes [F-03]", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expectError(await all.scim.call(method, "", method === "DELETE" ? undefined : {}), 405);
    }
  });
});

describe("Search by POST", () => {
  it("takes what a query takes, and gives what it gives [S-12]", async () => {
    const parameters = { filter: FILTER, sortBy: "title", sortOrder: "descending", startIndex: 2, count: 2 };
    const attributes = ["title", "meta.created"];
    const answer = await search("/Users/.search", { ...parameters, attributes });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(await all.list("/Users", { ...parameters, attributes: attributes.join() }));
    expect(answer.body.Resources.map((user: Resource) => user.title)).toEqual(["d", "c"]);
    const excluded = await search("/Users/.search", { ...parameters, excludedAttributes: ["name", "emails"] });
    expect(excluded.body).toEqual(await all.list("/Users", { ...parameters, excludedAttributes: "name,emails" }));
  });

  it("searches one type or all [S-12]", async () => {
    const filter = 'displayName co "search"';
    const found = async (path: string) => (await search(path, { filter })).body.totalResults;
    expect([await found("/.search"), await found("/Users/.search"), await found("/Groups/.search")]).toEqual([7, 5, 2]);
    const all7 = (await search("/.search", { filter, sortBy: "displayName" })).body;
    expect(all7).toEqual(await all.list("", { filter, sortBy: "displayName" }));
  });

  it("takes a cursor in its body [S-12] [S-14]", async () => {
    const request = { filter: FILTER, sortBy: "title", count: 2 };
    const first = (await search("/Users/.search", { ...request, cursor: "" })).body;
    const second = (await search("/Users/.search", { ...request, cursor: first.nextCursor })).body;
    const third = (await search("/Users/.search", { ...request, cursor: second.nextCursor })).body;
    expect([first, second, third].flatMap((body) => body.Resources.map((user: Resource) => user.title))).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
    expect(third).not.toHaveProperty("nextCursor");
  });

  it("is POST only, and changes nothing [S-12]", async () => {
    const before = (await all.list("/Users", { count: 0 })).totalResults;
    await search("/Users/.search", { filter: FILTER });
    expect((await all.list("/Users", { count: 0 })).totalResults).toBe(before);
    for (const path of ["/.search", "/Users/.search"]) {
      for (const method of ["GET", "PUT", "DELETE"]) {
        expectError(await all.scim.call(method, path, method === "PUT" ? { schemas: [SEARCH_URN] } : undefined), 405);
      }
    }
  });

  it.each([
    ["another schema", { schemas: [LIST_URN] }],
    ["attributes as text", { attributes: "title" }],
    ["excludedAttributes as text", { excludedAttributes: "title,name" }],
    ["attributes of numbers", { attributes: [1] }],
    ["a filter that is no text", { filter: 5 }],
  ])("with %s is 400 invalidSyntax [S-13]", async (_name, change) => {
    expectError(await search("/Users/.search", change), 400, "invalidSyntax");
  });

  it("with a filter or numbers that cannot be read is refused as in a query [S-13] [S-10] [F-11]", async () => {
    expectError(await search("/Users/.search", { filter: "title eq" }), 400, "invalidFilter");
    expectError(await search("/Users/.search", { startIndex: "x" }), 400, "invalidValue");
    expectError(await search("/Users/.search", { count: 1.5 }), 400, "invalidValue");
    expectError(await search("/Users/.search", { attributes: ["a"], excludedAttributes: ["b"] }), 400, "invalidValue");
  });

  it("refuses filters on secrets as a query does [S-15] [F-25]", async () => {
    expectError(await search("/Users/.search", { filter: "password pr" }), 400, "invalidFilter");
    expectError(await search("/.search", { filter: 'password eq "x"' }), 400, "invalidFilter");
  });
});

describe("Cursors", () => {
  const page = (parameters: Record<string, string | number>, client: Client = all.scim) =>
    client.call("GET", `/Users?${query({ filter: FILTER, sortBy: "title", count: 2, ...parameters })}`);

  it("lead through all pages; the last one names no next, and no page a previous [S-14] [D-14]", async () => {
    const { pagination } = await all.read("/ServiceProviderConfig");
    expect(pagination).toMatchObject({ cursor: true, index: true, defaultPaginationMethod: "index" });
    expect([pagination.defaultPageSize > 0, pagination.maxPageSize, pagination.cursorTimeout > 0]).toEqual([
      true,
      1_000,
      true,
    ]);
    const titles: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const { status, body }: { status: number; body: Resource } = await page({ cursor });
      expect(status).toBe(200);
      expect(body).toMatchObject({ schemas: [LIST_URN], totalResults: 5 });
      expect(body).not.toHaveProperty("previousCursor");
      titles.push(...body.Resources.map((user: Resource) => user.title));
      sizes.push(body.Resources.length);
      cursor = body.nextCursor;
      if (cursor !== undefined) expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/);
    }
    expect([titles, sizes]).toEqual([
      ["a", "b", "c", "d", "e"],
      [2, 2, 1],
    ]);
  });

  it("a page that ends exactly at the end is the last [S-14]", async () => {
    expect((await page({ cursor: "", count: 5 })).body).not.toHaveProperty("nextCursor");
    expect((await page({ cursor: "", count: 50 })).body.Resources).toHaveLength(5);
  });

  it("count 0 or below gives the number alone [S-14] [S-07]", async () => {
    for (const count of [0, -5]) {
      const { body } = await page({ cursor: "", count });
      expect([body.totalResults, body.Resources]).toEqual([5, []]);
    }
  });

  it("neither skip nor repeat while users come and go between the pages [S-14] [S-05]", async () => {
    const first = (await page({ cursor: "" })).body;
    const early = await all.user({ title: "A0", userType: "search" });
    const second = (await page({ cursor: first.nextCursor })).body;
    await all.scim.call("DELETE", `/Users/${early.id}`);
    const third = (await page({ cursor: second.nextCursor })).body;
    const titles = [first, second, third].flatMap((body) => body.Resources.map((user: Resource) => user.title));
    expect(titles).toEqual(["a", "b", "c", "d", "e"]);
  });

  it.each(["x", "x.y", "%00", "a".repeat(7_000)])("%s is 400 invalidCursor [S-14]", async (cursor) => {
    expectError(await page({ cursor }), 400, "invalidCursor");
  });

  it("one that was tampered with is 400 invalidCursor [S-14]", async () => {
    const { nextCursor } = (await page({ cursor: "" })).body;
    const [payload = "", seal = ""] = nextCursor.split(".");
    const flipped = `${payload.slice(0, -2)}${payload.endsWith("A") ? "BB" : "AA"}.${seal}`;
    expectError(await page({ cursor: flipped }), 400, "invalidCursor");
  });

  it("under other parameters it is 400 invalidCursor, under another count 400 invalidCount [S-14]", async () => {
    const { nextCursor: cursor } = (await page({ cursor: "" })).body;
    for (const change of [
      { sortBy: "displayName" },
      { sortOrder: "descending" },
      { filter: "title pr" },
      { attributes: "title" },
    ]) {
      expectError(await page({ cursor, ...change }), 400, "invalidCursor");
    }
    expectError(await all.scim.call("GET", `/Groups?${query({ cursor })}`), 400, "invalidCursor");
    expectError(await page({ cursor, count: 3 }), 400, "invalidCount");
    expectError(await page({ cursor, count: "x" }), 400, "invalidCount");
    expect((await page({ cursor })).status).toBe(200);
  });

  it("ends after its time: 400 expiredCursor [S-14]", async () => {
    const { cursorTimeout } = (await all.read("/ServiceProviderConfig")).pagination;
    const { nextCursor: cursor } = (await page({ cursor: "" })).body;
    all.test.clock.advance(cursorTimeout * 1_000 - 2_000);
    expect((await page({ cursor })).status).toBe(200);
    all.test.clock.advance(3_000);
    expectError(await page({ cursor }), 400, "expiredCursor");
  });

  it("of another credential, or another account, is like one that never was [S-14] [N-04]", async () => {
    const { apiKey } = await all.test.seed({
      name: "Other",
      organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
      owner: { email: "owner@other.example", password: "owner password 2" },
      provisioning: { email: "provisioning@other.example", password: "provisioning password 2" },
    });
    const theirs = all.test.scim(`Bearer ${apiKey}`);
    await addUser(theirs, all.name(), { title: "a", userType: "search" });
    const { nextCursor: cursor } = (await page({ cursor: "" })).body;
    const unknown = await page({ cursor: "x.y" });
    for (const client of [theirs, all.test.scim(basic(PROVISIONING))]) {
      const answer = await page({ cursor }, client);
      expectError(answer, 400, "invalidCursor");
      expect(answer.text).toBe(unknown.text);
    }
    expect((await page({ cursor: "" }, theirs)).body.totalResults).toBe(1);
  });
});
