/** The world of a provisioning test: a cloned database, a target over HTTP, people, an app, and workers that end with the test. */
import { randomBytes } from "node:crypto";
import type { Database } from "@lockstep/database";
import type { AppId, Clock, GroupId, PersonId } from "@lockstep/ports";
import { silentLogger } from "@lockstep/ports";
import { createPinnedFetch } from "@lockstep/scim-client/node";
import { sql } from "kysely";
import { expect, vi } from "vitest";
import { createTestDatabase } from "../../../../packages/database/testing/index.ts";
import type { Deps } from "../../deps.ts";
import type { Act } from "../../domain/act.ts";
import { assignPerson } from "../../domain/app-users.ts";
import { createApp } from "../../domain/apps.ts";
import { updateToApp } from "../../domain/features.ts";
import { addMember, createGroup } from "../../domain/groups.ts";
import { createPerson } from "../../domain/people.ts";
import { createPushMapping } from "../../domain/push-mappings.ts";
import { SYSTEM_ACTOR } from "../../domain/system-log.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import { systemTimers } from "../../system-timers.ts";
import { createAccessTokenCache } from "../access-tokens.ts";
import { createWorker, saveConnection, type Worker, type WorkerOptions } from "../index.ts";
import { type ScimTarget, startScimTarget } from "./scim-target.ts";

/** Everything a test needs. */
export interface World {
  readonly act: Act;
  readonly database: Database<DirectoryTables>;
  /** URL of the database's owner: for processes of their own, and for what only tests look at. */
  readonly ownerUrl: string;
  readonly target: ScimTarget;
  readonly clock: MovableClock;
  /** A worker that is stopped when the world ends. */
  worker(options?: WorkerOptions & { readonly deps?: Partial<Deps> }): Promise<Worker>;
  /** Waits until nothing is dirty, leased or running. */
  settled(): Promise<void>;
  end(): Promise<void>;
}

/** The system's time and an offset that the test moves. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
}

/** Creates the world. Call in `beforeEach`, `end` in `afterEach`. */
export async function createWorld(parts: Partial<Act> = {}): Promise<World> {
  const clone = await createTestDatabase({
    sets: [{ component: "directory", directory: new URL("../../migrations/", import.meta.url) }],
    schema: "directory",
    role: "lockstep_directory",
  });
  const database = clone.open<DirectoryTables>(10);
  const target = await startScimTarget();
  const clock = createClock();
  const workers: Worker[] = [];
  const fetch = createPinnedFetch({ reach: "loopback" });
  const act: Act = {
    database,
    clock,
    timers: systemTimers,
    random: { bytes: (length) => randomBytes(length) },
    logger: silentLogger,
    masterKey: randomBytes(32),
    fetch,
    tokens: createAccessTokenCache({ fetch, clock, timers: systemTimers }),
    targetReach: "loopback",
    actor: SYSTEM_ACTOR,
    ...parts,
  };
  return {
    act,
    database,
    ownerUrl: clone.ownerUrl,
    target,
    clock,
    async worker({ deps = {}, ...options } = {}) {
      const worker = createWorker({ ...act, ...deps }, options);
      workers.push(worker);
      await worker.start();
      return worker;
    },
    settled: () => settled(database),
    async end() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await target.close();
      await clone.drop();
    },
  };
}

function createClock(): MovableClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (ms) => {
      offset += ms;
    },
  };
}

async function settled(database: Database<DirectoryTables>): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await sql<{ waiting: number }>`
        select ((select count(*) from app_user where dirty_version > clean_version or lease_owner is not null)
          + (select count(*) from push_group where dirty_version > clean_version or lease_owner is not null)
          + (select count(*) from app where sweep_version > swept_version)
          + (select count(*) from import_run where state in ('QUEUED', 'RUNNING')))::int as waiting`.execute(
        database.kysely,
      );
      expect(rows[0]?.waiting).toBe(0);
    },
    { timeout: 25_000, interval: 20 },
  );
}

/** An app connected to the target, all To App features on. */
export async function connectedApp(
  world: World,
  features: Parameters<typeof updateToApp>[2] = {},
  label = "Declaree",
): Promise<AppId> {
  const { target } = world;
  const app = await createApp(world.act, {
    label,
    userName: { type: "BUILT_IN", template: `\${source.email}` },
  });
  const saved = await saveConnection(world.act, app.id, {
    baseUrl: target.baseUrl,
    authScheme: "BASIC",
    username: target.username,
    password: target.password,
  });
  expect(saved.report.steps.filter((step) => step.status === "failed")).toEqual([]);
  await updateToApp(world.act, app.id, {
    createUsers: true,
    updateUserAttributes: true,
    deactivateUsers: true,
    syncPassword: true,
    passwordChange: "CHANGE",
    ...features,
  });
  target.forget();
  return app.id;
}

/** An active person `<first>.<last>@example.com`. */
export async function person(
  world: World,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<PersonId> {
  const [firstName = "", lastName = ""] = name.split(" ");
  const email = `${firstName}.${lastName}@example.com`.toLowerCase();
  const row = await createPerson(world.act, {
    profile: { login: email, email, firstName, lastName, ...more },
    activate: true,
    password: "Directory-password-1",
    source: "api",
  });
  return row.id;
}

/** Assigns people to the app individually. */
export async function assign(world: World, appId: AppId, ...personIds: readonly PersonId[]): Promise<void> {
  for (const personId of personIds) await assignPerson(world.act, { appId, personId }, {});
}

/** A group with members. */
export async function group(world: World, name: string, ...personIds: readonly PersonId[]): Promise<GroupId> {
  const row = await createGroup(world.act, { name });
  for (const personId of personIds) await addMember(world.act, row.id, personId);
  return row.id;
}

/** Pushes a group to the app; the mapping's id. */
export async function push(world: World, appId: AppId, groupId: GroupId): Promise<string> {
  const row = await createPushMapping(world.act, appId, { sourceGroupId: groupId, status: "ACTIVE" });
  return row.id;
}

/** The app user's row. */
export async function appUser(world: World, personId: PersonId) {
  return await world.database.kysely
    .selectFrom("app_user")
    .selectAll()
    .where("person_id", "=", personId)
    .executeTakeFirstOrThrow();
}

/** The push group's row. */
export async function pushGroupRow(world: World, id: string) {
  return await world.database.kysely
    .selectFrom("push_group")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
}

/** The app's row. */
export async function appRow(world: World, id: AppId) {
  return await world.database.kysely.selectFrom("app").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

/** Tasks, the oldest first. */
export async function tasks(world: World, state: "OPEN" | "RESOLVED" = "OPEN") {
  return await world.database.kysely
    .selectFrom("task")
    .selectAll()
    .where("state", "=", state)
    .orderBy("created_at")
    .execute();
}

/** System Log event types with results, in their order, as far as they are provisioning's. */
export async function events(world: World, prefix = "application.provision."): Promise<readonly string[]> {
  const rows = await world.database.kysely
    .selectFrom("system_log")
    .select(["event_type", "outcome_result"])
    .where("severity", "<>", "DEBUG")
    .orderBy("seq")
    .execute();
  return rows
    .filter((row) => row.event_type.startsWith(prefix))
    .map((row) => `${row.event_type.slice(prefix.length)} ${row.outcome_result}`);
}

/** Waits for a condition, at most twenty-five seconds. */
export async function until(check: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(check, { timeout: 25_000, interval: 20 });
}
