import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BulkConfirmResult, ImportResultPage, ImportRowPage, ImportRun } from "../../contract.ts";
import { hastyTimers } from "../testing/hasty-timers.ts";
import { account, accountId, createImportWorld, type ImportWorld } from "../testing/import-world.ts";
import { person } from "../testing/world.ts";

/** What the rules confirm: nobody before the whole list was read, and nobody of whom it is not certain who is meant. */

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
  w.app.misbehave.pageSizeMax = 2;
  await w.api.ok("PUT", `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`, {
    importRules: {
      userCreateAndMatch: {
        exactMatchCriteria: ["EMAIL"],
        autoConfirmExactMatch: true,
        autoConfirmPartialMatch: true,
        autoConfirmNewUsers: true,
      },
    },
  });
});
afterEach(() => w.end());

const hasty = { timers: hastyTimers };
const mail = (value: string) => ({ emails: [{ value, type: "work", primary: true }] });
const rows = async (query = "") =>
  (await w.api.ok<ImportRowPage>("GET", `${w.path}/import-rows${query}`)).items.map((row) => [
    row.externalId,
    row.match,
    row.state,
    row.person?.login ?? null,
    row.reason,
  ]);
const results = async ({ id }: ImportRun) =>
  (await w.api.ok<ImportResultPage>("GET", `${w.path}/imports/${id}/results`)).items.map(
    ({ externalId, outcome, match, reason }) => [externalId, outcome, match, reason],
  );
async function preview(): Promise<ImportRun> {
  const { id } = await w.api.ok<ImportRun>("POST", `${w.path}/imports`, { mode: "FULL", preview: true });
  return await w.ended(id);
}
const numbers = ({ scanned, newPeople, matched, linked, peopleCreated, skipped, failed, unchanged }: ImportRun) => ({
  ...{ scanned, newPeople, matched, linked, peopleCreated, skipped, failed, unchanged },
});
const JANES = "Several accounts of the app match jane.doe@example.com.";
const SAMES = "Several accounts of the app would become the person same@example.com.";

describe("an app that tells of more accounts than it shows, for good", () => {
  /** What the app was asked, and what came of it. */
  const seen = async () => {
    w.app.forget();
    const done = await w.run();
    const { complete, total, scanned, linked, peopleCreated, incompleteReason } = done;
    return {
      ...{ complete, total, scanned, linked, peopleCreated, incompleteReason },
      requests: w.app.requests.filter((request) => request.includes("/Users")),
      told: (await results(done)).map(([externalId, outcome, match]) => [externalId, outcome, match]),
    };
  };

  it("cannot be told from one that hides the second account of a person: nobody is confirmed by rule, and everybody in bulk by hand", async () => {
    await w.world.worker();
    await person(w.world, "Jane Doe");
    w.app.put("Users", account(1, mail("jane.doe@example.com")), account(2), account(3));
    w.app.misbehave.total = (count) => count + 1;
    const wrongTotal = await seen();
    expect(wrongTotal).toMatchObject({ complete: false, total: 4, scanned: 3, linked: 0, peopleCreated: 0 });
    // The same people, and one whom the list never shows; its total is true.
    w.app.put("Users", account(4, mail("jane.doe@example.com")));
    w.app.misbehave.total = (count) => count;
    w.app.misbehave.rows = (ids) => ids.filter((id) => id !== accountId(4));
    expect(await seen()).toEqual(wrongTotal);
    const all = await w.api.ok<BulkConfirmResult>("POST", `${w.path}/import-rows/confirm-all`, { match: "EXACT" });
    expect(all).toMatchObject({ linked: 1, failed: 0 });
    expect(await w.linked()).toEqual([accountId(1)]);
  });
});

