import type { AppId } from "@lockstep/ports";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportMatch } from "../../domain/tables.ts";
import { cancelImport, confirmImportRows, nextImportAt, startImport } from "../index.ts";
import { appUser, assign, connectedApp, createWorld, person, until, type World } from "../testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.end();
});

const importNow = async (appId: AppId) =>
  await world.database.transaction((trx) => startImport(trx, world.act, { appId, trigger: "MANUAL", mode: "FULL" }));
const runs = async () =>
  await world.database.kysely.selectFrom("import_run").selectAll().orderBy("created_at").execute();
const rows = async () =>
  await world.database.kysely.selectFrom("import_row").selectAll().orderBy("user_name").execute();
const setRules = async (rules: Partial<ImportMatch>) => {
  const app = await world.database.kysely.selectFrom("app").select("import_match").executeTakeFirstOrThrow();
  await world.database.kysely
    .updateTable("app")
    .set({ import_match: JSON.stringify({ ...app.import_match, ...rules }) })
    .execute();
};
const account = (
  userName: string,
  givenName: string,
  familyName: string,
  more: Readonly<Record<string, string | boolean>> = {},
) =>
  world.target.put("Users", {
    userName,
    active: true,
    name: { givenName, familyName },
    emails: [{ value: userName, type: "work", primary: true }],
    ...more,
  });

async function asOwner(statement: string): Promise<void> {
  const owner = new Client({ connectionString: world.ownerUrl });
  await owner.connect();
  try {
    await owner.query(statement);
  } finally {
    await owner.end();
  }
}

