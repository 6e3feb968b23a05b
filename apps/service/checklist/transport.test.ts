/** Checklist §2.1 over a real socket: RFC 7644 §2, §3.1, §3.8, §3.12, §3.13, §7.4 and §8.1. */
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checklist, ERROR_URN, NOBODY, startChecklist } from "../testing/checklist.ts";
import { basic, findInDatabase, OWNER, USER_URN } from "../testing/test-service.ts";

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client in JavaScript would.
  readonly body: any;
}

let all: Checklist;
let port: number;
beforeAll(async () => {
  all = await startChecklist();
  port = (await all.test.service.listen()).port;
});
afterAll(async () => {
  await all?.test.close();
});

interface Message {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  /** Sends the body in pieces, without saying how long it is. */
  readonly isChunked?: boolean;
}

/** One request on the wire, with exactly the headers given and the API key unless they say otherwise. */
function send(path: string, message: Message = {}): Promise<Reply> {
  const { method = "GET", headers = {}, body, isChunked = false } = message;
  const length = body === undefined || isChunked ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        headers: { authorization: `Bearer ${all.apiKey}`, ...length, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, body: toJson(text) });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const post = (path: string, body: string | Uint8Array, type = "application/scim+json", more: Message = {}) =>
  send(path, { method: "POST", headers: { "content-type": type }, body, ...more });

const userBody = (userName: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ schemas: [USER_URN], userName, ...more });

function expectFault(reply: Reply, status: number, scimType?: string): void {
  expect([reply.status, reply.body?.scimType, reply.text]).toEqual([status, scimType, reply.text]);
  expect(reply.headers["content-type"]).toBe("application/scim+json");
  expect(reply.body).toMatchObject({ schemas: [ERROR_URN], status: String(status) });
  expect(reply.body.detail).toMatch(/\S/);
}

describe("Media types", () => {
  it("every answer with a body is application/scim+json and nothing behind it [H-01]", async () => {
    const { id } = await all.user();
    const replies = [
      await send(`/SCIM/v2/Users/${id}`),
      await send("/SCIM/v2/Users"),
      await send("/SCIM/v2/Schemas"),
      await post("/SCIM/v2/Users", userBody(all.name())),
      await post("/SCIM/v2/Users", "{"),
      await send(`/SCIM/v2/Users/${NOBODY}`),
      await send("/SCIM/v2/Users", { headers: { authorization: "Bearer wrong" } }),
    ];
    expect(replies.map((reply) => [reply.status, reply.headers["content-type"]])).toEqual(
      [200, 200, 200, 201, 400, 404, 401].map((status) => [status, "application/scim+json"]),
    );
  });

  it("an answer without a body has no media type [H-01]", async () => {
    const { id } = await all.user();
    const gone = await send(`/SCIM/v2/Users/${id}`, { method: "DELETE" });
    expect([gone.status, gone.bytes.length, gone.headers["content-type"]]).toEqual([204, 0, undefined]);
  });

  it.each([
    "application/scim+json",
    "application/json",
    "application/scim+json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "Application/SCIM+JSON",
    "APPLICATION/JSON; Charset=Utf-8",
  ])("a body sent as %s is read [H-02]", async (type) => {
    const userName = all.name();
    const made = await post("/SCIM/v2/Users", userBody(userName), type);
    expect([made.status, made.body.userName]).toEqual([201, userName]);
  });

  it.each(["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=latin1"])(
    "a body sent as %s is refused and makes nothing [H-02]",
    async (type) => {
      const userName = all.name();
      expectFault(await post("/SCIM/v2/Users", userBody(userName), type), 415);
      expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
    },
  );

  it.each([
    "application/scim+json",
    "application/json",
    "*/*",
    "application/*",
    "application/scim+json; q=0.8; profile=x",
    "application/json;charset=utf-8, text/html;q=0.1",
  ])("Accept: %s is answered with application/scim+json [H-03]", async (accept) => {
    const reply = await send("/SCIM/v2/Users?count=1", { headers: { accept } });
    expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/scim+json"]);
    expect(reply.body.Resources).toHaveLength(1);
  });
});