describe("accounts on different pages", () => {
  it("that match one person are ambiguous: neither is confirmed by rule or in bulk, and the preview says the same", async () => {
    await w.world.worker();
    await person(w.world, "Jane Doe");
    await person(w.world, "Ann Lee");
    w.app.put("Users", account(1, mail("jane.doe@example.com")), account(2, mail("ann.lee@example.com")));
    w.app.put("Users", account(3), account(4, mail("JANE.doe@example.com")), account(5));
    const asked = await preview();
    expect(asked).toMatchObject({ state: "DONE", matched: 3, newPeople: 2, linked: 1, peopleCreated: 2, failed: 0 });
    expect(await rows()).toEqual([]);
    const done = await w.run();
    expect(numbers(done)).toEqual(numbers(asked));
    expect(await results(done)).toEqual(await results(asked));
    expect(await results(done)).toEqual([
      [accountId(1), "WAITING", "AMBIGUOUS", JANES],
      [accountId(2), "LINKED", "EXACT", ""],
      [accountId(3), "CREATED", "NONE", ""],
      [accountId(4), "WAITING", "AMBIGUOUS", JANES],
      [accountId(5), "CREATED", "NONE", ""],
    ]);
    expect(await rows("?match=AMBIGUOUS")).toEqual([
      [accountId(1), "AMBIGUOUS", "UNCONFIRMED", null, JANES],
      [accountId(4), "AMBIGUOUS", "UNCONFIRMED", null, JANES],
    ]);
    const { counts } = await w.api.ok<ImportRowPage>("GET", `${w.path}/import-rows`);
    expect(counts.unconfirmed).toEqual({ EXACT: 0, PARTIAL: 0, NONE: 0, AMBIGUOUS: 2 });
    const all = await w.api.ok<BulkConfirmResult>("POST", `${w.path}/import-rows/confirm-all`, { match: "EXACT" });
    expect(all).toMatchObject({ linked: 0, failed: 0 });
    expect(await w.linked()).toEqual([accountId(2), accountId(3), accountId(5)]);
  });

  it("that match one person stop being ambiguous once one of them is ignored", async () => {
    await w.world.worker();
    await person(w.world, "Jane Doe");
    w.app.put("Users", account(1, mail("jane.doe@example.com")), account(2), account(3));
    w.app.put("Users", account(4, mail("jane.doe@example.com")));
    await w.run();
    const ignore = { rows: [{ externalId: accountId(1), action: "IGNORE" }] };
    await w.api.ok("POST", `${w.path}/import-rows/confirm`, ignore);
    expect(await rows("?state=UNCONFIRMED")).toEqual([
      [accountId(4), "EXACT", "UNCONFIRMED", "jane.doe@example.com", null],
    ]);
    expect(await w.run()).toMatchObject({ linked: 1, skipped: 1 });
    expect(await w.linked()).toContain(accountId(4));
  });

  it("that would become one new person wait, in the preview as in the run; a second import finds and writes the same", async () => {
    await w.world.worker();
    w.app.put("Users", account(1, mail("same@example.com")), account(2), account(3));
    w.app.put("Users", account(4, mail("Same@Example.com")));
    const asked = await preview();
    const done = await w.run();
    expect(done).toMatchObject({ state: "DONE", newPeople: 2, matched: 2, peopleCreated: 2, failed: 0 });
    expect(numbers(asked)).toEqual(numbers(done));
    const told = await results(done);
    expect(await results(asked)).toEqual(told);
    expect(told.filter(([, outcome]) => outcome === "WAITING")).toEqual([
      [accountId(1), "WAITING", "AMBIGUOUS", SAMES],
      [accountId(4), "WAITING", "AMBIGUOUS", SAMES.replace("same@example.com", "Same@Example.com")],
    ]);
    const again = await w.run();
    expect(await results(again)).toEqual(told.filter(([, outcome]) => outcome === "WAITING"));
    const written = await w.world.database.kysely
      .selectFrom("import_result")
      .where("import_run_id", "=", again.id)
      .select("external_id")
      .execute();
    expect(written).toEqual([]);
    // A person may still decide.
    const one = { rows: [{ externalId: accountId(1), action: "NEW" }] };
    expect(await w.api.ok("POST", `${w.path}/import-rows/confirm`, one)).toMatchObject({ created: 1 });
  });

  it("that bring the same unique value make one person, in the preview as in the run", async () => {
    await w.world.worker();
    await w.api.ok("POST", "/api/v1/meta/schemas/user/default", {
      definitions: { custom: { properties: { badge: { title: "Badge", type: "string", unique: true } } } },
    });
    await w.api.ok("PUT", `${w.path}/import-mappings`, {
      items: [
        { attribute: "firstName", expression: "appuser.givenName" },
        { attribute: "lastName", expression: "appuser.familyName" },
        { attribute: "email", expression: "appuser.email" },
        { attribute: "badge", expression: "appuser.title" },
      ],
    });
    w.app.misbehave.pageSizeMax = 100;
    // More than one portion of what is confirmed together.
    w.app.put("Users", ...Array.from({ length: 510 }, (_, nr) => account(nr + 1)));
    w.app.put("Users", account(1, { title: "B-1" }), account(510, { title: "b-1" }));
    const asked = await preview();
    const done = await w.run();
    expect(done).toMatchObject({ peopleCreated: 509, failed: 1 });
    expect(numbers(asked)).toEqual(numbers(done));
    const query = "?outcome=FAILED";
    const [ofPreview, ofRun] = await Promise.all(
      [asked, done].map(({ id }) => w.api.ok<ImportResultPage>("GET", `${w.path}/imports/${id}/results${query}`)),
    );
    expect(ofPreview?.items).toEqual(ofRun?.items);
    expect(ofRun?.items).toMatchObject([{ externalId: accountId(510), reason: expect.stringContaining("badge") }]);
  });
});

