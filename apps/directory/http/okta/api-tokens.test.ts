import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

interface Token {
  readonly id: string;
  readonly name: string;
  readonly lastUpdated: string;
  readonly expiresAt: string;
}
const make = (name: string) =>
  directory.ok<{ id: string; token: string }>("POST", "/api/lockstep/v1/api-tokens", { name });
const withToken = (token: string) => ({ headers: { authorization: `SSWS ${token}` } });

describe("/api/v1/api-tokens", () => {
  it("shows metadata and never the token, renames, and revokes at once", async () => {
    const { id, token } = await make("script");
    const shown = await directory.call<Token>("GET", `/api/v1/api-tokens/${id}`);
    expect(shown.body).toMatchObject({
      id,
      name: "script",
      userId: directory.adminId,
      tokenWindow: "P30D",
      network: { connection: "ANYWHERE" },
    });
    expect(shown.text).not.toContain(token);
    directory.clock.advance(1000);
    const renamed = await directory.ok<Token>("PUT", `/api/v1/api-tokens/${id}`, { name: "nightly script" });
    expect(renamed.name).toBe("nightly script");
    expect(Date.parse(renamed.lastUpdated)).toBeGreaterThan(Date.parse(shown.body.lastUpdated));
    expect((await directory.ok<readonly Token[]>("GET", "/api/v1/api-tokens")).map((item) => item.name)).toContain(
      "nightly script",
    );
    expect((await directory.call("DELETE", `/api/v1/api-tokens/${id}`)).status).toBe(204);
    await directory.refused("GET", "/api/v1/groups", { status: 401, code: "E0000011", options: withToken(token) });
    await directory.refused("GET", `/api/v1/api-tokens/${id}`, { status: 404, code: "E0000007" });
  });

  it("gives each use 30 more days, and ends a token that nobody used", async () => {
    const { id, token } = await make("idle");
    const day = 24 * 60 * 60 * 1000;
    directory.clock.advance(20 * day);
    expect((await directory.call("GET", "/api/v1/groups", undefined, withToken(token))).status).toBe(200);
    await directory.ok("GET", "/api/v1/groups");
    directory.clock.advance(20 * day);
    const { expiresAt } = await directory.ok<Token>("GET", `/api/v1/api-tokens/${id}`);
    expect(Math.round((Date.parse(expiresAt) - directory.clock.now()) / day)).toBe(10);
    directory.clock.advance(11 * day);
    await directory.refused("GET", "/api/v1/groups", { status: 401, code: "E0000011", options: withToken(token) });
  });

  it("revokes the token of the call as 'current', and refuses what tokens are not bound to", async () => {
    const { id, token } = await make("current");
    await directory.refused("PUT", `/api/v1/api-tokens/${id}`, {
      status: 400,
      code: "E0000001",
      body: { name: "x", network: { connection: "ZONE", include: ["nzo1"] } },
    });
    await directory.refused("PUT", `/api/v1/api-tokens/${id}`, {
      status: 400,
      code: "E0000001",
      body: { name: "x", userId: "00uSomebodyElse" },
    });
    expect((await directory.call("DELETE", "/api/v1/api-tokens/current", undefined, withToken(token))).status).toBe(
      204,
    );
    await directory.refused("GET", "/api/v1/groups", { status: 401, code: "E0000011", options: withToken(token) });
  });

  it("tells the System Log through which token something was done", async () => {
    const { id, token } = await make("traced");
    const group = { profile: { name: "Made by a token" } };
    const options = { headers: { authorization: `SSWS ${token}`, "user-agent": "nightly/1.0" } };
    expect((await directory.call("POST", "/api/v1/groups", group, options)).status).toBe(200);
    // The clock of the tests may be ahead; events bear the database's time.
    const since = `since=${encodeURIComponent(new Date(Date.now() - 60_000).toISOString())}`;
    const filter = encodeURIComponent(`transaction.detail.requestApiTokenId eq "${id}"`);
    const events = await directory.ok<readonly Record<string, unknown>[]>(
      "GET",
      `/api/v1/logs?${since}&filter=${filter}`,
    );
    expect(events).toMatchObject([
      {
        eventType: "group.lifecycle.create",
        client: { userAgent: { rawUserAgent: "nightly/1.0" } },
        transaction: { type: "WEB", detail: { requestApiTokenId: id } },
      },
    ]);
  });

  it("a token of inbound SCIM opens no API", async () => {
    const { token } = await directory.ok<{ token: string }>("POST", "/api/lockstep/v1/api-tokens", {
      name: "from Okta",
      kind: "inbound",
      tolerance: "okta",
      scopes: ["users:read"],
    });
    await directory.refused("GET", "/api/v1/groups", { status: 401, code: "E0000011", options: withToken(token) });
    await directory.refused("POST", "/api/lockstep/v1/api-tokens", {
      status: 400,
      code: "E0000001",
      body: { name: "bad", kind: "inbound", tolerance: "klingon", scopes: ["users:read"] },
    });
  });
});