describe("Encoding", () => {
  it("characters beyond the basic plane go in, come out and are found, as UTF-8 [H-04]", async () => {
    const displayName = "Zoë 𝒥ørgensen 😀 李";
    const made = await post("/SCIM/v2/Users", userBody(all.name(), { displayName }));
    const reply = await send(`/SCIM/v2/Users/${made.body.id}`);
    expect(new TextDecoder("utf-8", { fatal: true }).decode(reply.bytes)).toContain("😀");
    expect(reply.body.displayName).toBe(displayName);
    expect(await all.find("/Users", `displayName eq "${displayName}"`)).toEqual([made.body.id]);
    const filter = 'displayName co "\\ud83d\\ude00"';
    expect(await all.find("/Users", filter)).toEqual([made.body.id]);
  });

  it("a body that is not UTF-8 is 400 invalidSyntax and makes nothing [H-04]", async () => {
    const before = (await all.list("/Users", { count: 0 })).totalResults;
    const body = Buffer.from(userBody("j\u00fcrgen@acme.example"), "latin1");
    expectFault(await post("/SCIM/v2/Users", body), 400, "invalidSyntax");
    expectFault(await post("/SCIM/v2/Users", Buffer.from(userBody("x\u0000\u0001"), "utf16le")), 400, "invalidSyntax");
    expect((await all.list("/Users", { count: 0 })).totalResults).toBe(before);
  });

  it.each(["", "{", '{"userName": }', "userName=x", "[", '"text"', "<user/>", '{"a":1,"a":2}'])(
    "the body %j is 400 invalidSyntax [H-04]",
    async (body) => {
      expectFault(await post("/SCIM/v2/Users", body), 400, "invalidSyntax");
    },
  );
});

describe("Credentials", () => {
  it.each([
    ["none", ""],
    ["an unknown scheme", "Digest username=x"],
    ["an unknown key", "Bearer lsk_unknown"],
    ["an empty key", "Bearer "],
    ["Basic that is no base64", "Basic %%%"],
    ["Basic without a colon", `Basic ${Buffer.from("nobody").toString("base64")}`],
    ["an unknown user", basic({ email: "nobody@acme.example", password: "some password" })],
    ["a wrong password", basic({ email: OWNER.email, password: "not the password" })],
  ])("%s: 401 with a challenge and a SCIM error [H-05]", async (_name, authorization) => {
    const reply = await send("/SCIM/v2/Users", { headers: { authorization } });
    expectFault(reply, 401);
    expect(reply.headers["www-authenticate"]).toMatch(/(Basic|Bearer) realm="/);
  });

  it("a write without a credential changes nothing [H-05]", async () => {
    const { id } = await all.user();
    const reply = await send(`/SCIM/v2/Users/${id}`, { method: "DELETE", headers: { authorization: "" } });
    expectFault(reply, 401);
    expect((await all.read(`/Users/${id}`)).id).toBe(id);
  });

  it("a user without the right role is known, and refused with 403 [H-06]", async () => {
    const userName = all.name();
    await all.user({ userName, password: "a password of hers" });
    const authorization = basic({ email: userName, password: "a password of hers" });
    const reply = await send("/SCIM/v2/Users", { headers: { authorization } });
    expectFault(reply, 403);
    expect(reply.headers["www-authenticate"]).toBeUndefined();
  });

  it("a wrong password sent too often is 429 with Retry-After and a SCIM error [H-14]", async () => {
    const authorization = basic({ email: "guessed@acme.example", password: "guess" });
    const guess = () => send("/SCIM/v2/Users?count=0", { headers: { authorization } });
    const replies: Reply[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) replies.push(await guess());
    expect(new Set(replies.slice(0, 30).map((reply) => reply.status))).toEqual(new Set([401]));
    const last = replies[30];
    if (last === undefined) throw new Error("unreachable");
    expectFault(last, 429);
    const seconds = Number(last.headers["retry-after"]);
    expect(seconds).toBeGreaterThan(0);
    all.test.clock.advance(seconds * 1_000);
    expect((await guess()).status).toBe(401);
  });
});

describe("API keys", () => {
  async function makeKey(expiresAt?: string): Promise<{ id: string; key: string }> {
    const owner = await all.test.signedIn(OWNER.email, OWNER.password);
    const made = await owner.call("POST", "/api/me/api-keys", { name: "Checklist", expiresAt });
    expect(made.status).toBe(201);
    return made.body;
  }
  const use = (key: string) => send("/SCIM/v2/Users?count=0", { headers: { authorization: `Bearer ${key}` } });

  it("a key works until its end and not from then on [H-13]", async () => {
    const expiresAt = new Date(all.test.clock.now() + 60_000).toISOString();
    const { key } = await makeKey(expiresAt);
    all.test.clock.advance(59_000);
    expect((await use(key)).status).toBe(200);
    all.test.clock.advance(1_000);
    expectFault(await use(key), 401);
  });

  it("a revoked key is refused at once [H-13]", async () => {
    const { id, key } = await makeKey();
    expect((await use(key)).status).toBe(200);
    const owner = await all.test.signedIn(OWNER.email, OWNER.password);
    expect((await owner.call("DELETE", `/api/me/api-keys/${id}`)).status).toBe(204);
    expectFault(await use(key), 401);
  });

  it("a key is nowhere in the database as it is sent [H-13]", async () => {
    const { key } = await makeKey();
    expect((await use(key)).status).toBe(200);
    expect(await findInDatabase(all.test.database, key)).toEqual([]);
    expect(await findInDatabase(all.test.database, key.slice(0, 10))).not.toEqual([]);
    expect(all.test.log.join("\n")).not.toContain(key);
  });
});

describe("Addresses", () => {
  it.each([
    "/Users?aadOptscim062020",
    "/Users?aadOptscim062020=true&count=1",
    "/Users?count=1&",
    "/Users?",
    "/Users?&&count=1",
    "/Users?unknown=1&UNKNOWN[]=2",
  ])("GET %s ignores what it does not know [H-07]", async (path) => {
    const plain = await send("/SCIM/v2/Users?count=1");
    const reply = await send(`/SCIM/v2${path}`);
    expect([reply.status, reply.body.totalResults]).toEqual([200, plain.body.totalResults]);
  });

  it("unknown parameters do not spoil known ones, nor writes [H-07]", async () => {
    const { id, userName } = await all.user();
    const found = await send(`/SCIM/v2/Users?filter=userName+eq+%22${userName}%22&aadOptscim062020&`);
    expect(found.body.Resources.map((user: { id: string }) => user.id)).toEqual([id]);
    const put = await send(`/SCIM/v2/Users/${id}?`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: userBody(userName, { title: "Put" }),
    });
    expect([put.status, put.body.title]).toEqual([200, "Put"]);
  });

  it.each(["/SCIM/v1/Users", "/SCIM/v3/Users", "/scim/v2.1/Users", "/SCIM/v1"])(
    "%s names a version that is not spoken: 400 invalidVers [H-08]",
    async (path) => {
      expectFault(await send(path), 400, "invalidVers");
    },
  );

  it.each(["/SCIM/v2/Users", "/scim/V2/users"])("%s is version 2 [H-08]", async (path) => {
    expect((await send(path)).status).toBe(200);
  });

  it("the base URI has no query and starts every location [H-09]", async () => {
    const { meta } = await all.user();
    expect(meta.location).toMatch(/^http:\/\/service\.test\/SCIM\/v2\/Users\/[\da-f-]{36}$/);
    const config = await send("/SCIM/v2/ServiceProviderConfig?x=1");
    expect(config.body.meta.location).toBe("http://service.test/SCIM/v2/ServiceProviderConfig");
  });

  it.each(["/SCIM/v2/Users/", "/SCIM/v2//Users", "/SCIM/v2/Users/?count=1", "/SCIM/v2/ServiceProviderConfig/"])(
    "%s is read like the address without the spare slash [H-09]",
    async (path) => {
      const reply = await send(path);
      expect([reply.status, reply.body.schemas.length]).toEqual([200, 1]);
    },
  );

  it.each([
    ["DELETE", "/Users"],
    ["PATCH", "/Users"],
    ["OPTIONS", "/Users"],
    ["PROPFIND", `/Users/${NOBODY}`],
    ["POST", "/ServiceProviderConfig"],
  ])("%s %s: 405 or 501, a SCIM error that names what is allowed [H-10]", async (method, path) => {
    const reply = await send(`/SCIM/v2${path}`, { method });
    expect([405, 501]).toContain(reply.status);
    expectFault(reply, reply.status);
    if (reply.status === 405) expect(reply.headers["allow"]).toMatch(/GET/);
  });

  it.each(["/SCIM/v2/Nothing", "/SCIM/v2/Users/1/2", "/SCIM", "/SCIM/other", "/SCIM/v2/%E0%A4%A"])(
    "%s: the router's own 404 is a SCIM error [Z-05]",
    async (path) => {
      expectFault(await send(path), 404);
    },
  );
});

