import type { AppId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unassignPerson } from "../domain/app-users.ts";
import { createApp } from "../domain/apps.ts";
import { updatePerson } from "../domain/people.ts";
import { movePerson } from "../domain/person-lifecycle.ts";
import { previewAppUser, resetAppPasswords, saveConnection, testConnection } from "./index.ts";
import {
  appRow,
  appUser,
  assign,
  connectedApp,
  createWorld,
  person,
  tasks,
  until,
  type World,
} from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.end();
});

const good = () => ({
  baseUrl: world.target.baseUrl,
  authScheme: "BASIC" as const,
  username: world.target.username,
  password: world.target.password,
});
const freshApp = async (): Promise<AppId> => (await createApp(world.act, { label: "Declaree" })).id;

describe("saving a connection", () => {
  it("stores nothing when the test fails, and says which step failed and what to do", async () => {
    const appId = await freshApp();
    const result = await saveConnection(world.act, appId, { ...good(), password: "wrong" });
    expect(result.saved).toBe(false);
    const failed = result.report.steps.find((step) => step.status === "failed");
    expect(failed).toMatchObject({ name: "signIn" });
    expect(failed?.remedy).toBeTruthy();
    expect(await appRow(world, appId)).toMatchObject({
      base_url: null,
      auth_secret_sealed: null,
      provisioning_enabled: false,
    });
  });

  it("seals the secret and enables provisioning when the test passes", async () => {
    const appId = await freshApp();
    expect((await saveConnection(world.act, appId, good())).saved).toBe(true);
    const app = await appRow(world, appId);
    expect(app).toMatchObject({
      base_url: world.target.baseUrl,
      auth_scheme: "BASIC",
      connection_status: "ENABLED",
      provisioning_enabled: true,
    });
    expect(app.auth_secret_sealed?.toString("latin1")).not.toContain(world.target.password);
  });

  it("keeps the saved password when none is given, but never sends it to another host or for another user", async () => {
    const appId = await freshApp();
    await saveConnection(world.act, appId, good());
    const { password: _, ...without } = good();
    expect((await saveConnection(world.act, appId, without)).saved).toBe(true);
    for (const other of [
      { ...without, baseUrl: "http://localhost:9/scim" },
      { ...without, username: "somebody@example.com" },
    ]) {
      await expect(saveConnection(world.act, appId, other)).rejects.toMatchObject({
        code: "E0000001",
        causes: ["password: Enter the password of the provisioning account"],
      });
    }
  });

  it("switches provisioning off without a test", async () => {
    const appId = await freshApp();
    await saveConnection(world.act, appId, good());
    const { password: _, ...without } = good();
    world.target.forget();
    expect((await saveConnection(world.act, appId, { ...without, enabled: false })).saved).toBe(true);
    expect(world.target.requests).toEqual([]);
    expect(await appRow(world, appId)).toMatchObject({ provisioning_enabled: false, connection_status: "DISABLED" });
  });

  it("tests what was entered or, without input, what was saved, and stores neither", async () => {
    const appId = await freshApp();
    await expect(testConnection(world.act, appId)).rejects.toMatchObject({ code: "E0000001" });
    expect(await testConnection(world.act, appId, good())).toMatchObject({ ok: true });
    expect(await appRow(world, appId)).toMatchObject({ base_url: null });
    await saveConnection(world.act, appId, good());
    expect(await testConnection(world.act, appId)).toMatchObject({ ok: true });
  });
});

