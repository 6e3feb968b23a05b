import { request } from "node:http";
import type { AccountId } from "@lockstep/ports";
import type { Scope } from "@lockstep/scim-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEventPage } from "./domain/event.ts";
import { createService, type ServiceTables } from "./index.ts";
import { addGroup, addUser, patch } from "./testing/people.ts";
import { type Client, createClient, OWNER, startTestService, type TestService } from "./testing/test-service.ts";
import { createVirtualTime, type VirtualTime } from "./testing/virtual-time.ts";

/** Notices of this time are sent together. */
const GATHERING_MS = 100;
const DAY_MS = 24 * 3_600_000;

let test: TestService;
let time: VirtualTime;
let account: { accountId: AccountId; apiKey: string };
let scim: Client;
let feed: Client;
/** Where the feed stood when the test began. */
let start: string;

beforeAll(async () => {
  time = createVirtualTime();
  test = await startTestService({ clock: time.clock, timers: time.timers });
  account = await test.seed();
  scim = test.scim(`Bearer ${account.apiKey}`);
  feed = createClient(test.service, { authorization: `Bearer ${account.apiKey}` });
  start = (await feed.call("GET", "/events?limit=1000")).body.cursor;
});
afterAll(async () => {
  await test?.close();
});

/** The end of the feed now. */
async function here(): Promise<string> {
  return (await feed.call("GET", `/events?cursor=${start}&limit=1000`)).body.cursor;
}

describe("GET /events", () => {
  it("tells what changed, from what to what, and who did it", async () => {
    const cursor = await here();
    const user = (await addUser(scim, "told@acme.example", { title: "Before" })).body;
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await scim.call(
      "PATCH",
      `/Users/${user.id}`,
      {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "replace", path: "title", value: "After" }],
      },
      { traceparent },
    );
    const group = (await addGroup(scim, "Told", [user.id])).body;
    await patch(scim, `/Groups/${group.id}`, { op: "remove", path: `members[value eq "${user.id}"]` });
    const { body } = await feed.call("GET", `/events?cursor=${cursor}`);
    expect(
      body.items.map((event: { kind: string; resourceType: string; version: number }) => [
        event.resourceType,
        event.kind,
        event.version,
      ]),
    ).toEqual([
      ["User", "created", 1],
      ["User", "replaced", 2],
      ["Group", "created", 1],
      ["Group", "replaced", 2],
    ]);
    const [created, replaced, made, left] = body.items;
    expect(created.changed).toEqual(["active", "name", "title", "userName"]);
    expect(replaced).toMatchObject({
      changed: ["title"],
      before: { title: "Before" },
      after: { title: "After" },
      resourceId: user.id,
      traceId: "a".repeat(32),
    });
    expect(replaced.credentialId).toMatch(/^[\da-f-]{36}$/);
    expect(replaced.userId).toMatch(/^[\da-f-]{36}$/);
    expect(made).toMatchObject({ membersAdded: [user.id], changed: ["displayName", "members"] });
    expect(left).toMatchObject({ membersRemoved: [user.id], membersAdded: [], changed: ["members"] });
    expect(body).toMatchObject({ cursor: left.cursor, hasMore: false });
  });

  it("is filtered by trace, by resource type and by resource", async () => {
    const cursor = await here();
    const user = (await addUser(scim, "filtered@acme.example")).body;
    await addGroup(scim, "Filtered");
    const of = async (query: string) =>
      (await feed.call("GET", `/events?cursor=${cursor}&${query}`)).body.items.map(
        (event: { resourceType: string }) => event.resourceType,
      );
    expect(await of("resourceType=Group")).toEqual(["Group"]);
    expect(await of("resourceType=Device")).toEqual([]);
    expect(await of(`resourceId=${user.id}`)).toEqual(["User"]);
    expect(await of(`resourceId=${user.id}&resourceType=Group`)).toEqual([]);
    expect(await of(`traceId=${"c".repeat(32)}`)).toEqual([]);
  });

  it("an empty filtered page still leads on, so that nothing is looked through twice", async () => {
    const end = await here();
    const { body } = await feed.call("GET", `/events?cursor=${start}&resourceType=Device`);
    expect(body).toEqual({ items: [], cursor: end, hasMore: false });
  });

  it.each([
    ["cursor=x", "cursor"],
    ["cursor=-1", "cursor"],
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["wait=31", "wait"],
    ["wait=1.5", "wait"],
    ["traceId=ABC", "traceId"],
    ["resourceId=1", "resourceId"],
    ["resourceType=", "resourceType"],
  ])("refuses %s and names the parameter", async (query, field) => {
    const answer = await feed.call("GET", `/events?${query}`);
    expect([answer.status, answer.body.error.code, answer.body.error.field]).toEqual([400, "invalidField", field]);
  });

  it("asks for a credential before it looks at parameters", async () => {
    const answer = await test.browser().call("GET", "/events?limit=0");
    expect([answer.status, answer.body.error.code]).toEqual([401, "unauthenticated"]);
  });

  it("refuses a cursor that lies behind the end: it is from another feed", async () => {
    const end = Number(await here());
    const answer = await feed.call("GET", `/events?cursor=${end + 1}`);
    expect([answer.status, answer.body.error.code]).toEqual([400, "cursorUnknown"]);
    expect(answer.body.error.message).toContain(`ends at cursor ${end}`);
    expect((await feed.call("GET", `/events?cursor=${end}`)).status).toBe(200);
  });

  it("shows a credential the types that its scopes may read", async () => {
    const cursor = await here();
    await addUser(scim, "scoped@acme.example");
    await addGroup(scim, "Scoped");
    const read = async (scopes: readonly Scope[], resourceType?: string) => {
      const query = { cursor, limit: 100, traceId: undefined, resourceId: undefined, resourceType, scopes };
      const page = await readEventPage(test.config.database, account.accountId, query);
      return page.items.map((event) => event.resourceType);
    };
    expect(await read(["users:read", "groups:read"])).toEqual(["User", "Group"]);
    expect(await read(["users:read", "users:write"])).toEqual(["User"]);
    expect(await read(["groups:read"])).toEqual(["Group"]);
    await expect(read(["users:write", "groups:write"])).rejects.toMatchObject({ status: 403 });
    await expect(read(["users:read"], "Group")).rejects.toMatchObject({ status: 403, message: /groups:read/ });
    await expect(read(["groups:read"], "User")).rejects.toMatchObject({ status: 403, message: /users:read/ });
  });
});

