import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportRemoval, ImportResultPage, ImportRun } from "../../contract.ts";
import { assignGroup } from "../../domain/app-groups.ts";
import { type Api, openApi } from "../testing/api.ts";
import { appUser, assign, connectedApp, createWorld, group, person, push, type World } from "../testing/world.ts";

let world: World;
let api: Api;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
  await world.worker();
});
afterEach(async () => {
  await world.end();
});

const path = (rest: string) => `/api/lockstep/v1/apps/${appId}/${rest}`;
const source = (more: Readonly<Record<string, unknown>>) =>
  api.ok("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, {
    importRules: { profileAndLifecycle: { profileSourcing: true, ...more } },
  });
async function run(): Promise<ImportRun> {
  // Who was confirmed by the app after a run began is in no list of it.
  world.clock.advance(60_000);
  const { id } = await api.ok<ImportRun>("POST", path("imports"), { mode: "FULL" });
  await world.settled();
  return await api.ok<ImportRun>("GET", path(`imports/${id}`));
}
const results = async (runId: string) =>
  (await api.ok<ImportResultPage>("GET", path(`imports/${runId}/results`))).items.map(({ outcome, reason }) => [
    outcome,
    reason,
  ]);
const resultsOf = async ({ id }: ImportRun) => await api.ok<ImportResultPage>("GET", path(`imports/${id}/results`));
const statusOf = async (id: PersonId) => (await api.ok<{ status: string }>("GET", `/api/v1/users/${id}`)).status;
const setActive = (active: boolean) => {
  Object.assign(world.target.user("jane.doe@example.com") ?? {}, { active });
};

function membersOf(name: string): readonly string[] {
  const members = (world.target.group(name)?.["members"] ?? []) as readonly { readonly value: string }[];
  return members.map(({ value }) => String(world.target.users().find(({ id }) => id === value)?.["userName"])).sort();
}

async function linkedJane(): Promise<PersonId> {
  const jane = await person(world, "Jane Doe");
  await assign(world, appId, jane);
  await world.settled();
  return jane;
}

describe("an app that decides about people", () => {
  it.each([
    ["SUSPEND", "SUSPENDED", "reactivateSuspended", "ACTIVE"],
    ["DEACTIVATE", "DEPROVISIONED", "reactivateDeactivated", "PROVISIONED"],
  ] as const)(
    "%s: whose account is inactive there leaves, and returns with it, without a write to the app",
    async (whenDeactivated, away, setting, back) => {
      await source({ whenDeactivated, [setting]: true });
      const jane = await linkedJane();
      world.target.forget();
      setActive(false);
      const gone = await run();
      expect(await statusOf(jane)).toBe(away);
      expect(await results(gone.id)).toEqual([
        [
          "UPDATED",
          `The account is inactive in the app; the person is ${whenDeactivated === "SUSPEND" ? "suspended" : "deactivated"}.`,
        ],
      ]);
      expect(world.target.writes()).toEqual([]);
      setActive(true);
      const returned = await run();
      expect(await statusOf(jane)).toBe(back);
      expect((await results(returned.id))[0]).toEqual([
        "UPDATED",
        expect.stringContaining("is active again, and so is the person"),
      ]);
      expect(world.target.writes()).toEqual([]);
      expect(world.target.user("jane.doe@example.com")).toMatchObject({ active: true });
    },
  );

  it("who leaves with the account leaves the pushed groups, and is in them again with it", async () => {
    await source({ whenDeactivated: "DEACTIVATE", reactivateDeactivated: true });
    const [jane, john] = [await linkedJane(), await person(world, "John Roe")];
    await assign(world, appId, john);
    await push(world, appId, await group(world, "Staff", jane, john));
    await world.settled();
    expect(membersOf("Staff")).toEqual(["jane.doe@example.com", "john.roe@example.com"]);
    setActive(false);
    await run();
    await world.settled();
    expect(membersOf("Staff")).toEqual(["john.roe@example.com"]);
    setActive(true);
    await run();
    await world.settled();
    expect(await statusOf(jane)).toBe("PROVISIONED");
    expect(membersOf("Staff")).toEqual(["jane.doe@example.com", "john.roe@example.com"]);
  });

  it("brings nobody back who is no exact match any more, and says so", async () => {
    await source({ whenDeactivated: "SUSPEND", reactivateSuspended: true });
    const jane = await linkedJane();
    setActive(false);
    await run();
    Object.assign(world.target.user("jane.doe@example.com") ?? {}, {
      active: true,
      emails: [{ value: "somebody.else@example.com", primary: true, type: "work" }],
    });
    const { id } = await run();
    expect(await statusOf(jane)).toBe("SUSPENDED");
    expect((await results(id))[0]?.[1]).toContain("no exact match of the person any more");
  });

  it("brings nobody back who was switched off in the app after the page had been read", async () => {
    await source({ whenDeactivated: "DEACTIVATE", reactivateDeactivated: true });
    const jane = await linkedJane();
    await api.ok("POST", `/api/v1/users/${jane}/lifecycle/deactivate`);
    await world.settled();
    expect(await appUser(world, jane)).toMatchObject({ known_active: false });
    // What the list shows is older than what the app confirmed.
    setActive(true);
    await sql`update app_user set last_sync_at = ${new Date(world.clock.now() + 600_000)} where person_id = ${jane}`.execute(
      world.database.kysely,
    );
    await run();
    expect(await statusOf(jane)).toBe("DEPROVISIONED");
    expect(await appUser(world, jane)).toMatchObject({ known_active: false });
    // The next list is newer.
    world.clock.advance(600_000);
    await run();
    expect(await statusOf(jane)).toBe("PROVISIONED");
  });

  it("who is gone leaves, and is linked and active again when the account is back and confirmed", async () => {
    await source({ whenDeactivated: "DEACTIVATE", reactivateDeactivated: true });
    const jane = await linkedJane();
    const held = world.target.user("jane.doe@example.com") ?? {};
    world.target.remove("Users", String(held["id"]));
    expect(await run()).toMatchObject({ removed: 1 });
    expect(await statusOf(jane)).toBe("DEPROVISIONED");
    const externalId = world.target.put("Users", held);
    await run();
    const { items } = await api.ok<{ items: { reason: string }[] }>("GET", path("import-rows"));
    expect(items[0]?.reason).toBe("The person who matches, jane.doe@example.com, is deactivated.");
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId, action: "LINK" }] });
    await world.settled();
    expect(await statusOf(jane)).toBe("PROVISIONED");
  });
});