describe("Size", () => {
  const LIMIT = 1_048_576;
  /** A user whose JSON is `bytes` long, by blanks that mean nothing. */
  const bodyOf = (userName: string, bytes: number) => userBody(userName).padEnd(bytes, " ");

  it("a body of exactly the limit is read [H-11]", async () => {
    expect((await post("/SCIM/v2/Users", bodyOf(all.name(), LIMIT))).status).toBe(201);
  });

  it.each([false, true])(
    "one byte more is 413 with the limit in its detail (chunked: %s) [H-11]",
    async (isChunked) => {
      const userName = all.name();
      const reply = await post("/SCIM/v2/Users", bodyOf(userName, LIMIT + 1), "application/scim+json", { isChunked });
      expectFault(reply, 413);
      expect(reply.body.detail).toContain(String(LIMIT));
      expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
    },
  );

  it("what the body reader refuses is a SCIM error: size, nesting, media type [Z-05]", async () => {
    expectFault(await post("/SCIM/v2/Users", "x".repeat(LIMIT + 1)), 413);
    expectFault(await post("/SCIM/v2/Users", `${"[".repeat(64)}${"]".repeat(64)}`), 400, "invalidSyntax");
    expectFault(await post("/SCIM/v2/Users", "{}", "text/html"), 415);
  });
});
