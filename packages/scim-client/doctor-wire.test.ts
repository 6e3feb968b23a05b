import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type DoctorOptions, type DoctorReport, type DoctorStep, runDoctor } from "./index.ts";
import { createPinnedFetch } from "./node.ts";
import { type Certificate, createAuthority, createCertificate } from "./testing/certificate.ts";
import { type Answerer, startWireServer, type WireServer } from "./testing/wire-server.ts";

/** The doctor over real HTTP and TLS, against servers that are broken in every way. */

const DAY_MS = 86_400_000;
const authority = createAuthority("Authority of the tests");
const known = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([...known, authority.certificate]));
afterAll(() => setDefaultCACertificates(known));

const servers: WireServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: Answerer, certificate?: Certificate): Promise<number> {
  const server = await startWireServer(answer, certificate);
  servers.push(server);
  return server.port;
}

async function examine(baseUrl: string, changes: Partial<DoctorOptions> = {}): Promise<DoctorReport> {
  return await runDoctor({
    baseUrl,
    credential: { scheme: "BASIC", username: "okta@example.com", password: "hush" },
    fetch: createPinnedFetch({ reach: "loopback", resolve: async () => ["127.0.0.1"] }),
    clock: { now: () => performance.now() },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    timeout: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    resolve: async () => ["127.0.0.1"],
    reach: "loopback",
    ...changes,
  });
}

/** The failed step; every step before it passed (or had nothing to look at), every later one was not reached. */
function failure(report: DoctorReport) {
  const index = report.steps.findIndex(({ status }) => status === "failed");
  const step = report.steps[index];
  expect(report.ok).toBe(false);
  const before = report.steps.slice(0, index).filter(({ status, name }) => status !== "passed" && name !== "tls");
  // What an answer did not show was skipped, not passed.
  expect(before.filter(({ message }) => !message.startsWith("Not known: "))).toEqual([]);
  expect(report.steps.slice(index + 1).map(({ message }) => message)).toEqual(
    report.steps.slice(index + 1).map(() => "Not reached: an earlier step failed."),
  );
  expect(step?.remedy).toBeTruthy();
  return { name: step?.name, message: step?.message, remedy: step?.remedy };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/scim+json" }).end(JSON.stringify(body));
}

const list = (totalResults: number) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults,
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
});

/** A healthy SCIM server under `/SCIM/v2`. */
const healthy: Answerer = (request, response) => {
  const url = new URL(request.url ?? "", "http://x");
  if (!/^\/SCIM\/v2\/(Users|Groups)$/.test(url.pathname)) return json(response, 404, { detail: "Nothing here." });
  json(response, 200, list(url.searchParams.has("filter") ? 0 : 61));
};

describe("TLS", () => {
  const names = ["app.test"];
  it("passes with a certificate that can be trusted", async () => {
    const port = await serve(healthy, createCertificate({ names, issuer: authority }));
    const report = await examine(`https://app.test:${port}/SCIM/v2`);
    expect(report.ok).toBe(true);
    expect(report.steps.find(({ name }) => name === "tls")).toMatchObject({
      status: "passed",
      message: `The certificate of app.test:${port} can be trusted.`,
    });
  });

  it.each<[string, Certificate, string, string]>([
    [
      "expired",
      createCertificate({ names, issuer: authority, notAfter: new Date(Date.now() - DAY_MS / 2) }),
      "The certificate has expired.",
      "renew the certificate",
    ],
    [
      "not valid yet",
      createCertificate({ names, issuer: authority, notBefore: new Date(Date.now() + DAY_MS / 2) }),
      "The certificate is not valid yet.",
      "Compare the clocks",
    ],
    [
      "for another host",
      createCertificate({ names: ["other.test", "more.test"], issuer: authority }),
      "The certificate belongs to another host name (DNS:other.test, DNS:more.test).",
      "a certificate for app.test",
    ],
    ["self-signed", createCertificate({ names }), "The certificate is self-signed.", "NODE_EXTRA_CA_CERTS"],
    [
      "of an unknown authority",
      createCertificate({ names, issuer: createAuthority("Nobody") }),
      "The certificate cannot be verified: an intermediate certificate is missing.",
      "intermediate certificate",
    ],
  ])("names a certificate that is %s", async (_what, certificate, words, remedy) => {
    const port = await serve(healthy, certificate);
    expect(failure(await examine(`https://app.test:${port}/SCIM/v2`))).toEqual({
      name: "tls",
      message: `app.test:${port} cannot be trusted. ${words}`,
      remedy: expect.stringContaining(remedy),
    });
  });

  it("names a server that speaks no TLS", async () => {
    const port = await serve(healthy);
    expect(failure(await examine(`https://app.test:${port}/SCIM/v2`))).toMatchObject({
      name: "tls",
      remedy: expect.stringContaining("Check port and protocol"),
    });
  });
});

