import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addApp,
  addGroup,
  addPerson,
  appUsersOf,
  settle,
  startTestDirectory,
  type TestDirectory,
} from "../http/testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

const member = (method: "PUT" | "DELETE", groupId: string, personId: string) =>
  directory.ok(method, `/api/v1/groups/${groupId}/users/${personId}`);
const appGroup = (method: "PUT" | "DELETE", appId: string, groupId: string) =>
  directory.ok(method, `/api/v1/apps/${appId}/groups/${groupId}`);
const assign = (appId: string, personId: string) =>
  directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: personId, scope: "USER" });
const eventsOf = async (personId: string) =>
  (
    await directory.rows<{ event_type: string }>(
      `select event_type from system_log where event_type like 'application.user_membership.%' and targets @> jsonb_build_array(jsonb_build_object('id', $1::text)) order by seq`,
      [personId],
    )
  ).map((row) => row.event_type.split(".").at(-1));

describe("assignments through groups", () => {
  it("members get the app when the group does, lose it with the group, and each change is logged once", async () => {
    const appId = await addApp(directory, "Through groups", true);
    const groupId = await addGroup(directory, "Has the app");
    const [early, late] = [await addPerson(directory), await addPerson(directory)];
    await member("PUT", groupId, early);
    await appGroup("PUT", appId, groupId);
    await member("PUT", groupId, late);
    let rows = await appUsersOf(directory, appId);
    for (const id of [early, late])
      expect(rows.get(id)).toMatchObject({ assigned: true, scope: "GROUP", dirty: true, provision_requested: true });
    await settle(directory, appId);
    await member("DELETE", groupId, early);
    rows = await appUsersOf(directory, appId);
    expect(rows.get(early)).toMatchObject({ assigned: false, dirty: true });
    expect(rows.get(late)).toMatchObject({ assigned: true, dirty: false });
    await appGroup("DELETE", appId, groupId);
    expect((await appUsersOf(directory, appId)).get(late)).toMatchObject({ assigned: false, dirty: true });
    expect(await eventsOf(late)).toEqual(["add", "remove"]);
  });

  it("who has two assigned groups loses the app only with the last", async () => {
    const appId = await addApp(directory, "Two groups", true);
    const groups = [await addGroup(directory, "First of two"), await addGroup(directory, "Second of two")] as const;
    const person = await addPerson(directory);
    for (const groupId of groups) {
      await appGroup("PUT", appId, groupId);
      await member("PUT", groupId, person);
    }
    await settle(directory, appId);
    await member("DELETE", groups[0], person);
    expect((await appUsersOf(directory, appId)).get(person)).toMatchObject({ assigned: true, dirty: false });
    await member("DELETE", groups[1], person);
    expect((await appUsersOf(directory, appId)).get(person)).toMatchObject({ assigned: false, dirty: true });
  });

  it("leaving two groups at the same moment ends the assignment, whatever the interleaving", async () => {
    const appId = await addApp(directory, "At the same moment", true);
    const groups = [await addGroup(directory, "Race one"), await addGroup(directory, "Race two")] as const;
    for (let round = 0; round < 5; round += 1) {
      const person = await addPerson(directory, { groupIds: [...groups] });
      for (const groupId of groups) await appGroup("PUT", appId, groupId);
      await Promise.all(groups.map((groupId) => member("DELETE", groupId, person)));
      expect((await appUsersOf(directory, appId)).get(person)?.assigned).toBe(false);
    }
  });

  it("deleting the group unassigns its members", async () => {
    const appId = await addApp(directory, "Deleted group", true);
    const groupId = await addGroup(directory, "To be deleted");
    const person = await addPerson(directory, { groupIds: [groupId] });
    await appGroup("PUT", appId, groupId);
    await directory.ok("DELETE", `/api/v1/groups/${groupId}`);
    expect((await appUsersOf(directory, appId)).get(person)?.assigned).toBe(false);
  });

  it("Everyone can be assigned: who is created afterwards has the app at once, staged people do not", async () => {
    const appId = await addApp(directory, "For everyone", true);
    await appGroup("PUT", appId, "00gEveryone000000000");
    const [active, staged] = [await addPerson(directory), await addPerson(directory, {}, "?activate=false")];
    const rows = await appUsersOf(directory, appId);
    expect(rows.get(active)?.assigned).toBe(true);
    expect(rows.has(staged)).toBe(false);
    await directory.ok("POST", `/api/v1/users/${staged}/lifecycle/activate`);
    expect((await appUsersOf(directory, appId)).get(staged)?.assigned).toBe(true);
    await appGroup("DELETE", appId, "00gEveryone000000000");
  });
});

