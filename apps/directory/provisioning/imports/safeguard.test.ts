import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportRun, ImportSafeguard, LogEvent, Task } from "../../contract.ts";
import { account, accountId, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";

/** An import that would take away too much asks first. */

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
  await w.world.worker();
});
afterEach(() => w.end());

const whenDeactivated = (setting: string) =>
  w.api.ok("PUT", `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`, {
    importRules: { profileAndLifecycle: { profileSourcing: true, whenDeactivated: setting } },
  });
const COUNT = 120;
const first = (count: number) => Array.from({ length: count }, (_, index) => accountId(index + 1));
const openTasks = async () =>
  (await w.api.ok<{ items: readonly Task[] }>("GET", "/api/lockstep/v1/tasks?state=OPEN")).items;
const eventsOf = async (type: string) =>
  await w.api.ok<readonly LogEvent[]>("GET", `/api/v1/logs?filter=${encodeURIComponent(`eventType eq "${type}"`)}`);

describe("an import over the limit of the safeguard", () => {
  it("stops before the first change, lists whom it means, and goes on once a person approves", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", ...first(30));
    const held = await w.run();
    expect(held).toMatchObject({
      state: "HELD",
      phase: "REMOVALS",
      complete: true,
      absent: 30,
      removed: 0,
      hold: { scope: "APP", affected: 30, population: COUNT, percent: 20, decidedAt: null },
    });
    expect(await w.linked()).toHaveLength(COUNT);
    expect(w.app.requests.filter((request) => /Users\/a/.test(request))).toEqual([]);
    expect((await w.removals(held.id)).map(({ externalId, state }) => [externalId, state])).toEqual(
      first(30).map((id) => [id, "PENDING"]),
    );
    expect(await openTasks()).toMatchObject([
      {
        cause: "importHeld",
        detail: "30 of 120 accounts of Unruly (25 %) would be taken away; the safeguard allows 20 %.",
      },
    ]);
    expect(await eventsOf("system.import.roadblock")).toHaveLength(1);

    const approved = await w.api.ok<ImportRun>("POST", `${w.path}/imports/${held.id}/approve`);
    expect(approved.hold).toMatchObject({ decidedBy: "Ada" });
    expect(await w.ended(held.id)).toMatchObject({ state: "DONE", removed: 30 });
    expect(await w.linked()).toEqual(Array.from({ length: COUNT - 30 }, (_, index) => accountId(index + 31)));
    expect(await openTasks()).toEqual([]);
    expect(await eventsOf("system.import.roadblock.resume")).toHaveLength(1);
    expect((await w.api.call("POST", `${w.path}/imports/${held.id}/approve`)).status).toBe(403);
  });

  it("looks at each account once more after the approval: who came back meanwhile stays", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", ...first(30));
    const held = await w.run();
    w.app.put("Users", account(1), account(2));
    await w.api.ok("POST", `${w.path}/imports/${held.id}/approve`);
    expect(await w.ended(held.id)).toMatchObject({ state: "DONE", removed: 28, present: 2 });
    expect(await w.linked()).toContain(accountId(1));
  });

  it("changes nothing when it is cancelled, and lets no other import of the app begin before", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", ...first(30));
    const held = await w.run();
    const refused = await w.api.call<{ errorCauses: readonly { errorSummary: string }[] }>("POST", `${w.path}/imports`);
    expect([refused.status, refused.body.errorCauses[0]?.errorSummary]).toEqual([
      409,
      "An import of this app has not ended yet: wait for it, approve it when it is held, or cancel it.",
    ]);
    expect((await w.api.call("POST", `/api/lockstep/v1/tasks/${(await openTasks())[0]?.id}/retry`)).status).toBe(403);
    await w.api.ok("POST", `${w.path}/imports/${held.id}/cancel`);
    expect(await w.ended(held.id)).toMatchObject({ state: "CANCELLED", removed: 0, hold: { decidedBy: "Ada" } });
    expect(await w.linked()).toHaveLength(COUNT);
    expect(await openTasks()).toEqual([]);
    expect(await w.run()).toMatchObject({ state: "HELD" });
  });

  it("holds at the limit of the directory too, and counts what other imports took away of late", async () => {
    await linkAccounts(w, COUNT);
    await w.api.ok("PUT", `${w.path}/import-safeguard`, { app: { status: "DISABLED" } });
    w.app.remove("Users", ...first(20));
    expect(await w.run()).toMatchObject({ state: "DONE", removed: 20 });
    w.app.remove("Users", ...first(30));
    expect(await w.run()).toMatchObject({
      state: "HELD",
      hold: { scope: "DIRECTORY", affected: 30, population: COUNT, percent: 20 },
    });
  });

  it("does not count what a preview would have taken away", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", ...first(20));
    const { id } = await w.api.ok<ImportRun>("POST", `${w.path}/imports`, { mode: "FULL", preview: true });
    expect(await w.ended(id)).toMatchObject({ state: "DONE", removed: 20 });
    expect(await w.run()).toMatchObject({ state: "DONE", removed: 20 });
  });

  it("tells a preview that it would be held, and goes on to whom the run would take away", async () => {
    await linkAccounts(w, COUNT);
    w.app.remove("Users", ...first(30));
    const { id } = await w.api.ok<ImportRun>("POST", `${w.path}/imports`, { mode: "FULL", preview: true });
    const hold = { scope: "APP", affected: 30, population: COUNT, percent: 20, decidedAt: null };
    const preview = await w.ended(id);
    expect(preview).toMatchObject({ state: "DONE", absent: 30, removed: 30, hold });
    expect((await w.removals(id)).map(({ externalId }) => externalId)).toEqual(first(30));
    expect(await openTasks()).toEqual([]);
    expect(await w.linked()).toHaveLength(COUNT);
    const held = await w.run();
    expect(held).toMatchObject({ state: "HELD", absent: 30, hold });
    await w.api.ok("POST", `${w.path}/imports/${held.id}/approve`);
    const numbers = ({ absent, removed, deactivated, suspended, kept, present, unverified, unchanged }: ImportRun) => ({
      ...{ absent, removed, deactivated, suspended, kept, present, unverified, unchanged },
    });
    expect(numbers(await w.ended(held.id))).toEqual(numbers(preview));
  });

  it("counts people who were deactivated or suspended for their inactive accounts at the limit of the directory", async () => {
    await linkAccounts(w, COUNT);
    await w.api.ok("PUT", `${w.path}/import-safeguard`, { app: { status: "DISABLED" } });
    const inactive = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => account(from + index, { active: false }));
    await whenDeactivated("DEACTIVATE");
    w.app.put("Users", ...inactive(1, 10));
    expect(await w.run()).toMatchObject({ state: "DONE", removed: 0, deactivated: 10, suspended: 0 });
    await whenDeactivated("SUSPEND");
    w.app.put("Users", ...inactive(11, 20));
    expect(await w.run()).toMatchObject({ state: "DONE", removed: 0, deactivated: 0, suspended: 10 });
    // 20 of late and 5 now are more than a fifth of 120.
    w.app.remove("Users", ...first(25).slice(20));
    expect(await w.run()).toMatchObject({
      state: "HELD",
      hold: { scope: "DIRECTORY", affected: 25, population: COUNT, percent: 20 },
    });
  });

  it("does not look below its number of accounts, nor when it is switched off; settings are kept and checked", async () => {
    await linkAccounts(w, COUNT);
    const read = () => w.api.ok<ImportSafeguard>("GET", `${w.path}/import-safeguard`);
    expect(await read()).toEqual({
      app: { status: "ENABLED", percent: 20, from: 100 },
      directory: { status: "ENABLED", percent: 20, from: 100 },
      inherited: true,
    });
    await w.api.ok("PUT", "/api/lockstep/v1/import-safeguard", {
      app: { from: 121 },
      directory: { status: "DISABLED" },
    });
    expect(await read()).toMatchObject({ app: { from: 121, percent: 20 }, directory: { status: "DISABLED" } });
    await w.api.ok("PUT", `${w.path}/import-safeguard`, { app: { from: 100 } });
    expect(await read()).toMatchObject({ app: { from: 100 }, inherited: false });
    await w.api.ok("PUT", `${w.path}/import-safeguard`, { app: null });
    w.app.remove("Users", ...first(60));
    expect(await w.run()).toMatchObject({ state: "DONE", removed: 60 });
    for (const body of [{ app: { percent: 101 } }, { app: { percents: 5 } }, {}, { directory: {} }])
      expect((await w.api.call("PUT", `${w.path}/import-safeguard`, body)).status).toBe(400);
  });
});