describe("GET /events with wait", () => {
  it("is answered by the next event, written by another process, without a look of its own", async () => {
    const other = await test.another();
    const cursor = await here();
    const waiting = feed.call("GET", `/events?cursor=${cursor}&wait=30`);
    await isWaiting();
    await addUser(
      createClient(other, { authorization: `Bearer ${account.apiKey}` }, "/SCIM/v2"),
      "awaited@acme.example",
    );
    // Time stands still: only the notice of the commit can have woken it.
    const answer = await waiting;
    expect(answer.body.items).toHaveLength(1);
    expect(answer.body.items[0].after.userName).toBe("awaited@acme.example");
    await other.stop();
  });

  it("finds by looking what nobody told of", async () => {
    const cursor = await here();
    const waiting = feed.call("GET", `/events?cursor=${cursor}&wait=30`);
    await isWaiting();
    await test.database.asOwner(
      `insert into event (account_id, id, kind, type, resource_id, version, after, credential_id, user_id, trace_id, occurred_at)
       values ($1, gen_random_uuid(), 'created', 'User', gen_random_uuid(), 1, '{}', 'c', 'u', $2, $3)`,
      [account.accountId, "d".repeat(32), new Date(time.clock.now())],
    );
    time.clock.advance(2_000);
    expect((await waiting).body.items).toHaveLength(1);
  });

  it("is answered with an empty page and a cursor when the time is over, not before", async () => {
    const cursor = await here();
    let isAnswered = false;
    const waiting = feed.call("GET", `/events?cursor=${cursor}&wait=5`).finally(() => {
      isAnswered = true;
    });
    await isWaiting();
    time.clock.advance(4_999);
    await isWaiting(1);
    expect(isAnswered).toBe(false);
    time.clock.advance(1);
    expect((await waiting).body).toEqual({ items: [], cursor, hasMore: false });
    await isWaiting(0);
  });

  it("does not answer a credential that ended meanwhile", async () => {
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    const made = (await owner.call("POST", "/api/me/api-keys", { name: "Short" })).body;
    const short = createClient(test.service, { authorization: `Bearer ${made.key}` });
    const waiting = short.call("GET", `/events?cursor=${await here()}&wait=30`);
    await isWaiting();
    await owner.call("DELETE", `/api/me/api-keys/${made.id}`);
    time.clock.advance(GATHERING_MS);
    await addUser(scim, "unseen@acme.example");
    const answer = await waiting;
    expect([answer.status, answer.body.error.code]).toEqual([401, "unauthenticated"]);
  });

  it("shows a credential that lost scopes meanwhile only what it may still read, and counts as one request", async () => {
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    const draft = { kind: "apiKey", name: "Narrowed", rateLimit: { perSecond: 1, burst: 1 } };
    const { id, secret } = (await owner.call("POST", "/api/credentials", draft)).body;
    const narrowed = createClient(test.service, { authorization: `Bearer ${secret}` });
    const waiting = narrowed.call("GET", `/events?cursor=${await here()}&wait=30`);
    await isWaiting();
    const change = { scopes: ["groups:read"] };
    expect((await owner.call("PATCH", `/api/credentials/${id}`, change)).status).toBe(200);
    time.clock.advance(GATHERING_MS);
    await addUser(scim, "narrowed@acme.example");
    const answer = await waiting;
    expect([answer.status, answer.body.items]).toEqual([200, []]);
    expect(answer.body.cursor).toBe(await here());
  });

  it("ends when the client goes away", async () => {
    const { service, url, timers } = await listening();
    const client = request(`${url}/events?cursor=${await here()}&wait=30`, {
      headers: { authorization: `Bearer ${account.apiKey}` },
    });
    client.on("error", () => undefined);
    client.end();
    await expect.poll(timers).toBe(4);
    client.destroy();
    await expect.poll(timers).toBe(2);
    await service.stop();
  });

  it("ends when the service stops, so that stopping does not wait for it", async () => {
    const { service, url, timers } = await listening();
    const waiting = fetch(`${url}/events?cursor=${await here()}&wait=30`, {
      headers: { authorization: `Bearer ${account.apiKey}` },
    });
    await expect.poll(timers).toBe(4);
    await service.stop();
    expect(await (await waiting).json()).toMatchObject({ items: [] });
  });

  /** A service with a port and a time of its own, whose two background jobs are idle: each has one timer then. */
  async function listening() {
    const own = createVirtualTime();
    const config = { ...test.config, database: test.database.open<ServiceTables>(), timers: own.timers };
    const service = await createService(config);
    const { port } = await service.listen();
    await expect.poll(() => own.pending()).toBe(2);
    return { service, url: `http://127.0.0.1:${port}`, timers: () => own.pending() };
  }

  /** A request that waits has a timer for its end and one for its next look. Shorter ones gather notices. */
  async function isWaiting(timers = 2): Promise<void> {
    await expect.poll(() => time.pending(GATHERING_MS)).toBe(timers);
  }
});

