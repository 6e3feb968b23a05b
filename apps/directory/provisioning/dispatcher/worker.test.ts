import { randomBytes } from "node:crypto";
import type { PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { provisionAppUser, unassignPerson } from "../../domain/app-users.ts";
import { updateToApp } from "../../domain/features.ts";
import { updatePerson } from "../../domain/people.ts";
import { movePerson } from "../../domain/person-lifecycle.ts";
import { forceSyncApp } from "../index.ts";
import {
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

describe("a person's way through an app", () => {
  it("is created, changed, deactivated and brought back to the same account", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe", { title: "Controller", department: "Finance" });
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    expect(world.target.user("jane.doe@example.com")).toMatchObject({
      active: true,
      title: "Controller",
      externalId: jane,
    });
    const created = await appUser(world, jane);
    expect(created).toMatchObject({
      sync_state: "SYNCHRONIZED",
      origin: "created",
      known_active: true,
      user_name: "jane.doe@example.com",
    });

    await updatePerson(world.act, jane, { profile: { title: "CFO", department: null }, partial: true });
    await world.settled();
    const changed = world.target.user("jane.doe@example.com");
    expect(changed).toMatchObject({ title: "CFO" });
    expect(JSON.stringify(changed)).not.toContain("Finance");

    await unassignPerson(world.act, { appId, personId: jane });
    await world.settled();
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ active: false });
    await assign(world, appId, jane);
    await world.settled();
    expect(world.target.users()).toHaveLength(1);
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ active: true, id: created.external_id });
    expect(await events(world)).toEqual([
      "user.push SUCCESS",
      "user.push_profile SUCCESS",
      "user.deactivate SUCCESS",
      "user.reactivate SUCCESS",
    ]);
  });

  it("links an account that is there already and pushes the profile, without a second account", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const id = world.target.put("Users", {
      userName: "Jane.Doe@Example.com",
      active: true,
      title: "Old",
      nickName: "JD",
    });
    const jane = await person(world, "Jane Doe", { title: "Controller" });
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    expect(world.target.users()).toHaveLength(1);
    expect(await appUser(world, jane)).toMatchObject({ origin: "linked", external_id: id });
    expect(world.target.users()[0]).toMatchObject({ title: "Controller", nickName: "JD", externalId: jane });
  });

  it("sends nothing when nothing changed", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    world.target.forget();
    await world.database.transaction(async (trx) => {
      await trx.updateTable("app_user").set({ dirty_version: 99 }).execute();
    });
    await world.database.transaction((trx) => forceSyncApp(trx, appId, { now: new Date(world.clock.now()) }));
    await world.settled();
    expect(world.target.writes()).toEqual([]);
  });

  it("ends many quick edits in the latest state with few requests", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    await assign(world, appId, jane);
    for (let edit = 1; edit <= 30; edit += 1) {
      await updatePerson(world.act, jane, { profile: { title: `Title ${edit}` }, partial: true });
    }
    await world.worker();
    await world.settled();
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ title: "Title 30" });
    expect(world.target.writes()).toHaveLength(1);
  });

  it("sends nothing for a suspended person, and the change when the suspension ends", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    world.target.forget();
    await movePerson(world.act, jane, "suspend");
    await updatePerson(world.act, jane, { profile: { title: "CFO" }, partial: true });
    await world.settled();
    expect(world.target.requests).toEqual([]);
    await movePerson(world.act, jane, "unsuspend");
    await updatePerson(world.act, jane, { profile: { title: "CEO" }, partial: true });
    await world.settled();
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ title: "CEO", active: true });
  });
});

describe("To App, switched off", () => {
  it("Create Users: nothing is sent until somebody asks, then a task says why", async () => {
    const appId = await connectedApp(world, { createUsers: false });
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    expect(world.target.requests).toEqual([]);
    expect(await tasks(world)).toEqual([]);
    expect(await appUser(world, jane)).toMatchObject({ provision_requested: false, sync_state: "DISABLED" });

    await provisionAppUser(world.act, { appId, personId: jane });
    await world.settled();
    expect(world.target.writes()).toEqual([]);
    expect(await tasks(world)).toMatchObject([
      {
        cause: "featureOff",
        summary: "Automatic provisioning of user jane.doe@example.com to app Declaree failed",
        next_attempt_at: null,
      },
    ]);
    expect((await tasks(world))[0]?.remedy).toContain("Enable Create Users");

    await updateToApp(world.act, appId, { createUsers: true });
    await provisionAppUser(world.act, { appId, personId: jane });
    await world.settled();
    expect(world.target.users()).toHaveLength(1);
    expect(await tasks(world)).toEqual([]);
    expect(await tasks(world, "RESOLVED")).toHaveLength(1);
  });

  it("Update User Attributes: a change stays here", async () => {
    const appId = await connectedApp(world, { updateUserAttributes: false, syncPassword: false });
    const jane = await person(world, "Jane Doe", { title: "Controller" });
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    world.target.forget();
    await updatePerson(world.act, jane, { profile: { title: "CFO" }, partial: true });
    await world.settled();
    expect(world.target.writes()).toEqual([]);
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ title: "Controller" });
  });

  it("Deactivate Users: the account stays active and nothing waits", async () => {
    const appId = await connectedApp(world, { deactivateUsers: false, syncPassword: false });
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    world.target.forget();
    await unassignPerson(world.act, { appId, personId: jane });
    await world.settled();
    expect(world.target.writes()).toEqual([]);
    expect(await tasks(world)).toEqual([]);
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ active: true });
  });
});

