import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oauthRoutes } from "./api/oauth-routes.ts";
import { TOKENS_MAX } from "./domain/oauth-token.ts";
import { addUser } from "./testing/people.ts";
import {
  type Answer,
  type Client,
  createClient,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
} from "./testing/test-service.ts";

const FORM = "application/x-www-form-urlencoded";
const GRANT = "grant_type=client_credentials";

let test: TestService;
let person: Client;
let client: { id: string; secret: string };
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
  client = await newClient();
});
afterAll(async () => {
  await test?.close();
});

async function newClient(more: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
  return (await person.call("POST", "/api/credentials", { kind: "oauthClient", name: "Client", ...more })).body;
}

function ask(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  return createClient(test.service, {}).call("POST", "/oauth/token", body, { "content-type": FORM, ...headers });
}

const inForm = (who: { id: string; secret: string }) => `client_id=${who.id}&client_secret=${who.secret}`;
const inHeader = (who: { id: string; secret: string }) => ({
  authorization: `Basic ${Buffer.from(`${who.id}:${who.secret}`).toString("base64")}`,
});
const fetchToken = async (who = client, more = "") =>
  (await ask(`${GRANT}&${inForm(who)}${more}`)).body.access_token as string;
const status = async (token: string, path = "/Users?count=1") =>
  (await test.scim(`Bearer ${token}`).call("GET", path)).status;

