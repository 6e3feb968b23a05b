import { connect, type Socket } from "node:net";
import { StartupError } from "@lockstep/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LightResponse, makeLightResponse } from "./http/light-response.ts";
import { openListener } from "./listener.ts";
import { startTestService, type TestService, USER_URN } from "./testing/test-service.ts";

describe("The listener", () => {
  it("lets a running request end before it is closed, and takes no new ones", async () => {
    let finish: (() => void) | undefined;
    let hasArrived: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => {
      hasArrived = resolve;
    });
    const listener = await openListener(
      () =>
        new Promise((resolve) => {
          finish = () => resolve(new Response("done"));
          hasArrived?.();
        }),
      "127.0.0.1",
      0,
    );
    const running = fetch(`http://127.0.0.1:${listener.port}/`);
    await arrived;
    let isClosed = false;
    const closing = listener.close().then(() => {
      isClosed = true;
    });
    await expect(fetch(`http://127.0.0.1:${listener.port}/`)).rejects.toThrow();
    expect(isClosed).toBe(false);
    finish?.();
    expect(await (await running).text()).toBe("done");
    const startedAt = performance.now();
    await closing;
    // The kept connection does not hold the end up: Node's own keep-alive would be five seconds.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("says in one sentence what to do when it cannot listen", async () => {
    const first = await openListener(() => new Response(), "127.0.0.1", 0);
    const taken = openListener(() => new Response(), "127.0.0.1", first.port);
    await expect(taken).rejects.toThrow(StartupError);
    await expect(taken).rejects.toThrow(`Port ${first.port} on 127.0.0.1 is already in use; stop the program`);
    await first.close();
    await expect(openListener(() => new Response(), "203.0.113.1", 0)).rejects.toThrow(
      "203.0.113.1 is not an address of this machine; set LOCKSTEP_HOST to one that is.",
    );
  });
});

