import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDirectory, type Directory } from "../../index.ts";
import { startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

const TOKEN_URL = "http://directory.test/oauth2/v1/token";
let directory: TestDirectory;
let other: Directory;
let keys: { readonly publicJwk: JWK; readonly privateKey: Awaited<ReturnType<typeof makeKeys>>["privateKey"] };
beforeAll(async () => {
  directory = await startTestDirectory();
  other = await createDirectory(directory.config);
  keys = await makeKeys("k1");
});
afterAll(() => directory.close());

async function makeKeys(kid: string, algorithm = "RS256") {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm }, privateKey };
}

interface ServiceApp {
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly lastUsed: string | null;
}
let count = 0;
const register = (body: Readonly<Record<string, unknown>> = {}) => {
  count += 1;
  return directory.ok<ServiceApp>("POST", "/api/lockstep/v1/service-apps", {
    name: `Service ${count}`,
    scopes: ["okta.users.read", "okta.groups.manage"],
    jwks: { keys: [keys.publicJwk] },
    ...body,
  });
};

interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  readonly jti?: string;
  readonly inSeconds?: number;
}
async function sign(clientId: string, claims: Claims = {}, key = keys.privateKey, algorithm = "RS256") {
  const now = Math.floor(directory.clock.now() / 1000);
  const jwt = new SignJWT({})
    .setProtectedHeader({ alg: algorithm, kid: "k1" })
    .setIssuer(claims.iss ?? clientId)
    .setSubject(claims.sub ?? clientId)
    .setAudience(claims.aud ?? TOKEN_URL)
    .setIssuedAt(now)
    .setExpirationTime(now + (claims.inSeconds ?? 300));
  return await (claims.jti === undefined ? jwt : jwt.setJti(claims.jti)).sign(key);
}

