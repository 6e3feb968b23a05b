import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../testing/test-service.ts";

let test: TestService;
beforeAll(async () => {
  test = await startTestService();
});
afterAll(async () => {
  await test?.close();
});

describe("Removing old entries of the request log", () => {
  it("reads no more than what goes, also while the table has no statistics", async () => {
    const { accountId } = await test.seed();
    await test.database.asOwner("alter table request_log set (autovacuum_enabled = off)");
    await test.database.asOwner(
      `insert into request_log (account_id, credential_id, occurred_at, method, path, search, status, duration_ms, trace_id)
       select $1, 'c', timestamptz '2020-01-01' + n * interval '1 second', 'GET', '/Users', '', 200, 1, 't'
       from generate_series(1, 20000) n`,
      [accountId],
    );
    // What a scan of the table has read in this very transaction; rows found by an index or by their place do not count.
    const rows = await test.database.asOwner(
      `select done.removed, pg_stat_get_xact_tuples_returned('request_log'::regclass)::integer as scanned
       from (select remove_old_requests('2025-01-01', 1000) as removed offset 0) done`,
    );
    expect(rows).toEqual([{ removed: 1_000, scanned: 0 }]);
    const [left] = await test.database.asOwner(
      "select count(*)::integer as amount, min(occurred_at) as first from request_log",
    );
    expect(left).toEqual({ amount: 19_000, first: new Date("2020-01-01T00:16:41Z") });
  });
});
