import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLines } from "../../../cli/client/read-lines.ts";
import { addApp, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

const LIST = { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] };
const NAMES = [
  "url",
  "resolve",
  "connect",
  "tls",
  "path",
  "signIn",
  "module",
  "rights",
  "firstPage",
  "filter",
  "groups",
];

let directory: TestDirectory;
/** The target answers once this is called. */
let open: () => void;
beforeEach(async () => {
  const gate = Promise.withResolvers<void>();
  open = gate.resolve;
  directory = await startTestDirectory({ target: async () => gate.promise.then(() => Response.json(LIST)) });
});
afterEach(() => directory.close());

let labels = 0;
async function test(accept: string, body: object): Promise<Response> {
  labels += 1;
  const appId = await addApp(directory, `App ${labels}`);
  return await directory.directory.fetch(
    new Request(`http://directory.test/api/lockstep/v1/apps/${appId}/connection/test`, {
      method: "POST",
      headers: { authorization: `SSWS ${directory.token}`, accept, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

const input = { baseUrl: "https://93.184.216.34/scim", authScheme: "TOKEN", token: "abc" };

describe("the credentials test as a stream", () => {
  it("sends each step as a line of JSON while the test runs, then the report", async () => {
    const answer = await test("application/x-ndjson", input);
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const told: { readonly type: string; readonly step?: { readonly name: string } }[] = [];
    for await (const line of readLines(answer.body as ReadableStream<Uint8Array>)) {
      told.push(JSON.parse(line));
      // What follows needs the target's answer: so far the steps came without it.
      if (told.length === 2) open();
    }
    expect(told.slice(0, -1).map(({ step }) => step?.name)).toEqual(NAMES);
    expect(told.at(-1)).toMatchObject({ type: "report", report: { ok: true } });
  });

  it("sends them as events to who asks for events", async () => {
    open();
    const text = await (await test("text/event-stream", input)).text();
    const events = text.split("\n\n").slice(0, -1);
    expect(events.map((event) => /^event: (\w+)\ndata: \{.+\}$/.exec(event)?.[1])).toEqual([
      ...NAMES.map(() => "step"),
      "report",
    ]);
  });

  it("is one answer to everybody else, and an ordinary error when there is nothing to test", async () => {
    open();
    expect(await (await test("application/json", input)).json()).toMatchObject({ ok: true });
    const refused = await test("text/event-stream", { baseUrl: "https://93.184.216.34/scim", authScheme: "TOKEN" });
    expect([refused.status, await refused.json()]).toMatchObject([400, { errorCode: "E0000001" }]);
  });
});
