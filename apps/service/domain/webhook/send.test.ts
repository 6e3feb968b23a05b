import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVirtualTime } from "../../testing/virtual-time.ts";
import { createSender, type SenderOptions } from "./send.ts";

let server: Server;
let port: number;
let paths: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    paths.push(`${request.method} ${request.headers.host} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function sender(change: Partial<SenderOptions> = {}) {
  const time = createVirtualTime();
  const send = createSender({ reach: "loopback", timers: time.timers, ...change });
  paths = [];
  answer = (_request, response) => response.writeHead(200).end("ok");
  return { time, send: (url: string) => send({ url, headers: { "x-test": "1" }, body: '{"é":1}' }) };
}

describe("Sending a webhook", () => {
  it("posts the body, with its length in bytes, and reads the answer", async () => {
    const { send, time } = sender();
    let got = "";
    answer = (request, response) => {
      request.on("data", (chunk: Buffer) => {
        got += chunk.toString("utf8");
      });
      request.on("end", () => response.writeHead(202, { "retry-after": "5" }).end("taken\n"));
    };
    const result = await send(`http://127.0.0.1:${port}/hook?token=1`);
    expect(result).toEqual({ kind: "answered", status: 202, retryAfter: "5", text: "taken" });
    expect([got, paths]).toEqual(['{"é":1}', [`POST 127.0.0.1:${port} /hook?token=1`]]);
    expect(time.pending()).toBe(0);
  });

  it("does not follow a redirect", async () => {
    const { send } = sender();
    answer = (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/other` }).end();
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: "answered", status: 302 });
    expect(paths).toHaveLength(1);
  });

  it("connects to the very address that it checked, and asks for it once", async () => {
    const asked: string[] = [];
    const resolve = (host: string) => Promise.resolve(asked.push(host) === 1 ? ["127.0.0.1"] : ["203.0.113.1"]);
    const { send } = sender({ resolve });
    expect(await send(`http://receiver.test:${port}/hook`)).toMatchObject({ kind: "answered", status: 200 });
    expect(asked).toEqual(["receiver.test"]);
    expect(paths).toEqual([`POST receiver.test:${port} /hook`]);
  });

  it("refuses a name that has come to point inside since it was saved", async () => {
    const answers = [["203.0.113.1"], ["10.0.0.5"], ["203.0.113.1", "169.254.169.254"], ["127.0.0.1"], []];
    for (const addresses of answers.slice(1)) {
      const { send } = sender({ reach: "public", resolve: () => Promise.resolve(addresses) });
      expect(await send(`https://receiver.test:${port}/hook`)).toMatchObject({ kind: "failed" });
    }
    expect(paths).toEqual([]);
  });

  it.each([
    ["http://127.0.0.1/", "private network"],
    ["https://localhost/", "private network"],
    ["https://[::1]/", "private network"],
    ["https://[::ffff:10.0.0.1]/", "private network"],
    ["https://0.0.0.0/", "cannot be the address"],
    ["http://203.0.113.1/", "unprotected"],
    ["ftp://203.0.113.1/", "not a web address"],
    ["https://user:secret@203.0.113.1/", "user name or password"],
    ["nonsense", "not a web address"],
  ])("refuses %s where only public addresses may be called", async (url, words) => {
    const { send } = sender({ reach: "public", resolve: () => Promise.resolve(["127.0.0.1"]) });
    const result = await send(url);
    expect(result).toMatchObject({ kind: "failed", message: expect.stringContaining(words) });
  });

  it("gives up after ten seconds without an answer", async () => {
    const { send, time } = sender();
    const arrived = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    const sending = send(`http://127.0.0.1:${port}/`);
    await arrived;
    time.clock.advance(9_999);
    expect(time.pending()).toBe(1);
    time.clock.advance(1);
    expect(await sending).toEqual({ kind: "failed", message: "There was no answer within 10 seconds." });
  });

  it("gives up after ten seconds also when the name is not found", async () => {
    const { send, time } = sender({ resolve: () => new Promise(() => undefined) });
    const sending = send("https://receiver.test/");
    time.clock.advance(10_000);
    expect(await sending).toMatchObject({ kind: "failed", message: "There was no answer within 10 seconds." });
  });

  it("counts the status of an answer whose body never ends, and reads only its beginning", async () => {
    const { send } = sender();
    answer = (_request, response) => {
      response.writeHead(500);
      const pour = () => {
        while (response.write("x".repeat(8_192)));
      };
      response.on("drain", pour);
      pour();
    };
    const result = await send(`http://127.0.0.1:${port}/`);
    expect(result).toEqual({ kind: "answered", status: 500, retryAfter: undefined, text: "x".repeat(300) });
  });

  it("counts the status of an answer that drips, when the time is over", async () => {
    const { send, time } = sender();
    const dripped = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.writeHead(200).write("drip", () => resolve());
      };
    });
    const sending = send(`http://127.0.0.1:${port}/`);
    await dripped;
    // Both ends live in this process: what is written has been read after a few turns of its event loop.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    time.clock.advance(10_000);
    expect(await sending).toMatchObject({ kind: "answered", status: 200, text: "drip" });
  });

  it("tells why there was no connection", async () => {
    const { send } = sender();
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const closed = (free.address() as AddressInfo).port;
    await new Promise((resolve) => free.close(resolve));
    expect(await send(`http://127.0.0.1:${closed}/`)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });
});
