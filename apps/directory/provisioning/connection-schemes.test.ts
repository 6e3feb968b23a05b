import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConnectionInput, DoctorReport } from "../contract.ts";
import { createApp } from "../domain/apps.ts";
import { updateToApp } from "../domain/features.ts";
import { saveConnection, testConnection } from "./index.ts";
import { startTokenEndpoint, type TokenEndpoint } from "./testing/token-endpoint.ts";
import { appRow, assign, createWorld, events, person, tasks, until, type World } from "./testing/world.ts";

let world: World;
let endpoint: TokenEndpoint;
beforeEach(async () => {
  world = await createWorld();
  endpoint = await startTokenEndpoint();
});
afterEach(async () => {
  await endpoint.close();
  await world.end();
});

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

/** A saved connection with everything of To App but passwords on. */
async function connect(input: Partial<ConnectionInput> & Pick<ConnectionInput, "authScheme">): Promise<AppId> {
  const app = await createApp(world.act, {
    label: "Declaree",
    userName: { type: "BUILT_IN", template: `\${source.email}` },
  });
  const saved = await saveConnection(world.act, app.id, { baseUrl: world.target.baseUrl, ...input });
  expect(saved.report.steps.filter(({ status }) => status === "failed")).toEqual([]);
  await updateToApp(world.act, app.id, { createUsers: true, updateUserAttributes: true, deactivateUsers: true });
  world.target.forget();
  return app.id;
}

function failedStep({ steps }: DoctorReport) {
  const { name, message, remedy } = steps.find(({ status }) => status === "failed") ?? {};
  return { name, message, remedy };
}

/** Everything the database holds, as text. */
async function dump(): Promise<string> {
  let text = "";
  for (const table of ["app", "app_user", "task", "system_log", "import_run"]) {
    const { rows } = await sql`select to_jsonb(t)::text as row from ${sql.table(table)} t`.execute(
      world.database.kysely,
    );
    text += JSON.stringify(rows);
  }
  return text;
}

