import { silentLogger, type TraceId } from "@lockstep/ports";
import { type ResourceShape, ScimError } from "@lockstep/scim";
import { beforeEach, describe, expect, it } from "vitest";
import {
  createScimServer,
  type ResourceStore,
  type ScimExchange,
  type Scope,
  StaleCallerError,
  StaleShapesError,
} from "./index.ts";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "./testing/shapes.ts";

const BASE = "https://scim.example.com/app";
const USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";

/** A store that fails in a way that no client may learn of. */
const failing = () => Promise.reject(new Error('relation "resource" of 10.0.0.7 is gone'));
const BROKEN: ResourceStore = {
  create: failing,
  find: failing,
  query: failing,
  queryAll: failing,
  change: failing,
  remove: failing,
};

describe("createScimServer, whatever the store", () => {
  let exchanges: ScimExchange[] = [];
  let logged: { readonly fields: object; readonly message: string }[] = [];
  let scopes: readonly Scope[] = [];
  let now = 0;
  let traceIdSeen: TraceId | undefined;

  const server = createScimServer({
    basePath: "/SCIM/v2",
    publicBaseUrl: () => `${BASE}/`,
    shapes: [USER_SHAPE, GROUP_SHAPE],
    store: BROKEN,
    authenticator: {
      authenticate: (request, traceId) => {
        traceIdSeen = traceId;
        const authorization = request.headers.get("authorization");
        if (authorization === "Bearer off") throw new ScimError("forbidden", "The SCIM module is not enabled.");
        if (authorization !== "Bearer key") throw new ScimError("unauthenticated");
        return Promise.resolve({ ...newCaller(), scopes });
      },
    },
    clock: { now: () => now++ },
    random: { bytes: (length) => new Uint8Array(length).fill(7) },
    logger: { ...silentLogger, error: (fields, message) => logged.push({ fields, message }) },
    onExchange: (exchange) => exchanges.push(exchange),
  });

  beforeEach(() => {
    exchanges = [];
    logged = [];
    scopes = ["users:read", "users:write", "groups:read", "groups:write"];
  });

  async function ask(method: string, path: string, init: { headers?: Record<string, string>; body?: string } = {}) {
    const headers = { authorization: "Bearer key", "content-type": "application/scim+json", ...init.headers };
    const { body } = init;
    const request = new Request(`http://10.1.2.3:4100${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const response = await server(request);
    const text = await response.text();
    return { response, text, json: text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>) };
  }

  it("answers every error as a SCIM error with a text for its status, without a charset", async () => {
    const { response, json } = await ask("GET", "/SCIM/v2/Printers");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/scim+json");
    expect(json).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "404",
      detail: "There is no SCIM endpoint at this address.",
    });
  });

  it("asks for Basic or Bearer when there is no credential, whatever the address", async () => {
    for (const path of ["/SCIM/v2/Users", "/SCIM/v2/ServiceProviderConfig", "/SCIM/v2/Nothing", "/SCIM/v2/Bulk"]) {
      const { response, json } = await ask("GET", path, { headers: { authorization: "Bearer wrong" } });
      expect(response.status, path).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe('Basic realm="SCIM", charset="UTF-8", Bearer realm="SCIM"');
      expect(json).toMatchObject({ status: "401", detail: "Authentication is required." });
    }
  });

  it("passes the authenticator's refusal on, discovery included", async () => {
    for (const path of ["/SCIM/v2/Users", "/SCIM/v2/Schemas"]) {
      const { response, json } = await ask("GET", path, { headers: { authorization: "Bearer off" } });
      expect(response.status).toBe(403);
      expect(json).toMatchObject({ status: "403", detail: "The SCIM module is not enabled." });
    }
  });

  it("refuses what the credential has no right to", async () => {
    scopes = ["users:read", "groups:read"];
    const { response, json } = await ask("POST", "/SCIM/v2/Users", { body: "{}" });
    expect(response.status).toBe(403);
    expect(json?.detail).toBe('The credential does not permit this operation: it lacks the right "users:write".');
    scopes = ["users:read", "users:write"];
    expect((await ask("GET", "/SCIM/v2/Groups")).json?.detail).toContain('"groups:read"');
    expect((await ask("DELETE", "/SCIM/v2/Groups/1")).json?.detail).toContain('"groups:write"');
  });

  it.each([
    ["PATCH", "/SCIM/v2/Users", "GET, HEAD, POST"],
    ["DELETE", "/SCIM/v2/Groups", "GET, HEAD, POST"],
    ["POST", "/SCIM/v2/Users/1", "GET, HEAD, PUT, PATCH, DELETE"],
    ["PUT", "/SCIM/v2/Schemas", "GET, HEAD"],
    ["PURGE", "/SCIM/v2/Users/1", "GET, HEAD, PUT, PATCH, DELETE"],
    ["POST", "/SCIM/v2/Me", "GET, HEAD, PUT, PATCH, DELETE"],
    ["POST", "/SCIM/v2", "GET, HEAD"],
    ["GET", "/SCIM/v2/.search", "POST"],
    ["GET", "/SCIM/v2/Users/.search", "POST"],
    ["GET", "/SCIM/v2/Bulk", "POST"],
    ["POST", "/SCIM/v2/ServiceProviderConfig", "GET, HEAD"],
    ["OPTIONS", "/SCIM/v2/ResourceTypes/User", "GET, HEAD"],
  ])("refuses %s %s and says what is allowed [H-10] [D-11] [A-02]", async (method, path, allow) => {
    const { response, json } = await ask(method, path);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect(json).toMatchObject({ status: "405", detail: `${method} is not supported here; allowed are ${allow}.` });
  });

  it("refuses another version of the protocol", async () => {
    const { response, json } = await ask("GET", "/SCIM/v1/Users");
    expect(response.status).toBe(400);
    expect(json).toMatchObject({ scimType: "invalidVers", detail: expect.stringContaining('"v1"') });
  });

  it("tells an unexpected failure by an id, which the log explains", async () => {
    const { response, text, json } = await ask("GET", "/SCIM/v2/Users/1");
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/relation|10\.0\.0\.7|stack/);
    const errorId = /Error id: ([\da-f-]{36})\.$/.exec(String(json?.detail))?.[1];
    expect(errorId).toBeDefined();
    expect(logged).toMatchObject([{ fields: { errorId, err: { message: expect.stringContaining("relation") } } }]);
    expect(exchanges).toMatchObject([{ status: 500, errorId }]);
  });

  it("tells the request log what was asked and answered, and survives its failure", async () => {
    const headers = { "user-agent": "Okta SCIM Client 1.0.0" };
    await ask("GET", "/SCIM/v2/Users?filter=shoeSize+eq", { headers });
    expect(exchanges).toMatchObject([
      {
        method: "GET",
        path: "/SCIM/v2/Users",
        status: 400,
        scimType: "invalidFilter",
        userAgent: "Okta SCIM Client 1.0.0",
        caller: { credentialId: "credential-1" },
        durationMs: 1,
        normalisations: {},
      },
    ]);
    expect(exchanges[0]?.sentSearch()).toBe("?filter=shoeSize+eq");
    expect(exchanges[0]?.sentBody()).toBeUndefined();
    expect(JSON.stringify(exchanges)).not.toContain("Bearer");
    await ask("POST", "/SCIM/v2/Users", { body: JSON.stringify({ userName: "jane", password: "s3cret" }) });
    expect(exchanges[1]?.sentBody()).toEqual({ userName: "jane", password: "***" });
    exchanges.push = () => {
      throw new Error("log is full");
    };
    expect((await ask("GET", "/SCIM/v2/Schemas")).response.status).toBe(200);
    expect(logged.at(-1)?.message).toBe("The request log failed");
  });

  it("goes on with the caller's trace under a span of its own, or begins one", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const { response } = await ask("GET", "/SCIM/v2/Schemas", {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    expect(response.headers.get("traceparent")).toBe(`00-${traceId}-0707070707070707-01`);
    expect(traceIdSeen).toBe(traceId);
    expect(exchanges[0]).toMatchObject({ traceId, caller: { traceId } });
    const own = await ask("GET", "/SCIM/v2/Schemas", { headers: { traceparent: "nonsense" } });
    expect(own.response.headers.get("traceparent")).toBe(`00-${"07".repeat(16)}-0707070707070707-01`);
  });

  describe("discovery", () => {
    it("says what is supported and what is not", async () => {
      const { response, json } = await ask("GET", "/scim/v2/ServiceProviderConfigs/?filter=ignored&count=x");
      expect(response.status).toBe(200);
      expect(json).toMatchObject({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        patch: { supported: true },
        bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 4_194_304 },
        filter: { supported: true, maxResults: 1000 },
        changePassword: { supported: true },
        sort: { supported: true },
        etag: { supported: true },
        authenticationSchemes: [{ type: "httpbasic", primary: true }, { type: "oauthbearertoken" }],
        meta: { resourceType: "ServiceProviderConfig", location: `${BASE}/SCIM/v2/ServiceProviderConfig` },
      });
    });

    it("lists schemas and resource types, each found by its id", async () => {
      const schemas = await ask("GET", "/SCIM/v2/Schemas?startIndex=2&count=1");
      expect(schemas.json).toMatchObject({ totalResults: 3, itemsPerPage: 3, startIndex: 1 });
      const user = await ask("GET", `/SCIM/v2/Schemas/${encodeURIComponent(USER_URN.toLowerCase())}`);
      expect(user.json).toMatchObject({
        id: USER_URN,
        name: "User",
        meta: { resourceType: "Schema", location: `${BASE}/SCIM/v2/Schemas/${USER_URN}` },
      });
      const types = await ask("GET", "/SCIM/v2/ResourceTypes");
      expect(types.json).toMatchObject({ totalResults: 2, Resources: [{ id: "User" }, { id: "Group" }] });
      const group = await ask("GET", "/SCIM/v2/ResourceTypes/Group");
      expect(group.json).toMatchObject({
        endpoint: "/Groups",
        meta: { resourceType: "ResourceType", location: `${BASE}/SCIM/v2/ResourceTypes/Group` },
      });
    });

    it("does not know unknown schemas and types, and refuses to filter them", async () => {
      for (const path of ["Schemas/urn:x", "ResourceTypes/Printer", "ServiceProviderConfig/1"]) {
        const { response, json } = await ask("GET", `/SCIM/v2/${path}`);
        expect(response.status, path).toBe(404);
        expect(json).toMatchObject({ status: "404" });
      }
      for (const path of ["Schemas", "ResourceTypes"]) {
        const { response, json } = await ask("GET", `/SCIM/v2/${path}?filter=id+pr`);
        expect(response.status).toBe(403);
        expect(json?.detail).toBe(`/${path} cannot be filtered.`);
      }
    });

    it("answers HEAD with the headers alone", async () => {
      const { response, text } = await ask("HEAD", "/SCIM/v2/ResourceTypes");
      expect(response.status).toBe(200);
      expect(Number(response.headers.get("content-length"))).toBeGreaterThan(100);
      expect(text).toBe("");
    });
  });

  it("authenticates afresh and repeats the request once when a remembered credential has changed", async () => {
    const asked: boolean[] = [];
    const bodies: unknown[] = [];
    const warned: unknown[] = [];
    const stale = createScimServer({
      basePath: "/SCIM/v2",
      publicBaseUrl: () => BASE,
      shapes: [USER_SHAPE],
      store: {
        ...BROKEN,
        create: (caller, _shape, draft) => {
          bodies.push(draft.attributes);
          return Promise.reject(
            caller.admission === undefined
              ? new ScimError("uniqueness", "The second attempt came through.")
              : new StaleCallerError(),
          );
        },
        find: () => Promise.reject(new StaleCallerError()),
      },
      authenticator: {
        authenticate: (_request, _traceId, options) => {
          asked.push(options?.fresh === true);
          return Promise.resolve({ ...newCaller(), admission: options?.fresh === true ? "fresh" : "remembered" });
        },
      },
      clock: { now: () => now++ },
      random: { bytes: (length) => new Uint8Array(length).fill(7) },
      logger: {
        ...silentLogger,
        warn: (fields) => warned.push(fields),
        error: (fields, message) => logged.push({ fields, message }),
      },
    });
    const body = JSON.stringify({ schemas: [USER_URN], userName: "jane" });
    const headers = { "content-type": "application/scim+json" };
    const response = await stale(
      new Request(`${BASE}/SCIM/v2/Users`.replace("/app", ""), { method: "POST", headers, body }),
    );
    expect(response.status).toBe(409);
    expect(asked).toEqual([false, true]);
    expect(bodies).toEqual([
      { userName: "jane", active: true },
      { userName: "jane", active: true },
    ]);
    // What changes all the time is no loop here: the client may try again.
    const never = await stale(new Request("https://scim.example.com/SCIM/v2/Users/1"));
    expect(never.status).toBe(503);
    expect(never.headers.get("retry-after")).toBe("1");
    expect(await never.json()).toMatchObject({ status: "503", detail: expect.stringContaining("try again") });
    expect(asked).toEqual([false, true, false, ...Array.from({ length: 19 }, () => true)]);
    expect(logged).toEqual([]);
    expect(warned).toHaveLength(1);
  });

  it("reads the caller's resource types anew and repeats the request whenever they have changed, up to a bound", async () => {
    const asked: boolean[] = [];
    let reads = 0;
    let settlesAt = Number.POSITIVE_INFINITY;
    const notFoundOf = ({ type }: ResourceShape) => new ScimError("notFound", `${type.name} of now`);
    const old = [USER_SHAPE, GROUP_SHAPE];
    const current = [USER_SHAPE];
    const stale = createScimServer({
      basePath: "/SCIM/v2",
      publicBaseUrl: () => BASE,
      shapes: old,
      shapesOf: () => (reads++ === 0 ? old : current),
      store: {
        ...BROKEN,
        find: (_caller, shape) =>
          reads < settlesAt ? Promise.reject(new StaleShapesError()) : Promise.reject(notFoundOf(shape)),
      },
      authenticator: {
        authenticate: (_request, _traceId, options) => {
          asked.push(options?.fresh === true);
          return Promise.resolve(newCaller());
        },
      },
      clock: { now: () => now++ },
      random: { bytes: (length) => new Uint8Array(length).fill(7) },
      logger: { ...silentLogger, error: (fields, message) => logged.push({ fields, message }) },
    });
    const gone = await stale(new Request("https://scim.example.com/SCIM/v2/Groups/1"));
    expect(gone.status).toBe(404);
    expect([asked, reads]).toEqual([[false, false], 2]);
    const never = await stale(new Request("https://scim.example.com/SCIM/v2/Users/1"));
    expect([never.status, never.headers.get("retry-after")]).toEqual([503, "1"]);
    expect([asked.length, reads]).toEqual([22, 22]);
    settlesAt = 42;
    const settled = await stale(new Request("https://scim.example.com/SCIM/v2/Users/1"));
    expect([settled.status, ((await settled.json()) as { detail: string }).detail]).toEqual([404, "User of now"]);
    expect(logged).toEqual([]);
  });

  it("judges a remembered credential before it answers what the store was not asked for, and only then", async () => {
    const asked: unknown[] = [];
    const serve = createScimServer({
      basePath: "/SCIM/v2",
      publicBaseUrl: () => BASE,
      shapes: [USER_SHAPE, GROUP_SHAPE],
      store: { ...BROKEN, find: () => Promise.resolve(undefined), remove: () => Promise.resolve() },
      authenticator: {
        authenticate: (_request, _traceId, options) => {
          asked.push(options);
          return Promise.resolve({ ...newCaller(), admission: "remembered" });
        },
      },
      clock: { now: () => now++ },
      random: { bytes: (length) => new Uint8Array(length).fill(7) },
      logger: silentLogger,
    });
    const send = async (method: string, path: string) => {
      asked.length = 0;
      return (await serve(new Request(`https://scim.example.com/SCIM/v2${path}`, { method }))).status;
    };
    const first = { fresh: false, again: false };
    expect([await send("DELETE", "/Users/1"), ...asked]).toEqual([204, first]);
    expect([await send("GET", "/Users/1"), ...asked]).toEqual([404, first]);
    for (const [method, path, status] of [
      ["GET", "/Nothing", 404],
      ["DELETE", "/Users", 405],
      ["GET", "/Users?filter=nothing", 400],
    ] as const) {
      // It is one request, and counts as one.
      expect([await send(method, path), ...asked]).toEqual([status, first, { fresh: true, again: true }]);
    }
  });

  it("asks for a fresh judgement of the credential where no store will check what is remembered: at discovery", async () => {
    const asked: [string, boolean | undefined][] = [];
    const serve = createScimServer({
      basePath: "/SCIM/v2",
      publicBaseUrl: () => BASE,
      shapes: [USER_SHAPE, GROUP_SHAPE],
      store: BROKEN,
      authenticator: {
        authenticate: (request, _traceId, options) => {
          asked.push([new URL(request.url).pathname.replace("/SCIM/v2", ""), options?.fresh]);
          return Promise.resolve(newCaller());
        },
      },
      clock: { now: () => now++ },
      random: { bytes: (length) => new Uint8Array(length).fill(7) },
      logger: silentLogger,
    });
    const paths = ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes", "/ResourceTypes/User", "/Users"];
    for (const path of paths) await serve(new Request(`https://scim.example.com/SCIM/v2${path}`));
    expect(asked).toEqual(paths.map((path) => [path, path !== "/Users"]));
  });
});
