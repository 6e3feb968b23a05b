/** Checklist §2.9: errors (RFC 7644 §3.12 and §7). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checklist, expectError, NOBODY, query, startChecklist } from "../testing/checklist.ts";
import { addUser, patch } from "../testing/people.ts";
import { type Answer, GROUP_URN, PATCH_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

const create = (body: unknown, headers = {}) => all.scim.call("POST", "/Users", body, headers);

describe("Errors", () => {
  it("have schema, status as text, detail, and scimType exactly where the table has one [Z-01]", async () => {
    const { id, userName } = await all.user();
    const cases: [Answer, number, string | undefined][] = [
      [await create("{"), 400, "invalidSyntax"],
      [await create({ schemas: [USER_URN] }), 400, "invalidValue"],
      [await addUser(all.scim, userName), 409, "uniqueness"],
      [await all.scim.call("GET", "/Users?filter=x"), 400, "invalidFilter"],
      [await patch(all.scim, `/Users/${id}`, { op: "remove", path: "nothing" }), 400, "invalidPath"],
      [await patch(all.scim, `/Users/${id}`, { op: "remove" }), 400, "noTarget"],
      [await patch(all.scim, `/Users/${id}`, { op: "replace", path: "id", value: "x" }), 400, "mutability"],
      [await all.scim.call("GET", `/Users/${NOBODY}`), 404, undefined],
      [await all.scim.call("DELETE", "/Users"), 405, undefined],
      [await all.scim.call("DELETE", `/Users/${id}`, undefined, { "if-match": 'W/"9"' }), 412, undefined],
      [await create("{}", { "content-type": "text/plain" }), 415, undefined],
      [await all.test.scim("Bearer x").call("GET", "/Users"), 401, undefined],
    ];
    for (const [answer, status, scimType] of cases) {
      expectError(answer, status, scimType);
      expect(Object.keys(answer.body).sort()).toEqual(
        ["detail", "schemas", ...(scimType === undefined ? [] : ["scimType"]), "status"].sort(),
      );
    }
  });

  it("the detail names the attribute and, in a PATCH, the operation at fault [Z-04]", async () => {
    const { id } = await all.user();
    const cases: [Answer, RegExp][] = [
      [await create({ schemas: [USER_URN], userName: all.name(), emails: [{ value: 5 }] }), /emails\[0\]\.value/],
      [await create({ schemas: [USER_URN], userName: all.name(), name: { givenName: 5 } }), /name\.givenName/],
      [
        await patch(
          all.scim,
          `/Users/${id}`,
          { op: "add", path: "title", value: "T" },
          { op: "add", path: "active", value: "no" },
        ),
        /Operations\[1\].*active/,
      ],
      [await all.scim.call("GET", `/Users?${query({ filter: "title pr and nickName eq" })}`), /position \d+/],
    ];
    for (const [answer, expected] of cases)
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringMatching(expected)]);
  });

  it("no error repeats a secret, a stack or SQL [Z-04]", async () => {
    const secret = "Secret-4711";
    const authorization = `Bearer lsk_${secret}`;
    const { id } = await all.user({ password: secret });
    const answers = [
      await create({ schemas: [USER_URN], userName: all.name(), password: [secret, secret] }),
      await create({ schemas: [USER_URN], userName: all.name(), password: { value: secret } }),
      await create(`{"password":"${secret}",}`),
      await patch(all.scim, `/Users/${id}`, { op: "add", path: "password", value: [secret, secret] }),
      await patch(all.scim, `/Users/${id}`, { op: "add", path: 'password[value eq "x"]', value: secret }),
      await all.scim.call("GET", `/Users?${query({ filter: `password eq "${secret}"` })}`),
      await all.test.scim(authorization).call("GET", "/Users"),
      await all.test
        .scim(`Basic ${Buffer.from(`owner@acme.example:${secret}`).toString("base64")}`)
        .call("GET", "/Users"),
    ];
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toMatch(/Secret-4711|select |insert |node_modules|\.ts:\d|\n\s+at /);
    }
    expect(all.test.log.join("\n")).not.toContain(secret);
  });

  it("a clash with another account's value does not exist, so no error can tell of it; its ids look unknown [Z-04] [H-06]", async () => {
    const { apiKey } = await all.test.seed({
      name: "Other",
      organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
      owner: { email: "owner@other.example", password: "owner password 2" },
      provisioning: { email: "provisioning@other.example", password: "provisioning password 2" },
    });
    const theirs = await addUser(all.test.scim(`Bearer ${apiKey}`), all.name(), { title: "Theirs" });
    const unknown = await all.scim.call("GET", `/Users/${NOBODY}`);
    const foreign = await all.scim.call("GET", `/Users/${theirs.body.id}`);
    expect(foreign.text.replaceAll(theirs.body.id, NOBODY)).toBe(unknown.text);
    expect((await addUser(all.scim, theirs.body.userName)).status).toBe(201);
  });
});

describe("/Me", () => {
  const me = (method: string, body?: unknown) => all.scim.call(method, "/Me", body);

  it("is the user behind the credential, and its address is that of the user [A-01]", async () => {
    const answer = await me("GET");
    expect([answer.status, answer.body.userName]).toEqual([200, "provisioning@acme.example"]);
    const { location } = answer.body.meta;
    expect(location).toBe(`http://service.test/SCIM/v2/Users/${answer.body.id}`);
    expect(answer.headers.get("location")).toBe(location);
    expect(answer.body).toEqual(await all.read(`/Users/${answer.body.id}`));
    expect(answer.headers.get("etag")).toBe(answer.body.meta.version);
    expect(Object.keys((await all.scim.call("GET", "/Me?attributes=userName")).body).sort()).toEqual([
      "id",
      "schemas",
      "userName",
    ]);
  });

  it("can be changed like the user [A-01]", async () => {
    const Operations = [{ op: "replace", path: "title", value: "Me" }];
    const answer = await me("PATCH", { schemas: [PATCH_URN], Operations });
    expect([answer.status, answer.body.title]).toEqual([200, "Me"]);
    expect((await all.read(`/Users/${answer.body.id}`)).title).toBe("Me");
    expectError(await me("DELETE"), 403);
  });

  it("makes nobody [A-02]", async () => {
    const userName = all.name();
    const answer = await me("POST", { schemas: [USER_URN], userName });
    expect([403, 405, 501]).toContain(answer.status);
    expectError(answer, answer.status);
    expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
    expectError(await all.test.scim("").call("POST", "/Me", { schemas: [USER_URN], userName }), 401);
  });
});

describe("The words of errors", () => {
  const get = (path: string, headers = {}) => all.scim.call("GET", path, undefined, headers);
  const CURSOR = "/Users?cursor=";

  /** One request for each way in which the service can refuse, with what must come back. */
  async function refusals(): Promise<[Answer, number, string | undefined][]> {
    const { id, userName } = await all.user();
    const user = `/Users/${id}`;
    const next = (await get(`${CURSOR}&count=1`)).body.nextCursor;
    const expiring = (await get(`${CURSOR}&count=1`)).body.nextCursor;
    const version = await all.test.service.fetch(
      new Request("http://service.test/SCIM/v1/Users", { headers: { authorization: `Bearer ${all.apiKey}` } }),
    );
    const toAnswer = async (response: Response): Promise<Answer> => {
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
    };
    const answers: [Answer, number, string | undefined][] = [
      [await create("{"), 400, "invalidSyntax"],
      [await create({ schemas: [USER_URN] }), 400, "invalidValue"],
      [await addUser(all.scim, userName), 409, "uniqueness"],
      [await get("/Users?filter=x"), 400, "invalidFilter"],
      [await get("/Users?count=x"), 400, "invalidValue"],
      [await patch(all.scim, user, { op: "remove", path: "nothing" }), 400, "invalidPath"],
      [await patch(all.scim, user, { op: "remove" }), 400, "noTarget"],
      [await patch(all.scim, user, { op: "replace", path: "id", value: "x" }), 400, "mutability"],
      [await toAnswer(version), 400, "invalidVers"],
      [await get(`${CURSOR}x.y`), 400, "invalidCursor"],
      [await get(`${CURSOR}${next}&count=2`), 400, "invalidCount"],
      [await all.test.scim("Bearer x").call("GET", "/Users"), 401, undefined],
      [await get("/Schemas?filter=id%20pr"), 403, undefined],
      [await get(`/Users/${NOBODY}`), 404, undefined],
      [await all.scim.call("DELETE", "/Users"), 405, undefined],
      [await all.scim.call("DELETE", user, undefined, { "if-match": 'W/"9"' }), 412, undefined],
      [await create("x".repeat(1_048_577)), 413, undefined],
      [await create("{}", { "content-type": "text/plain" }), 415, undefined],
    ];
    all.test.clock.advance(3_600_000 * 24);
    return [...answers, [await get(`${CURSOR}${expiring}&count=1`), 400, "expiredCursor"]];
  }

  it("are the scimTypes of RFC 7644 table 9 and RFC 9865, each with its status, and none elsewhere [Z-03] [Z-02]", async () => {
    const found = await refusals();
    for (const [answer, status, scimType] of found) expectError(answer, status, scimType);
    // tooMany is not needed: a large result is paged. sensitive is for services that name sensitive attributes: this one names none.
    expect(new Set(found.map(([answer]) => answer.body.scimType))).toEqual(
      new Set([
        ...["invalidFilter", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget", "invalidValue"],
        ...["invalidVers", "invalidCursor", "expiredCursor", "invalidCount", undefined],
      ]),
    );
  });
});

