/** The first import of an app looks for no rows, and through its list only when a page has met an account that means whom another one means. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BulkConfirmResult, ImportResultPage, ImportRowPage, ImportRun } from "../../contract.ts";
import { account, accountId, createImportWorld, type ImportWorld } from "../testing/import-world.ts";
import { person } from "../testing/world.ts";

let w: ImportWorld;
/** What happens before a request of the worker leaves. */
let beforeSent: (url: string) => Promise<void>;
beforeEach(async () => {
  w = await createImportWorld();
  w.app.misbehave.pageSizeMax = PAGE;
  const userCreateAndMatch = { exactMatchCriteria: ["EMAIL"], allowPartialMatch: false };
  await w.api.ok("PUT", `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`, {
    importRules: { userCreateAndMatch },
  });
  beforeSent = async () => undefined;
  const { fetch } = w.world.act;
  await w.world.worker({
    deps: {
      fetch: async (url, init) => {
        await beforeSent(url);
        return await fetch(url, init);
      },
    },
  });
});
afterEach(() => w.end());

const PAGE = 30;
const mail = (value: string) => ({ emails: [{ value, type: "work", primary: true }] });
const everybody = (count: number) => Array.from({ length: count }, (_, index) => account(index + 1));
/** Accounts of which the run tells that several mean the same, and how many it tells of. */
const told = async ({ id }: ImportRun) => {
  const { items } = await w.api.ok<ImportResultPage>("GET", `${w.path}/imports/${id}/results?limit=200`);
  const ambiguous = items.filter(({ match }) => match === "AMBIGUOUS");
  return {
    ambiguous: ambiguous.map(({ externalId, reason }) => [externalId, reason]).sort(),
    nobody: items.filter(({ match }) => match === "NONE").length,
  };
};
const claimsMet = async ({ id }: ImportRun) => {
  const { rows } = await sql<{ met: boolean }>`select claims_met as met from import_run where id = ${id}`.execute(
    w.world.database.kysely,
  );
  return rows[0]?.met;
};

const NEW = "Several accounts of the app would become the person same@example.com.";
const SOMEBODY = "Several accounts of the app match jane.doe@example.com.";

describe.each([
  { whom: "one new person", address: "same@example.com", reason: NEW },
  { whom: "one person that there is", address: "jane.doe@example.com", reason: SOMEBODY },
])("accounts that mean $whom", ({ address, reason }) => {
  beforeEach(() => person(w.world, "Jane Doe"));

  it.each([
    { where: "beside each other", at: [3, 4] },
    { where: "on one page", at: [1, PAGE] },
    { where: "on pages that follow each other", at: [PAGE, PAGE + 1] },
    { where: "on the first page and the last", at: [2, 3 * PAGE] },
    { where: "on three pages", at: [5, PAGE + 5, 2 * PAGE + 5] },
  ])("are told as such when they stand $where, and by the second import too", async ({ at }) => {
    w.app.put("Users", ...everybody(3 * PAGE), ...at.map((nr) => account(nr, mail(address))));
    const first = await w.run();
    const found = at.map((nr) => [accountId(nr), reason]);
    expect((await told(first)).ambiguous).toEqual(found);
    expect(first).toMatchObject({ scanned: 3 * PAGE, newPeople: 3 * PAGE - at.length, matched: at.length });
    const again = await w.run();
    expect((await told(again)).ambiguous).toEqual(found);
    expect(again).toMatchObject({ newPeople: first.newPeople, matched: first.matched });
  });
});

it("that meets no such accounts notes none", async () => {
  w.app.put("Users", ...everybody(2 * PAGE));
  const run = await w.run();
  expect(await told(run)).toEqual({ ambiguous: [], nobody: 2 * PAGE });
  expect(await claimsMet(run)).toBe(false);
});

