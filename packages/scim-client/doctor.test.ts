import { describe, expect, it } from "vitest";
import { baseVariants } from "./doctor-path.ts";
import { type DoctorOptions, type DoctorReport, runDoctor } from "./index.ts";

const LIST = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
};
const ERROR = ["urn:ietf:params:scim:api:messages:2.0:Error"];

type Handler = (url: URL) => Response;

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status });
}

/** A healthy application: 61 users, 6 groups, filters that work. */
const healthy: Handler = (url) => {
  if (!["/SCIM/v2/Users", "/SCIM/v2/Groups"].includes(url.pathname))
    return new Response("<html>Not found</html>", { status: 404 });
  if (url.searchParams.has("filter")) return json(200, { ...LIST, totalResults: 0 });
  return json(200, { ...LIST, totalResults: url.pathname.endsWith("Groups") ? 6 : 61 });
};

async function examine(
  handler: Handler,
  changes: Partial<DoctorOptions> = {},
): Promise<DoctorReport & { readonly urls: readonly string[] }> {
  const urls: string[] = [];
  const report = await runDoctor({
    baseUrl: "https://app.example.com/SCIM/v2/",
    credential: { scheme: "BASIC", username: "okta@example.com", password: "secret" },
    fetch: async (url) => {
      urls.push(url.replace("https://app.example.com", ""));
      return handler(new URL(url));
    },
    clock: { now: () => 0 },
    random: { bytes: (length) => new Uint8Array(length).fill(7) },
    timeout: () => new AbortController().signal,
    resolve: async () => ["93.184.216.34"],
    ...changes,
  });
  return { ...report, urls };
}

function failure(report: DoctorReport) {
  const failed = report.steps.filter(({ status }) => status === "failed");
  expect(failed).toHaveLength(report.ok ? 0 : 1);
  const { name, message, remedy } = failed[0] ?? {};
  return { name, message, remedy };
}

describe("an application that answers before it has looked at the credentials", () => {
  it.each([
    ["500", () => json(500, { detail: "Oops." })],
    ["429", () => json(429, {})],
    ["a page with 503", () => new Response("<html>Maintenance</html>", { status: 503 })],
  ])("is not said to have accepted them: %s", async (_what, answer) => {
    const { steps } = await examine(answer);
    const found = Object.fromEntries(steps.map(({ name, status }) => [name, status]));
    expect(found).toMatchObject({ connect: "passed", signIn: "skipped", module: "skipped", rights: "skipped" });
    expect(found["firstPage"]).toBe("failed");
  });

  it("offers the switch to a target that ignores filters", async () => {
    const everybody = (url: URL) =>
      json(200, { ...LIST, totalResults: 1, Resources: url.pathname.endsWith("Users") ? [{ id: "1" }] : [] });
    expect(failure(await examine(everybody)).remedy).toContain("lookupBy");
  });
});

describe("a connection that works", () => {
  it("passes all steps in order, beginning with Okta's own test request", async () => {
    const report = await examine(healthy);
    expect(report.ok).toBe(true);
    expect(report.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "url passed",
      "resolve passed",
      "connect passed",
      "tls passed",
      "path passed",
      "signIn passed",
      "module passed",
      "rights passed",
      "firstPage passed",
      "filter passed",
      "groups passed",
    ]);
    expect(report.urls[0]).toBe("/SCIM/v2/Users?startIndex=1&count=2");
    expect(report.steps[8]?.message).toBe("The first page came: 61 users in the application.");
  });

  it("may be an application without groups, and one that answers 404 to a filter without matches", async () => {
    const report = await examine((url) => {
      if (url.pathname.endsWith("Groups")) return json(404, { schemas: ERROR, detail: "no groups" });
      return url.searchParams.has("filter") ? json(404, { schemas: ERROR, detail: "nobody" }) : healthy(url);
    });
    expect(report.ok).toBe(true);
    expect(report.steps.at(-1)).toMatchObject({
      status: "skipped",
      message: "The application offers no groups: Push Groups will not work, everything else will.",
    });
  });

  it("needs no resolver", async () => {
    const { resolve: _, ...rest } = { resolve: undefined };
    const report = await runDoctor({
      ...rest,
      baseUrl: "https://app.example.com/SCIM/v2",
      credential: { scheme: "TOKEN", token: "t" },
      fetch: async (url) => healthy(new URL(url)),
      clock: { now: () => 0 },
      random: { bytes: (length) => new Uint8Array(length) },
      timeout: () => new AbortController().signal,
    });
    expect(report).toMatchObject({
      ok: true,
      steps: expect.arrayContaining([expect.objectContaining({ name: "resolve", status: "skipped" })]),
    });
  });
});

