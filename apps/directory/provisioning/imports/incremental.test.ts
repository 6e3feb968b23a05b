import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Feature, InboundProvisioningCapabilities } from "../../contract.ts";
import { account, accountId, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";

/** Incremental imports: what changed since, where the app can tell, and everything where it cannot. */

/** Asks until the answer is as expected; the machine may be busy. */
const polled = <Value>(ask: () => Value | Promise<Value>) => expect.poll(ask, { timeout: 25_000, interval: 20 });

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
  await w.world.worker();
  await linkAccounts(w, 30);
});
afterEach(() => w.end());

const changes = async () =>
  (
    await w.api.ok<Feature<InboundProvisioningCapabilities>>(
      "GET",
      `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`,
    )
  ).capabilities.importSettings.changes;
const later = () => new Date(w.world.clock.now() + 1_000).toISOString();

describe("an incremental import", () => {
  it("reads who changed since the last complete import, and never concludes that somebody is gone", async () => {
    w.app.misbehave.changes = "filter";
    await w.run();
    w.app.put("Users", account(3, { title: "New", meta: { lastModified: later() } }));
    w.app.put("Users", account(31, { meta: { lastModified: later() } }));
    w.app.remove("Users", accountId(9));
    w.app.forget();
    expect(await w.run("INCREMENTAL")).toMatchObject({
      state: "DONE",
      mode: "INCREMENTAL",
      scanned: 2,
      newPeople: 1,
      absent: 0,
      note: null,
    });
    expect(await w.linked()).toContain(accountId(9));
    expect(await changes()).toMatchObject({ works: true, since: expect.stringMatching(/^20/) });
    const reads = () => w.app.requests.filter((request) => request.startsWith("GET /Users?filter=meta"));
    // Two of the trial, one page, and a look behind it: nobody has measured whether the total is true.
    expect(reads()).toHaveLength(4);
    w.app.forget();
    expect(await w.run("INCREMENTAL")).toMatchObject({ mode: "INCREMENTAL", scanned: 2 });
    expect(reads()).toHaveLength(2);
  });

  it("reads everything before there was a complete import", async () => {
    expect(await w.run("INCREMENTAL")).toMatchObject({
      mode: "FULL",
      scanned: 30,
      note: "There was no complete import to go on from: everything was read.",
    });
  });

  it.each([
    ["refuse", /cannot filter by the time of the last change .*meta.lastModified is not indexed/],
    ["ignore", /ignores a filter/],
    ["nobody", /finds nobody/],
  ] as const)("reads everything when the app would %s the filter, and says so", async (how, words) => {
    w.app.misbehave.changes = how;
    await w.run();
    w.app.remove("Users", accountId(9));
    expect(await w.run("INCREMENTAL")).toMatchObject({
      mode: "FULL",
      scanned: 29,
      removed: 1,
      note: expect.stringMatching(words),
    });
    expect(await changes()).toMatchObject({ works: false, detail: expect.stringMatching(words) });
  });

  it("goes on from where the last complete one began, not from one in doubt", async () => {
    w.app.misbehave.changes = "filter";
    await w.run();
    const { since } = await changes();
    w.world.clock.advance(3_600_000);
    w.app.misbehave.total = (count) => count + 1;
    expect(await w.run()).toMatchObject({ complete: false });
    expect((await changes()).since).toBe(since);
  });
});

describe("schedules of imports", () => {
  const put = (schedule: object) =>
    w.api.call<Feature<InboundProvisioningCapabilities> & { errorCauses: readonly { errorSummary: string }[] }>(
      "PUT",
      `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`,
      { importSettings: { schedule } },
    );

  it("are kept apart for full and incremental ones, each in its zone; of two that fall together the full one is done", async () => {
    w.app.misbehave.changes = "filter";
    await w.run();
    const { body } = await put({
      status: "ENABLED",
      fullImport: { expression: "0 3 * * 0", timezone: "Europe/Berlin" },
      incrementalImport: { expression: "0 * * * *", timezone: "America/New_York" },
    });
    expect(body.capabilities.importSettings.schedule).toEqual({
      status: "ENABLED",
      fullImport: { expression: "0 3 * * 0", timezone: "Europe/Berlin" },
      incrementalImport: { expression: "0 * * * *", timezone: "America/New_York" },
    });
    const worker = await w.world.worker();
    const runs = async () =>
      await w.world.database.kysely
        .selectFrom("import_run")
        .select(["mode", "trigger", "state"])
        .orderBy("created_at")
        .execute();
    w.world.clock.advance(3_600_000);
    worker.wake();
    await polled(runs).toMatchObject([{}, { mode: "INCREMENTAL", trigger: "SCHEDULE", state: "DONE" }]);
    w.world.clock.advance(8 * 86_400_000);
    worker.wake();
    await polled(runs).toMatchObject([{}, {}, { mode: "FULL", trigger: "SCHEDULE", state: "DONE" }]);
  });

  it("leave out a slot that falls into an import that has not ended, and count the next one", async () => {
    const worker = await w.world.worker();
    await w.api.ok("PUT", `${w.path}/import-safeguard`, { app: { from: 1 } });
    w.app.remove("Users", ...Array.from({ length: 10 }, (_, index) => accountId(index + 1)));
    const held = await w.run();
    expect(held.state).toBe("HELD");
    await put({ status: "ENABLED", fullImport: { expression: "0 * * * *" } });
    const app = async () =>
      await w.world.database.kysely.selectFrom("app").select("import_due_at").executeTakeFirstOrThrow();
    const slot = (await app()).import_due_at?.getTime() ?? 0;
    w.world.clock.advance(3_600_000);
    worker.wake();
    await polled(async () => (await app()).import_due_at?.getTime()).toBeGreaterThan(slot);
    const states = async () =>
      (await w.world.database.kysely.selectFrom("import_run").select("state").orderBy("created_at").execute()).map(
        ({ state }) => state,
      );
    expect(await states()).toEqual(["HELD"]);
    await w.api.ok("POST", `${w.path}/imports/${held.id}/cancel`);
    w.world.clock.advance(3_600_000);
    worker.wake();
    await polled(states).toEqual(["CANCELLED", "HELD"]);
  });

  it("refuse full imports that come more often than incremental ones, in words", async () => {
    const answer = await put({
      status: "ENABLED",
      fullImport: { expression: "0 * * * *" },
      incrementalImport: { expression: "0 0 * * *" },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errorCauses[0]?.errorSummary).toContain(
      "comes more often than the incremental import '0 0 * * *'",
    );
    for (const pair of [
      ["0 0 * * *", "0 0 * * *"],
      ["0 9 * * 1-5", "0 * * * *"],
      ["0 0 * * 0", null],
    ]) {
      const schedule = {
        status: "ENABLED",
        fullImport: { expression: pair[0] },
        incrementalImport: { expression: pair[1] },
      };
      expect((await put(schedule)).status).toBe(200);
    }
  });
});
