import { describe, expect, it } from "vitest";
import { runTranscript } from "./run-transcript.ts";
import type { Transcript, TranscriptStep } from "./transcript.ts";

const step = (change: Partial<TranscriptStep>): TranscriptStep => ({
  say: "asks",
  request: { method: "GET", path: "/Users" },
  expect: { status: 200 },
  ...change,
});
const run = (steps: readonly TranscriptStep[], send: (request: Request) => Response | Promise<Response>) => {
  const transcript: Transcript = { name: "T", rows: [], profiles: [], normalises: [], steps };
  return runTranscript(transcript, { send, baseUrl: "http://scim.test/v2", headers: { authorization: "Bearer x" } });
};

describe("runTranscript", () => {
  it("carries what it captured into later requests and expectations", async () => {
    const seen: string[] = [];
    const faults = await run(
      [
        step({ expect: { status: 201, body: { id: { $capture: "user" } } } }),
        step({
          request: { method: "PUT", path: "/Users/{{user}}", body: { id: "{{user}}" } },
          expect: { status: [200, 201], headers: { location: "{{base}}/Users/{{user}}" }, body: { id: "{{user}}" } },
        }),
      ],
      async (request) => {
        seen.push(`${request.method} ${request.url} ${request.headers.get("authorization")} ${await request.text()}`);
        return Response.json({ id: "7" }, { status: 201, headers: { location: "http://scim.test/v2/Users/7" } });
      },
    );
    expect(faults).toEqual([]);
    expect(seen).toEqual([
      "GET http://scim.test/v2/Users Bearer x ",
      'PUT http://scim.test/v2/Users/7 Bearer x {"id":"7"}',
    ]);
  });

  it("names the step, and stops there", async () => {
    let asked = 0;
    const faults = await run([step({ expect: { status: 404 } }), step({})], () => {
      asked += 1;
      return new Response("oops", { status: 500 });
    });
    expect(faults).toEqual(["T, step 1 (asks): the status is 500 instead of 404: oops"]);
    expect(asked).toBe(1);
  });

  it("sees a wrong header, a missing body and a body that should not be there", async () => {
    const answer = () => new Response("x", { headers: { etag: '"1"' } });
    const faults = await run([step({ expect: { status: 200, headers: { etag: null }, body: {} } })], answer);
    expect(faults).toEqual([
      'T, step 1 (asks): the header etag is "1" instead of null',
      "T, step 1 (asks): the body is no JSON: x",
    ]);
    expect(await run([step({ expect: { status: 200, body: null } })], answer)).toEqual([
      "T, step 1 (asks): there is a body: x",
    ]);
  });
});