describe("previewAppUser", () => {
  it("shows the exact requests, reads the app, and writes nothing", async () => {
    const appId = await connectedApp(world);
    const jane = await person(world, "Jane Doe");
    await assign(world, appId, jane);
    const plan = await previewAppUser(world.act, { appId, personId: jane }, null);
    expect(plan.blocked).toBeNull();
    expect(plan.actions).toMatchObject([
      {
        purpose: "createUser",
        method: "POST",
        url: `${world.target.baseUrl}/Users`,
        body: { userName: "jane.doe@example.com", password: "«password»" },
      },
    ]);
    expect(world.target.writes()).toEqual([]);
    expect(world.target.requests).not.toEqual([]);
  });

  it("says why nothing would be sent", async () => {
    const appId = await connectedApp(world, { createUsers: false });
    const jane = await person(world, "Jane Doe");
    await assign(world, appId, jane);
    expect((await previewAppUser(world.act, { appId, personId: jane }, null)).blocked).toMatchObject({
      code: "needsProvisioning",
    });
    await movePerson(world.act, jane, "suspend");
    expect((await previewAppUser(world.act, { appId, personId: jane }, null)).blocked).toMatchObject({
      code: "suspended",
    });
  });
});

describe("two people with one user name", () => {
  it("never share an account: the second waits with a task and changes nothing", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe", { title: "Controller" });
    const other = await person(world, "Jane Other", { email: "jane.doe@example.com", title: "Intruder" });
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    await assign(world, appId, other);
    await world.settled();
    expect(world.target.users()).toMatchObject([{ title: "Controller", externalId: jane }]);
    expect(await appUser(world, other)).toMatchObject({ external_id: null, sync_state: "ERROR" });
    expect(await tasks(world)).toMatchObject([{ cause: "userNameTaken" }]);
    expect((await tasks(world))[0]?.detail).toBe(
      'jane.other@example.com and jane.doe@example.com would both be "jane.doe@example.com" in Declaree.',
    );
  });

  it("are two once one of them has another name: the task is solved by itself", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    const jane = await person(world, "Jane Doe");
    const other = await person(world, "Jane Other", { email: "JANE.DOE@example.com" });
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    await assign(world, appId, other);
    await world.settled();
    expect(await tasks(world)).toMatchObject([{ cause: "userNameTaken" }]);
    await updatePerson(world.act, jane, { profile: { email: "jane.d@example.com" }, partial: true });
    await until(async () => expect(await tasks(world)).toEqual([]));
    expect(world.target.users().map((user) => [user["userName"], user["externalId"]])).toEqual([
      ["jane.d@example.com", jane],
      ["JANE.DOE@example.com", other],
    ]);
  });

  it("are one again for whoever stays when the other one leaves", async () => {
    const appId = await connectedApp(world, { syncPassword: false, deactivateUsers: true });
    const jane = await person(world, "Jane Doe");
    const other = await person(world, "Jane Other", { email: "jane.doe@example.com" });
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    await assign(world, appId, other);
    await world.settled();
    await unassignPerson(world.act, { appId, personId: jane });
    // The account stays that of the one who left: whose it is now is for a person to say.
    await until(async () => expect(await tasks(world)).toMatchObject([{ cause: "ambiguousMatch" }]));
    expect(world.target.users()).toMatchObject([{ externalId: jane, active: false }]);
  });

  it("heal when both ran at the same moment", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    world.target.put("Users", { userName: "jane.doe@example.com", active: true });
    const jane = await person(world, "Jane Doe", { title: "Controller" });
    const other = await person(world, "Jane Other", { email: "jane.doe@example.com", title: "Intruder" });
    await assign(world, appId, jane, other);
    await world.worker();
    await world.settled();
    const linked = [await appUser(world, jane), await appUser(world, other)].filter((row) => row.external_id !== null);
    expect(linked).toHaveLength(1);
    expect(world.target.users()).toMatchObject([{ externalId: linked[0]?.person_id }]);
    expect(await tasks(world)).toMatchObject([{ cause: "userNameTaken" }]);
  });
});

describe("Reset all passwords", () => {
  it("sends every active account a new random one", async () => {
    const appId = await connectedApp(world);
    const jane = await person(world, "Jane Doe");
    await world.worker();
    await assign(world, appId, jane);
    await world.settled();
    const before = world.target.user("jane.doe@example.com")?.["password"];
    expect(await world.database.transaction((trx) => resetAppPasswords(trx, appId, new Date(world.clock.now())))).toBe(
      1,
    );
    await world.settled();
    expect(world.target.user("jane.doe@example.com")?.["password"]).not.toBe(before);
  });
});