describe("Failures of the database", () => {
  /** Takes a table away while `work` runs, so that every write fails with 500 half-way. */
  async function withoutEvents<Result>(work: () => Promise<Result>): Promise<Result> {
    await all.test.database.asOwner("alter table event rename to event_away");
    try {
      return await work();
    } finally {
      await all.test.database.asOwner("alter table event_away rename to event");
    }
  }

  it("a write that fails is 500 with an error id, tells nothing of the cause, and leaves nothing [Z-04] [Z-06]", async () => {
    const userName = all.name();
    const total = (await all.list("/Users", { count: 0 })).totalResults;
    const user = await all.user();
    const group = await all.group();
    const [made, changed, joined, removed] = await withoutEvents(async () => [
      await addUser(all.scim, userName),
      await patch(all.scim, `/Users/${user.id}`, { op: "add", path: "title", value: "T" }),
      await patch(all.scim, `/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: user.id }] }),
      await all.scim.call("DELETE", `/Users/${user.id}`),
    ]);
    for (const answer of [made, changed, joined, removed]) {
      if (answer === undefined) throw new Error("unreachable");
      expectError(answer, 500);
      expect(answer.body.detail).toMatch(/Error id: [\da-f-]{36}/);
      expect(answer.text).not.toMatch(/event|relation|insert/i);
    }
    expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
    expect(await all.read(`/Users/${user.id}`)).toEqual(user);
    expect(await all.read(`/Groups/${group.id}`)).toEqual(group);
    expect((await all.list("/Users", { count: 0 })).totalResults).toBe(total + 1);
  });

  it("the same request again gives what it would have given: 201, then 409 [Z-07]", async () => {
    const userName = all.name();
    const group = await all.group();
    expectError(await withoutEvents(() => addUser(all.scim, userName)), 500);
    const made = await addUser(all.scim, userName);
    expect(made.status).toBe(201);
    expectError(await addUser(all.scim, userName), 409, "uniqueness");
    const add = { op: "add", path: "members", value: [{ value: made.body.id }] };
    expectError(await withoutEvents(() => patch(all.scim, `/Groups/${group.id}`, add)), 500);
    expect((await patch(all.scim, `/Groups/${group.id}`, add)).status).toBe(204);
    expect((await all.read(`/Groups/${group.id}`)).members).toMatchObject([{ value: made.body.id }]);
    expectError(await withoutEvents(() => all.scim.call("DELETE", `/Users/${made.body.id}`)), 500);
    expect((await all.scim.call("DELETE", `/Users/${made.body.id}`)).status).toBe(204);
    expectError(await all.scim.call("DELETE", `/Users/${made.body.id}`), 404);
  });

  it("a reader beside failing writes sees the old state only [Z-06]", async () => {
    const group = await all.group();
    const users = [await all.user(), await all.user(), await all.user()];
    const add = users.map((user) => ({ op: "add", path: "members", value: [{ value: user.id }] }));
    const bad = { op: "add", path: "members", value: [{ value: NOBODY }] };
    const writes = Array.from({ length: 10 }, () => patch(all.scim, `/Groups/${group.id}`, ...add, bad));
    const creates = Array.from({ length: 10 }, () =>
      all.scim.call("POST", "/Groups", { schemas: [GROUP_URN], displayName: "Z-06", members: [{ value: NOBODY }] }),
    );
    const reads = Array.from({ length: 20 }, async () => [
      await all.read(`/Groups/${group.id}`),
      await all.find("/Groups", 'displayName eq "Z-06"'),
    ]);
    for (const answer of await Promise.all([...writes, ...creates])) expectError(answer, 400, "invalidValue");
    for (const seen of await Promise.all(reads)) expect(seen).toEqual([group, []]);
  });
});

describe("Messages", () => {
  it("a message to the wrong endpoint is a SCIM error too [Z-05]", async () => {
    const answer = await all.scim.call("POST", "/Users", { schemas: [PATCH_URN], Operations: [] });
    expectError(answer, 400, answer.body.scimType);
    expectError(await all.scim.call("PATCH", "/ServiceProviderConfig", {}), 405);
  });
});