describe("The events of 90 days", () => {
  it("are kept; what is older is removed, and a cursor before that is told so", async () => {
    const service = await test.another();
    await addUser(scim, "old@acme.example");
    const old = await here();
    time.clock.advance(80 * DAY_MS);
    await addUser(scim, "middle@acme.example");
    const middle = await here();
    time.clock.advance(11 * DAY_MS);
    await service.listen();
    await expect.poll(async () => (await feed.call("GET", `/events?cursor=${start}`)).status).toBe(410);
    await service.stop();
    const { body } = await feed.call("GET", `/events?cursor=${start}`);
    expect(body.error).toMatchObject({ code: "cursorGone", field: "cursor" });
    expect(body.error.message).toContain(`The first cursor that is kept is ${old};`);
    const kept = (await feed.call("GET", `/events?cursor=${old}`)).body;
    expect(kept.items.map((event: { cursor: string }) => event.cursor)).toEqual([middle]);
    expect((await feed.call("GET", "/events")).body).toEqual(kept);
    expect((await feed.call("GET", "/events?cursor=0")).status).toBe(410);
  });

  it("end after the request log, which is kept as long as the operator says", async () => {
    const insert = `insert into request_log (account_id, credential_id, occurred_at, method, path, search, status, duration_ms, trace_id)
      select $1, 'key:x', $2, 'GET', '/Users', '', 200, 1, 't' from generate_series(1, $3::integer)`;
    const daysAgo = (days: number) => new Date(time.clock.now() - days * DAY_MS);
    await test.database.asOwner("delete from request_log");
    await test.database.asOwner(insert, [account.accountId, daysAgo(8), 1_001]);
    await test.database.asOwner(insert, [account.accountId, daysAgo(6), 1]);
    const config = { ...test.config, database: test.database.open<ServiceTables>(), requestLogDays: 7 };
    const service = await createService(config);
    await service.listen();
    const left = async () =>
      (
        await test.database.asOwner("select count(*)::integer as amount from request_log where credential_id = 'key:x'")
      )[0]?.amount;
    await expect.poll(left).toBe(1);
    await service.stop();
  });
});
