import { type AppId, silentLogger } from "@lockstep/ports";
import { comparePassports, type Passport } from "@lockstep/scim-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unassignPerson } from "../../domain/app-users.ts";
import { createApp } from "../../domain/apps.ts";
import { saveConnection } from "../index.ts";
import type { Fault, SeenRequest } from "../testing/scim-target.ts";
import { type ScimmyTarget, startScimmyTarget } from "../testing/scimmy-target.ts";
import { assign, connectedApp, createWorld, group, person, push, tasks, until, type World } from "../testing/world.ts";
import { createPassportOffice, type PassportOffice } from "./passport-office.ts";
import { loadPassports, loadRuns, loadTraces } from "./passport-rows.ts";

let world: World;
let office: PassportOffice;
beforeEach(async () => {
  world = await createWorld();
  office = createPassportOffice(world.act);
});
afterEach(async () => {
  await office.close();
  await world.end();
});

async function measure(appId: AppId, membersMax = 12): Promise<Passport> {
  const { ended } = await office.begin(world.act, { appId, membersMax });
  await ended;
  const [run] = await loadRuns(world.database.kysely, appId, 1);
  expect([run?.state, run?.error]).toEqual(["DONE", null]);
  return run?.passport as Passport;
}

const refusal = (status: number, detail = "Not like this."): Fault => ({ kind: "answer", status, detail });

/** The operations of a PATCH. */
function operations(request: SeenRequest): readonly Record<string, unknown>[] {
  const found = request.method === "PATCH" ? request.body?.["Operations"] : undefined;
  return (found ?? []) as unknown as readonly Record<string, unknown>[];
}

const isPathless = (request: SeenRequest) => operations(request).some(({ path }) => path === undefined);
const membersIn = (request: SeenRequest) =>
  operations(request).reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 1), 0);

