import { context, type Span, type SpanOptions, type Tracer, trace } from "@opentelemetry/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser, patch } from "./testing/people.ts";
import {
  basic,
  type Client,
  findInDatabase,
  OWNER,
  PATCH_URN,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

const OTHER_OWNER = { email: "boss@other.example", password: "boss password 1" };
const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

let test: TestService;
let owner: Client;
let scim: Client;
let key: Client;
beforeAll(async () => {
  test = await startTestService({ metricsToken: "the token of these tests" });
  const { apiKey } = await test.seed();
  await test.seed({
    name: "Other",
    organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
    owner: OTHER_OWNER,
    provisioning: { email: "sync@other.example", password: "sync password 1" },
  });
  owner = await test.signedIn(OWNER.email, OWNER.password);
  scim = test.scim(basic(PROVISIONING));
  key = test.scim(`Bearer ${apiKey}`);
});
afterAll(async () => {
  await test?.close();
});

describe("The request log", () => {
  it("keeps each request with its credential, answer, client and trace, the newest first", async () => {
    await scim.call("GET", "/Users?filter=userName+eq+%22nobody%22", undefined, {
      "user-agent": "Okta SCIM Client 1.0.0",
      traceparent: TRACEPARENT,
    });
    await key.call("GET", "/Groups/none");
    const { status, body } = await owner.call("GET", "/api/requests");
    expect(status).toBe(200);
    expect(body.items[0]).toMatchObject({
      method: "GET",
      path: "/SCIM/v2/Groups/none",
      status: 404,
      detail: 'Group "none" does not exist.',
      body: null,
      normalisations: {},
    });
    expect(body.items[1]).toMatchObject({
      path: "/SCIM/v2/Users",
      search: "?filter=userName+eq+%22nobody%22",
      status: 200,
      userAgent: "Okta SCIM Client 1.0.0",
      traceId: TRACE_ID,
      scimType: null,
      errorId: null,
    });
    expect(body.items[0].credentialId).not.toBe(body.items[1].credentialId);
    const ofKey = await owner.call("GET", `/api/requests?credentialId=${body.items[0].credentialId}`);
    expect(ofKey.body.items.map((item: { path: string }) => item.path)).toEqual(["/SCIM/v2/Groups/none"]);
    const ofTrace = await owner.call("GET", `/api/requests?traceId=${TRACE_ID}`);
    expect(ofTrace.body.items).toHaveLength(1);
    const faults = await owner.call("GET", "/api/requests?outcome=fault");
    expect(new Set(faults.body.items.map((item: { status: number }) => item.status))).toEqual(new Set([404]));
  });

  it("keeps the body of a refused request with its secrets masked, and of an accepted one not at all", async () => {
    const secret = "hunter2-in-the-clear";
    const refused = await scim.call("POST", "/Users", { schemas: [USER_URN], userName: 7, password: secret });
    expect(refused.status).toBe(400);
    const wrong = { op: "replace", path: "password", value: secret };
    await scim.call("PATCH", "/Users/none", { schemas: [PATCH_URN], Operations: [wrong] });
    await scim.call("GET", `/Users?filter=password%20eq%20%22${secret}%22`);
    await addUser(scim, "kept@acme.example", { password: secret });
    const { body } = await owner.call("GET", "/api/requests?limit=4");
    const [created, filtered, patched, posted] = body.items;
    expect(created).toMatchObject({ method: "POST", status: 201, body: null });
    expect(filtered).toMatchObject({ status: 400, search: "?***" });
    expect(JSON.parse(patched.body).Operations).toEqual([{ op: "replace", path: "password", value: "***" }]);
    expect(JSON.parse(posted.body)).toEqual({ schemas: [USER_URN], userName: 7, password: "***" });
    expect(await findInDatabase(test.database, secret)).toEqual([]);
    // The canary: the search finds what is there.
    expect(await findInDatabase(test.database, "Okta SCIM Client 1.0.0")).toEqual([
      '"service"."request_log".user_agent',
    ]);
  });

  it("is read page by page, each entry once", async () => {
    for (let round = 0; round < 5; round += 1) await scim.call("GET", `/Users/page-${round}`);
    const seen: string[] = [];
    let cursor = "";
    for (let page = 0; page < 100; page += 1) {
      const { body } = await owner.call("GET", `/api/requests?limit=2${cursor}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      if (body.cursor === null) break;
      cursor = `&cursor=${body.cursor}`;
    }
    const all = (await owner.call("GET", "/api/requests?limit=200")).body.items.map((item: { id: string }) => item.id);
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThan(7);
  });

  it("refuses what it cannot read, and whoever is no administrator", async () => {
    for (const query of ["limit=0", "cursor=x", "outcome=maybe", "traceId=XYZ"]) {
      expect([query, (await owner.call("GET", `/api/requests?${query}`)).status]).toEqual([query, 400]);
    }
    await addUser(scim, "plain@acme.example", { password: "plain password 1" });
    const plain = await test.signedIn("plain@acme.example", "plain password 1");
    for (const path of ["/api/requests", "/api/normalisations", "/api/audit"]) {
      expect([path, (await plain.call("GET", path)).status]).toEqual([path, 403]);
    }
  });

  it("keeps plain reads up to 200 a second, and every write and fault", async () => {
    test.clock.advance(10_000);
    const count = async () =>
      Number((await test.database.asOwner("select count(*) as n from service.request_log"))[0]?.["n"]);
    await owner.call("GET", "/api/requests");
    const before = await count();
    for (let round = 0; round < 230; round += 1) await scim.call("GET", "/Users?count=0");
    await scim.call("GET", "/Users/none");
    await owner.call("GET", "/api/requests");
    expect((await count()) - before).toBe(201);
  });
});

describe("The audit trail", () => {
  it("holds administrative deeds and changes of resources in one list, with states before and after and the trace", async () => {
    const user = (await addUser(scim, "audited@acme.example", { title: "Clerk" })).body.id;
    await scim.call(
      "PATCH",
      `/Users/${user}`,
      { schemas: [PATCH_URN], Operations: [{ op: "replace", path: "title", value: "Chief" }] },
      { traceparent: TRACEPARENT },
    );
    test.clock.advance(1_000);
    await owner.call("PUT", `/api/users/${user}/roles`, { roles: ["controller"] }, { traceparent: TRACEPARENT });
    const { body } = await owner.call("GET", `/api/audit?subjectId=${user}`);
    const [roles, replaced, created] = body.items;
    expect(body.items).toHaveLength(3);
    expect(roles).toMatchObject({
      action: "user.rolesChanged",
      subjectId: user,
      subjectType: null,
      before: { roles: [] },
      after: { roles: ["controller"] },
      traceId: TRACE_ID,
    });
    expect(replaced).toMatchObject({
      action: "resource.replaced",
      subjectType: "User",
      before: { title: "Clerk" },
      after: { title: "Chief" },
      traceId: TRACE_ID,
    });
    expect(created).toMatchObject({
      action: "resource.created",
      before: null,
      after: { userName: "audited@acme.example" },
    });
    expect(created.credentialId).toBeTypeOf("string");
    const byTrace = await owner.call("GET", `/api/audit?traceId=${TRACE_ID}&action=user.`);
    expect(byTrace.body.items.map((item: { action: string }) => item.action)).toEqual(["user.rolesChanged"]);
  });

  it("names the members that a group won and lost", async () => {
    const user = (await addUser(scim, "member@acme.example")).body.id;
    const group = (await addGroup(scim, "Audited", [user])).body.id;
    await patch(scim, `/Groups/${group}`, { op: "remove", path: `members[value eq "${user}"]` });
    const { body } = await owner.call("GET", `/api/audit?subjectId=${group}`);
    expect(body.items.map((item: { detail: unknown }) => item.detail)).toEqual([
      { membersAdded: [], membersRemoved: [user] },
      { membersAdded: [user], membersRemoved: [] },
    ]);
  });

  it("tells of modules and organisations what was and what is", async () => {
    const mother = (await owner.call("GET", "/api/organisations")).body.items[0].id;
    await owner.call("POST", "/api/organisations", { name: "West", code: "WEST", parentId: mother });
    await owner.call("PUT", "/api/account/modules/scim", { enabled: false });
    await owner.call("PUT", "/api/account/modules/scim", { enabled: true });
    const { items } = (await owner.call("GET", "/api/audit?limit=3")).body;
    expect(items.map((item: { action: string }) => item.action).sort()).toEqual([
      "module.changed",
      "module.changed",
      "organisation.created",
    ]);
    expect(items).toContainEqual(expect.objectContaining({ before: { enabled: true }, after: { enabled: false } }));
    expect(items).toContainEqual(
      expect.objectContaining({ before: null, after: { code: "WEST", name: "West", parentId: mother } }),
    );
  });

  it("is read page by page, each entry once, whichever list it comes from", async () => {
    const read = async (limit: number) => {
      const seen: string[] = [];
      let cursor = "";
      for (let page = 0; page < 200; page += 1) {
        const { body } = await owner.call("GET", `/api/audit?limit=${limit}${cursor}`);
        seen.push(...body.items.map((item: unknown) => JSON.stringify(item)));
        if (body.cursor === null) return seen;
        cursor = `&cursor=${encodeURIComponent(body.cursor)}`;
      }
      throw new Error("The trail has no end");
    };
    const small = await read(3);
    const large = await read(200);
    expect([...small].sort()).toEqual([...large].sort());
    expect(large.length).toBeGreaterThan(10);
  });

  it("loses nothing at a page's border when instants run against the order of writing", async () => {
    const { accountId } = await test.seed({
      name: "Inverted",
      organisations: [{ code: "INV", name: "Inverted Limited", parentCode: null }],
      owner: { email: "owner@inverted.example", password: "inverted password 1" },
      provisioning: { email: "sync@inverted.example", password: "sync password 1" },
    });
    const client = await test.signedIn("owner@inverted.example", "inverted password 1");
    await test.database.asOwner("delete from audit where account_id = $1", [accountId]);
    await test.database.asOwner("delete from event where account_id = $1", [accountId]);
    const at = (second: number) => new Date(Date.parse("2026-01-01T00:00:00Z") + second * 1_000);
    for (const second of [3, 9, 1, 7]) {
      await test.database.asOwner(
        `insert into event (account_id, id, kind, type, resource_id, version, after, credential_id, user_id, trace_id, occurred_at)
         values ($1, gen_random_uuid(), 'created', 'User', gen_random_uuid(), 1, '{}', 'c', 'u', $2, $3)`,
        [accountId, `event ${second}`, at(second)],
      );
    }
    for (const second of [8, 2, 6, 4]) {
      await test.database.asOwner(
        "insert into audit (account_id, id, action, occurred_at, detail, trace_id) values ($1, gen_random_uuid(), 'user.made', $2, '{}', $3)",
        [accountId, at(second), `deed ${second}`],
      );
    }
    const all = [3, 9, 1, 7].map((second) => `event ${second}`).concat([8, 2, 6, 4].map((second) => `deed ${second}`));
    for (const limit of [1, 2, 3, 5]) {
      const seen: string[] = [];
      for (let cursor = "", pages = 0; pages < 20; pages += 1) {
        const { body } = await client.call("GET", `/api/audit?limit=${limit}${cursor}`);
        seen.push(...body.items.map(({ traceId }: { traceId: string }) => traceId));
        if (body.cursor === null) break;
        cursor = `&cursor=${body.cursor}`;
      }
      expect(seen.toSorted()).toEqual(all.toSorted());
    }
  });

  it("shows nothing of another account", async () => {
    const other = await test.signedIn(OTHER_OWNER.email, OTHER_OWNER.password);
    for (const path of ["/api/requests?limit=200", "/api/audit?limit=200"]) {
      const mine = await owner.call("GET", path);
      const theirs = await other.call("GET", path);
      expect(mine.text).toContain("acme.example".slice(0, path.includes("audit") ? 12 : 0));
      expect(theirs.text).not.toContain("acme.example");
      const ids = new Set(mine.body.items.map((item: { traceId: string }) => item.traceId));
      expect(
        theirs.body.items.filter((item: { traceId: string }) => ids.has(item.traceId) && item.traceId !== null),
      ).toEqual([]);
    }
  });
});

describe("Metrics", () => {
  it("count SCIM requests by method, endpoint and class of status, and the rest by part", async () => {
    await scim.call("GET", "/Users?count=1");
    await scim.call("GET", "/Nonsense");
    const { status, text, headers } = await test.browser().call("GET", "/metrics", undefined, {
      authorization: "Bearer the token of these tests",
    });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /lockstep_scim_request_duration_seconds_count\{method="GET",endpoint="\/Users",status="2xx"\} \d+/,
    );
    expect(text).toMatch(
      /lockstep_scim_request_duration_seconds_count\{method="GET",endpoint="other",status="4xx"\} 1/,
    );
    expect(text).toMatch(/lockstep_http_request_duration_seconds_count\{part="api",method="GET",status="2xx"\} \d+/);
    expect(text).toMatch(/lockstep_database_connections\{state="idle"\} \d+/);
    expect(text).toContain("lockstep_process_cpu_seconds_total");
    expect(text).not.toMatch(/acme|[\da-f]{8}-[\da-f]{4}/);
  });

  it("need the token where there is one, and are off beyond this machine without one", async () => {
    const guarded = await startTestService({ metricsToken: "a long enough token" });
    const open = await startTestService({ host: "0.0.0.0" });
    const local = await startTestService({ publicUrl: undefined });
    const proxied = await startTestService({ publicUrl: "https://service.example.com" });
    const told = await startTestService({ publicUrl: undefined, isBehindProxy: true });
    try {
      const ask = (service: TestService, authorization?: string) =>
        service.browser().call("GET", "/metrics", undefined, authorization === undefined ? {} : { authorization });
      expect((await ask(guarded)).status).toBe(401);
      expect((await ask(guarded, "Bearer wrong")).status).toBe(401);
      expect((await ask(guarded, "Bearer a long enough token")).status).toBe(200);
      expect((await ask(local)).status).toBe(200);
      for (const reachable of [proxied, told]) expect((await ask(reachable)).status).toBe(404);
      expect(await ask(open)).toMatchObject({ status: 404, text: expect.stringContaining("LOCKSTEP_METRICS_TOKEN") });
    } finally {
      for (const service of [guarded, open, local, proxied, told]) await service.close();
    }
  });
});

describe("Traces", () => {
  it("make one span per request where an SDK is loaded", async () => {
    const spans: { name: string; options: SpanOptions; attributes: Record<string, unknown>; ended: boolean }[] = [];
    trace.setGlobalTracerProvider({ getTracer: () => recordingTracer(spans) });
    const traced = await startTestService({ hasTraces: true });
    try {
      await traced.seed();
      await traced.scim(basic(PROVISIONING)).call("GET", "/Users");
      await traced.browser().call("GET", "/healthz");
      expect(spans.map(({ name, attributes, ended }) => ({ name, attributes, ended }))).toEqual([
        { name: "GET scim", attributes: { "http.response.status_code": 200 }, ended: true },
        { name: "GET healthz", attributes: { "http.response.status_code": 200 }, ended: true },
      ]);
      expect(spans[0]?.options.attributes).toEqual({
        "http.request.method": "GET",
        "url.path": "/SCIM/v2/Users",
        "lockstep.part": "scim",
      });
      await test.scim(basic(PROVISIONING)).call("GET", "/Users");
      expect(spans).toHaveLength(2);
    } finally {
      await traced.close();
      trace.disable();
    }
  });
});

/** As much of an SDK as shows what it would be told. */
function recordingTracer(
  spans: { name: string; options: SpanOptions; attributes: Record<string, unknown>; ended: boolean }[],
): Tracer {
  const start = (name: string, options: SpanOptions = {}) => {
    const recorded = { name, options, attributes: {} as Record<string, unknown>, ended: false };
    spans.push(recorded);
    return {
      setAttribute: (key: string, value: unknown) => {
        recorded.attributes[key] = value;
      },
      setStatus: () => undefined,
      recordException: () => undefined,
      end: () => {
        recorded.ended = true;
      },
    } as unknown as Span;
  };
  return {
    startSpan: start,
    startActiveSpan: (name: string, options: SpanOptions, parent: unknown, work: (span: Span) => unknown) =>
      context.with(parent as never, () => work(start(name, options))),
  } as unknown as Tracer;
}
