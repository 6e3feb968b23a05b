/** The guides for other directories, `docs/guides/connect-*.md`: each request that they print is sent, and answered as they say. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ToleranceProfile } from "./contract.ts";
import { addUser } from "./testing/people.ts";
import { basic, type Client, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

let test: TestService;
let administrator: Client;
let memberId: string;

beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  administrator = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
  memberId = (await addUser(test.scim(basic(PROVISIONING)), "member@example.com", {})).body.id;
});
afterAll(async () => {
  await test?.close();
});

interface PrintedRequest {
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

async function requestsOf(guide: string): Promise<readonly PrintedRequest[]> {
  const path = fileURLToPath(new URL(`../../docs/guides/connect-${guide}.md`, import.meta.url));
  const text = await readFile(path, "utf8");
  return [...text.matchAll(/```http (\d+)\n([\s\S]*?)```/g)].map(([, status = "", block = ""]) => {
    const [line = "", ...rest] = block
      .trim()
      .split("\n")
      .map((each) => each.trim());
    const [method = "", target = ""] = line.split(" ");
    const body = rest.join("").trim();
    return { status: Number(status), method, path: target, body: body === "" ? undefined : JSON.parse(body) };
  });
}

describe.each<{ readonly guide: string; readonly profile: ToleranceProfile }>([
  { guide: "okta", profile: "okta" },
  { guide: "entra-id", profile: "entra" },
  { guide: "onelogin", profile: "onelogin" },
  { guide: "jumpcloud", profile: "jumpcloud" },
])("the guide for $guide", ({ guide, profile }) => {
  it("prints requests that the service answers so", async () => {
    const draft = { kind: "apiKey", name: guide, profile };
    const { secret } = (await administrator.call("POST", "/api/credentials", draft)).body;
    const client = test.scim(`Bearer ${secret}`);
    const requests = await requestsOf(guide);
    expect(requests.length).toBeGreaterThan(1);
    let lastId = "";
    for (const request of requests) {
      const body = JSON.parse(JSON.stringify(request.body ?? null).replaceAll("{member}", memberId)) ?? undefined;
      const answer = await client.call(request.method, request.path.replace("{id}", lastId), body);
      expect([request.method, request.path, answer.status, answer.text]).toEqual([
        request.method,
        request.path,
        request.status,
        expect.any(String),
      ]);
      if (request.method === "POST") lastId = answer.body.id;
    }
  });
});