describe("a measuring", () => {
  it("tells what the target does, and leaves it as it was", async () => {
    const appId = await connectedApp(world);
    world.target.put("Users", { userName: "somebody@example.com", active: true });
    world.target.put("Groups", { displayName: "Somebody's group", members: [] });
    const before = JSON.stringify([world.target.users(), world.target.groups()]);
    const passport = await measure(appId);
    expect(passport).toMatchObject({
      user: {
        put: true,
        patch: { path: true, pathless: true, valuePath: true, upperCaseOp: false },
        inactiveListed: true,
        inactiveFound: true,
        filterIgnoresCase: true,
        uniqueIgnoresCase: true,
        delete: "removed",
        nameFreeAfterDelete: true,
      },
      conflict: { status: 409, scimType: "uniqueness", accepted: false },
      group: {
        put: true,
        renamePath: true,
        renamePathless: true,
        addMembers: true,
        removeByFilter: true,
        replaceMembers: true,
        membersReturned: true,
        chunkAccepted: 12,
        chunkRefused: null,
      },
      filters: {
        userName: true,
        externalId: true,
        "emails.value": true,
        "userName and active": true,
        "Group displayName": true,
        "Group externalId": true,
      },
      paging: { pageSizeMax: null, totalIsTrue: true, startIndexWorks: true, cursor: false },
      versions: { etagSent: false, ifMatch: null },
      retryAfter: null,
      notes: [],
    });
    expect(passport.latency.requests).toBeGreaterThan(60);
    expect(JSON.stringify([world.target.users(), world.target.groups()])).toBe(before);
    expect(await loadTraces(world.database.kysely)).toEqual([]);
    const traces = new Set(world.target.requests.map(({ traceparent }) => traceparent?.length));
    expect([...traces]).toEqual([55]);
  });

  it("keeps to the app's rate, and ends at once when it is cancelled while it waits for its turn", async () => {
    const appId = await connectedApp(world);
    await world.database.kysely.updateTable("app").set({ rate_requests: 60, rate_per: "MINUTE" }).execute();
    let granted = 0;
    const pacer = {
      take: (app: { readonly id: string }) => {
        expect(app.id).toBe(appId);
        granted += 1;
        return Promise.resolve(granted > 20 ? 3_600_000 : 0);
      },
    };
    const { ended } = await office.begin({ ...world.act, pacer }, { appId, membersMax: 3 });
    await until(() => expect(granted).toBeGreaterThan(20));
    expect(world.target.requests).toHaveLength(20);
    await office.cancel(appId);
    await ended;
    expect(await loadRuns(world.database.kysely, appId, 1)).toMatchObject([{ state: "CANCELLED" }]);
    expect(world.target.users()).toEqual([]);
  });

  it("writes to nothing but its own, and notes it before it is made", async () => {
    const appId = await connectedApp(world);
    const unnoted: string[] = [];
    const check = async ({ body }: SeenRequest) => {
      const traces = world.database.kysely.selectFrom("passport_trace").select("id");
      const noted = await traces.where("external_id", "=", String(body?.["externalId"])).execute();
      if (noted.length !== 1) unnoted.push(String(body?.["externalId"]));
    };
    // Asked while the target still waits with its answer.
    world.target.fault = (request) =>
      request.method === "POST" ? { kind: "carryOutAndWait", until: check(request) } : undefined;
    const strangers = [1, 2, 3].map((count) =>
      world.target.put("Users", { userName: `user${count}@example.com`, active: true }),
    );
    await measure(appId);
    const written = world.target.writes().filter(({ method }) => method !== "POST");
    expect(written.length).toBeGreaterThan(20);
    expect(written.filter(({ path }) => strangers.some((id) => path.endsWith(`/${id}`)))).toEqual([]);
    expect(unnoted).toEqual([]);
    const made = world.target.writes().filter(({ method }) => method === "POST");
    const names = made.map(({ body }) => String(body?.["userName"] ?? body?.["displayName"]));
    expect(names.filter((name) => !/^lockstep[- ]passport[- ][0-9a-f]{16}/i.test(name))).toEqual([]);
  });

  it("measures a target that we did not write", async () => {
    const scimmy: ScimmyTarget = await startScimmyTarget();
    try {
      const { id } = await createApp(world.act, { label: "SCIMMY" });
      const input = { baseUrl: scimmy.baseUrl, authScheme: "TOKEN", token: scimmy.token } as const;
      expect((await saveConnection(world.act, id, input)).saved).toBe(true);
      const passport = await measure(id);
      expect(passport).toMatchObject({
        user: { put: true, patch: { path: true, pathless: true }, delete: "removed" },
        conflict: { status: 409, scimType: "uniqueness", accepted: false },
        group: { addMembers: true, chunkAccepted: 12 },
        filters: { userName: true },
      });
      expect([scimmy.users(), scimmy.groups()]).toEqual([[], []]);
    } finally {
      await scimmy.close();
    }
  });

  it("waits after 429, and notes in which form the wait was told", async () => {
    const appId = await connectedApp(world);
    let left = 2;
    world.target.fault = ({ path }) => {
      if (!path.includes("cursor") || left === 0) return undefined;
      left -= 1;
      return { kind: "answer", status: 429, detail: "Slow down.", headers: { "retry-after": "0" } };
    };
    expect((await measure(appId)).retryAfter).toBe("seconds");
  });

  it("fails with the target's words when no user can be made, and runs alone", async () => {
    const appId = await connectedApp(world);
    const gate = Promise.withResolvers<void>();
    world.target.fault = ({ method }) =>
      method === "POST" ? { kind: "carryOutAndWait", until: gate.promise } : undefined;
    const first = await office.begin(world.act, { appId, membersMax: 3 });
    await until(() => expect(world.target.users()).toHaveLength(1));
    await expect(office.begin(world.act, { appId, membersMax: 3 })).rejects.toMatchObject({ code: "E0000195" });
    expect(await office.cancel(appId)).toBe(true);
    gate.resolve();
    await first.ended;
    world.target.fault = ({ method }) => (method === "POST" ? refusal(403, "Readers only.") : undefined);
    const second = await office.begin(world.act, { appId, membersMax: 3 });
    await second.ended;
    const [run] = await loadRuns(world.database.kysely, appId, 1);
    expect([run?.state, run?.error]).toEqual([
      "FAILED",
      "The application made no test user. Forbidden. Errors reported by remote server: Readers only.",
    ]);
    expect(await loadTraces(world.database.kysely)).toEqual([]);
  });
});

