import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  type ConnectionCredential,
  createScimClient,
  describeAnswer,
  type ScimClient,
  type ScimClientOptions,
} from "./index.ts";

const TRACE = { traceparent: "00-11111111111111111111111111111111-2222222222222222-01" };
const clock = { now: () => 0 };

interface Call {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

function clientWith(
  answer: () => Response | Promise<Response>,
  options: Partial<ScimClientOptions> = {},
): { readonly client: ScimClient; readonly calls: Call[] } {
  const calls: Call[] = [];
  const client = createScimClient({
    baseUrl: "https://app.example.com/SCIM/v2/",
    credential: { scheme: "TOKEN", token: "abc" },
    clock,
    timeout: () => new AbortController().signal,
    fetch: async (url, init) => {
      calls.push({ url, init, headers: new Headers(init.headers) });
      return answer();
    },
    ...options,
  });
  return { client, calls };
}

const ok = () => new Response("{}");

describe("a request on the wire", () => {
  it.each([
    ["https://app.example.com/SCIM/v2/", "/Users?count=2"],
    ["https://app.example.com/SCIM/v2", "/Users?count=2"],
    [" https://app.example.com/SCIM/v2// ", "//Users?count=2"],
  ])("joins %j and %j with one slash", async (baseUrl, path) => {
    const { client, calls } = clientWith(ok, { baseUrl });
    await client.send({ method: "GET", path }, TRACE);
    expect(calls[0]?.url).toBe("https://app.example.com/SCIM/v2/Users?count=2");
  });

  it("carries Okta-like headers, a content type only with a body, and the trace", async () => {
    const { client, calls } = clientWith(ok);
    await client.send({ method: "GET", path: "/Users" }, TRACE);
    await client.send({ method: "POST", path: "/Users", body: { userName: "jané" } }, TRACE);
    expect(Object.fromEntries(calls[0]?.headers ?? [])).toEqual({
      accept: "application/scim+json",
      authorization: "Bearer abc",
      traceparent: TRACE.traceparent,
      "user-agent": "Lockstep SCIM Client 0.1",
    });
    expect(calls[1]?.headers.get("content-type")).toBe("application/scim+json; charset=utf-8");
    expect(calls[1]?.init).toMatchObject({ body: '{"userName":"jané"}', redirect: "manual" });
  });

  it("signs in with Basic in UTF-8", async () => {
    const { client, calls } = clientWith(ok, { credential: { scheme: "BASIC", username: "jané", password: "pä:ß" } });
    await client.send({ method: "GET", path: "/Users" }, TRACE);
    const header = calls[0]?.headers.get("authorization") ?? "";
    expect(Buffer.from(header.replace("Basic ", ""), "base64").toString("utf8")).toBe("jané:pä:ß");
  });

  it.each<ConnectionCredential>([
    { scheme: "TOKEN", token: "a\nb" },
    { scheme: "TOKEN", token: "" },
    { scheme: "TOKEN", token: "ü" },
    { scheme: "BASIC", username: "a:b", password: "c" },
    { scheme: "BASIC", username: "a", password: "c\r\nX: y" },
  ])("never leaves with a credential that cannot be sent: %j", async (credential) => {
    const { client, calls } = clientWith(ok, { credential });
    await expect(client.send({ method: "GET", path: "/Users" }, TRACE)).resolves.toMatchObject({
      kind: "unreachable",
      code: "invalidCredential",
    });
    expect(calls).toHaveLength(0);
  });

  it("never leaves for an address that is none, or after it was cancelled", async () => {
    const { client } = clientWith(ok, { baseUrl: "no address" });
    await expect(client.send({ method: "GET", path: "/Users" }, TRACE)).resolves.toMatchObject({ code: "invalidUrl" });
    const { client: other, calls } = clientWith(ok);
    const signal = AbortSignal.abort();
    await expect(other.send({ method: "GET", path: "/Users" }, { ...TRACE, signal })).resolves.toMatchObject({
      kind: "unreachable",
      code: "cancelled",
    });
    expect(calls).toHaveLength(0);
  });
});

describe("an answer", () => {
  it("is read with its status, body, Retry-After and request id", async () => {
    const { client } = clientWith(
      () => new Response('{"detail":"slow"}', { status: 429, headers: { "Retry-After": "7", "X-Request-Id": "r1" } }),
    );
    await expect(client.send({ method: "GET", path: "/Users" }, TRACE)).resolves.toEqual({
      kind: "answer",
      status: 429,
      body: { detail: "slow" },
      retryAfter: "7",
      requestId: "r1",
      durationMs: 0,
    });
  });

  it("may be empty", async () => {
    const { client } = clientWith(() => new Response(null, { status: 204 }));
    await expect(client.send({ method: "GET", path: "/Users" }, TRACE)).resolves.toMatchObject({
      status: 204,
      body: undefined,
    });
  });

  it("that is no JSON keeps its beginning", async () => {
    const { client } = clientWith(() => new Response(`<html>${"x".repeat(900)}`, { status: 502 }));
    const answer = await client.send({ method: "GET", path: "/Users" }, TRACE);
    expect(answer).toMatchObject({ status: 502, body: undefined, notJson: expect.stringMatching(/^<html>x+$/) });
    expect(answer.kind === "answer" && answer.notJson?.length).toBe(500);
  });

  it("is not read beyond the bound", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1000).fill(97));
      },
    });
    const { client } = clientWith(() => new Response(endless), { answerBytesMax: 5_000 });
    await expect(client.send({ method: "GET", path: "/Users" }, TRACE)).resolves.toMatchObject({
      notJson: "The answer is larger than the client reads.",
    });
    expect(pulled).toBeLessThan(10);
  });

  it("of a redirect tells where it points", async () => {
    const { client } = clientWith(
      () => new Response(null, { status: 302, headers: { Location: "https://evil.example/" } }),
    );
    const answer = await client.send({ method: "GET", path: "/Users" }, TRACE);
    expect(answer).toMatchObject({ status: 302, location: "https://evil.example/" });
    expect(describeAnswer(answer)).toBe("Status 302: a redirect to https://evil.example/, which is not followed.");
  });
});