describe("a broken target", () => {
  it("dead port", async () => {
    const port = await serve(healthy);
    await servers.pop()?.close();
    expect(failure(await examine(`http://127.0.0.1:${port}/SCIM/v2`))).toMatchObject({
      name: "connect",
      message: expect.stringContaining("nothing listens at this address and port"),
    });
  });

  it("slow", async () => {
    const port = await serve(() => undefined);
    expect(failure(await examine(`http://127.0.0.1:${port}/SCIM/v2`, { timeoutMs: 100 }))).toMatchObject({
      name: "connect",
      message: expect.stringContaining("accepted the connection, but no complete answer came. No answer within"),
    });
  });

  it("a connection that breaks", async () => {
    const port = await serve((request) => request.socket.destroy());
    expect(failure(await examine(`http://127.0.0.1:${port}/SCIM/v2`))).toMatchObject({ name: "connect" });
  });

  it.each<[string, Answerer, string, string]>([
    ["HTML page", (_request, response) => response.end("<html>Welcome</html>"), "path", "a page that is not SCIM"],
    ["not JSON", (_request, response) => response.end("totalResults=1"), "path", "a page that is not SCIM"],
    [
      "redirect",
      (_q, response) => response.writeHead(302, { location: "/login" }).end(),
      "path",
      "a redirect to /login",
    ],
    ["401", (_request, response) => json(response, 401, { detail: "Who are you?" }), "signIn", "Who are you?"],
    ["403", (_request, response) => json(response, 403, { detail: "Readers only." }), "rights", "Readers only."],
    ["500", (_request, response) => json(response, 500, { detail: "Oops." }), "firstPage", "Oops."],
    ["busy", (_request, response) => json(response, 429, {}), "firstPage", "slow down"],
    ["another interface", (_request, response) => json(response, 200, { users: [] }), "firstPage", "not a SCIM list"],
    ["filter ignored", (_request, response) => json(response, 200, list(61)), "filter", "ignores filters"],
    [
      "filter not supported",
      (request, response) =>
        json(
          response,
          ...((request.url?.includes("filter") ? [400, { detail: "No filters." }] : [200, list(61)]) as [
            number,
            object,
          ]),
        ),
      "filter",
      "No filters.",
    ],
  ])("%s", async (_what, answer, name, words) => {
    const port = await serve(answer);
    expect(failure(await examine(`http://127.0.0.1:${port}/SCIM/v2`))).toMatchObject({
      name,
      message: expect.stringContaining(words),
    });
  });

  it.each(["/SCIM/v2/Users", "/scim/v2/", "/scim/v2", "/SCIM", "/", ""])(
    "a path that is not quite right: %s",
    async (path) => {
      const port = await serve(healthy);
      expect(failure(await examine(`http://127.0.0.1:${port}${path}`))).toMatchObject({
        name: "path",
        remedy: `Enter http://127.0.0.1:${port}/SCIM/v2/ as the base URL.`,
      });
    },
  );

  it.each(["/SCIM/v2/", "/SCIM/v2", "/SCIM/v2//"])("a path that is right in another spelling: %s", async (path) => {
    const port = await serve(healthy);
    expect((await examine(`http://127.0.0.1:${port}${path}`)).ok).toBe(true);
  });
});

it("tells of each step as it is taken", async () => {
  const told: DoctorStep[] = [];
  const port = await serve((request, response) => {
    // When the first request arrives, the steps before it have been told.
    if (told.length < 3) expect(told.map(({ name }) => name)).toEqual(["url", "resolve"]);
    healthy(request, response);
  });
  const report = await examine(`http://127.0.0.1:${port}/SCIM/v2`, { onStep: (step) => told.push(step) });
  expect(told).toEqual(report.steps);
});
