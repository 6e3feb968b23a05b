import type { PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { updatePerson } from "../../domain/people.ts";
import { retryTask } from "../../domain/tasks.ts";
import { saveConnection, testConnection } from "../index.ts";
import type { Fault } from "../testing/scim-target.ts";
import {
  appRow,
  appUser,
  assign,
  connectedApp,
  createWorld,
  events,
  person,
  tasks,
  until,
  type World,
} from "../testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.end();
});

const answer = (status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Fault => ({
  kind: "answer",
  status,
  detail,
  headers,
});

async function people(count: number): Promise<readonly PersonId[]> {
  const ids: PersonId[] = [];
  for (let index = 1; index <= count; index += 1) ids.push(await person(world, `Person${index} Test`));
  return ids;
}

describe("a refused credential", () => {
  it("pauses the app once, and replays everything by itself after the connection is repaired", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const ids = await people(5);
    world.target.password = "changed in the app";
    await world.worker();
    await assign(world, appId, ...ids);
    await until(async () => expect((await appRow(world, appId)).paused_reason).toBe("credential"));
    expect(world.target.users()).toEqual([]);
    expect(await tasks(world)).toMatchObject([
      {
        cause: "credential",
        status_code: 401,
        summary: "Provisioning to Declaree is paused: the app refuses the connection's credential",
        detail: "Unauthorized. Errors reported by remote server: The user name or password is wrong.",
        app_user_id: null,
      },
    ]);
    const sent = world.target.requests.length;
    await updatePerson(world.act, ids[0] as PersonId, { profile: { title: "CFO" }, partial: true });

    const wrong = await saveConnection(world.act, appId, {
      baseUrl: world.target.baseUrl,
      authScheme: "BASIC",
      username: world.target.username,
      password: "still wrong",
    });
    expect(wrong.saved).toBe(false);
    expect(wrong.report.steps.find((step) => step.status === "failed")).toMatchObject({ name: "signIn" });
    expect((await appRow(world, appId)).paused_reason).toBe("credential");
    expect(world.target.writes()).toEqual([]);
    expect(world.target.requests.length).toBeLessThanOrEqual(sent + 3);

    const right = await saveConnection(world.act, appId, {
      baseUrl: world.target.baseUrl,
      authScheme: "BASIC",
      username: world.target.username,
      password: "changed in the app",
    });
    expect(right.saved).toBe(true);
    await world.settled();
    expect(world.target.users()).toHaveLength(5);
    expect(world.target.user("person1.test@example.com")).toMatchObject({ title: "CFO" });
    expect(await tasks(world)).toEqual([]);
    expect(await appRow(world, appId)).toMatchObject({ paused_reason: null, connection_status: "ENABLED" });
    const stored = JSON.stringify([
      await appRow(world, appId),
      await world.database.kysely.selectFrom("system_log").selectAll().execute(),
    ]);
    expect(stored).not.toContain("changed in the app");
    expect(await testConnection(world.act, appId)).toMatchObject({ ok: true });
  });
});

describe("429", () => {
  it("makes the whole app wait for Retry-After, then doubles, and goes on by itself", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const ids = await people(4);
    world.target.fault = () => answer(429, "Slow down.", { "retry-after": "30" });
    const worker = await world.worker();
    await assign(world, appId, ...ids);
    const waited = async () => {
      const app = await appRow(world, appId);
      expect(app.paused_reason).toBe("rateLimit");
      return (app.resume_at?.getTime() ?? 0) - (app.paused_at?.getTime() ?? 0);
    };
    // Time must not jump over requests that have left already: their answers belong to the pause that stands.
    const nothingUnderWay = () =>
      until(async () => {
        const leased = world.database.kysely.selectFrom("app_user").select("id").where("lease_owner", "is not", null);
        expect(await leased.execute()).toEqual([]);
      });
    await until(async () => expect(await waited()).toBe(30_000));
    expect((await appRow(world, appId)).rate_limit_count).toBe(1);
    expect(await tasks(world)).toEqual([]);

    await nothingUnderWay();
    world.clock.advance(30_000);
    worker.wake();
    await until(async () => expect(await waited()).toBe(60_000));
    await nothingUnderWay();
    world.target.fault = () => undefined;
    world.clock.advance(60_000);
    worker.wake();
    await world.settled();
    expect(world.target.users()).toHaveLength(4);
    expect(await appRow(world, appId)).toMatchObject({ paused_reason: null, rate_limit_count: 0 });
  });

  it("becomes a task for a person after ten attempts", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const [jane] = await people(1);
    world.target.fault = () => answer(429, "Slow down.");
    const worker = await world.worker();
    await assign(world, appId, jane as PersonId);
    for (let attempt = 1; attempt < 10; attempt += 1) {
      await until(async () =>
        expect(await appRow(world, appId)).toMatchObject({ rate_limit_count: attempt, paused_reason: "rateLimit" }),
      );
      world.clock.advance(24 * 60 * 60_000);
      worker.wake();
    }
    await until(async () =>
      expect(await appRow(world, appId)).toMatchObject({ rate_limit_count: 10, resume_at: null }),
    );
    const [task] = await tasks(world);
    expect(task).toMatchObject({ cause: "rateLimit", status_code: 429, next_attempt_at: null });
    world.target.fault = () => undefined;
    await retryTask(world.act, task?.id ?? "");
    await world.settled();
    expect(world.target.users()).toHaveLength(1);
    expect(await tasks(world)).toEqual([]);
  });
});

