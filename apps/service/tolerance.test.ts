/** Every transcript over the real service: under the profiles that it names, each in an account of its own. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTranscripts, runTranscript } from "../../packages/conformance/index.ts";
import type { Service, ServiceConfig } from "./config.ts";
import { createService, type ServiceTables } from "./index.ts";
import { startTestService, type TestService } from "./testing/test-service.ts";

const transcripts = readTranscripts(new URL("../../packages/conformance/transcripts/", import.meta.url));
const profiles = [...new Set(transcripts.flatMap(({ transcript }) => transcript.profiles))];

let test: TestService;
const services = new Map<string, Service>();
beforeAll(async () => {
  test = await startTestService();
  for (const profile of profiles) {
    const database = test.database.open<ServiceTables>();
    const tolerance = { profile } as ServiceConfig["tolerance"];
    services.set(profile, await createService({ ...test.config, database, tolerance }));
  }
});
afterAll(async () => {
  await test?.close();
});

/** The switches that the request log names since it held `from` lines. */
function switchesSince(from: number): readonly string[] {
  const names = test.log.slice(from).flatMap((line) => {
    const counts = /"normalisations":(\{[^}]*\})/.exec(line)?.[1];
    return counts === undefined ? [] : Object.keys(JSON.parse(counts) as Record<string, number>);
  });
  return [...new Set(names)].sort();
}

let accounts = 0;
async function newApiKey(): Promise<string> {
  accounts += 1;
  const mail = (name: string) => ({ email: `${name}${accounts}@acme.example`, password: "a long password 1" });
  const { apiKey } = await test.seed({
    name: `Account ${accounts}`,
    owner: mail("owner"),
    provisioning: mail("provisioning"),
  });
  return apiKey;
}

describe.each(transcripts)("$client/$file", ({ transcript }) => {
  const rows = transcript.rows.map((row) => `[${row}]`).join(" ");
  it.each(transcript.profiles)(`${transcript.name}, under %s ${rows}`, async (profile) => {
    const authorization = `Bearer ${await newApiKey()}`;
    const service = services.get(profile);
    const from = test.log.length;
    const target = {
      send: (request: Request) => service?.fetch(request) ?? new Response(null, { status: 503 }),
      baseUrl: "http://service.test/SCIM/v2",
      headers: { authorization },
    };
    expect(await runTranscript(transcript, target)).toEqual([]);
    expect(switchesSince(from)).toEqual(transcript.normalises);
  });
});

describe("The set of transcripts", () => {
  const title = "shows what tolerant credentials may do [F-23] [F-24] [P-14] [P-15] [P-26] [P-29] [P-31] [P-32] [P-33]";
  it(title, () => {
    const named = new Set(transcripts.flatMap(({ transcript }) => transcript.rows));
    expect([...title.matchAll(/[A-Z]-\d\d/g)].filter(([row]) => !named.has(row))).toEqual([]);
  });

  it("covers every client of the reference", () => {
    const clients = new Set(transcripts.map(({ client }) => client));
    const wanted = "authentik cyberark declaree entra entra-optscim jumpcloud keycloak okta onelogin ping sailpoint";
    expect([...clients].filter((client) => client !== "rfc" && client !== "interop").join(" ")).toBe(wanted);
  });
});