describe("SCIM over a socket", () => {
  let test: TestService;
  let port = 0;
  let authorization = "";

  beforeAll(async () => {
    test = await startTestService();
    authorization = `Bearer ${(await test.seed()).apiKey}`;
    port = (await test.service.listen()).port;
  });
  afterAll(() => test.close());

  const ask = (method: string, path: string, init: RequestInit & { duplex?: "half" } = {}) =>
    fetch(`http://127.0.0.1:${port}/SCIM/v2${path}`, {
      method,
      headers: { authorization, "content-type": "application/scim+json" },
      ...init,
    });

  /** Writes to a connection of its own and reads until it is closed or `until` has come. */
  function talk(written: readonly string[], until: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      let read = "";
      const socket: Socket = connect(port, "127.0.0.1", () => {
        for (const part of written) socket.write(part);
      });
      socket.setEncoding("utf8");
      socket.on("data", (text: string) => {
        read += text;
        if (until.test(read)) socket.destroy();
      });
      socket.on("close", () => resolve(read));
      socket.on("error", reject);
    });
  }

  const head = (lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;

  it("answers with the bytes, length and headers that it announces", async () => {
    const body = JSON.stringify({ schemas: [USER_URN], userName: "zoë@acme.example", displayName: "Zoë 🙂" });
    const made = await ask("POST", "/Users", { body });
    const text = await made.text();
    expect(made.status).toBe(201);
    expect(Number(made.headers.get("content-length"))).toBe(Buffer.byteLength(text));
    expect(made.headers.get("traceparent")).toMatch(/^00-/);
    expect(made.headers.get("content-type")).toBe("application/scim+json");
    const user = JSON.parse(text) as { id: string; displayName: string };
    expect(user.displayName).toBe("Zoë 🙂");
    const read = await ask("GET", `/Users/${user.id}?attributes=userName`);
    expect(await read.json()).toMatchObject({ userName: "zoë@acme.example" });
    const first = await ask("HEAD", `/Users/${user.id}`);
    expect(Number(first.headers.get("content-length"))).toBeGreaterThan(100);
    expect(await first.text()).toBe("");
    const gone = await ask("DELETE", `/Users/${user.id}`);
    expect([gone.status, gone.headers.get("content-length"), await gone.text()]).toEqual([204, null, ""]);
  });

  it("reads a body that comes in pieces without a length", async () => {
    const pieces = [`{"schemas":["${USER_URN}"],"userName":"pie`, 'ces@acme.example","displayName":"\u00e9', '"}'];
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const made = await ask("POST", "/Users", { body: stream, duplex: "half" });
    expect(await made.json()).toMatchObject({ userName: "pieces@acme.example" });
  });

  it("offers each way to authenticate with a header line of its own", async () => {
    const read = await talk([head(["GET /scim/v2/Users HTTP/1.1", "Host: x", "Connection: close"])], /^$/);
    expect(read).toMatch(/^HTTP\/1\.1 401 /);
    expect(read.match(/^www-authenticate: .*(Basic|Bearer)/gim)?.length).toBeGreaterThanOrEqual(1);
  });

  it("answers 413 to a body that is too large while it is still being sent, and cuts the connection then", async () => {
    const start = ["POST /SCIM/v2/Users HTTP/1.1", "Host: x", `Authorization: ${authorization}`];
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const chunks = Array.from({ length: 17 }, () => chunk);
    const startedAt = performance.now();
    const read = await talk([head([...start, "Transfer-Encoding: chunked"]), ...chunks], /^$/);
    expect(read).toMatch(/^HTTP\/1\.1 413 /);
    expect(read).toContain("larger than 1048576 bytes");
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("goes on after a client that breaks off in the middle of its body", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        const lines = [
          "POST /SCIM/v2/Users HTTP/1.1",
          "Host: x",
          `Authorization: ${authorization}`,
          "Content-Length: 100",
        ];
        socket.write(`${head(lines)}{"a":`, () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    expect((await ask("GET", "/Users?count=1")).status).toBe(200);
  });

  it("answers several requests on one connection, also with an address in absolute form", async () => {
    const get = (target: string, more: readonly string[] = []) =>
      head([`GET ${target} HTTP/1.1`, "Host: x", `Authorization: ${authorization}`, ...more]);
    const read = await talk(
      [
        get("/SCIM/v2/Users?count=0"),
        get("http://x/SCIM/v2/Groups?count=0"),
        get("/scim/V2/Users/nobody", ["Connection: close"]),
      ],
      /^$/,
    );
    expect(read.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 404"]);
  });
});

describe("A light response", () => {
  const parts = { status: 200, headers: { "content-type": "text/plain", etag: '"1"' }, text: "ä", isHead: false };

  it("is a response to whoever asks, with the same status, headers and text", async () => {
    const light = makeLightResponse(parts);
    expect(light).toBeInstanceOf(Response);
    expect(light).toBeInstanceOf(LightResponse);
    expect([light.ok, light.status, light.headers.get("ETag"), light.headers.get("content-length")]).toEqual([
      true,
      200,
      '"1"',
      "2",
    ]);
    light.headers.set("traceparent", "00");
    light.headers.append("www-authenticate", "Basic");
    light.headers.append("www-authenticate", "Bearer");
    const copy = new Response(light.body, { status: light.status, headers: light.headers });
    expect(copy.headers.get("www-authenticate")).toBe("Basic, Bearer");
    expect(await copy.text()).toBe("ä");
    expect(await makeLightResponse(parts).clone().text()).toBe("ä");
    expect([...light.headers.keys()]).toEqual([
      "content-length",
      "content-type",
      "etag",
      "traceparent",
      "www-authenticate",
    ]);
  });

  it("has no body where there is none to send", async () => {
    const none = makeLightResponse({ ...parts, status: 204, text: undefined });
    expect([none.body, none.headers.has("content-length"), await none.text()]).toEqual([null, false, ""]);
    const head = makeLightResponse({ ...parts, isHead: true });
    expect([head.headers.get("content-length"), await head.text()]).toEqual(["2", ""]);
  });
});
