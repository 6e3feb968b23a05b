import type { AppId, PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { updateToDirectory } from "../../domain/features.ts";
import { protect } from "../../domain/protection.ts";
import { startImport } from "../index.ts";
import { appUser, assign, connectedApp, createWorld, person, until, type World } from "../testing/world.ts";
import { applyDepartures, type Departure, decideReturn } from "./lifecycle-sourcing.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.end();
});

const source = (appId: AppId, whenDeactivated: "NOTHING" | "DEACTIVATE" | "SUSPEND") =>
  updateToDirectory(world.act, appId, {
    change: { sourcing: { profileSourcing: true, whenDeactivated } },
    dueAt: () => null,
  });
const statusOf = async (id: PersonId) =>
  (await world.database.kysely.selectFrom("person").select("status").where("id", "=", id).executeTakeFirstOrThrow())
    .status;
const results = async () =>
  await world.database.kysely.selectFrom("import_result").selectAll().orderBy("user_name").execute();

/** A person with an account in the app, and the departure of it. */
async function linked(appId: AppId, name: string, cause: Departure["cause"] = "absent"): Promise<Departure> {
  const personId = await person(world, name);
  await assign(world, appId, personId);
  await world.settled();
  const { id, external_id } = await appUser(world, personId);
  return { appUserId: id, personId, externalId: external_id ?? "", cause };
}

async function depart(appId: AppId, accounts: readonly Departure[], preview = false) {
  return await world.database.transaction(async (trx) => {
    const runId = (await startImport(trx, world.act, { appId, trigger: "MANUAL", mode: "FULL" })) ?? "";
    await trx.updateTable("import_run").set({ state: "DONE", preview }).where("id", "=", runId).execute();
    return await applyDepartures(trx, world.act, { appId, runId, accounts });
  });
}

describe("accounts that are gone from the app", () => {
  it("are unassigned without a request, and the person stays as it is unless the app decides about people", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    await world.worker();
    const gone = await linked(appId, "Gone Person");
    world.target.remove("Users", gone.externalId);
    world.target.forget();
    expect(await depart(appId, [gone])).toMatchObject([
      { state: "REMOVED", reason: "The account is gone from the app." },
    ]);
    await world.settled();
    expect(world.target.requests).toEqual([]);
    expect(await appUser(world, gone.personId)).toMatchObject({ assigned: false, external_id: null, known: null });
    expect(await statusOf(gone.personId)).toBe("ACTIVE");
    expect(await results()).toMatchObject([{ outcome: "REMOVED", reason: "The account is gone from the app." }]);
  });

  it.each([
    ["DEACTIVATE", "DEPROVISIONED", "deactivated"],
    ["SUSPEND", "SUSPENDED", "suspended"],
  ] as const)("end as the source's setting says: %s", async (setting, status, words) => {
    const appId = await connectedApp(world, { syncPassword: false });
    await source(appId, setting);
    await world.worker();
    const gone = await linked(appId, "Gone Person");
    world.target.remove("Users", gone.externalId);
    world.target.forget();
    await depart(appId, [gone]);
    await world.settled();
    expect(await statusOf(gone.personId)).toBe(status);
    expect(world.target.requests).toEqual([]);
    expect(await results()).toMatchObject([
      { outcome: "REMOVED", reason: `The account is gone from the app; the person is ${words}.`, changes: ["status"] },
    ]);
  });

  it("of protected people are unassigned, but the person is left alone and the result says so", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    await source(appId, "DEACTIVATE");
    await world.worker();
    const gone = await linked(appId, "Board Member");
    await protect(world.act, { kind: "PERSON", id: gone.personId });
    expect(await depart(appId, [gone])).toMatchObject([{ state: "REMOVED" }]);
    expect(await statusOf(gone.personId)).toBe("ACTIVE");
    expect((await results())[0]?.reason).toContain("protected");
  });

  it("change nothing in a preview but the numbers and the rows", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    await source(appId, "DEACTIVATE");
    await world.worker();
    const gone = await linked(appId, "Gone Person");
    const preview = await depart(appId, [gone], true);
    expect(await statusOf(gone.personId)).toBe("ACTIVE");
    expect(await appUser(world, gone.personId)).toMatchObject({ assigned: true, external_id: gone.externalId });
    expect(await depart(appId, [gone])).toEqual(preview);
    expect(await statusOf(gone.personId)).toBe("DEPROVISIONED");
  });
});

describe("several sources", () => {
  it("only the first by priority decides about the person", async () => {
    const first = await connectedApp(world, { syncPassword: false }, "HR");
    const second = await connectedApp(world, { syncPassword: false }, "Second");
    await source(first, "NOTHING");
    await source(second, "DEACTIVATE");
    await world.database.kysely.updateTable("app").set({ source_priority: 1 }).where("id", "=", first).execute();
    await world.worker();
    const personId = await person(world, "Two Sources");
    await assign(world, first, personId);
    await assign(world, second, personId);
    await world.settled();
    const { rows } = {
      rows: await world.database.kysely.selectFrom("app_user").selectAll().where("app_id", "=", second).execute(),
    };
    const account = {
      appUserId: rows[0]?.id ?? "",
      personId,
      externalId: rows[0]?.external_id ?? "",
      cause: "inactive" as const,
    };
    expect(await depart(second, [account])).toMatchObject([{ state: "KEPT" }]);
    expect(await statusOf(personId)).toBe("ACTIVE");
  });
});

describe("inactive accounts", () => {
  it("deactivate the person, and the account that is inactive already is not written", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const other = await connectedApp(world, { syncPassword: false }, "Other");
    await source(appId, "DEACTIVATE");
    await world.worker();
    const inactive = await linked(appId, "Inactive Person", "inactive");
    world.target.put("Users", { ...world.target.user("inactive.person@example.com"), active: false });
    await assign(world, other, inactive.personId);
    await until(async () => expect(await statusOf(inactive.personId)).toBe("ACTIVE"));
    world.target.forget();
    await depart(appId, [inactive]);
    await world.settled();
    expect(await statusOf(inactive.personId)).toBe("DEPROVISIONED");
  });
});

describe("decideReturn", () => {
  const returning = { isSource: true, reactivateSuspended: true, reactivateDeactivated: true } as const;
  it("brings back by the settings, and only from the app that decides about the person", () => {
    expect(decideReturn({ ...returning, status: "SUSPENDED" })).toBe("unsuspend");
    expect(decideReturn({ ...returning, status: "DEPROVISIONED" })).toBe("activate");
    expect(decideReturn({ ...returning, status: "ACTIVE" })).toBeUndefined();
    expect(decideReturn({ ...returning, status: "SUSPENDED", isSource: false })).toBeUndefined();
    expect(decideReturn({ ...returning, status: "DEPROVISIONED", reactivateDeactivated: false })).toBeUndefined();
  });
});