describe("a failure of the network", () => {
  const failing = (cause: object) => () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause }));

  it.each<[object, object]>([
    [{ code: "ECONNREFUSED" }, { kind: "unreachable", code: "ECONNREFUSED" }],
    [
      { code: "ENOTFOUND", syscall: "getaddrinfo" },
      { kind: "unreachable", reason: "The host name is not known to the name server." },
    ],
    [
      { code: "ETIMEDOUT", syscall: "connect" },
      { kind: "unreachable", reason: "The connection could not be made: ETIMEDOUT." },
    ],
    [{ errors: [{ code: "ECONNREFUSED" }, { code: "ENETUNREACH" }] }, { kind: "unreachable", code: "ECONNREFUSED" }],
    [{ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, { kind: "unreachable", reason: "The certificate is self-signed." }],
    [{ code: "ERR_SSL_WRONG_VERSION_NUMBER" }, { kind: "unreachable", code: "ERR_SSL_WRONG_VERSION_NUMBER" }],
    [{ code: "UND_ERR_CONNECT_TIMEOUT" }, { kind: "unreachable" }],
    [
      { code: "ECONNRESET", syscall: "read" },
      { kind: "unknown", reason: "The connection broke before the answer was complete (ECONNRESET)." },
    ],
    [{ code: "UND_ERR_SOCKET" }, { kind: "unknown" }],
    [{ code: "EPIPE", syscall: "write" }, { kind: "unknown" }],
    [{}, { kind: "unknown", reason: "The connection broke before the answer was complete." }],
  ])("%j is %j", async (cause, expected) => {
    const { client } = clientWith(failing(cause));
    await expect(client.send({ method: "POST", path: "/Users", body: {} }, TRACE)).resolves.toMatchObject(expected);
  });

  it("that is a time-out leaves the outcome open", async () => {
    const { client } = clientWith(() => Promise.reject(new DOMException("x", "TimeoutError")), { timeoutMs: 5_000 });
    await expect(client.send({ method: "POST", path: "/Users" }, TRACE)).resolves.toMatchObject({
      kind: "unknown",
      reason: "No answer within 5 seconds.",
    });
  });

  it("that cannot even be described leaves the outcome open", async () => {
    for (const thrown of [undefined, null, "text", 7]) {
      const { client } = clientWith(() => Promise.reject(thrown));
      await expect(client.send({ method: "POST", path: "/Users" }, TRACE)).resolves.toMatchObject({ kind: "unknown" });
    }
  });
});