it("that was broken off leaves rows, which the next import finds with those who mean the same", async () => {
  w.app.put("Users", ...everybody(3 * PAGE), account(7, mail("same@example.com")));
  w.app.misbehave.fail = (page) => (page.startIndex > PAGE ? { status: 400 } : undefined);
  expect(await w.run()).toMatchObject({ state: "FAILED", scanned: PAGE });
  w.app.misbehave.fail = () => undefined;
  w.app.put("Users", account(3 * PAGE, mail("same@example.com")));
  const whole = await w.run();
  expect(whole).toMatchObject({ state: "DONE", complete: true, scanned: 3 * PAGE, matched: 2 });
  expect((await told(whole)).ambiguous).toEqual([
    [accountId(7), NEW],
    [accountId(3 * PAGE), NEW],
  ]);
});

it("of a list that is walked twice meets whom its first walk has stored", async () => {
  // The first walk hides an account, so that its total is not reached.
  w.app.put(
    "Users",
    ...everybody(2 * PAGE),
    account(7, mail("same@example.com")),
    account(50, mail("same@example.com")),
  );
  w.app.misbehave.rows = (ids, page) => (page.walk === 1 ? ids.filter((id) => id !== accountId(50)) : ids);
  const run = await w.run();
  expect(run).toMatchObject({ complete: true, scanned: 2 * PAGE, matched: 2 });
  expect((await told(run)).ambiguous.map(([id]) => id)).toEqual([accountId(7), accountId(50)]);
});

it("is so after a preview, which makes no rows, and the next one is not", async () => {
  w.app.put("Users", ...everybody(PAGE), account(7, mail("same@example.com")), account(9, mail("same@example.com")));
  const { id } = await w.api.ok<ImportRun>("POST", `${w.path}/imports`, { mode: "FULL", preview: true });
  await w.ended(id);
  const [first, second] = [await w.run(), await w.run()];
  expect([await claimsMet(first), await claimsMet(second)]).toEqual([true, false]);
  expect((await told(first)).ambiguous.map(([account]) => account)).toEqual([accountId(7), accountId(9)]);
  expect(await told(second)).toEqual(await told(first));
});

it("tells of a row as it was when it was stored, whatever somebody decides meanwhile, and both rows are shown as what they are", async () => {
  const last = 5 * PAGE;
  const same = mail("same@example.com");
  w.app.put("Users", ...everybody(last), account(7, same), account(last, same));
  const decide = (action: "IGNORE" | "UNIGNORE") =>
    w.api.ok("POST", `${w.path}/import-rows/confirm`, { rows: [{ externalId: accountId(7), action }] });
  const rows = async (query: string) =>
    (await w.api.ok<ImportRowPage>("GET", `${w.path}/import-rows?limit=200${query}`)).items;
  beforeSent = async (url) => {
    if (url.includes(`startIndex=${last - PAGE + 1}`)) {
      // The page is asked for before the ones ahead of it are stored.
      await vi.waitFor(async () => expect((await rows("")).length).toBeGreaterThanOrEqual(PAGE));
      await decide("IGNORE");
    }
    if (url.includes("/Groups")) await decide("UNIGNORE");
  };
  const run = await w.run();
  expect(run).toMatchObject({ state: "DONE", complete: true, scanned: last, newPeople: last, matched: 0 });
  expect(await told(run)).toEqual({ ambiguous: [], nobody: last });
  const both = [
    [accountId(7), NEW],
    [accountId(last), NEW],
  ];
  const ambiguous = await rows("&match=AMBIGUOUS");
  expect(ambiguous.map(({ externalId, reason }) => [externalId, reason]).sort()).toEqual(both);
  // No rule makes a person of either, and the next import tells of them as they are.
  const all = await w.api.ok<BulkConfirmResult>("POST", `${w.path}/import-rows/confirm-all`, { match: "NONE" });
  expect(all).toMatchObject({ created: last - 2 });
  beforeSent = async () => undefined;
  expect((await told(await w.run())).ambiguous).toEqual(both);
});
