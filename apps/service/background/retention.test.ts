import type { AccountId } from "@lockstep/ports";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../testing/test-service.ts";
import { TURN } from "../testing/webhook-fixture.ts";
import { createRetentionJob, type Retention } from "./retention.ts";

let test: TestService;
const accounts: AccountId[] = [];
beforeAll(async () => {
  test = await startTestService();
  for (const name of ["One", "Two", "Three"]) {
    const owner = { email: `owner@${name.toLowerCase()}.example`, password: "owner password 1" };
    const provisioning = { email: `sync@${name.toLowerCase()}.example`, password: "sync password 1" };
    accounts.push((await test.seed({ name, owner, provisioning })).accountId);
  }
});
afterAll(async () => {
  await test?.close();
});

function job(name: string, remove: Retention["remove"], globally = async () => 0) {
  const { database, clock, logger } = test.config;
  const kept = { keptDays: 1, name };
  return createRetentionJob({
    ...{ database, clock, logger },
    kept: [
      { ...kept, remove },
      { ...kept, name: "after it", remove },
    ],
    keptGlobally: [{ ...kept, remove: globally }],
  });
}

describe("Retention", () => {
  it("goes on with the other accounts when one fails, and says which", async () => {
    const [first] = accounts.toSorted();
    const done: AccountId[] = [];
    const failing = job("rows", async (accountId) => {
      if (accountId === first) throw new Error("this account's rows are broken");
      done.push(accountId);
      return 0;
    });
    test.log.length = 0;
    expect(await failing.run(TURN)).toBe(3_600_000);
    expect(done.toSorted()).toEqual(
      accounts
        .filter((id) => id !== first)
        .flatMap((id) => [id, id])
        .toSorted(),
    );
    expect(test.log.filter((line) => line.includes(String(first)))).toHaveLength(2);
    expect(test.log.join("\n")).toContain("Some old rows were not removed");
  });

  it("goes on with the accounts when what is kept of all of them fails", async () => {
    const done: AccountId[] = [];
    const failing = job(
      "rows",
      async (accountId) => {
        done.push(accountId);
        return 0;
      },
      () => Promise.reject(new Error("no")),
    );
    await failing.run(TURN);
    expect(done).toHaveLength(6);
  });
});