describe("individual assignments", () => {
  it("survive the loss of the group, and fall back to it when they end", async () => {
    const appId = await addApp(directory, "Both ways", true);
    const groupId = await addGroup(directory, "Both ways group");
    const person = await addPerson(directory, { groupIds: [groupId] });
    await appGroup("PUT", appId, groupId);
    await assign(appId, person);
    expect((await appUsersOf(directory, appId)).get(person)?.scope).toBe("USER");
    await directory.ok("DELETE", `/api/v1/apps/${appId}/users/${person}`);
    expect((await appUsersOf(directory, appId)).get(person)).toMatchObject({ assigned: true, scope: "GROUP" });
    await assign(appId, person);
    await member("DELETE", groupId, person);
    expect((await appUsersOf(directory, appId)).get(person)).toMatchObject({ assigned: true, scope: "USER" });
    await directory.ok("DELETE", `/api/v1/apps/${appId}/users/${person}`);
    expect((await appUsersOf(directory, appId)).get(person)?.assigned).toBe(false);
  });

  it("end with a deactivation and are not restored; those through groups come back", async () => {
    const appId = await addApp(directory, "Leaver", true);
    const groupId = await addGroup(directory, "Leavers' group");
    const [alone, grouped] = [await addPerson(directory), await addPerson(directory, { groupIds: [groupId] })];
    await appGroup("PUT", appId, groupId);
    await assign(appId, alone);
    await settle(directory, appId);
    for (const id of [alone, grouped]) await directory.ok("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    let rows = await appUsersOf(directory, appId);
    for (const id of [alone, grouped]) expect(rows.get(id)).toMatchObject({ assigned: false, dirty: true });
    for (const id of [alone, grouped]) await directory.ok("POST", `/api/v1/users/${id}/lifecycle/activate`);
    rows = await appUsersOf(directory, appId);
    expect([rows.get(alone)?.assigned, rows.get(grouped)?.assigned]).toEqual([false, true]);
  });

  it("a suspended person keeps apps, gets none, and nothing is marked by the suspension", async () => {
    const appId = await addApp(directory, "Suspended", true);
    const groupId = await addGroup(directory, "Suspended group");
    const [has, gets] = [
      await addPerson(directory, { credentials: { password: { value: "Strong-Secret-12" } } }),
      await addPerson(directory, { credentials: { password: { value: "Strong-Secret-12" } } }),
    ];
    await assign(appId, has);
    await settle(directory, appId);
    for (const id of [has, gets]) await directory.ok("POST", `/api/v1/users/${id}/lifecycle/suspend`);
    expect((await appUsersOf(directory, appId)).get(has)).toMatchObject({ assigned: true, dirty: false });
    await member("PUT", groupId, gets);
    await appGroup("PUT", appId, groupId);
    expect((await appUsersOf(directory, appId)).has(gets)).toBe(false);
    await directory.refused("POST", `/api/v1/apps/${appId}/users`, {
      status: 403,
      code: "E0000117",
      body: { id: gets },
    });
    await directory.ok("POST", `/api/v1/users/${gets}/lifecycle/unsuspend`);
    expect((await appUsersOf(directory, appId)).get(gets)?.assigned).toBe(true);
  });

  it("made before provisioning is enabled wait for Provision user", async () => {
    const appId = await addApp(directory, "Not enabled yet");
    const person = await addPerson(directory);
    await assign(appId, person);
    expect((await appUsersOf(directory, appId)).get(person)).toMatchObject({ provision_requested: false });
    const shown = await directory.ok("GET", `/api/v1/apps/${appId}/users/${person}`);
    expect(shown).toMatchObject({ needsProvisioning: true, status: "ACTIVE", syncState: "DISABLED" });
    const path = `/api/lockstep/v1/apps/${appId}/users/${person}/provision`;
    await directory.refused("POST", path, { status: 400, code: "E0000024" });
    await directory.rows("update app set provisioning_enabled = true, create_users = true where id = $1", [appId]);
    expect((await directory.call("POST", path)).status).toBe(204);
    expect((await appUsersOf(directory, appId)).get(person)).toMatchObject({ provision_requested: true, dirty: true });
  });

  it("a person is not removed for good while an app still has to be told", async () => {
    const appId = await addApp(directory, "Still to be told", true);
    const person = await addPerson(directory);
    await assign(appId, person);
    await settle(directory, appId);
    await directory.ok("DELETE", `/api/v1/users/${person}`);
    const causes = await directory.refused("DELETE", `/api/v1/users/${person}`, { status: 409, code: "E0000112" });
    expect(causes[0]).toContain("still to be deactivated in Still to be told");
    await settle(directory, appId);
    expect((await directory.call("DELETE", `/api/v1/users/${person}`)).status).toBe(204);
  });
});

describe("what a change marks", () => {
  it("a profile change marks the assigned accounts, once per change, and nothing when nothing changed", async () => {
    const appId = await addApp(directory, "Marks", true);
    const person = await addPerson(directory);
    await assign(appId, person);
    await settle(directory, appId);
    await directory.ok("POST", `/api/v1/users/${person}`, { profile: { title: "Director" } });
    const marked = (await appUsersOf(directory, appId)).get(person);
    expect(marked?.dirty).toBe(true);
    await directory.ok("POST", `/api/v1/users/${person}`, { profile: { title: "Director" } });
    expect((await appUsersOf(directory, appId)).get(person)?.dirty_version).toBe(marked?.dirty_version);
  });

  it("members and names of a group mark its push groups, not those that are inactive", async () => {
    const appId = await addApp(directory, "Marks groups", true);
    const groupId = await addGroup(directory, "Mirrored");
    const person = await addPerson(directory);
    const mapping = await directory.ok<{ id: string }>("POST", `/api/v1/apps/${appId}/group-push/mappings`, {
      sourceGroupId: groupId,
    });
    const isDirty = async () =>
      (
        await directory.rows<{ dirty: boolean }>(
          "select dirty_version > clean_version as dirty from push_group where id = $1",
          [mapping.id],
        )
      )[0]?.dirty;
    for (const change of [
      () => member("PUT", groupId, person),
      () => directory.ok("PUT", `/api/v1/groups/${groupId}`, { profile: { name: "Mirrored anew" } }),
      () => directory.ok("POST", `/api/v1/users/${person}/lifecycle/deactivate`),
    ]) {
      await settle(directory, appId);
      await change();
      expect(await isDirty()).toBe(true);
    }
    await directory.ok("PATCH", `/api/v1/apps/${appId}/group-push/mappings/${mapping.id}`, { status: "INACTIVE" });
    await settle(directory, appId);
    await member("DELETE", groupId, person);
    expect(await isDirty()).toBe(false);
  });
});
