import { once } from "node:events";
import { createServer, type Server, request as send } from "node:http";
import { connect } from "node:net";
import express from "express";
import { fastify } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { toNodeListener } from "./node.ts";
import type { ScimServer } from "./options.ts";

const opened: Server[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function open(server: Server): Promise<number> {
  opened.push(server);
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const listen = (server: ScimServer) => open(createServer(toNodeListener(server)));

/** Tells what arrived. */
const echo: ScimServer = async (request) =>
  Response.json({
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });

/** Sends bytes as they are and gives back all that comes until the server closes. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(text);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}

describe("a request from Node", () => {
  it("carries method, path, query, headers and body", async () => {
    const port = await listen(echo);
    const response = await fetch(`http://127.0.0.1:${port}/a%20b?x=1&x=2`, {
      method: "PATCH",
      headers: { "content-type": "application/scim+json", "x-many": "a" },
      body: "jäne",
    });
    const seen = (await response.json()) as Record<string, unknown>;
    expect(seen).toMatchObject({ method: "PATCH", url: "http://localhost/a%20b?x=1&x=2", body: "jäne" });
    expect(seen["headers"]).toMatchObject({ "content-type": "application/scim+json", "x-many": "a" });
  });

  it("joins repeated headers, and takes the path of a target in absolute form", async () => {
    const port = await listen(echo);
    const lines = ["GET http://evil.example/x?y HTTP/1.1", "Host: h", "If-None-Match: a", "If-None-Match: b"];
    const answer = await raw(port, `${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
    expect(answer).toContain('"url":"http://evil.example/x?y"');
    expect(answer).toContain('"if-none-match":"a, b"');
  });

  it("never takes a path for a host", async () => {
    const port = await listen(echo);
    const answer = await raw(port, "GET //evil.example/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    expect(answer).toContain('"url":"http://localhost//evil.example/x"');
  });

  it("is refused when no fetch request can carry it", async () => {
    const port = await listen(echo);
    const trace = await raw(port, "TRACE /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    expect(trace).toMatch(/^HTTP\/1.1 405 [\s\S]*"status":"405"/);
    const target = await raw(port, "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    expect(target).toMatch(/^HTTP\/1.1 400 [\s\S]*"scimType":"invalidSyntax"/);
  });

  it("streams its body: the provider sees the first piece before the last is sent", async () => {
    let firstSeen = () => {};
    const first = new Promise<void>((resolve) => {
      firstSeen = resolve;
    });
    const port = await listen(async (request) => {
      const pieces: string[] = [];
      for await (const piece of request.body ?? []) {
        pieces.push(new TextDecoder().decode(piece));
        firstSeen();
      }
      return Response.json(pieces.join(""));
    });
    const outgoing = send({ host: "127.0.0.1", port, method: "POST", path: "/" });
    outgoing.write("one ");
    await first;
    outgoing.end("two");
    const [response] = await once(outgoing, "response");
    let text = "";
    for await (const chunk of response) text += chunk;
    expect(text).toBe('"one two"');
  });

  it("may be refused half-way: the answer arrives, what follows is thrown away, and the connection is usable again", async () => {
    const port = await listen(async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      return new Response("enough", { status: request.body === null ? 200 : 413 });
    });
    const bytes = 5_000_000;
    const post = `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${bytes}\r\n\r\n${"x".repeat(bytes)}`;
    const answers = await raw(port, `${post}GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
  });

  it("may be answered without a look at its body", async () => {
    const port = await listen(async (request) => new Response(request.method));
    const bytes = 5_000_000;
    const post = `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${bytes}\r\n\r\n${"x".repeat(bytes)}`;
    const answers = await raw(port, `${post}GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    expect(answers).toMatch(/POST[\s\S]*GET/);
  });

  it("tells the provider when the client goes away", async () => {
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let aborted = () => {};
    const abortion = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    const port = await listen(async (request) => {
      request.signal.addEventListener("abort", aborted);
      arrived();
      await abortion;
      return new Response("too late");
    });
    const outgoing = send({ host: "127.0.0.1", port, method: "GET", path: "/" });
    outgoing.on("error", () => undefined);
    outgoing.end();
    await arrival;
    outgoing.destroy();
    await abortion;
  });
});

describe("an answer to Node", () => {
  it("keeps status, headers and each cookie", async () => {
    const port = await listen(async () => {
      const headers = new Headers({ etag: 'W/"1"' });
      headers.append("set-cookie", "a=1");
      headers.append("set-cookie", "b=2");
      return new Response("x", { status: 201, headers });
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.status).toBe(201);
    expect(response.headers.get("etag")).toBe('W/"1"');
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await response.text()).toBe("x");
  });

  it("has no body for HEAD, and leaves the connection usable", async () => {
    const port = await listen(async () => new Response("four", { headers: { "content-length": "4" } }));
    const head = await fetch(`http://127.0.0.1:${port}/`, { method: "HEAD" });
    expect([head.headers.get("content-length"), await head.text()]).toEqual(["4", ""]);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("four");
  });

  it("waits for a slow client instead of filling memory, and ends when the client does", async () => {
    const piece = new Uint8Array(65_536);
    let pulled = 0;
    let cancelled = () => {};
    const cancellation = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const port = await listen(async () => {
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(piece);
        },
        cancel: () => cancelled(),
      });
      return new Response(body);
    });
    const outgoing = send({ host: "127.0.0.1", port, path: "/" });
    outgoing.on("error", () => undefined);
    outgoing.end();
    const [response] = await once(outgoing, "response");
    response.pause();
    const isStill = async () => {
      const before = pulled;
      for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return pulled === before;
    };
    while (!(await isStill()));
    // What the sockets of this machine hold: a few megabytes at most, never the endless body.
    expect(pulled).toBeLessThan(1_000);
    response.destroy();
    await cancellation;
  });
});

describe("a body that a parser has read", () => {
  const post = async (port: number, body: string, type = "application/scim+json") => {
    const response = await fetch(`http://127.0.0.1:${port}/scim`, {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  const behind = (parser: express.RequestHandler) => {
    const app = express();
    app.use(parser);
    app.use("/scim", toNodeListener(echo));
    return open(app.listen(0, "127.0.0.1"));
  };

  it.each([
    ["JSON", express.json({ type: "*/*" }), '{"a": "ä"}', '{"a":"ä"}'],
    ["text", express.text({ type: "*/*" }), '{"a": "ä"}', '{"a": "ä"}'],
    ["bytes", express.raw({ type: "*/*" }), '{"a": "ä"}', '{"a": "ä"}'],
  ])("is taken from Express as %s", async (_name, parser, sent, seen) => {
    const { json } = await post(await behind(parser), sent);
    expect(json).toMatchObject({ body: seen, url: "http://localhost/scim" });
    expect(json["headers"]).not.toHaveProperty("content-length");
  });

  it("is read from the wire when the parser left it alone", async () => {
    const { json } = await post(await behind(express.json()), '{"a": 1}');
    expect(json["body"]).toBe('{"a": 1}');
  });

  it("is missed in words when the parser kept it for itself", async () => {
    const port = await behind((request, _response, next) => {
      request.resume().on("end", next);
    });
    const { status, json } = await post(port, "{}");
    expect(status).toBe(500);
    expect(json["detail"]).toMatch(/before any body parser/);
  });

  it("is taken from Fastify's own parser when it is handed on", async () => {
    const app = fastify();
    app.all("/scim", (request, reply) =>
      toNodeListener(echo)(Object.assign(request.raw, { body: request.body }), reply.hijack().raw),
    );
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { json } = await post(portOf(app.server), '{"a": 1}', "application/json");
    expect(json["body"]).toBe('{"a":1}');
    await app.close();
  });
});
