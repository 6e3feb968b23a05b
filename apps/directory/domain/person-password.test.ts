import { createHash } from "node:crypto";
import type { PersonId } from "@lockstep/ports";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addApp,
  addPerson,
  appUsersOf,
  settle,
  startTestDirectory,
  type TestDirectory,
} from "../http/testing/test-directory.ts";
import { openSecret, pendingPasswordContext } from "./seal.ts";

const MASTER_KEY = createHash("sha256").update("test").digest();
const [FIRST, SECOND] = ["First-Secret-12", "Second-Secret-12"];
const withPassword = (value: string) => ({ credentials: { password: { value } } });

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

/** An app with these password settings; a new one per test. */
async function appWith(label: string, password: Readonly<Record<string, unknown>>): Promise<string> {
  // One app at a time decides which passwords are kept sealed.
  await directory.rows("update app set sync_password = false");
  const appId = await addApp(directory, label, true);
  await directory.ok("PUT", `/api/v1/apps/${appId}/features/USER_PROVISIONING`, { update: { password } });
  return appId;
}

async function assigned(
  appId: string,
  extra: Readonly<Record<string, unknown>> = withPassword(FIRST),
): Promise<string> {
  const person = await addPerson(directory, extra);
  await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person });
  return person;
}

const stateOf = async (appId: string, person: string) => (await appUsersOf(directory, appId)).get(person);
const changeTo = (person: string, value: string) =>
  directory.ok("POST", `/api/v1/users/${person}`, withPassword(value));
const sealedOf = async (appId: string, person: string) => {
  const [row] = await directory.rows<{ sealed: Buffer }>(
    "select password_sealed as sealed from app_user where app_id = $1 and person_id = $2",
    [appId, person],
  );
  return row === undefined ? undefined : openSecret(MASTER_KEY, pendingPasswordContext(person as PersonId), row.sealed);
};
const personSealed = async (person: string) =>
  (
    await directory.rows<{ sealed: boolean }>(
      "select password_sealed is not null as sealed from person where id = $1",
      [person],
    )
  )[0]?.sealed;

describe("Sync Password", () => {
  it("RANDOM with CHANGE: pending on assignment and on every change of the directory password", async () => {
    const appId = await appWith("Random, cycled", { status: "ENABLED", seed: "RANDOM", change: "CHANGE" });
    const person = await assigned(appId);
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: true, sealed: false });
    await settle(directory, appId);
    await changeTo(person, SECOND);
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: true, sealed: false, dirty: true });
    expect(await personSealed(person)).toBe(false);
  });

  it("also when the person changes it with change_password", async () => {
    const appId = await appWith("Random, by the person", { status: "ENABLED", seed: "RANDOM", change: "CYCLE" });
    const person = await assigned(appId);
    await settle(directory, appId);
    await directory.ok("POST", `/api/v1/users/${person}/credentials/change_password`, {
      oldPassword: { value: FIRST },
      newPassword: { value: SECOND },
    });
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: true, dirty: true });
  });

  it("RANDOM with KEEP_EXISTING: pending on assignment, never on a change", async () => {
    const appId = await appWith("Random, kept", { status: "ENABLED", seed: "RANDOM", change: "KEEP_EXISTING" });
    const person = await assigned(appId);
    expect((await stateOf(appId, person))?.password_pending).toBe(true);
    await settle(directory, appId);
    await changeTo(person, SECOND);
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: false, sealed: false, dirty: false });
  });

  it("OKTA: the directory password is sealed for delivery, opens only for its person, and is nowhere in the clear", async () => {
    const appId = await appWith("Directory password", { status: "ENABLED", seed: "OKTA", change: "KEEP_EXISTING" });
    const person = await assigned(appId);
    expect(await sealedOf(appId, person)).toBe(FIRST);
    expect(await personSealed(person)).toBe(false);
    await settle(directory, appId);
    await changeTo(person, SECOND);
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: true, dirty: true });
    expect(await sealedOf(appId, person)).toBe(SECOND);
    const [row] = await directory.rows<{ sealed: Buffer }>(
      "select password_sealed as sealed from app_user where person_id = $1",
      [person],
    );
    expect(() =>
      openSecret(MASTER_KEY, pendingPasswordContext("00uother" as PersonId), row?.sealed ?? Buffer.alloc(0)),
    ).toThrow("does not open");
    for (const table of ["person", "app_user", "system_log", "task"]) {
      const found = await directory.rows(
        `select 1 from ${table} as r where strpos(r::text, $1) > 0 or strpos(r::text, $2) > 0`,
        [SECOND, Buffer.from(SECOND).toString("hex")],
      );
      expect(found, table).toEqual([]);
    }
  });

  it("OKTA: a password set before the assignment waits sealed with the person and is taken over once", async () => {
    const appId = await appWith("Assigned later", { status: "ENABLED", seed: "OKTA", change: "KEEP_EXISTING" });
    const person = await addPerson(directory, withPassword(FIRST));
    expect(await personSealed(person)).toBe(true);
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person });
    expect([await sealedOf(appId, person), await personSealed(person)]).toEqual([FIRST, false]);
    const waiting = await addPerson(directory, withPassword(FIRST));
    await directory.ok("POST", `/api/v1/users/${waiting}/lifecycle/deactivate`);
    expect(await personSealed(waiting)).toBe(false);
  });

  it("off: nothing is pending, and switching it off erases what waits", async () => {
    const appId = await appWith("Switched off", { status: "ENABLED", seed: "OKTA", change: "KEEP_EXISTING" });
    const [person, waiting] = [await assigned(appId), await addPerson(directory, withPassword(FIRST))];
    await directory.ok("PUT", `/api/v1/apps/${appId}/features/USER_PROVISIONING`, {
      update: { password: { status: "DISABLED" } },
    });
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: false, sealed: false });
    expect(await personSealed(waiting)).toBe(false);
    await settle(directory, appId);
    await changeTo(person, SECOND);
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: false, dirty: false });
  });

  it("Reset all passwords asks for a new one for every account, and only where passwords are synced", async () => {
    const appId = await appWith("Reset all", { status: "ENABLED", seed: "RANDOM", change: "KEEP_EXISTING" });
    const person = await assigned(appId);
    await settle(directory, appId);
    expect(await directory.ok("POST", `/api/lockstep/v1/apps/${appId}/reset-passwords`)).toEqual({ count: 1 });
    expect(await stateOf(appId, person)).toMatchObject({ password_pending: true, dirty: true });
    await directory.rows("update app set sync_password = false where id = $1", [appId]);
    await directory.refused("POST", `/api/lockstep/v1/apps/${appId}/reset-passwords`, {
      status: 400,
      code: "E0000024",
    });
  });
});