describe("a list that was not read to its end", () => {
  it("lets no rule confirm anybody, and says so; the next whole one does", async () => {
    await w.world.worker();
    await person(w.world, "Jane Doe");
    w.app.put("Users", account(1, mail("jane.doe@example.com")), account(2), account(3));
    w.app.misbehave.total = (count) => count + 5;
    const doubtful = await w.run();
    expect(doubtful).toMatchObject({ state: "DONE", complete: false, linked: 0, peopleCreated: 0, newPeople: 2 });
    expect((await results(doubtful))[0]).toEqual([
      accountId(1),
      "WAITING",
      "EXACT",
      "The app's list was not read to its end without doubt, and nothing is confirmed by a rule before that.",
    ]);
    w.app.misbehave.total = (count) => count;
    expect(await w.run()).toMatchObject({ complete: true, linked: 1, peopleCreated: 2 });
  });

  it("since the app fails leaves those waiting whom it showed, and says so", async () => {
    await w.world.worker({ deps: hasty });
    w.app.put("Users", account(1), account(2), account(3));
    w.app.misbehave.fail = (page) => (page.startIndex === 3 ? { status: 500 } : undefined);
    const failed = await w.run();
    expect(failed).toMatchObject({ state: "FAILED", peopleCreated: 0 });
    const words = "The import ended before its list was read: nothing is confirmed by a rule before that.";
    expect(await results(failed)).toEqual([1, 2].map((nr) => [accountId(nr), "WAITING", "NONE", words]));
    expect((await rows()).map(([id, , state]) => [id, state])).toEqual([
      [accountId(1), "UNCONFIRMED"],
      [accountId(2), "UNCONFIRMED"],
    ]);
  });
});

describe("rows that somebody decides about while the import runs", () => {
  it("are left as they are: cleared ones are found by the next import, confirmed and ignored ones stay", async () => {
    w.app.put("Users", ...[1, 2, 3, 4, 5, 6].map((nr) => account(nr)));
    const { fetch } = w.world.act;
    const decide = (nr: number, action: string) =>
      w.api.ok("POST", `${w.path}/import-rows/confirm`, { rows: [{ externalId: accountId(nr), action }] });
    let asked = 0;
    await w.world.worker({
      deps: {
        fetch: async (url, init) => {
          if (url.includes("startIndex=5") && asked++ === 0) {
            // The page is asked for before the ones ahead of it are stored.
            await vi.waitFor(async () => expect(await rows()).toHaveLength(4));
            await decide(1, "NEW");
            await decide(2, "IGNORE");
            expect(await w.api.ok("POST", `${w.path}/import-rows/clear`)).toEqual({ cleared: 2 });
          }
          return await fetch(url, init);
        },
      },
    });
    const done = await w.run();
    expect(done).toMatchObject({ state: "DONE", scanned: 6, peopleCreated: 2, skipped: 4, failed: 0 });
    expect((await results(done)).map(([id, outcome, , reason]) => [id, outcome, reason])).toEqual([
      [accountId(1), "SKIPPED", "The account was confirmed by hand while the import ran."],
      [accountId(2), "SKIPPED", "The account is ignored."],
      [accountId(3), "SKIPPED", "The account was cleared while the import ran: the next one finds it again."],
      [accountId(4), "SKIPPED", "The account was cleared while the import ran: the next one finds it again."],
      [accountId(5), "CREATED", ""],
      [accountId(6), "CREATED", ""],
    ]);
    expect(await w.run()).toMatchObject({ peopleCreated: 2, skipped: 1 });
    expect(await w.linked()).toEqual([1, 3, 4, 5, 6].map(accountId));
  });
});
