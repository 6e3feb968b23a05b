/** Input that is made to hurt: each gets a SCIM error with the right status, in bounded time and memory, and the service goes on. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser } from "./testing/people.ts";
import {
  type Answer,
  basic,
  type Client,
  PATCH_URN,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

const MEBIBYTE = 1_048_576;
/** Far above what any of these takes, far below what a quadratic or exponential one would. */
const TIMEOUT_MS = 5_000;
const HEAP_GROWTH_MAX = 200 * MEBIBYTE;

let test: TestService;
let scim: Client;
let user: string;
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  scim = test.scim(basic(PROVISIONING));
  user = (await addUser(scim, "victim@acme.example", { title: "As it was" })).body.id;
});
afterAll(async () => {
  await test?.close();
});

/** The victim stands as it was, and the service answers. */
async function expectUnharmed(): Promise<void> {
  const { status, body } = await scim.call("GET", `/Users/${user}`);
  expect([status, body.title]).toEqual([200, "As it was"]);
}

function expectScimError({ status, body, headers }: Answer, wanted: number, scimType?: string): void {
  expect(headers.get("content-type")).toBe("application/scim+json");
  expect({ status, body }).toMatchObject({
    status: wanted,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(wanted),
      detail: expect.any(String),
    },
  });
  expect(body.scimType).toBe(scimType);
}

const find = (filter: string) => scim.call("GET", `/Users?filter=${encodeURIComponent(filter)}`);
const nested = (depth: number, inner = "1") => `${'{"a":'.repeat(depth)}${inner}${"}".repeat(depth)}`;
const post = (body: string) => scim.call("POST", "/Users", body);