interface TokenAnswer {
  readonly status: number;
  readonly access_token: string;
  readonly error: string;
  readonly error_description: string;
  readonly scope: string;
}
async function ask(
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
  process = directory.directory,
): Promise<TokenAnswer> {
  const response = await process.fetch(
    new Request(TOKEN_URL, {
      method: "POST",
      headers,
      body: new URLSearchParams({ grant_type: "client_credentials", ...form }),
    }),
  );
  expect(response.headers.get("cache-control")).toBe("no-store");
  return { status: response.status, ...((await response.json()) as Omit<TokenAnswer, "status">) };
}
const withAssertion = async (assertion: string, scope = "okta.users.read", process?: Directory) =>
  await ask(
    {
      scope,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    },
    {},
    process,
  );
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("tokens of service apps", () => {
  it("are given for a signed assertion, open what their scopes name, and say who acted", async () => {
    const { clientId } = await register();
    const answer = await withAssertion(await sign(clientId), "okta.users.read okta.groups.manage");
    expect(answer).toMatchObject({ status: 200, token_type: "Bearer", expires_in: 3600 });
    const options = bearer(answer.access_token);
    expect((await directory.call("GET", "/api/v1/users", undefined, options)).status).toBe(200);
    const body = { profile: { name: "Made by a service" } };
    expect((await directory.call("POST", "/api/v1/groups", body, options)).status).toBe(200);
    // manage includes read.
    expect((await directory.call("GET", "/api/v1/groups", undefined, options)).status).toBe(200);
    const [event] = await directory.ok<readonly { actor: unknown }[]>(
      "GET",
      `/api/v1/logs?filter=${encodeURIComponent(`actor.id eq "${clientId}"`)}`,
    );
    expect(event?.actor).toMatchObject({ id: clientId, type: "PublicClientApp" });
    const { lastUsed } = await directory.ok<ServiceApp>("GET", `/api/lockstep/v1/service-apps/${clientId}`);
    expect(lastUsed).not.toBeNull();
  });

  it.each([
    ["GET", "/api/v1/apps", "okta.apps.read"],
    ["POST", "/api/v1/users", "okta.users.manage"],
    ["GET", "/api/v1/apps/0oa1/group-push/mappings", "okta.apps.read"],
    ["DELETE", "/api/v1/apps/0oa1/group-push/mappings/gPm1", "okta.apps.manage"],
    ["GET", "/api/v1/logs", "okta.logs.read"],
    ["GET", "/api/v1/api-tokens", "okta.apiTokens.read"],
    ["GET", "/api/lockstep/v1/tasks", "okta.apps.read"],
    ["GET", "/api/lockstep/v1/service-apps", ""],
    ["GET", "/api/lockstep/v1/overview", ""],
  ])("%s %s needs the scope %s: 403 with an empty body and a challenge", async (method, path, scope) => {
    const { clientId } = await register();
    const { access_token } = await withAssertion(await sign(clientId));
    const answer = await directory.call(method, path, undefined, bearer(access_token));
    expect([answer.status, answer.text]).toEqual([403, ""]);
    const challenge = answer.headers.get("www-authenticate") ?? "";
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain(`scope="${scope}`);
    expect(challenge).toContain(`resource="${path}"`);
  });

  it("approve nothing: what exceeds a budget, or concerns protected people, is left to a person", async () => {
    const { clientId } = await register({ scopes: ["okta.apps.manage"] });
    const { access_token } = await withAssertion(await sign(clientId), "okta.apps.manage");
    const send = (method: string, path: string, body: object) =>
      directory.call(method, `/api/lockstep/v1${path}`, method === "GET" ? undefined : body, bearer(access_token));
    expect((await send("PUT", "/apps/0oa1/budget", {})).status).toBe(403);
    expect((await send("POST", "/tasks/tsk1/approve", {})).status).toBe(403);
    const refused = await send("POST", "/apps/0oa1/plans/pln1/apply", { approve: ["deactivations"] });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain("a service app applies plans within it");
    expect((await send("POST", "/apps/0oa1/plans/pln1/apply", {})).status).toBe(404);
    expect((await send("GET", "/apps/0oa1/budget", {})).status).toBe(404);
  });

  it("end after an hour, when revoked, when the app is switched off, loses a scope or is removed; on every process", async () => {
    const { clientId } = await register({ withSecret: true });
    const fresh = async () => (await withAssertion(await sign(clientId))).access_token;
    const statusOf = async (token: string) =>
      (
        await other.fetch(
          new Request("http://directory.test/api/v1/users?limit=1", { headers: { authorization: `Bearer ${token}` } }),
        )
      ).status;
    const path = `/api/lockstep/v1/service-apps/${clientId}`;

    const old = await fresh();
    expect(await statusOf(old)).toBe(200);
    directory.clock.advance(3600 * 1000);
    expect(await statusOf(old)).toBe(401);
    directory.clock.advance(-3600 * 1000);

    const revoked = await fresh();
    const assertion = await sign(clientId, { jti: "revocation" });
    const form = {
      token: revoked,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    };
    const response = await directory.directory.fetch(
      new Request("http://directory.test/oauth2/v1/revoke", { method: "POST", body: new URLSearchParams(form) }),
    );
    expect(response.status).toBe(200);
    expect(await statusOf(revoked)).toBe(401);

    const off = await fresh();
    await directory.ok("PUT", path, { status: "INACTIVE" });
    expect(await statusOf(off)).toBe(401);
    expect(await withAssertion(await sign(clientId))).toMatchObject({ status: 401, error: "invalid_client" });
    await directory.ok("PUT", path, { status: "ACTIVE" });

    const narrowed = await fresh();
    await directory.ok("PUT", path, { scopes: ["okta.users.read"] });
    expect(await statusOf(narrowed)).toBe(401);

    const last = await fresh();
    await directory.ok("POST", `${path}/secret`);
    expect(await statusOf(last)).toBe(401);
    const removed = await fresh();
    expect((await directory.call("DELETE", path)).status).toBe(204);
    expect(await statusOf(removed)).toBe(401);
  });
});