describe("an account that is gone", () => {
  it("of somebody who has the app through a group is shown as kept, with the reason, and one of a person alone as removed", async () => {
    const [jane, bob] = [await person(world, "Jane Doe"), await person(world, "Bob Ray")];
    const staff = await group(world, "Staff", jane);
    await assignGroup(world.act, { appId, groupId: staff }, {});
    await assign(world, appId, bob);
    await world.settled();
    for (const { id } of world.target.users()) world.target.remove("Users", String(id));
    const ended = await run();
    expect(ended).toMatchObject({ absent: 2, removed: 1, kept: 1 });
    const { items } = await api.ok<{ items: ImportRemoval[] }>("GET", path(`imports/${ended.id}/removals`));
    expect(new Map(items.map(({ person: who, state, detail }) => [who.login, [state, detail]]))).toEqual(
      new Map([
        ["bob.ray@example.com", ["REMOVED", "The account is gone from the app."]],
        [
          "jane.doe@example.com",
          [
            "KEPT",
            "The account is gone from the app; the person has the app through a group, so the app's setting for vanished accounts decides what follows.",
          ],
        ],
      ]),
    );
  });

  it("of somebody who is suspended for it and has the app through a group says that", async () => {
    await source({ whenDeactivated: "SUSPEND" });
    const jane = await person(world, "Jane Doe");
    const staff = await group(world, "Staff", jane);
    await assignGroup(world.act, { appId, groupId: staff }, {});
    await world.settled();
    setActive(false);
    const ended = await run();
    expect(ended).toMatchObject({ absent: 1, removed: 0, suspended: 1, kept: 0 });
    expect(await api.ok("GET", path(`imports/${ended.id}/removals?state=SUSPENDED`))).toMatchObject({
      items: [{ cause: "inactive", detail: "The account is inactive in the app; the person is suspended." }],
    });
  });
});

describe("an import that finds nothing changed", () => {
  it("writes no person, no app user, no row and no result, tells the same, and keeps what the last ten runs told", async () => {
    await source({});
    await linkedJane();
    world.target.put("Users", { userName: "waits@example.com", active: true });
    world.target.put("Users", { userName: "left@example.com", active: false });
    await run();
    const versions = async () => {
      const version = sql`xmin::text || xmax::text || ctid::text`;
      const { rows } = await sql<{ row: string }>`
        select ${version} as row from person union all select ${version} from app_user
        union all select ${version} from import_row union all select ${version} from import_result order by 1`.execute(
        world.database.kysely,
      );
      return rows;
    };
    const before = await versions();
    // Two people, one linked account, one row that waits and tells so, and what is told of the account that is left out.
    expect(before).toHaveLength(5);
    let last = await run();
    for (let nr = 0; nr < 11; nr += 1) last = await run();
    expect(last).toMatchObject({ unchanged: 1, updated: 0, newPeople: 1, skipped: 1 });
    expect(await versions()).toEqual(before);
    expect(await resultsOf(last)).toMatchObject({
      items: [
        { userName: "left@example.com", outcome: "SKIPPED" },
        { userName: "waits@example.com", outcome: "WAITING" },
      ],
      counts: { WAITING: 1, SKIPPED: 1 },
      difference: { appeared: 0, ended: 0 },
    });
    const { rows } = await sql<{ runs: number }>`
      select count(distinct import_run_id)::int as runs from import_result_kept where told_in <> import_run_id`.execute(
      world.database.kysely,
    );
    expect(rows[0]?.runs).toBe(10);
  });

  it("tells anew of who was changed alone, and stores a row again that was changed in between", async () => {
    const ids = ["one", "two", "three"].map((name) =>
      world.target.put("Users", { userName: `${name}@example.com`, active: true }),
    );
    await run();
    Object.assign(world.target.user("one@example.com") ?? {}, { displayName: "First" });
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId: ids[1], action: "IGNORE" }] });
    const second = await run();
    expect(await resultsOf(second)).toMatchObject({
      counts: { WAITING: 2, SKIPPED: 1 },
      difference: { appeared: 1, ended: 1 },
    });
    const { items } = await api.ok<{ items: { displayName: string | null; state: string }[] }>(
      "GET",
      path("import-rows"),
    );
    expect(items.map(({ state }) => state)).toEqual(["UNCONFIRMED", "UNCONFIRMED", "IGNORED"]);
    world.target.remove("Users", String(ids[2]));
    const third = await run();
    expect(await resultsOf(third)).toMatchObject({
      counts: { WAITING: 1, SKIPPED: 1 },
      difference: { appeared: 0, ended: 1 },
    });
  });
});