describe("HTTP header", () => {
  const header = { authScheme: "HEADER", headerName: "X-Api-Key", headerValue: "k3y of the target" } as const;
  beforeEach(() => {
    world.target.accepts = (headers) => headers["x-api-key"] === header.headerValue;
  });

  it("sends the header as it was entered and nothing else to sign in, and keeps its value sealed", async () => {
    const appId = await connect(header);
    await assign(world, appId, await person(world, "Jane Doe"));
    await world.worker();
    await until(() => expect(world.target.user("jane.doe@example.com")).toBeDefined());
    expect(world.target.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(await appRow(world, appId)).toMatchObject({
      auth_scheme: "HEADER",
      auth_settings: { headerName: "X-Api-Key" },
    });
    expect(await dump()).not.toContain(header.headerValue);
  });

  it("keeps the saved value for the same host and header only", async () => {
    const appId = await connect(header);
    const { headerValue: _, ...without } = { baseUrl: world.target.baseUrl, ...header };
    expect((await saveConnection(world.act, appId, without)).saved).toBe(true);
    for (const other of [
      { ...without, headerName: "X-Other" },
      { ...without, baseUrl: "http://localhost:9/scim" },
    ]) {
      await expect(saveConnection(world.act, appId, other)).rejects.toMatchObject({
        causes: ["headerValue: Enter the value of the header"],
      });
    }
    await expect(
      saveConnection(world.act, appId, { baseUrl: world.target.baseUrl, authScheme: "TOKEN" }),
    ).rejects.toMatchObject({ causes: ["token: Enter the API token"] });
  });

  it.each([
    ["Host", 'headerName: The header "Host" is written by the connection itself.'],
    ["X Key", 'headerName: "X Key" cannot be the name of a header.'],
  ])("refuses the name %s", async (headerName, cause) => {
    const { id } = await createApp(world.act, { label: "Declaree" });
    const input = { ...header, headerName, baseUrl: world.target.baseUrl };
    await expect(testConnection(world.act, id, input)).rejects.toMatchObject({ causes: [cause] });
  });

  it("names the header when it is refused", async () => {
    const { id } = await createApp(world.act, { label: "Declaree" });
    const report = await testConnection(world.act, id, { ...header, headerValue: "no", baseUrl: world.target.baseUrl });
    expect(failedStep(report)).toMatchObject({
      name: "signIn",
      message: expect.stringContaining("The application refused the header X-Api-Key."),
    });
  });
});

describe("OAuth 2.0 client credentials", () => {
  const client = () => ({ tokenUrl: endpoint.url, clientId: "lockstep", clientSecret: "open sesame" });
  const oauth = (more: object = {}) => ({ authScheme: "OAUTH", oauth: { ...client(), ...more } }) as const;
  beforeEach(() => {
    world.target.accepts = (headers) => endpoint.tokens.some((token) => headers.authorization === `Bearer ${token}`);
  });

  it("asks with id and secret in the header, and carries the trace", async () => {
    await connect(oauth({ scope: "scim.read scim.write", audience: "https://app.example.com" }));
    expect(endpoint.calls[0]).toMatchObject({
      headers: {
        authorization: `Basic ${btoa("lockstep:open+sesame")}`,
        traceparent: expect.stringMatching(TRACEPARENT),
      },
      form: { grant_type: "client_credentials", scope: "scim.read scim.write", audience: "https://app.example.com" },
    });
    expect(endpoint.calls[0]?.form["client_secret"]).toBeUndefined();
  });

  it("asks with id and secret in the body where the client is so registered", async () => {
    await connect(oauth({ clientAuth: "client_secret_post" }));
    expect(endpoint.calls[0]).toMatchObject({
      form: { grant_type: "client_credentials", client_id: "lockstep", client_secret: "open sesame" },
    });
    expect(endpoint.calls[0]?.headers.authorization).toBeUndefined();
  });

  it("fetches one token for all runs, and another before it ends", async () => {
    const appId = await connect(oauth());
    endpoint.calls.splice(0);
    const ids = [];
    for (let count = 1; count <= 10; count += 1) ids.push(await person(world, `Person${count} Test`));
    await world.worker();
    await assign(world, appId, ...ids);
    await until(() => expect(world.target.users()).toHaveLength(10));
    await world.settled();
    expect(endpoint.calls).toHaveLength(1);

    world.clock.advance(3_541_000);
    await assign(world, appId, await person(world, "Last Test"));
    await until(() => expect(world.target.users()).toHaveLength(11));
    expect(endpoint.calls).toHaveLength(2);
    expect(world.target.requests.at(-1)?.authorization).toBe(`Bearer ${endpoint.tokens.at(-1)}`);
    expect(world.target.requests.filter(({ status }) => status === 401)).toEqual([]);
    expect(await dump()).not.toMatch(/open sesame|token-\d/);
  });

  it("fetches another token once when the target refuses the one it has, and repeats the request", async () => {
    const appId = await connect(oauth());
    await world.worker();
    await assign(world, appId, await person(world, "Jane Doe"));
    await until(() => expect(world.target.users()).toHaveLength(1));
    await world.settled();
    endpoint.calls.splice(0);
    endpoint.tokens.splice(0);
    await assign(world, appId, await person(world, "John Roe"));
    await until(() => expect(world.target.users()).toHaveLength(2));
    await world.settled();
    expect(endpoint.calls).toHaveLength(1);
    expect(world.target.requests.filter(({ status }) => status === 401)).toHaveLength(1);
    expect((await appRow(world, appId)).paused_reason).toBeNull();
    expect(await tasks(world)).toEqual([]);
  });

  it("a refused client is the step `token` of the doctor, with the secret left out of the endpoint's own words", async () => {
    const { id } = await createApp(world.act, { label: "Declaree" });
    const wrong = {
      baseUrl: world.target.baseUrl,
      ...oauth({ clientSecret: "wr0ng", clientAuth: "client_secret_post" }),
    };
    const { saved, report } = await saveConnection(world.act, id, wrong);
    expect(saved).toBe(false);
    expect(failedStep(report)).toEqual({
      name: "token",
      message: `The token endpoint ${endpoint.url} gives no token (invalid_client: No client has the secret «credential»).`,
      remedy: expect.stringContaining("Check token URL, client id, client secret, scope and audience"),
    });
    expect(world.target.requests).toEqual([]);
  });

  it("a refused client pauses the app; after repair everything is sent by itself", async () => {
    const appId = await connect(oauth());
    // A process that starts anew has no token.
    endpoint.secret = "rotated";
    const { createAccessTokenCache } = await import("./access-tokens.ts");
    await world.worker({ deps: { tokens: createAccessTokenCache(world.act) } });
    await assign(world, appId, await person(world, "Jane Doe"), await person(world, "John Roe"));
    await until(async () => expect((await appRow(world, appId)).paused_reason).toBe("credential"));
    expect(await tasks(world)).toMatchObject([
      { cause: "credential", status_code: 401, detail: expect.stringContaining("gives no token (invalid_client") },
    ]);
    expect(world.target.users()).toEqual([]);
    const repaired = { baseUrl: world.target.baseUrl, ...oauth({ clientSecret: "rotated" }) };
    expect((await saveConnection(world.act, appId, repaired)).saved).toBe(true);
    await until(() => expect(world.target.users()).toHaveLength(2));
    await world.settled();
    expect(await tasks(world)).toEqual([]);
    expect(await events(world, "application.integration.")).toContain("authentication_failure FAILURE");
  });

  it("an endpoint that is down for a while pauses nothing: the work is tried again", async () => {
    const appId = await connect(oauth());
    endpoint.fault = { status: 503, body: "<html>busy</html>" };
    const { createAccessTokenCache } = await import("./access-tokens.ts");
    const worker = await world.worker({ deps: { tokens: createAccessTokenCache(world.act) } });
    await assign(world, appId, await person(world, "Jane Doe"));
    await until(async () =>
      expect(await tasks(world)).toMatchObject([
        { cause: "unreachable", detail: expect.stringContaining("answered with status 503 and no access token") },
      ]),
    );
    expect((await appRow(world, appId)).paused_reason).toBeNull();
    endpoint.fault = undefined;
    world.clock.advance(3_600_000);
    worker.wake();
    await until(() => expect(world.target.users()).toHaveLength(1));
  });

  it.each([
    { status: 429, headers: { "retry-after": "90" }, waitsMs: 90_000 },
    { status: 503, headers: { "retry-after": "45" }, waitsMs: 45_000 },
    // Okta's rule without a header: five minutes.
    { status: 429, headers: {}, waitsMs: 300_000 },
  ])(
    "an endpoint that answers $status $headers pauses the app for $waitsMs ms, and counts as no refusal",
    async (busy) => {
      const appId = await connect(oauth());
      const { waitsMs, ...answer } = busy;
      endpoint.fault = { ...answer, body: "<html>slow down</html>" };
      const { createAccessTokenCache } = await import("./access-tokens.ts");
      const worker = await world.worker({ deps: { tokens: createAccessTokenCache(world.act) } });
      endpoint.calls.splice(0);
      await assign(world, appId, await person(world, "Jane Doe"));
      await until(async () => expect((await appRow(world, appId)).paused_reason).toBe("rateLimit"));
      const paused = await appRow(world, appId);
      expect([paused.rate_limit_count, paused.paused_detail]).toEqual([
        1,
        expect.stringContaining(`answered with status ${busy.status}`),
      ]);
      const leftMs = (paused.resume_at?.getTime() ?? 0) - world.clock.now();
      expect(leftMs).toBeGreaterThan(waitsMs - 60_000);
      expect(leftMs).toBeLessThanOrEqual(waitsMs);
      // Nobody else asks meanwhile.
      await assign(world, appId, await person(world, "John Roe"));
      worker.wake();
      endpoint.fault = undefined;
      world.clock.advance(waitsMs);
      worker.wake();
      await until(() => expect(world.target.users()).toHaveLength(2));
      await world.settled();
      expect([endpoint.calls.length, await tasks(world)]).toEqual([2, []]);
    },
  );

  it("keeps the saved secret for the same token URL, client and target only", async () => {
    const appId = await connect(oauth());
    const without = {
      baseUrl: world.target.baseUrl,
      authScheme: "OAUTH",
      oauth: { tokenUrl: endpoint.url, clientId: "lockstep", scope: "more" },
    } as const;
    expect((await saveConnection(world.act, appId, without)).saved).toBe(true);
    expect((await appRow(world, appId)).auth_settings.oauth).toMatchObject({ scope: "more" });
    for (const other of [
      { ...without, baseUrl: "http://localhost:9/scim" },
      { ...without, oauth: { ...without.oauth, tokenUrl: "http://localhost:9/oauth/token" } },
      { ...without, oauth: { ...without.oauth, clientId: "somebody" } },
    ]) {
      await expect(saveConnection(world.act, appId, other)).rejects.toMatchObject({
        causes: ["oauth.clientSecret: Enter the client secret"],
      });
    }
  });
});

describe("every request", () => {
  it("carries a traceparent: those of the doctor one trace, those of a run another", async () => {
    const { target } = world;
    const { id } = await createApp(world.act, { label: "Declaree" });
    const input = {
      baseUrl: target.baseUrl,
      authScheme: "BASIC",
      username: target.username,
      password: target.password,
    } as const;
    await testConnection(world.act, id, input);
    const traces = target.requests.map(({ traceparent }) => traceparent ?? "");
    expect(traces.length).toBeGreaterThan(2);
    expect(traces.every((trace) => TRACEPARENT.test(trace))).toBe(true);
    expect(new Set(traces.map((trace) => trace.slice(3, 35))).size).toBe(1);
    expect(new Set(traces).size).toBe(traces.length);
  });
});