describe("an import", () => {
  it("counts linked accounts and pairs the others with people", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const linked = await person(world, "Linked Person");
    const exact = await person(world, "Exact Match");
    const partial = await person(world, "Same Name");
    await world.worker();
    await assign(world, appId, linked);
    await world.settled();
    account("exact.match@example.com", "Exact", "Match");
    account("other@example.com", "same", "name");
    account("new@example.com", "New", "Person");
    account("gone@example.com", "Gone", "Person", { active: false });
    await importNow(appId);
    await world.settled();
    expect(await runs()).toMatchObject([
      {
        state: "DONE",
        total: 5,
        scanned: 5,
        unchanged: 1,
        updated: 0,
        matched: 2,
        new_people: 1,
        skipped: 1,
        error: null,
      },
    ]);
    expect(await rows()).toMatchObject([
      { user_name: "exact.match@example.com", match: "EXACT", person_id: exact, state: "UNCONFIRMED" },
      { user_name: "new@example.com", match: "NONE", person_id: null },
      { user_name: "other@example.com", match: "PARTIAL", person_id: partial },
    ]);
    expect(world.target.writes().filter((request) => request.method !== "POST")).toEqual([]);
  });

  it("asks nobody about an account that provisioning has linked meanwhile", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    account("jane.doe@example.com", "Jane", "Doe");
    await world.worker();
    await importNow(appId);
    await world.settled();
    expect(await rows()).toMatchObject([{ user_name: "jane.doe@example.com", state: "UNCONFIRMED" }]);
    await assign(world, appId, jane);
    await world.settled();
    await importNow(appId);
    await world.settled();
    expect(await rows()).toEqual([]);
  });

  it("links, creates and ignores what is confirmed, and pushes linked people's profiles", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe", { title: "Controller" });
    const janes = account("jane.doe@example.com", "Jane", "Doe");
    const news = account("new@example.com", "New", "Person", { title: "Clerk" });
    const ignored = account("robot@example.com", "Ro", "Bot");
    await world.worker();
    await importNow(appId);
    await world.settled();
    const result = await confirmImportRows(world.act, appId, {
      rows: [
        { externalId: janes, action: "LINK" },
        { externalId: news, action: "NEW" },
        { externalId: ignored, action: "IGNORE" },
      ],
      activateNew: true,
    });
    expect(result).toEqual({ linked: 1, created: 1, ignored: 1, unignored: 0 });
    await world.settled();
    expect(await appUser(world, jane)).toMatchObject({
      assigned: true,
      external_id: janes,
      origin: "confirmed",
      sync_state: "SYNCHRONIZED",
    });
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ title: "Controller", externalId: jane });
    const created = await world.database.kysely
      .selectFrom("person")
      .selectAll()
      .where("source", "=", "import")
      .executeTakeFirstOrThrow();
    expect(created).toMatchObject({ profile: { login: "new@example.com", firstName: "New", title: "Clerk" } });
    expect(world.target.users()).toHaveLength(3);

    await importNow(appId);
    await world.settled();
    expect(await rows()).toMatchObject([{ state: "CONFIRMED" }, { state: "CONFIRMED" }, { state: "IGNORED" }]);
    await expect(
      confirmImportRows(world.act, appId, { rows: [{ externalId: janes, action: "LINK", personId: jane }] }),
    ).rejects.toMatchObject({
      code: "E0000001",
      causes: [`${janes}: The account is confirmed already`],
    });
  });

  it("confirms by rule: exact matches are linked, new people created, inactive accounts left alone", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    await setRules({ autoConfirmExactMatch: true, autoConfirmNewUsers: true });
    const jane = await person(world, "Jane Doe");
    const janes = account("Jane.Doe@example.com", "Jane", "Doe");
    account("new@example.com", "New", "Person");
    account("gone@example.com", "Gone", "Person", { active: false });
    await world.worker();
    await importNow(appId);
    await world.settled();
    expect(await appUser(world, jane)).toMatchObject({ external_id: janes });
    const created = await world.database.kysely
      .selectFrom("person")
      .select(["profile", "status"])
      .where("source", "=", "import")
      .execute();
    expect(created).toMatchObject([{ profile: { login: "new@example.com" }, status: "STAGED" }]);
    expect((await rows()).map((row) => [row.user_name, row.state])).toEqual([
      ["Jane.Doe@example.com", "CONFIRMED"],
      ["new@example.com", "CONFIRMED"],
    ]);
  });

  it("reads page after page, goes on after a crash where it stood, and allows one run at a time", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    for (let index = 0; index < 250; index += 1) account(`person${index}@example.com`, "Person", `Number${index}`);
    const late = Promise.withResolvers<void>();
    world.target.fault = (request) =>
      request.path.includes("startIndex=101") ? { kind: "carryOutAndWait", until: late.promise } : undefined;
    await world.worker({ importsMax: 1 });
    expect(await importNow(appId)).toBeDefined();
    expect(await importNow(appId)).toBeUndefined();
    await until(async () => expect(await runs()).toMatchObject([{ next_start_index: 101, scanned: 100 }]));
    world.target.fault = () => undefined;
    world.target.forget();
    world.clock.advance(61_000);
    await world.worker();
    await world.settled();
    late.resolve();
    expect(world.target.requests.map((request) => request.path)).toEqual([
      "/Users?startIndex=101&count=100",
      "/Users?startIndex=201&count=100",
      "/Groups?startIndex=1&count=100",
    ]);
    expect(await runs()).toMatchObject([{ state: "DONE", total: 250, scanned: 250, new_people: 250 }]);
    expect(await rows()).toHaveLength(250);
  });

  it("stops before the next page when it is cancelled", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    for (let index = 0; index < 150; index += 1) account(`person${index}@example.com`, "Person", `Number${index}`);
    const late = Promise.withResolvers<void>();
    world.target.fault = (request) =>
      request.path.includes("startIndex=101") ? { kind: "carryOutAndWait", until: late.promise } : undefined;
    await world.worker();
    const runId = (await importNow(appId)) ?? "";
    await until(async () => expect(await runs()).toMatchObject([{ scanned: 100 }]));
    await cancelImport(world.act, { appId, runId });
    await expect(cancelImport(world.act, { appId, runId })).rejects.toMatchObject({ code: "E0000107" });
    late.resolve();
    await until(() => expect(world.target.requests.at(-1)).toMatchObject({ status: 200 }));
    expect(await runs()).toMatchObject([{ state: "CANCELLED", scanned: 100 }]);
  });

  it("says in the target's words why it failed", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    world.target.fault = (request) =>
      request.path.startsWith("/Users?startIndex")
        ? { kind: "answer", status: 400, detail: "No lists today." }
        : undefined;
    await world.worker();
    await importNow(appId);
    await world.settled();
    expect(await runs()).toMatchObject([
      { state: "FAILED", error: "Bad Request. Errors reported by remote server: No lists today." },
    ]);
  });

  it("ends with words when a step fails twice by a fault of our own, and never begins anew for ever", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    account("new@example.com", "New", "Person");
    await asOwner("alter table directory.import_row add constraint broken check (external_id = '')");
    const worker = await world.worker();
    await importNow(appId);
    await until(async () => expect((await runs())[0]?.error).toContain("fault of our own"));
    expect(await runs()).toMatchObject([{ state: "RUNNING", scanned: 0 }]);
    world.clock.advance(60_000);
    worker.wake();
    await world.settled();
    expect(await runs()).toMatchObject([{ state: "FAILED", scanned: 0 }]);
    await asOwner("alter table directory.import_row drop constraint broken");
    await importNow(appId);
    await world.settled();
    expect((await runs())[1]).toMatchObject({ state: "DONE", scanned: 1 });
  });

  it("pauses the app on a refused credential and goes on once it is repaired", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    account("new@example.com", "New", "Person");
    const { password } = world.target;
    world.target.password = "another";
    const worker = await world.worker();
    await importNow(appId);
    await until(async () =>
      expect(await world.database.kysely.selectFrom("app").select("paused_reason").execute()).toEqual([
        { paused_reason: "credential" },
      ]),
    );
    world.target.password = password;
    await world.database.kysely.updateTable("app").set({ paused_reason: null }).execute();
    worker.wake();
    await world.settled();
    expect(await runs()).toMatchObject([{ state: "DONE", scanned: 1 }]);
  });

  it("starts by its schedule, in the zone of the app, and computes the next moment", async () => {
    await connectedApp(world, { syncPassword: false });
    await world.database.kysely
      .updateTable("app")
      .set({
        import_enabled: true,
        import_cron: "0 3 * * *",
        import_time_zone: "Europe/Amsterdam",
        import_due_at: new Date(world.clock.now() - 1000),
      })
      .execute();
    await world.worker();
    await until(async () => expect(await runs()).toMatchObject([{ trigger: "SCHEDULE", state: "DONE" }]));
    const app = await world.database.kysely.selectFrom("app").select("import_due_at").executeTakeFirstOrThrow();
    expect(app.import_due_at?.getTime()).toBeGreaterThan(world.clock.now());
  });
});

describe("nextImportAt", () => {
  const after = new Date("2026-07-01T12:00:00Z");
  it("computes in the schedule's own time zone", () => {
    const next = nextImportAt({ enabled: true, cron: "0 3 * * *", timeZone: "Europe/Amsterdam" }, after);
    expect(next?.toISOString()).toBe("2026-07-02T01:00:00.000Z");
  });
  it("has no next moment when imports are never wanted", () => {
    expect(nextImportAt({ enabled: true, cron: null, timeZone: "UTC" }, after)).toBeUndefined();
    expect(nextImportAt({ enabled: false, cron: "0 3 * * *", timeZone: "UTC" }, after)).toBeUndefined();
  });
});
