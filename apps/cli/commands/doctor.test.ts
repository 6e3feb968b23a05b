import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTokenEndpoint } from "../../directory/provisioning/testing/token-endpoint.ts";
import { ACME, PROVISIONING, startTestService, type TestService } from "../../service/testing/test-service.ts";

/** The true service on a real port, reached by the true program. */
let acme: TestService;
let withoutModule: TestService;
let urls: { readonly acme: string; readonly withoutModule: string };
beforeAll(async () => {
  [acme, withoutModule] = await Promise.all([startTestService(), startTestService()]);
  await Promise.all([acme.seed(), withoutModule.seed({ ...ACME, scimModule: false })]);
  const [first, second] = await Promise.all([acme.service.listen(), withoutModule.service.listen()]);
  const url = ({ port }: { readonly port: number }) => `http://127.0.0.1:${port}/SCIM/v2/`;
  urls = { acme: url(first), withoutModule: url(second) };
});
afterAll(async () => {
  await Promise.all([acme.close(), withoutModule.close()]);
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly told: string;
}

function lockstep(
  words: readonly string[],
  secret: { readonly input?: string; readonly variable?: string },
): Promise<Ended> {
  const child = spawn(process.execPath, ["--conditions=source", "--no-warnings", "apps/cli/main.ts", ...words], {
    stdio: "pipe",
    env: {
      PATH: process.env["PATH"],
      ...(secret.variable === undefined ? {} : { LOCKSTEP_TARGET_SECRET: secret.variable }),
    },
  });
  let out = "";
  let told = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    told += chunk.toString("utf8");
  });
  child.stdin.end(secret.input ?? "");
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, told })));
}

const basic = ["--username", PROVISIONING.email];

describe("lockstep doctor", () => {
  it("passes at the true service: each step a line, the password from standard input and nowhere shown", async () => {
    const { code, out, told } = await lockstep(["doctor", urls.acme, ...basic], {
      input: `${PROVISIONING.password}\n`,
    });
    expect([code, told]).toEqual([0, ""]);
    expect(out.split("\n").map((line) => line.slice(0, 11).trim())).toEqual([
      "✓ url",
      "✓ resolve",
      "✓ connect",
      "– tls",
      "✓ path",
      "✓ signIn",
      "✓ module",
      "✓ rights",
      "✓ firstPage",
      "✓ filter",
      "✓ groups",
      "The connect",
      "",
    ]);
    expect(out).not.toContain(PROVISIONING.password);
  });

  it("says that the module is off, and what to do; exit code 1", async () => {
    const { code, out } = await lockstep(["doctor", urls.withoutModule, ...basic, "--json"], {
      variable: PROVISIONING.password,
    });
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ ok: false, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(report.steps.find(({ status }: { status: string }) => status === "failed")).toMatchObject({
      name: "module",
      message: expect.stringContaining("The SCIM module is not enabled for this account."),
      remedy: expect.stringContaining("pricing and plans"),
    });
  });

  it.each([
    ["a wrong password", "wrong", (url: string) => url, "✗ signIn"],
    ["a wrong path", PROVISIONING.password, (url: string) => url.replace("/SCIM/v2/", "/rest"), "✗ path"],
  ])("names %s", async (_what, input, change, line) => {
    const { code, out } = await lockstep(["doctor", change(urls.acme), ...basic], { input });
    expect([code, out]).toEqual([1, expect.stringContaining(line)]);
  });

  it("finds the base URL that was meant, at the true service", async () => {
    const { out } = await lockstep(["doctor", urls.acme.replace("/SCIM/v2/", "/"), ...basic], {
      input: PROVISIONING.password,
    });
    expect(out).toMatch(/Enter http:\/\/127\.0\.0\.1:\d+\/(SCIM|scim)\/v2\/ as the base URL\./);
  });

  it("signs in at a token endpoint, as a header, and with a bearer token", async () => {
    const endpoint = await startTokenEndpoint();
    const wanted = new Set(["Bearer token-1", "Bearer abc", "Key k"]);
    const seen: string[] = [];
    const server = await serve((authorization) => {
      seen.push(authorization);
      return wanted.has(authorization);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const oauth = ["--oauth", endpoint.url, "--client-id", "lockstep", "--client-auth", "post"];
      expect(await lockstep(["doctor", url, ...oauth], { input: endpoint.secret })).toMatchObject({
        code: 0,
        told: "",
      });
      expect(await lockstep(["doctor", url, "--header", "Authorization"], { input: "Key k" })).toMatchObject({
        code: 0,
      });
      expect(await lockstep(["doctor", url, "--token"], { input: "abc" })).toMatchObject({ code: 0 });
      expect(new Set(seen)).toEqual(wanted);
      const refused = await lockstep(["doctor", url, ...oauth], { input: "wrong" });
      expect([refused.code, refused.out]).toEqual([1, expect.stringContaining("✗ token")]);
    } finally {
      await endpoint.close();
      server.closeAllConnections();
      server.close();
    }
  });

  it.each([
    [["doctor", "http://127.0.0.1:1"], "Say how to sign in by one of"],
    [["doctor", "http://127.0.0.1:1", "--token", "--username", "x"], "Say how to sign in by one of"],
    [["doctor", "http://127.0.0.1:1", "--oauth", "http://127.0.0.1:1/t"], "Pass --client-id with --oauth."],
    [["doctor", "http://127.0.0.1:1", "--token"], "No secret was given: set LOCKSTEP_TARGET_SECRET"],
    [["doctor", "http://127.0.0.1:1", "--token", "--timeout", "0"], "a number of seconds"],
  ])("says what is missing: %j", async (words, sentence) => {
    expect(await lockstep(words, {})).toMatchObject({ code: 1, told: expect.stringContaining(sentence) });
  });
});

/** A SCIM server without users. */
async function serve(accepts: (authorization: string) => boolean): Promise<Server> {
  const server = createServer((request, response) => {
    const isIn = accepts(request.headers.authorization ?? "");
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
    response.writeHead(isIn ? 200 : 401, { "content-type": "application/scim+json" });
    response.end(JSON.stringify(isIn ? { schemas, totalResults: 0, Resources: [] } : { detail: "No." }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