describe("Sync Password", () => {
  it("sends a random one at creation and a new one when the directory's changes; it is kept nowhere", async () => {
    const appId = await connectedApp(world);
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    const first = passwordOf("jane.doe@example.com");
    expect(first).toMatch(/^[A-Za-z0-9]{16}$/);
    for (const kind of [/[A-Z]/, /[a-z]/, /\d/]) expect(first).toMatch(kind);

    await updatePerson(world.act, jane, { password: "Directory-password-2", partial: true });
    await world.settled();
    const second = passwordOf("jane.doe@example.com");
    expect(second).toMatch(/^[A-Za-z0-9]{16}$/);
    expect(second).not.toBe(first);
    expect(await appUser(world, jane)).toMatchObject({ password_pending: false, password_sealed: null });
    expect(await events(world)).toContain("user.push_password SUCCESS");
    const dump = JSON.stringify([
      await appUser(world, jane),
      await tasks(world),
      await world.database.kysely.selectFrom("system_log").selectAll().execute(),
    ]);
    expect(dump).not.toContain(first);
    expect(dump).not.toContain(second);
  });

  it("keeps the old one when new random passwords are switched off", async () => {
    const appId = await connectedApp(world, { passwordChange: "KEEP_EXISTING" });
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    const first = passwordOf("jane.doe@example.com");
    await updatePerson(world.act, jane, { password: "Directory-password-2", partial: true });
    await world.settled();
    expect(passwordOf("jane.doe@example.com")).toBe(first);
  });

  it("sends the directory's own password once it is known and erases it", async () => {
    const appId = await connectedApp(world, { passwordSeed: "OKTA" });
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    await updatePerson(world.act, jane, { password: "Directory-password-2", partial: true });
    await world.settled();
    expect(passwordOf("jane.doe@example.com")).toBe("Directory-password-2");
    expect(await appUser(world, jane)).toMatchObject({ password_pending: false, password_sealed: null });
    expect(await events(world)).toContain("user.push_okta_password SUCCESS");
  });

  it("switched off, sends nothing but the placeholder of a new account", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    const placeholder = passwordOf("jane.doe@example.com");
    world.target.forget();
    await updatePerson(world.act, jane, { password: "Directory-password-2", partial: true });
    await world.settled();
    expect(world.target.writes()).toEqual([]);
    expect(passwordOf("jane.doe@example.com")).toBe(placeholder);
  });
});

describe("answers that get lost, workers that die", () => {
  it("never makes a second account when the answer to the create is lost", async () => {
    const appId = await connectedApp(world);
    const jane = await person(world, "Jane Doe");
    let cuts = 1;
    world.target.fault = (request) => {
      if (request.method !== "POST" || cuts === 0) return undefined;
      cuts -= 1;
      return { kind: "carryOutAndCut" };
    };
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    expect(world.target.users()).toHaveLength(1);
    expect(await appUser(world, jane)).toMatchObject({
      sync_state: "SYNCHRONIZED",
      external_id: world.target.users()[0]?.["id"],
    });
  });

  it("lets another worker take over an expired lease; the first one's late result no longer counts", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const late = Promise.withResolvers<void>();
    world.target.fault = (request) =>
      request.method === "POST" ? { kind: "carryOutAndWait", until: late.promise } : undefined;
    await world.worker({ concurrencyMax: 1 });
    await assign(world, appId, jane);
    await until(() => expect(world.target.users()).toHaveLength(1));
    world.target.fault = () => undefined;
    world.clock.advance(61_000);
    await world.worker();
    await world.settled();
    const taken = await appUser(world, jane);
    expect(taken).toMatchObject({ sync_state: "SYNCHRONIZED", origin: "linked" });
    late.resolve();
    await until(() =>
      expect(world.target.requests.filter((request) => request.method === "POST")).toMatchObject([{ status: 201 }]),
    );
    expect(world.target.users()).toHaveLength(1);
  });

  it("deactivates an account whose creation was never recorded when the person has lost the app meanwhile", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const late = Promise.withResolvers<void>();
    world.target.fault = (request) =>
      request.method === "POST" ? { kind: "carryOutAndWait", until: late.promise } : undefined;
    await world.worker({ concurrencyMax: 1 });
    await assign(world, appId, jane);
    await until(() => expect(world.target.users()).toHaveLength(1));
    world.target.fault = () => undefined;
    await unassignPerson(world.act, { appId, personId: jane });
    world.clock.advance(61_000);
    await world.worker();
    await world.settled();
    late.resolve();
    expect(world.target.users()).toMatchObject([{ active: false }]);
  });

  it("shares the work of many people between two workers without a single request twice", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const people: PersonId[] = [];
    for (let index = 0; index < 30; index += 1) people.push(await person(world, `Person${index} Test`));
    await assign(world, appId, ...people);
    await Promise.all([world.worker({ perAppMax: 3 }), world.worker({ perAppMax: 3 })]);
    await world.settled();
    expect(world.target.users()).toHaveLength(30);
    expect(world.target.writes()).toHaveLength(30);
  });

  it("goes on with the others when one subject runs into a fault of ours", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const john = await person(world, "John Roe");
    await assign(world, appId, jane, john);
    let traces = 0;
    const bytes = (length: number) => {
      // The first trace names the worker, the second one belongs to the first run: that run fails.
      if (length === 16) traces += 1;
      if (length === 16 && traces === 2) throw new Error("No randomness left");
      return randomBytes(length);
    };
    await world.worker({ deps: { random: { bytes } } });
    await until(() => expect(world.target.users()).toHaveLength(1));
    world.clock.advance(20_000);
    await world.worker();
    await world.settled();
    expect(world.target.users()).toHaveLength(2);
  });
});

function passwordOf(userName: string): string {
  return String(world.target.user(userName)?.["password"]);
}