describe("clean-up", () => {
  it("follows a cancellation in the middle", async () => {
    const appId = await connectedApp(world);
    const gate = Promise.withResolvers<void>();
    world.target.fault = ({ path }) =>
      path === "/Groups" ? { kind: "carryOutAndWait", until: gate.promise } : undefined;
    const { ended } = await office.begin(world.act, { appId, membersMax: 6 });
    await until(() => expect(world.target.groups()).toHaveLength(1));
    expect(world.target.users().length).toBeGreaterThanOrEqual(6);
    expect(await office.cancel(appId)).toBe(true);
    gate.resolve();
    await ended;
    expect(await loadRuns(world.database.kysely, appId, 1)).toMatchObject([{ state: "CANCELLED", passport: null }]);
    expect([world.target.users(), world.target.groups(), await loadTraces(world.database.kysely)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(await office.cancel(appId)).toBe(false);
  });

  it("is done by another process when the one that measured died, also for what was made without an answer", async () => {
    const appId = await connectedApp(world);
    // Of a dead process nothing goes on: its timers stand still, and its last request got no answer.
    const silent = new Promise<void>(() => undefined);
    world.target.fault = ({ path, method }) =>
      path === "/Groups" && method === "POST" ? { kind: "carryOutAndWait", until: silent } : undefined;
    const still = { ...world.act.timers, every: () => () => undefined };
    const dead = createPassportOffice({ ...world.act, timers: still });
    await dead.begin({ ...world.act, timers: still }, { appId, membersMax: 6 });
    await until(() => expect(world.target.groups()).toHaveLength(1));
    world.target.fault = () => undefined;
    expect(await loadTraces(world.database.kysely)).toEqual([]);

    world.clock.advance(61_000);
    office.open();
    await until(() => expect(world.target.users()).toEqual([]));
    // Whether the lost create is still to come is not known yet: it stays noted.
    await until(async () => expect(await loadTraces(world.database.kysely)).toMatchObject([]));
    expect(world.target.groups()).toEqual([]);
    expect(await loadRuns(world.database.kysely, appId, 1)).toMatchObject([
      { state: "FAILED", error: expect.stringContaining("ended in the middle") },
    ]);
  });

  it("keeps what was neither answered nor found until it can no longer be made", async () => {
    const appId = await connectedApp(world);
    // Cut off before it is carried out: the client cannot know.
    let isCut = false;
    world.target.fault = ({ path, method }) => {
      if (isCut || path !== "/Groups" || method !== "POST") return undefined;
      isCut = true;
      return { kind: "cut" };
    };
    await (await office.begin(world.act, { appId, membersMax: 3 })).ended;
    expect(await loadRuns(world.database.kysely, appId, 1)).toMatchObject([
      { state: "FAILED", error: expect.stringContaining("1 test resources are left: Its create was never answered") },
    ]);
    expect(await loadTraces(world.database.kysely)).toMatchObject([{ collection: "Groups", remoteId: undefined }]);
    world.clock.advance(121_000);
    office.open();
    await until(async () => expect(await loadTraces(world.database.kysely)).toEqual([]));
  });

  it("says what is left where the target refuses DELETE, and switches it off", async () => {
    const appId = await connectedApp(world);
    world.target.fault = ({ method }) => (method === "DELETE" ? refusal(405, "Never.") : undefined);
    const { ended } = await office.begin(world.act, { appId, membersMax: 3 });
    await ended;
    const [run] = await loadRuns(world.database.kysely, appId, 1);
    expect(run?.passport?.user.delete).toBe("refused");
    expect(run?.error).toMatch(
      /^\d+ test resources are left: Method Not Allowed\. Errors reported by remote server: Never\.$/,
    );
    expect(world.target.users().every(({ active }) => active === false)).toBe(true);
    expect(await loadTraces(world.database.kysely, { appId })).toHaveLength(
      world.target.users().length + world.target.groups().length,
    );
    world.target.fault = () => undefined;
    office.open();
    await until(() => expect([world.target.users(), world.target.groups()]).toEqual([[], []]));
  });
});

describe("the plan follows the passport", () => {
  it("chunks members as the target takes them, and uses the verbs that work: nothing is refused", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const limited = (request: SeenRequest): Fault | undefined => {
      if (isPathless(request)) return refusal(400, "A path is needed.");
      return request.path.startsWith("/Groups/") && membersIn(request) > 5 ? refusal(413, "Too many.") : undefined;
    };
    world.target.fault = limited;
    const passport = await measure(appId, 16);
    expect(passport).toMatchObject({
      user: { patch: { path: true, pathless: false } },
      group: { chunkAccepted: 5, chunkRefused: 6, renamePathless: false },
    });
    world.target.forget();
    await world.worker();
    const people = [];
    for (let count = 1; count <= 12; count += 1) people.push(await person(world, `Person${count} Test`));
    await assign(world, appId, ...people);
    await world.settled();
    await push(world, appId, await group(world, "Team", ...people));
    await world.settled();
    await unassignPerson(world.act, { appId, personId: people[0] as never });
    await world.settled();
    expect(world.target.group("Team")?.["members"]).toHaveLength(11);
    expect(world.target.user("person1.test@example.com")).toMatchObject({ active: false });
    expect(world.target.requests.filter(({ status }) => status >= 400)).toEqual([]);
    expect(Math.max(...world.target.requests.filter(({ path }) => path.startsWith("/Groups/")).map(membersIn))).toBe(5);
    expect(await tasks(world)).toEqual([]);
  });

  it("looks people up page by page where the target knows no filter", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    world.target.fault = ({ path }) => (path.includes("filter=") ? refusal(400, "No filters.") : undefined);
    const { filters } = await measure(appId, 3);
    expect(new Set(Object.values(filters))).toEqual(new Set([false]));
    const known = world.target.put("Users", { userName: "jane.doe@example.com", active: true });
    world.target.forget();
    await world.worker();
    await assign(world, appId, await person(world, "Jane Doe"), await person(world, "John Roe"));
    await world.settled();
    expect(world.target.users().map(({ userName }) => userName)).toEqual([
      "jane.doe@example.com",
      "john.roe@example.com",
    ]);
    expect(world.target.user("jane.doe@example.com")?.["id"]).toBe(known);
    expect(world.target.requests.filter(({ status }) => status >= 400)).toEqual([]);
  });

  it("asks for pages of the size that the target gives", async () => {
    const appId = await connectedApp(world);
    for (let count = 1; count <= 30; count += 1) world.target.put("Users", { userName: `user${count}@example.com` });
    world.target.pageSizeMax = 20;
    expect((await measure(appId)).paging).toMatchObject({ pageSizeMax: 20, totalIsTrue: true });
  });

  it("names what changed since the last time", async () => {
    const appId = await connectedApp(world);
    await measure(appId, 3);
    world.target.fault = (request) => (request.method === "PUT" ? refusal(501) : undefined);
    await measure(appId, 3);
    const [latest, previous] = await loadPassports(world.database.kysely, appId);
    expect(comparePassports(previous?.passport as Passport, latest?.passport as Passport)).toEqual([
      { trait: "user.put", before: "true", after: "false" },
      { trait: "group.put", before: "true", after: "false" },
    ]);
  });
});

it("a sweep that cannot reach the database is tried again, and says so", async () => {
  const said: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: object, message: string) => void said.push(message) };
  const broken = { ...world.act, logger, database: { ...world.database, kysely: undefined as never } };
  const other = createPassportOffice(broken);
  other.open();
  await other.close();
  expect(said).toEqual(["Measurings that died could not be cleared up"]);
});
