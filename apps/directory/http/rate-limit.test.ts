import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDirectory, type Directory } from "../index.ts";
import { startTestDirectory, type TestDirectory } from "./testing/test-directory.ts";

let directory: TestDirectory;
/** Another process over the same database. */
let other: Directory;
beforeAll(async () => {
  directory = await startTestDirectory({ rateFactor: 0.1 });
  directory.clock.hold();
  other = await createDirectory(directory.config);
});
afterAll(() => directory.close());

const rateOf = (headers: Headers) =>
  ["limit", "remaining", "reset"].map((name) => Number(headers.get(`x-rate-limit-${name}`)));

const callOther = async (path: string, authorization = `SSWS ${directory.token}`) =>
  await other.fetch(new Request(`http://directory.test${path}`, { headers: { authorization } }));

describe("rate limits", () => {
  it("stand on every answer: refusals, faults of the path and the token endpoint included", async () => {
    for (const [method, path, authorization] of [
      ["GET", "/api/v1/groups", `SSWS ${directory.token}`],
      ["GET", "/api/v1/nothing", `SSWS ${directory.token}`],
      ["GET", "/api/v1/groups", "SSWS wrong"],
      ["GET", "/api/v1/groups", "Bearer wrong"],
      ["POST", "/oauth2/v1/token", ""],
      ["POST", "/api/lockstep/v1/session", ""],
    ] as const) {
      const answer = await directory.call(method, path, undefined, { headers: { authorization } });
      const [limit, remaining, reset] = rateOf(answer.headers);
      expect(
        [limit, remaining].every((count) => Number.isInteger(count)),
        `${method} ${path}`,
      ).toBe(true);
      expect(remaining).toBeLessThan(limit ?? 0);
      expect(reset).toBeGreaterThanOrEqual(Math.floor(directory.clock.now() / 1000));
      expect(answer.headers.get("x-okta-request-id")).toMatch(/^req[0-9A-Za-z]{17}$/);
    }
  });

  it("hold as one sum over processes, per bucket, and let the next request through when they said", async () => {
    const path = "/api/v1/apps";
    const statuses: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([callOther(path), callOther(path), directory.call("GET", path)]);
      statuses.push(...answers.map((answer) => answer.status));
    }
    expect([...statuses].sort()).toEqual([...Array(10).fill(200), ...Array(5).fill(429)]);
    const refused = await directory.call<{ errorSummary: string }>("GET", path);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      errorCode: "E0000047",
      errorSummary: "API call exceeded rate limit due to too many requests.",
      errorLink: "E0000047",
      errorCauses: [],
    });
    const [limit, remaining, reset] = rateOf(refused.headers);
    expect([limit, remaining]).toEqual([10, 0]);
    expect((await callOther(path)).status).toBe(429);
    // Other buckets and other tokens have rates of their own.
    expect((await directory.call("GET", "/api/v1/groups")).status).toBe(200);
    directory.clock.advance((reset ?? 0) * 1000 - directory.clock.now());
    expect((await callOther(path)).status).toBe(200);
  });

  it("count every request of a burst exactly once, and are told of in the System Log", async () => {
    const { token } = await directory.ok<{ token: string }>("POST", "/api/lockstep/v1/api-tokens", { name: "burst" });
    const burst = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0
          ? callOther("/api/v1/logs?limit=0", `SSWS ${token}`)
          : directory.directory.fetch(
              new Request("http://directory.test/api/v1/logs?limit=0", { headers: { authorization: `SSWS ${token}` } }),
            ),
      ),
    );
    const statuses = burst.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(12);
    expect(statuses.filter((status) => status === 429)).toHaveLength(28);
    const [{ count } = { count: "0" }] = await directory.rows<{ count: string }>(
      "select count(*) from system_log where event_type = 'system.org.rate_limit.violation' and targets->0->>'id' = '/api/v1/logs'",
    );
    // Each process tells of a storm once.
    expect(Number(count)).toBeGreaterThanOrEqual(1);
    expect(Number(count)).toBeLessThanOrEqual(2);
  });
});