describe("accounts that the list shows as inactive", () => {
  it("count for the safeguard, and their people follow the app's setting", async () => {
    await linkAccounts(w, COUNT);
    await whenDeactivated("SUSPEND");
    w.app.put("Users", ...Array.from({ length: 30 }, (_, index) => account(index + 1, { active: false })));
    const held = await w.run();
    expect(held).toMatchObject({ state: "HELD", absent: 30, hold: { affected: 30 } });
    expect(await w.removals(held.id)).toMatchObject(Array.from({ length: 30 }, () => ({ cause: "inactive" })));
    await w.api.ok("POST", `${w.path}/imports/${held.id}/approve`);
    expect(await w.ended(held.id)).toMatchObject({ state: "DONE", removed: 0 });
    const people = await w.world.database.kysely.selectFrom("person").select("status").execute();
    expect(people.filter(({ status }) => status === "SUSPENDED")).toHaveLength(30);
    expect(await w.run()).toMatchObject({ state: "DONE", absent: 0 });
  });

  it("are looked at once more after the approval: who is active again stays", async () => {
    await linkAccounts(w, COUNT);
    await whenDeactivated("SUSPEND");
    w.app.put("Users", ...Array.from({ length: 30 }, (_, index) => account(index + 1, { active: false })));
    const held = await w.run();
    expect(held).toMatchObject({ state: "HELD", absent: 30 });
    w.app.put("Users", account(1), account(2));
    w.app.remove("Users", accountId(3));
    await w.api.ok("POST", `${w.path}/imports/${held.id}/approve`);
    expect(await w.ended(held.id)).toMatchObject({ state: "DONE", present: 2, removed: 1 });
    const people = await w.world.database.kysely.selectFrom("person").select("status").execute();
    expect(people.filter(({ status }) => status === "SUSPENDED")).toHaveLength(28);
    expect((await w.removals(held.id)).slice(0, 3)).toMatchObject([
      { cause: "inactive", state: "PRESENT", detail: "The account is there and active." },
      { cause: "inactive", state: "PRESENT" },
      { cause: "absent", state: "REMOVED" },
    ]);
  });
});