describe("over real sockets", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listen(handler: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(handler);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const real = (baseUrl: string, timeoutMs = 5_000) =>
    createScimClient({
      baseUrl,
      credential: { scheme: "TOKEN", token: "abc" },
      fetch: (url, init) => fetch(url, init),
      clock,
      timeout: (ms) => AbortSignal.timeout(ms),
      timeoutMs,
    });

  it("a refused connection is unreachable", async () => {
    const baseUrl = await listen(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(real(baseUrl).send({ method: "GET", path: "/Users" }, TRACE)).resolves.toMatchObject({
      kind: "unreachable",
      code: "ECONNREFUSED",
    });
  });

  it("a reset after the request was read is unknown", async () => {
    const baseUrl = await listen((request) => request.socket.destroy());
    await expect(real(baseUrl).send({ method: "POST", path: "/Users", body: {} }, TRACE)).resolves.toMatchObject({
      kind: "unknown",
    });
  });

  it("a body that breaks off is unknown", async () => {
    const baseUrl = await listen((_, response) => {
      response.writeHead(201, { "Content-Length": "1000" });
      response.write('{"id":');
      setImmediate(() => response.destroy());
    });
    await expect(real(baseUrl).send({ method: "POST", path: "/Users", body: {} }, TRACE)).resolves.toMatchObject({
      kind: "unknown",
    });
  });

  it("silence until the time-out is unknown", async () => {
    const baseUrl = await listen(() => undefined);
    await expect(real(baseUrl, 50).send({ method: "POST", path: "/Users", body: {} }, TRACE)).resolves.toMatchObject({
      kind: "unknown",
    });
  });

  it("a redirect is not followed", async () => {
    let hits = 0;
    const baseUrl = await listen((_, response) => {
      hits += 1;
      response.writeHead(307, { Location: "/elsewhere" }).end();
    });
    await expect(real(baseUrl).send({ method: "POST", path: "/Users", body: {} }, TRACE)).resolves.toMatchObject({
      status: 307,
      location: "/elsewhere",
    });
    expect(hits).toBe(1);
  });

  it("https spoken to a plain server is unreachable", async () => {
    const baseUrl = (await listen((_, response) => response.end())).replace("http:", "https:");
    await expect(real(baseUrl).send({ method: "GET", path: "/Users" }, TRACE)).resolves.toMatchObject({
      kind: "unreachable",
    });
  });
});

describe("a target that quotes how it was signed in to", () => {
  const token = "s3cr3t-token-value";
  const tokens = { get: () => Promise.resolve({ ok: true, token } as const) };
  const basic = btoa("jane:correct horse");

  it.each<[string, ConnectionCredential, string]>([
    ["token", { scheme: "TOKEN", token }, token],
    ["header", { scheme: "HEADER", name: "X-Api-Key", value: token }, token],
    ["access token", { scheme: "OAUTH", tokens }, token],
    ["password", { scheme: "BASIC", username: "jane", password: "correct horse" }, "correct horse"],
    ["encoded password", { scheme: "BASIC", username: "jane", password: "correct horse" }, basic],
  ])("is not quoted in turn: %s", async (_what, credential, secret) => {
    const answers = [
      Response.json(
        { schemas: ["urn:x"], detail: `Not "${secret}".`, errors: [{ description: secret }] },
        { status: 400 },
      ),
      new Response(`<p>${secret} or ${encodeURIComponent(secret)}</p>`, { status: 200 }),
      new Response(null, { status: 302, headers: { location: `https://x.example/?t=${encodeURIComponent(secret)}` } }),
    ];
    for (const answer of answers) {
      const { client } = clientWith(() => answer, { credential });
      const text = JSON.stringify(await client.send({ method: "GET", path: "/Users" }, TRACE));
      expect(text).toContain("«credential»");
      for (const form of [secret, encodeURIComponent(secret)]) expect(text).not.toContain(form);
    }
  });

  it("leaves people's data as it came", async () => {
    const body = { userName: "jane", title: token };
    const { client } = clientWith(() => Response.json(body), { credential: { scheme: "TOKEN", token } });
    expect(await client.send({ method: "GET", path: "/Users/1" }, TRACE)).toMatchObject({ body });
  });
});