describe("the token endpoint", () => {
  it("takes an assertion once, whichever process it comes to", async () => {
    const { clientId } = await register();
    const once = await sign(clientId, { jti: "once" });
    expect((await withAssertion(once)).status).toBe(200);
    expect(await withAssertion(once, undefined, other)).toMatchObject({
      status: 401,
      error: "invalid_client",
      error_description: "The assertion was used before (jti).",
    });
    // The same jti in another assertion is the same one; without jti the assertion itself counts.
    const again = await withAssertion(await sign(clientId, { jti: "once", inSeconds: 200 }));
    expect(again.status).toBe(401);
    const plain = await sign(clientId);
    const both = await Promise.all([withAssertion(plain), withAssertion(plain, undefined, other)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 401]);
  });

  it("knows an assertion without jti again when its signature is written another way", async () => {
    const { clientId } = await register();
    const plain = await sign(clientId);
    expect((await withAssertion(plain)).status).toBe(200);
    // The last character of 256 bytes in base64url has four bits that mean nothing.
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet[alphabet.indexOf(plain.at(-1) ?? "") + 1];
    const answer = await withAssertion(`${plain.slice(0, -1)}${last}`);
    expect([answer.status, answer.error_description]).toEqual([401, "The assertion was used before (jti)."]);
  });

  it.each<[string, Claims, RegExp]>([
    ["an issuer that is not the client", { iss: "0oaSomebodyElse12345" }, /"iss"/],
    ["an unknown subject", { sub: "0oaSomebodyElse12345" }, /names no active client/],
    ["a subject that is no id", { sub: "a\u0000b" }, /names no active client/],
    ["another audience", { aud: "https://elsewhere.example/token" }, /"aud"/],
    ["an end in the past", { inSeconds: -120 }, /"exp"/],
    ["an end more than an hour ahead", { inSeconds: 4000 }, /more than an hour ahead/],
  ])("refuses %s", async (_case, claims, words) => {
    const { clientId } = await register();
    const answer = await withAssertion(await sign(clientId, claims));
    expect([answer.status, answer.error]).toEqual([401, "invalid_client"]);
    expect(answer.error_description).toMatch(words);
  });

  it("refuses a foreign key, an unsigned assertion and one signed with the public key as a secret", async () => {
    const { clientId } = await register();
    const foreign = await makeKeys("k1");
    expect((await withAssertion(await sign(clientId, {}, foreign.privateKey))).status).toBe(401);
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const end = Math.floor(directory.clock.now() / 1000) + 300;
    const payload = encode({ iss: clientId, sub: clientId, aud: TOKEN_URL, exp: end });
    expect((await withAssertion(`${encode({ alg: "none", kid: "k1" })}.${payload}.`)).status).toBe(401);
    const hmac = await new SignJWT({})
      .setProtectedHeader({ alg: "HS256", kid: "k1" })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(TOKEN_URL)
      .setExpirationTime(end)
      .sign(new TextEncoder().encode(JSON.stringify(keys.publicJwk)));
    expect((await withAssertion(hmac)).status).toBe(401);
    expect((await withAssertion("no.jwt.atall")).status).toBe(401);
  });

  it("takes a client secret by Basic or in the form, one way at a time, and renews it", async () => {
    const { clientId, clientSecret } = await register({ withSecret: true, jwks: undefined });
    const secret = clientSecret ?? "";
    const basic = { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}` };
    expect((await ask({}, basic)).scope).toBe("okta.groups.manage okta.users.read");
    expect((await ask({ client_id: clientId, client_secret: secret })).status).toBe(200);
    expect((await ask({ client_id: clientId, client_secret: secret }, basic)).error).toBe("invalid_client");
    expect((await ask({ client_id: clientId, client_secret: "wrong" })).error).toBe("invalid_client");
    const renewed = await directory.ok<{ clientSecret: string }>(
      "POST",
      `/api/lockstep/v1/service-apps/${clientId}/secret`,
    );
    expect((await ask({}, basic)).status).toBe(401);
    expect((await ask({ client_id: clientId, client_secret: renewed.clientSecret })).status).toBe(200);
    const stored = await directory.rows("select row_to_json(service_app)::text as text from service_app");
    expect(JSON.stringify(stored)).not.toContain(renewed.clientSecret);
  });

  it("answers faults of the request in the words of RFC 6749", async () => {
    const { clientId } = await register();
    const scope = await withAssertion(await sign(clientId), "okta.users.read okta.logs.read");
    expect(scope).toMatchObject({ status: 400, error: "invalid_scope" });
    expect(scope.error_description).toContain("okta.logs.read");
    const form = { client_assertion: await sign(clientId), client_assertion_type: "jwt" };
    expect((await ask(form)).error).toBe("invalid_client");
    expect(await ask({ ...form, grant_type: "password" })).toMatchObject({ error: "invalid_client" });
    const signed = { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" };
    const grant = await ask({
      ...signed,
      client_assertion: await sign(clientId, { jti: "g" }),
      grant_type: "password",
    });
    expect(grant).toMatchObject({ status: 400, error: "unsupported_grant_type" });
    const doubled = await directory.directory.fetch(
      new Request(TOKEN_URL, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "scope=a&scope=b",
      }),
    );
    expect([doubled.status, await doubled.json()]).toMatchObject([400, { error: "invalid_request" }]);
  });

  it("is understood by an OAuth client that knows nothing of Okta", async () => {
    const { clientId } = await register();
    const issuer = new URL("http://directory.test");
    const options = {
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: async (url: string, init: object) => await directory.directory.fetch(new Request(url, init)),
    } as const;
    const discovery = await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" });
    const server = await oauth.processDiscoveryResponse(issuer, discovery);
    const client = { client_id: clientId };
    const signIn = oauth.PrivateKeyJwt({ key: keys.privateKey, kid: "k1" });
    const parameters = new URLSearchParams({ scope: "okta.users.read" });
    const response = await oauth.clientCredentialsGrantRequest(server, client, signIn, parameters, options);
    const result = await oauth.processClientCredentialsResponse(server, client, response);
    expect(result.scope).toBe("okta.users.read");
    const revocation = await oauth.revocationRequest(server, client, signIn, result.access_token, options);
    await oauth.processRevocationResponse(revocation);
    const answer = await directory.call("GET", "/api/v1/users", undefined, bearer(result.access_token));
    expect(answer.status).toBe(401);
  });
});

describe("/api/lockstep/v1/service-apps", () => {
  const POINT = Buffer.alloc(32, 7).toString("base64url");
  const bad = { status: 400, code: "E0000001" };
  const path = "/api/lockstep/v1/service-apps";

  it("refuses private keys, weak keys, unknown scopes, doubled names, and an app that could not sign in", async () => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const scopes = ["okta.users.read"];
    const cases: readonly [Record<string, unknown>, string][] = [
      [{ jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "p" }] } }, "jwks.keys.0: Holds a private key"],
      [{ jwks: { keys: [{ kty: "RSA", kid: "w", n: "AQAB", e: "AQAB" }] } }, "jwks.keys.0: An RSA key must have 2048"],
      [{ jwks: { keys: [{ kty: "oct", kid: "o" }] } }, "jwks.keys.0: The kty must be RSA or EC"],
      // Whatever is signed with the exponent 1 can be signed by everybody.
      [
        { jwks: { keys: [{ ...keys.publicJwk, e: "AQ" }] } },
        "jwks.keys.0: The e of an RSA key must be odd and at least 3",
      ],
      [
        { jwks: { keys: [{ kty: "EC", kid: "x", crv: "P-256", x: POINT, y: POINT }] } },
        "jwks.keys.0: No point of the curve",
      ],
      [{ jwks: { keys: [keys.publicJwk, keys.publicJwk] } }, "jwks: Two keys have the same kid"],
      [{ jwks: { keys: [keys.publicJwk] }, scopes: ["okta.rockets.launch"] }, "scopes: okta.rockets.launch"],
      [{}, "jwks: Register a public key"],
    ];
    for (const [index, [body, cause]] of cases.entries()) {
      const [first] = await directory.refused("POST", path, {
        ...bad,
        body: { name: `Bad ${index}`, scopes, ...body },
      });
      expect(first).toContain(cause);
    }
    await register({ name: "Taken" });
    await directory.refused("POST", path, {
      ...bad,
      body: { name: "TAKEN", scopes, jwks: { keys: [keys.publicJwk] } },
    });
  });

  it("takes elliptic keys, and rotates: old and new both work until the old one goes", async () => {
    const next = await makeKeys("k1", "ES256");
    const { clientId } = await register({ jwks: { keys: [next.publicJwk] } });
    expect((await withAssertion(await sign(clientId, {}, next.privateKey, "ES256"))).status).toBe(200);
    const rotated = { jwks: { keys: [keys.publicJwk, { ...next.publicJwk, kid: "k0" }] } };
    await directory.ok("PUT", `${path}/${clientId}`, rotated);
    expect((await withAssertion(await sign(clientId))).status).toBe(200);
    await directory.refused("PUT", `${path}/${clientId}`, { ...bad, body: { jwks: { keys: [] } } });
  });
});
