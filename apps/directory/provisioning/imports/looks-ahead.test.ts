/** What is looked for ahead of a page counts by what holds when the page is stored. */
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ImportRowPage, ImportRun } from "../../contract.ts";
import { lockPeopleRules } from "../../domain/people-lock.ts";
import { account, accountId, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";
import { during, untilWaiting } from "../testing/meanwhile.ts";

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
});
afterEach(() => w.end());

const PAGE = 100;

it("a page that waits to be stored is not noted by a run that is cancelled meanwhile", async () => {
  w.app.put("Users", ...Array.from({ length: 4 * PAGE }, (_, index) => account(index + 1)));
  const reached = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const { fetch } = w.world.act;
  await w.world.worker({
    deps: {
      fetch: async (url, init) => {
        if (url.includes(`startIndex=${2 * PAGE + 1}&`)) {
          reached.resolve();
          await goesOn.promise;
        }
        return await fetch(url, init);
      },
    },
  });
  const { id } = await w.start();
  await reached.promise;
  const kept = () => sql<{ id: string }>`select external_id as id from import_row`.execute(w.world.database.kysely);
  await vi.waitFor(async () => expect((await kept()).rows).toHaveLength(2 * PAGE), { timeout: 10_000 });
  const cancelled = await cancelWhilePageWaits(id, goesOn.resolve);
  expect(cancelled).toMatchObject({ state: "CANCELLED", scanned: 2 * PAGE });
  expect(await w.run("GROUPS")).toMatchObject({ state: "DONE" });
  expect(await w.api.ok<ImportRun>("GET", `${w.path}/imports/${id}`)).toEqual(cancelled);
  expect((await kept()).rows).toHaveLength(2 * PAGE);
});

it("what a page changes of a linked person decides about the other accounts of the page", async () => {
  await w.api.ok("PUT", `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`, {
    importRules: {
      userCreateAndMatch: { exactMatchCriteria: "EMAIL" },
      profileAndLifecycle: { profileSourcing: true },
    },
  });
  await w.world.worker();
  await linkAccounts(w, 1);
  const email = "renamed@example.com";
  // Two pages of accounts of nobody, so that the third is looked ahead of; there the linked account and another one share a new address.
  w.app.remove("Users", accountId(1));
  w.app.put("Users", ...Array.from({ length: 2 * PAGE + 10 }, (_, index) => account(index + 1_000)));
  const emails = [{ value: email, type: "work", primary: true }];
  w.app.put("Users", account(1, { emails }), account(5_000, { emails }));
  expect(await w.run()).toMatchObject({ state: "DONE", complete: true, updated: 1 });
  const { items } = await w.api.ok<ImportRowPage>("GET", `${w.path}/import-rows?q=person5000`);
  expect(items).toMatchObject([{ externalId: accountId(5_000), match: "AMBIGUOUS" }]);
});

/** Cancels the run while its next page waits for the lock that all pages take first. */
async function cancelWhilePageWaits(runId: string, letPageCome: () => void): Promise<ImportRun> {
  const { database } = w.world;
  const cancelled = Promise.withResolvers<ImportRun>();
  await during(database, lockPeopleRules, async () => {
    letPageCome();
    await untilWaiting(database, 1, w.ended(runId));
    cancelled.resolve(await w.api.ok<ImportRun>("POST", `${w.path}/imports/${runId}/cancel`));
  });
  return await cancelled.promise;
}