describe("faults of one person's requests", () => {
  it("repeats a server error with growing waits, opens a task at the third, and resolves it when it works", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const [jane] = await people(1);
    world.target.fault = (request) => (request.method === "POST" ? answer(500, "Out of order.") : undefined);
    const worker = await world.worker();
    await assign(world, appId, jane as PersonId);
    for (const attempts of [1, 2, 3]) {
      await until(async () =>
        expect(await appUser(world, jane as PersonId)).toMatchObject({ attempts, lease_owner: null }),
      );
      const { due_at } = await appUser(world, jane as PersonId);
      const wait = due_at.getTime() - world.clock.now();
      expect(wait).toBeLessThanOrEqual(2_000 * 2 ** (attempts - 1));
      expect(await tasks(world)).toHaveLength(attempts < 3 ? 0 : 1);
      if (attempts === 3) break;
      world.clock.advance(2_000 * 2 ** (attempts - 1));
      worker.wake();
    }
    expect(await tasks(world)).toMatchObject([{ cause: "serverError", status_code: 500, attempts: 3 }]);
    expect((await tasks(world))[0]?.next_attempt_at).toBeInstanceOf(Date);
    expect(await appUser(world, jane as PersonId)).toMatchObject({ sync_state: "ERROR" });
    world.target.fault = () => undefined;
    world.clock.advance(10_000);
    worker.wake();
    await world.settled();
    expect(world.target.users()).toHaveLength(1);
    expect(await tasks(world)).toEqual([]);
    expect(await appUser(world, jane as PersonId)).toMatchObject({
      sync_state: "SYNCHRONIZED",
      last_error: null,
      attempts: 0,
    });
  });

  it("waits with a refused person for a change, in the target's own words, and stops nobody else", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const ids = await people(3);
    const bad = ids[1] as PersonId;
    world.target.fault = (request) =>
      request.method === "POST" &&
      request.body?.["userName"] === "person2.test@example.com" &&
      request.body["title"] !== "CFO"
        ? answer(400, "The title is missing.")
        : undefined;
    await world.worker();
    await assign(world, appId, ...ids);
    await world.settled();
    expect(world.target.users()).toHaveLength(2);
    expect(await tasks(world)).toMatchObject([
      {
        cause: "rejected",
        status_code: 400,
        detail: "Bad Request. Errors reported by remote server: The title is missing.",
        next_attempt_at: null,
      },
    ]);
    expect(await appUser(world, bad)).toMatchObject({ sync_state: "ERROR", external_id: null });
    expect(await events(world)).toContain("user.push FAILURE");
    await updatePerson(world.act, bad, { profile: { title: "CFO" }, partial: true });
    await world.settled();
    expect(world.target.users()).toHaveLength(3);
    expect(await tasks(world)).toEqual([]);
  });

  it("makes the account anew when it vanished in the app", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const [jane] = await people(1);
    await world.worker();
    await assign(world, appId, jane as PersonId);
    await world.settled();
    world.target.remove("Users", String(world.target.users()[0]?.["id"]));
    await updatePerson(world.act, jane as PersonId, { profile: { title: "CFO" }, partial: true });
    await world.settled();
    expect(world.target.users()).toMatchObject([{ title: "CFO" }]);
    expect((await appUser(world, jane as PersonId)).external_id).toBe(world.target.users()[0]?.["id"]);
  });

  it("says which mapping cannot be computed", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const [jane] = await people(1);
    await world.database.kysely
      .updateTable("app_mapping")
      .set({ expression: "substringBefore(" })
      .where("attribute", "=", "title")
      .execute();
    await world.worker();
    await assign(world, appId, jane as PersonId);
    await world.settled();
    const [task] = await tasks(world);
    expect(task).toMatchObject({ cause: "mapping", status_code: null });
    expect(task?.detail).toMatch(/^title: /);
    expect(world.target.requests).toEqual([]);
  });
});
