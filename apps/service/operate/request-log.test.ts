import type { AccountId } from "@lockstep/ports";
import type { ScimExchange } from "@lockstep/scim-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceTables } from "../index.ts";
import { sql } from "../sql.ts";
import { startTestService, type TestService } from "../testing/test-service.ts";
import { createRequestLog } from "./request-log.ts";

let test: TestService;
let accounts: readonly AccountId[];
beforeAll(async () => {
  test = await startTestService();
  accounts = await Promise.all(
    ["one", "two", "three", "four", "five", "six"].map(async (name) => {
      const owner = { email: `owner@${name}.example`, password: "owner password 1" };
      const provisioning = { email: `sync@${name}.example`, password: "sync password 1" };
      return (await test.seed({ name, owner, provisioning })).accountId;
    }),
  );
});
afterAll(async () => {
  await test?.close();
});

function exchange(accountId: AccountId, path: string): ScimExchange {
  return {
    ...{ method: "POST", path, status: 201, scimType: undefined, detail: undefined, errorId: undefined },
    caller: { accountId, credentialId: "c" } as ScimExchange["caller"],
    ...{
      normalisations: {},
      sentSearch: () => "",
      sentBody: () => undefined,
      answer: () => undefined,
      traceId: "t" as ScimExchange["traceId"],
    },
    ...{ userAgent: undefined, startedAtMs: test.clock.now(), durationMs: 1 },
  };
}

async function written(path: string): Promise<number> {
  const text = "select count(*)::integer as amount from request_log where path = $1";
  const [row] = await test.database.asOwner(text, [path]);
  return Number(row?.amount);
}

/** Holds the table's lock, so that whoever writes to it waits; ends with `release`. */
async function blockTable(): Promise<{ release(): Promise<void> }> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held: () => void = () => undefined;
  const isHeld = new Promise<void>((resolve) => {
    held = resolve;
  });
  const [accountId] = accounts as [AccountId];
  const blocking = test.database.open<ServiceTables>().inAccount(accountId, async (trx) => {
    await sql`lock table request_log in access exclusive mode`.execute(trx);
    held();
    await released;
  });
  await isHeld;
  return {
    release: async () => {
      release();
      await blocking;
    },
  };
}

/** How many writers wait for the table. */
async function waitingWriters(): Promise<number> {
  const [row] = await test.database.asOwner(
    "select count(*)::integer as amount from pg_locks where not granted and relation = 'service.request_log'::regclass",
  );
  return Number(row?.amount);
}

describe("The request log before a database that does not answer", () => {
  it("holds a bounded number of entries, counts what it does not keep, and writes what it held when it stops", async () => {
    const log = createRequestLog(test.config);
    const block = await blockTable();
    // A batch is handed over again and again, as a busy service does it.
    for (let round = 0; round < 12; round += 1) {
      for (const accountId of accounts) {
        for (let index = 0; index < 100; index += 1) log.add(exchange(accountId, "/held"));
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(log.dropped()).toBe(7_200 - 5_000);
    await expect.poll(waitingWriters).toBeGreaterThan(1);
    expect(await waitingWriters()).toBeLessThanOrEqual(4);
    const stopped = log.stop();
    await block.release();
    await stopped;
    expect(await written("/held")).toBe(5_000);
    expect(log.dropped()).toBe(2_200);
  });

  it("counts what could not be written", async () => {
    const log = createRequestLog(test.config);
    const [accountId] = accounts as [AccountId];
    log.add(exchange(accountId, "/kept"));
    log.add(exchange("no account" as AccountId, "/lost"));
    await log.flush();
    expect([await written("/kept"), await written("/lost"), log.dropped()]).toEqual([1, 0, 1]);
  });

  it("writes by itself what came while a batch was being written", async () => {
    const log = createRequestLog(test.config);
    const [accountId] = accounts as [AccountId];
    const block = await blockTable();
    log.add(exchange(accountId, "/first"));
    const flushed = log.flush();
    await expect.poll(waitingWriters).toBe(1);
    log.add(exchange(accountId, "/second"));
    await block.release();
    await flushed;
    expect(await written("/first")).toBe(1);
    await expect.poll(() => written("/second")).toBe(1);
    await log.stop();
  });
});