describe("Hostile bodies", () => {
  it.each([
    ["64 levels of objects", `{"schemas":["${USER_URN}"],"userName":"deep","x":${nested(64)}}`],
    ["64 levels of arrays", `{"schemas":["${USER_URN}"],"userName":"deep","x":${"[".repeat(64)}${"]".repeat(64)}}`],
    ["100,000 opening brackets", "[".repeat(100_000)],
    ["100,000 levels, closed", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["an end in the middle of a text", `{"userName":"${"a".repeat(1_000)}`],
    ["two names that are the same", `{"schemas":["${USER_URN}"],"userName":"one","userName":"two"}`],
    ["nothing", ""],
    ["a lone surrogate", `{"schemas":["${USER_URN}"],"userName":"\\ud800"}`],
  ])(
    "%s: 400 [H-04]",
    async (_what, body) => {
      const answer = await post(body);
      expect(answer.status, answer.text).toBe(400);
      expect(["invalidSyntax", "invalidValue"]).toContain(answer.body.scimType);
      await expectUnharmed();
    },
    TIMEOUT_MS,
  );

  it("bytes that are no UTF-8: 400 invalidSyntax [H-04]", async () => {
    for (const bytes of [
      [0x22, 0xc3, 0x28, 0x22],
      [0xff, 0xfe, 0x7b, 0x00],
      [0xed, 0xa0, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
    ]) {
      const response = await test.service.fetch(
        new Request("http://service.test/SCIM/v2/Users", {
          method: "POST",
          headers: { authorization: basic(PROVISIONING), "content-type": "application/scim+json" },
          body: new Uint8Array(bytes),
        }),
      );
      expect([response.status, ((await response.json()) as { scimType: string }).scimType]).toEqual([
        400,
        "invalidSyntax",
      ]);
    }
  });

  it(
    "more than a mebibyte: 413 that names the limit, announced or not [H-11]",
    async () => {
      const answer = await post(`{"userName":"${"x".repeat(MEBIBYTE)}"}`);
      expectScimError(answer, 413);
      expect(answer.body.detail).toContain(String(MEBIBYTE));
      let produced = 0;
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          produced += 65_536;
          controller.enqueue(new Uint8Array(65_536).fill(32));
        },
      });
      const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
      const headers = { authorization: basic(PROVISIONING), "content-type": "application/scim+json" };
      const response = await test.service.fetch(new Request("http://service.test/SCIM/v2/Users", { ...init, headers }));
      expect(response.status).toBe(413);
      // What comes after the limit is not read.
      expect(produced).toBeLessThan(2 * MEBIBYTE);
      await expectUnharmed();
    },
    TIMEOUT_MS,
  );

  it("numbers beyond what a number can hold, in a body and in a page's parameters: 400", async () => {
    const huge = "9".repeat(400);
    for (const number of [huge, "1e400", "-1e999", "123456789012345678901234567890"]) {
      const answer = await post(`{"schemas":["${USER_URN}"],"userName":"n${number.length}","active":${number}}`);
      const isRepresentable = Number.isFinite(Number(number));
      expect([answer.status, answer.body.scimType]).toEqual([400, isRepresentable ? "invalidValue" : "invalidSyntax"]);
      const version = await scim.call("GET", `/Users?count=${number}`);
      expect([200, 400], number).toContain(version.status);
    }
    await expectUnharmed();
  });

  it(
    "10,000 operations in one PATCH: all done or a refusal that names the limit, and nothing half done",
    async () => {
      const before = process.memoryUsage().heapUsed;
      const operations = Array.from({ length: 10_000 }, (_, index) => ({
        op: "replace",
        path: 'emails[type eq "work"].value',
        value: `a${index}@acme.example`,
      }));
      const message = JSON.stringify({ schemas: [PATCH_URN], Operations: operations.slice(0, 9_000) });
      expect(message.length).toBeLessThan(MEBIBYTE);
      const answer = await scim.call("PATCH", `/Users/${user}`, message);
      expect([400, 413], answer.text.slice(0, 300)).toContain(answer.status);
      expect(answer.body.detail).toMatch(/\d/);
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(HEAP_GROWTH_MAX);
      await expectUnharmed();
    },
    TIMEOUT_MS,
  );

  it(
    "a PATCH of 10,000 members that nobody knows: 400 invalidValue, nobody added",
    async () => {
      const group = (await addGroup(scim, "Nobody")).body.id;
      const value = Array.from({ length: 10_000 }, (_, index) => ({
        value: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      }));
      const message = { schemas: [PATCH_URN], Operations: [{ op: "add", path: "members", value }] };
      expectScimError(await scim.call("PATCH", `/Groups/${group}`, message), 400, "invalidValue");
      expect((await scim.call("GET", `/Groups/${group}`)).body.members ?? []).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([
    ["__proto__", '{"__proto__":{"polluted":"yes"}}'],
    ["constructor.prototype", '{"constructor":{"prototype":{"polluted":"yes"}}}'],
  ])("%s in a body or a path touches no prototype", async (path, object) => {
    const created = await post(
      `{"schemas":["${USER_URN}"],"userName":"p-${path}@acme.example","name":${object},${object.slice(1)}`,
    );
    expect(created.status).toBeLessThan(500);
    for (const operation of [
      `{"op":"add","path":"${path}.polluted","value":"yes"}`,
      `{"op":"add","value":${object}}`,
      `{"op":"replace","path":"name.${path}","value":"yes"}`,
      `{"op":"add","path":"emails[${path} eq \\"x\\"].polluted","value":"yes"}`,
    ]) {
      const answer = await scim.call(
        "PATCH",
        `/Users/${user}`,
        `{"schemas":["${PATCH_URN}"],"Operations":[${operation}]}`,
      );
      expect(answer.status, operation).toBeLessThan(500);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    await expectUnharmed();
  });
});

describe("Hostile filters", () => {
  it.each([
    ["5,000 nested parentheses", `${"(".repeat(5_000)}userName pr${")".repeat(5_000)}`],
    ["5,000 parentheses that are not closed", "(".repeat(5_000)],
    ["5,000 times not", `${"not (".repeat(5_000)}userName pr${")".repeat(5_000)}`],
    ["100,000 conditions", Array.from({ length: 100_000 }, () => 'title eq "x"').join(" or ")],
    ["a megabyte in one value", `userName eq "${"x".repeat(MEBIBYTE)}"`],
    ["a megabyte of an attribute's name", `${"x".repeat(MEBIBYTE)} pr`],
    ["a value path in a value path", 'emails[type[x eq "y"] eq "z"]'],
    ["an escaped quote that never ends", `userName eq "${'\\"'.repeat(1_000)}`],
  ])(
    "%s: 400 invalidFilter [F-11, F-15]",
    async (_what, filter) => {
      expectScimError(await find(filter), 400, "invalidFilter");
    },
    TIMEOUT_MS,
  );

  it(
    "14 pairs of or, joined by and: answered, without the 16,384 terms of its normal form",
    async () => {
      const pairs = Array.from({ length: 14 }, (_, index) => `(title eq "a${index}" or userName co "victim")`);
      const answer = await find(pairs.join(" and "));
      expect([answer.status, answer.body.totalResults]).toEqual([200, 1]);
    },
    TIMEOUT_MS,
  );

  it(
    "patterns that a regular expression would try for ever are plain text",
    async () => {
      for (const value of ["%".repeat(500), `${"a%".repeat(200)}b`, "_".repeat(300), "\\\\".repeat(100), "(a+)+$"]) {
        const answer = await find(`userName co "${value}"`);
        expect([answer.status, answer.body.totalResults], value.slice(0, 20)).toEqual([200, 0]);
      }
      await expectUnharmed();
    },
    TIMEOUT_MS,
  );
});

describe("Hostile connections", () => {
  it.each([
    [
      "headers that never end",
      () => `GET /SCIM/v2/Users HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(200_000)}`,
      /^HTTP\/1\.1 431 /,
    ],
    ["no HTTP at all", () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n", /^HTTP\/1\.1 400 /],
    [
      "two lengths",
      () => "POST /SCIM/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
      /^HTTP\/1\.1 400 /,
    ],
    [
      "a length and chunks",
      () =>
        "POST /SCIM/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      /^HTTP\/1\.1 400 /,
    ],
  ])(
    "%s: refused, and the connection is closed",
    async (_what, bytes, wanted) => {
      const { port } = await test.service.listen();
      expect(await exchange(port, bytes())).toMatch(wanted);
      await expectUnharmed();
    },
    TIMEOUT_MS,
  );
});

/** Sends bytes on a connection of its own and gives everything that came back until the other side closed it. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    socket.once("close", () => resolve(received));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
  });
}
