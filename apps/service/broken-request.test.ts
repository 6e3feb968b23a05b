import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listener, openListener } from "./listener.ts";
import { startTestService, type TestService, USER_URN } from "./testing/test-service.ts";

const LIMITS = { headersMs: 300, requestMs: 600, checkMs: 50 };
/** Long after the limits, and long before those of the service. */
const SOON_MS = 8_000;
const HEADERS_MAX = 16_384;

const head = (...lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;

describe("A request that cannot be read", () => {
  let test: TestService;
  let listener: Listener;
  let authorization = "";

  beforeAll(async () => {
    test = await startTestService();
    authorization = `Authorization: Bearer ${(await test.seed()).apiKey}`;
    listener = await openListener(test.service.fetch, "127.0.0.1", 0, LIMITS);
  });
  afterAll(async () => {
    await listener?.close();
    await test?.close();
  });

  /** Writes, then a drop from time to time until the server closes; gives what the server said. */
  function talk(
    written: string,
    drop?: string,
    port = listener.port,
  ): Promise<{ readonly text: string; readonly ms: number }> {
    return new Promise((resolve) => {
      const startedAt = performance.now();
      let text = "";
      const socket: Socket = connect(port, "127.0.0.1", () => socket.write(written));
      const drops = drop === undefined ? undefined : setInterval(() => socket.writable && socket.write(drop), 40);
      socket.setEncoding("utf8");
      socket.on("data", (part: string) => {
        text += part;
      });
      // A client that still writes when the connection is cut.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        clearInterval(drops);
        resolve({ text, ms: performance.now() - startedAt });
      });
    });
  }

  function expectScim(text: string, status: number, detail: string): void {
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(text).toMatch(/^content-type: application\/scim\+json\r$/im);
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    expect(Number(/^content-length: (\d+)/im.exec(text)?.[1])).toBe(Buffer.byteLength(body));
    expect(JSON.parse(body)).toMatchObject({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(status),
      detail: expect.stringContaining(detail),
    });
  }

  function expectPlain(text: string, status: number, detail: string): void {
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toMatch(/^content-type: text\/plain/im);
    expect(text).toContain(detail);
  }

  const post = (path: string, ...more: readonly string[]) =>
    head(`POST ${path} HTTP/1.1`, "Host: x", authorization, "Content-Type: application/scim+json", ...more);
  const LATE = "did not come whole in time";

  it("because its body comes drop by drop: 408 as a SCIM error, nothing is made, the connection ends", async () => {
    const user = JSON.stringify({ schemas: [USER_URN], userName: "slow@acme.example" });
    const { text, ms } = await talk(`${post("/SCIM/v2/Users", "Content-Length: 5000")}${user}`, " ");
    expectScim(text, 408, LATE);
    expect(ms).toBeLessThan(SOON_MS);
    const chunked = await talk(`${post("/SCIM/v2/Bulk", "Transfer-Encoding: chunked")}1\r\n{\r\n`, "1\r\n \r\n");
    expectScim(chunked.text, 408, LATE);
    const answered = await test.service.fetch(
      new Request("http://x/SCIM/v2/Users?filter=userName+eq+%22slow@acme.example%22", {
        headers: { authorization: authorization.slice("Authorization: ".length) },
      }),
    );
    expect(await answered.json()).toMatchObject({ totalResults: 0 });
  });

  it("because nothing of its body comes: 408 as well, also with the address in absolute form", async () => {
    expectScim((await talk(post("/scim/v2/Users", "Content-Length: 10"))).text, 408, LATE);
    expectScim((await talk(post("http://x/SCIM/v2/Users", "Content-Length: 10"))).text, 408, LATE);
  });

  it("because another address gets its body too slowly: 408 in a sentence", async () => {
    let wasRead = false;
    const reading = async (request: Request) => {
      await request.text();
      wasRead = true;
      return new Response("read");
    };
    const other = await openListener(reading, "127.0.0.1", 0, LIMITS);
    const { text, ms } = await talk(post("/api/session", "Content-Length: 1000"), "x", other.port);
    await other.close();
    expect(wasRead).toBe(false);
    expectPlain(text, 408, LATE);
    expect(ms).toBeLessThan(SOON_MS);
  });

  it("because its headers come drop by drop: 408 in a sentence, since nobody knows the address yet", async () => {
    const { text, ms } = await talk("POST /SCIM/v2/Users HTTP/1.1\r\nHost: x\r\nX-Slow: ", "x");
    expectPlain(text, 408, LATE);
    expect(ms).toBeLessThan(SOON_MS);
  });

  it("because its headers are too large: 431 as a SCIM error where the address is one of SCIM", async () => {
    const large = `X-Large: ${"x".repeat(HEADERS_MAX)}`;
    expectScim((await talk(post("/SCIM/v2/Users", large))).text, 431, "headers");
    expectPlain((await talk(post("/api/session", large))).text, 431, "headers");
  });

  it("because it is no HTTP: 400, as a SCIM error where the address is one of SCIM", async () => {
    expectScim((await talk(head("GET /SCIM/v2/Users HTTP/1.1", "no header"))).text, 400, "not valid HTTP");
    expectPlain((await talk(head("\u0000\u0001 nonsense"))).text, 400, "not valid HTTP");
    const broken = await talk(`${post("/SCIM/v2/Users", "Transfer-Encoding: chunked")}zz\r\n`);
    expectScim(broken.text, 400, "not valid HTTP");
  });

  it("does not spoil the others: a kept connection answers first what was whole", async () => {
    const whole = head("GET /SCIM/v2/Users?count=0 HTTP/1.1", "Host: x", authorization, "Connection: close");
    expect((await talk(whole)).text).toMatch(/^HTTP\/1\.1 200 /);
    const owed = await talk(`${whole.replace("Connection: close\r\n", "")}nonsense\r\n\r\n`);
    expect(owed.text).not.toMatch(/^HTTP\/1\.1 400 /);
  });
});