describe("The token endpoint", () => {
  it("gives an opaque token for an hour to a client that signs in by HTTP Basic or in the form (RFC 6749 §4.4)", async () => {
    expect(client.secret).toMatch(/^lss_[\w-]{43}$/);
    for (const answer of [
      await ask(GRANT, inHeader(client)),
      await ask(`${GRANT}&${inForm(client)}`),
      await ask(`${GRANT}&client_id=${client.id}`, inHeader(client)),
      await ask(`${GRANT}&scope=&unknown=ignored`, { ...inHeader(client), "content-type": `${FORM}; charset=UTF-8` }),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^lst_[\w-]{43}$/),
        token_type: "Bearer",
        expires_in: 3600,
        scope: "users:read users:write groups:read groups:write",
      });
      expect([answer.headers.get("cache-control"), answer.headers.get("pragma")]).toEqual(["no-store", "no-cache"]);
      expect(await status(answer.body.access_token)).toBe(200);
    }
  });

  it("gives the scopes that are asked for, and takes away what the client loses", async () => {
    const one = await newClient();
    const answer = await ask(`${GRANT}&${inForm(one)}&scope=groups:read%20users:read`);
    expect(answer.body.scope).toBe("users:read groups:read");
    const scim = test.scim(`Bearer ${answer.body.access_token}`);
    expect((await scim.call("GET", "/Groups")).status).toBe(200);
    expect((await addUser(scim, "no@acme.example")).status).toBe(403);
    await person.call("PATCH", `/api/credentials/${one.id}`, { scopes: ["users:read", "users:write"] });
    expect((await scim.call("GET", "/Groups")).status).toBe(403);
    expect((await addUser(scim, "no@acme.example")).status).toBe(403);
    expect((await scim.call("GET", "/Users?count=1")).status).toBe(200);
  });

  it.each([
    ["no grant type", "", {}, 400, "invalid_request"],
    ["another grant type", "grant_type=password", {}, 400, "unsupported_grant_type"],
    ["a doubled parameter", `${GRANT}&${GRANT}`, {}, 400, "invalid_request"],
    ["an unknown scope", `${GRANT}&scope=everything`, {}, 400, "invalid_scope"],
    ["scopes with two blanks", `${GRANT}&scope=users:read%20%20groups:read`, {}, 400, "invalid_scope"],
    ["JSON", '{"grant_type":"client_credentials"}', { "content-type": "application/json" }, 400, "invalid_request"],
    ["a parameter that is too long", `${GRANT}&scope=${"a".repeat(2_000)}`, {}, 400, "invalid_request"],
    ["a body that is too long", `${GRANT}&x=${"a".repeat(70_000)}`, {}, 400, "invalid_request"],
    ["two ways at once", `${GRANT}&client_secret=x`, {}, 400, "invalid_request"],
    ["another client_id in the form", `${GRANT}&client_id=x`, {}, 400, "invalid_request"],
  ])("refuses %s (RFC 6749 §5.2)", async (_name, body, headers, code, error) => {
    const answer = await ask(body, { ...inHeader(client), ...headers });
    expect([answer.status, answer.body.error]).toEqual([code, error]);
    expect(answer.body.error_description).toBeTypeOf("string");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it.each([
    ["no client", "", {}, true],
    ["a wrong secret in the header", "", { authorization: "Basic YTpi" }, true],
    ["a header that is no Basic", "", { authorization: "Bearer x" }, true],
    ["a header that is no base64", "", { authorization: "Basic !" }, true],
    ["a client that is no id", "&client_id=x&client_secret=y", {}, false],
    ["an unknown client", "&client_id=00000000-0000-4000-8000-000000000000&client_secret=y", {}, false],
  ])("refuses %s as invalid_client", async (_name, more, headers, challenges) => {
    const answer = await ask(`${GRANT}${more}`, headers as Record<string, string>);
    expect([answer.status, answer.body.error]).toEqual([401, "invalid_client"]);
    expect(answer.headers.get("www-authenticate")).toBe(challenges ? 'Basic realm="Lockstep", charset="UTF-8"' : null);
  });

  it("refuses a client whose module is off, or whose user lost the role, and one that is revoked", async () => {
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    const id = (await person.call("GET", "/api/me")).body.user.id;
    const one = await newClient();
    const token = await fetchToken(one);
    const error = async () => (await ask(`${GRANT}&${inForm(one)}`)).body.error;
    await owner.call("PUT", "/api/account/modules/scim", { enabled: false });
    expect(await error()).toBe("unauthorized_client");
    await owner.call("PUT", "/api/account/modules/scim", { enabled: true });
    await owner.call("PUT", `/api/users/${id}/roles`, { roles: [] });
    expect(await error()).toBe("unauthorized_client");
    await owner.call("PUT", `/api/users/${id}/roles`, { roles: ["administrator"] });
    expect(await status(token)).toBe(200);
    await person.call("DELETE", `/api/credentials/${one.id}`);
    expect(await error()).toBe("invalid_client");
    expect(await status(token)).toBe(401);
  });

  it("takes both secrets during a rotation", async () => {
    const one = await newClient();
    const rotated = (await person.call("POST", `/api/credentials/${one.id}/rotate`, { overlapSeconds: 60 })).body;
    const codes = async () => [(await ask(GRANT, inHeader(one))).status, (await ask(GRANT, inHeader(rotated))).status];
    expect(await codes()).toEqual([200, 200]);
    test.clock.advance(60_000);
    expect(await codes()).toEqual([401, 200]);
  });

  it("counts wrong secrets like wrong passwords, and a right one does not count", async () => {
    const one = await newClient();
    const wrong = async () => (await ask(GRANT, inHeader({ ...one, secret: "lss_wrong" }))).status;
    for (let attempt = 0; attempt < 29; attempt += 1) await wrong();
    for (let count = 0; count < 3; count += 1) expect(await status(await fetchToken(one))).toBe(200);
    expect(await wrong()).toBe(401);
    const locked = await ask(GRANT, inHeader(one));
    expect([locked.status, locked.headers.get("retry-after")]).toEqual([429, "300"]);
    expect(await status(await fetchToken(client))).toBe(200);
    test.clock.advance(300_000);
    expect(await status(await fetchToken(one))).toBe(200);
  });

  it("gives a client 60 tokens a minute, and keeps the newest of them", async () => {
    const one = await newClient();
    const first = await fetchToken(one);
    expect(await status(first)).toBe(200);
    test.clock.advance(1);
    for (let count = 1; count < 60; count += 1) expect((await ask(GRANT, inHeader(one))).status).toBe(200);
    const more = await ask(GRANT, inHeader(one));
    expect([more.status, more.body.error]).toEqual([429, "temporarily_unavailable"]);
    expect(Number(more.headers.get("retry-after"))).toBeGreaterThan(0);
    const rows = async () =>
      (await test.database.asOwner("select 1 from oauth_token where credential_id = $1", [one.id])).length;
    expect(await rows()).toBe(TOKENS_MAX);
    // The oldest gave way, also where it was remembered.
    expect(await status(first)).toBe(401);
    test.clock.advance(3_600_000);
    await ask(GRANT, inHeader(one));
    expect(await rows()).toBe(1);
    person = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
  });

  it("a token ends after its hour, remembered or not", async () => {
    const token = await fetchToken();
    expect(await status(token)).toBe(200);
    test.clock.advance(3_600_000 - 1);
    expect(await status(token)).toBe(200);
    test.clock.advance(1);
    expect(await status(token)).toBe(401);
  });

  it("answers other methods with 404, and says where it is (RFC 8414)", async () => {
    const browser = createClient(test.service, {});
    expect((await browser.call("GET", "/oauth/token")).status).toBe(404);
    const metadata = await browser.call("GET", "/.well-known/oauth-authorization-server");
    expect([metadata.status, metadata.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(metadata.body).toEqual({
      issuer: "http://service.test",
      token_endpoint: "http://service.test/oauth/token",
      grant_types_supported: ["client_credentials"],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      scopes_supported: ["users:read", "users:write", "groups:read", "groups:write"],
    });
  });

  it("works over a real connection, as a client of any make sends it", async () => {
    const { port } = await test.service.listen();
    const url = `http://127.0.0.1:${port}`;
    const encoded = Buffer.from(`${client.id}:${client.secret}`).toString("base64");
    const answer = await fetch(`${url}/oauth/token`, {
      method: "POST",
      headers: { authorization: `Basic ${encoded}` },
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "users:read" }),
    });
    expect(answer.status).toBe(200);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const users = await fetch(`${url}/SCIM/v2/Users?count=1`, { headers: { authorization: `Bearer ${token}` } });
    expect(users.status).toBe(200);
  });

  it("stands in the OpenAPI document with its form, its answers and its scopes", async () => {
    const routes = oauthRoutes({ config: test.config, baseUrl: () => "http://service.test" });
    const document = routes.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Service", version: "1" } });
    expect(Object.keys(document.paths ?? {})).toEqual(["/oauth/token", "/.well-known/oauth-authorization-server"]);
    const { requestBody, responses } = document.paths?.["/oauth/token"]?.post ?? {};
    expect(requestBody).toMatchObject({
      content: { [FORM]: { schema: { $ref: "#/components/schemas/TokenRequest" } } },
    });
    expect(Object.keys(responses ?? {})).toEqual(["200", "400", "401", "429"]);
  });
});

describe("The ways to authenticate", () => {
  it("are announced, one of them as the one to be preferred [D-02]", async () => {
    const { body } = await test.scim(`Bearer ${await fetchToken()}`).call("GET", "/ServiceProviderConfig");
    const schemes: { type: string; primary?: boolean; name: string; description: string }[] =
      body.authenticationSchemes;
    expect(schemes.map(({ type }) => type)).toEqual(["httpbasic", "oauthbearertoken", "oauth2"]);
    expect(schemes.filter(({ primary }) => primary === true)).toHaveLength(1);
  });
});