describe("a connection that fails says where and what to do", () => {
  const refuse = (code: string) => () =>
    Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code } }));

  it("url", async () => {
    const report = await examine(healthy, { baseUrl: "http://app.example.com/SCIM/v2" });
    expect(failure(report)).toMatchObject({ name: "url", message: expect.stringContaining("unprotected") });
    expect(report.urls).toHaveLength(0);
    expect(report.steps.slice(1).every(({ status }) => status === "skipped")).toBe(true);
  });

  it("resolve: an unknown name", async () => {
    const report = await examine(healthy, { resolve: () => Promise.reject(new Error("ENOTFOUND")) });
    expect(failure(report)).toEqual({
      name: "resolve",
      message: "The host name app.example.com is not known to the name server.",
      remedy:
        "Check the spelling of the base URL. If it is right, ask your network team whether this server may resolve the name.",
    });
  });

  it("resolve: a name that points into a private network", async () => {
    const report = await examine(healthy, { resolve: async () => ["10.0.0.7"] });
    expect(failure(report)).toMatchObject({
      name: "resolve",
      message: "app.example.com (10.0.0.7) lies in a private network.",
    });
    expect(report.urls).toHaveLength(0);
  });

  it("connect and tls: refused, wrong certificate, silence", async () => {
    expect(failure(await examine(healthy, { fetch: refuse("ECONNREFUSED") }))).toMatchObject({
      name: "connect",
      message:
        "app.example.com could not be reached. The connection was refused: nothing listens at this address and port.",
    });
    expect(failure(await examine(healthy, { fetch: refuse("CERT_HAS_EXPIRED") }))).toMatchObject({
      name: "tls",
      message: "app.example.com cannot be trusted. The certificate has expired.",
      remedy: "Ask the application's operator to renew the certificate.",
    });
    const timeout = () => Promise.reject(new DOMException("x", "TimeoutError"));
    expect(failure(await examine(healthy, { fetch: timeout }))).toMatchObject({
      name: "connect",
      message: expect.stringContaining("No answer within 20 seconds."),
    });
  });

  it.each([
    "https://app.example.com/SCIM",
    "https://app.example.com/scim/v2/",
    "https://app.example.com/Scim/V2",
    "https://app.example.com",
    "https://app.example.com/SCIM/v2/Users",
  ])("path: %s is wrong, and the right one is named", async (baseUrl) => {
    const report = await examine(healthy, { baseUrl });
    expect(failure(report)).toMatchObject({
      name: "path",
      message: expect.stringContaining("https://app.example.com/SCIM/v2/ does answer as a SCIM endpoint."),
      remedy: "Enter https://app.example.com/SCIM/v2/ as the base URL.",
    });
  });

  it("path: nothing answers, or a web page or a redirect does", async () => {
    expect(failure(await examine(() => json(404, {})))).toMatchObject({
      name: "path",
      message: "The server is there, but has no SCIM endpoint at this path (status 404).",
      remedy: expect.stringContaining("letter case can matter"),
    });
    expect(failure(await examine(() => new Response("<html>Welcome</html>")))).toMatchObject({
      name: "path",
      message: "The server answers at this path, but with a page that is not SCIM.",
    });
    expect(
      failure(await examine(() => new Response(null, { status: 302, headers: { Location: "/login" } }))),
    ).toMatchObject({
      name: "path",
      message: "The base URL answers with a redirect to /login; redirects are not followed.",
    });
  });

  it("signIn: a wrong password", async () => {
    const report = await examine(() => json(401, { schemas: ERROR, detail: "Wrong credentials." }));
    expect(failure(report)).toEqual({
      name: "signIn",
      message: "The application refused this user name and password. The application says: Wrong credentials.",
      remedy:
        "Sign in to the application's web page with this account. If that fails, reset the password there and enter the new one here.",
    });
    expect(report.steps.find(({ name }) => name === "path")?.status).toBe("passed");
    expect(JSON.stringify(report)).not.toContain("secret");
  });

  it("signIn and rights: a wrong token, and an account without rights", async () => {
    const credential = { scheme: "TOKEN", token: "t" } as const;
    expect(failure(await examine(() => json(401, {}), { credential }))).toMatchObject({
      name: "signIn",
      message: "The application refused this token.",
      remedy: expect.stringContaining("new API key"),
    });
    expect(failure(await examine(() => json(403, { schemas: ERROR, detail: "Administrators only." })))).toMatchObject({
      name: "rights",
      remedy: expect.stringContaining("administrative privileges"),
    });
  });

  it("module: not enabled", async () => {
    const report = await examine(() =>
      json(403, { schemas: ERROR, detail: "The SCIM module is not enabled for this account." }),
    );
    expect(failure(report)).toEqual({
      name: "module",
      message:
        "The SCIM module is not enabled for this account. Forbidden. Errors reported by remote server: The SCIM module is not enabled for this account.",
      remedy:
        "This integration is only available to accounts that have the SCIM module enabled. Ask the application's support to enable it; see pricing and plans.",
    });
    expect(report.steps.find(({ name }) => name === "signIn")?.status).toBe("passed");
  });

  it("firstPage: an error, a busy target, another interface", async () => {
    expect(failure(await examine(() => json(500, { detail: "Oops." })))).toMatchObject({
      name: "firstPage",
      message: "The application failed to answer. Internal Server Error. Errors reported by remote server: Oops.",
    });
    expect(failure(await examine(() => json(429, {})))).toMatchObject({
      name: "firstPage",
      remedy: "Wait a few minutes and test again.",
    });
    expect(failure(await examine(() => json(400, {})))).toMatchObject({ name: "firstPage" });
    expect(failure(await examine(() => json(200, { users: [] })))).toMatchObject({
      name: "firstPage",
      message: "The answer to the first page of users is not a SCIM list (ListResponse).",
    });
  });

  it("filter: ignored, or not supported", async () => {
    expect(
      failure(await examine(() => json(200, { ...LIST, totalResults: 61, Resources: [{ id: "1", userName: "x" }] }))),
    ).toMatchObject({
      name: "filter",
      message: "Looking for a user name that nobody has finds 61 users: the application ignores filters.",
    });
    const unsupported: Handler = (url) =>
      url.searchParams.has("filter") ? json(400, { detail: "No filters." }) : healthy(url);
    expect(failure(await examine(unsupported))).toMatchObject({
      name: "filter",
      message: "Looking for a user by name failed. Bad Request. Errors reported by remote server: No filters.",
    });
  });

  it("groups: refused", async () => {
    const handler: Handler = (url) => (url.pathname.endsWith("Groups") ? json(403, { detail: "No." }) : healthy(url));
    expect(failure(await examine(handler))).toMatchObject({
      name: "groups",
      remedy: expect.stringContaining("may see groups"),
    });
  });
});

describe("other spellings of a base URL", () => {
  it("stay on the same host, are few, and never repeat the given one", () => {
    const variants = baseVariants("https://app.example.com:8443/api/Scim/v2/");
    expect(variants.length).toBeLessThanOrEqual(12);
    expect(new Set(variants).size).toBe(variants.length);
    expect(variants.every((variant) => variant.startsWith("https://app.example.com:8443/"))).toBe(true);
    expect(variants).not.toContain("https://app.example.com:8443/api/Scim/v2/");
    expect(variants).toContain("https://app.example.com:8443/api/scim/v2/");
  });
});
