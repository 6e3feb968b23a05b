import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { all, type SdkWorld, startSdkWorld } from "../testing/sdk-world.ts";
import { addApp, addPerson } from "../testing/test-directory.ts";

let world: SdkWorld;
beforeAll(async () => {
  world = await startSdkWorld();
});
afterAll(() => world.close());

describe("Okta's Node SDK: groups", () => {
  it("creates, reads, replaces, lists in pages and deletes", async () => {
    const { groupApi } = world.client;
    const created = await groupApi.createGroup({ group: { profile: { name: "Sales", description: "sell" } } });
    expect(created).toMatchObject({ type: "OKTA_GROUP", objectClass: ["okta:user_group"] });
    expect(created.created).toBeInstanceOf(Date);
    const id = created.id ?? "";
    await groupApi.replaceGroup({ groupId: id, group: { profile: { name: "Sales EMEA" } } });
    expect((await groupApi.getGroup({ groupId: id })).profile).toMatchObject({ name: "Sales EMEA" });
    for (const name of ["Page a", "Page b", "Page c"]) await groupApi.createGroup({ group: { profile: { name } } });
    const paged = await all(groupApi.listGroups({ search: 'profile.name sw "Page"', limit: 2 }));
    expect(paged.map((group) => group.profile?.name)).toEqual(["Page a", "Page b", "Page c"]);
    await groupApi.deleteGroup({ groupId: id });
    await expect(groupApi.getGroup({ groupId: id })).rejects.toMatchObject({
      status: 404,
      errorCode: "E0000007",
      errorSummary: `Not found: Resource not found: ${id} (UserGroup)`,
      errorCauses: [],
    });
  });

  it("adds, lists in pages and removes members, and names the group's apps", async () => {
    const { groupApi, applicationApi } = world.client;
    const { id: groupId = "" } = await groupApi.createGroup({ group: { profile: { name: "Crew" } } });
    const people = [
      await addPerson(world.directory),
      await addPerson(world.directory),
      await addPerson(world.directory),
    ];
    for (const userId of people) await groupApi.assignUserToGroup({ groupId, userId });
    expect((await all(groupApi.listGroupUsers({ groupId, limit: 2 }))).map((user) => user.id)).toEqual(people);
    await groupApi.unassignUserFromGroup({ groupId, userId: people[0] ?? "" });
    expect(await all(groupApi.listGroupUsers({ groupId }))).toHaveLength(2);
    const appIds = [];
    for (const label of ["One", "Two", "Three"]) {
      const appId = await addApp(world.directory, label);
      await applicationApi.assignGroupToApplication({ appId, groupId });
      appIds.push(appId);
    }
    const apps = await all(groupApi.listAssignedApplicationsForGroup({ groupId, limit: 2 }));
    expect(apps.map((app) => app.id)).toEqual(appIds);
  });

  it("creates, activates, lists, deactivates, replaces and deletes group rules", async () => {
    const { groupApi } = world.client;
    const { id: groupId = "" } = await groupApi.createGroup({ group: { profile: { name: "By rule" } } });
    const made = await groupApi.createGroupRule({
      groupRule: {
        type: "group_rule",
        name: "Sales people",
        conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.department=="Sales"' } },
        actions: { assignUserToGroups: { groupIds: [groupId] } },
      },
    });
    const ruleId = made.id ?? "";
    expect(made.status).toBe("INACTIVE");
    await groupApi.activateGroupRule({ ruleId });
    expect((await groupApi.getGroupRule({ ruleId })).status).toBe("ACTIVE");
    expect((await all(groupApi.listGroupRules())).map((rule) => rule.name)).toEqual(["Sales people"]);
    await groupApi.deactivateGroupRule({ ruleId });
    const read = await groupApi.getGroupRule({ ruleId });
    const replaced = await groupApi.replaceGroupRule({ ruleId, groupRule: { ...read, name: "Sellers" } });
    expect(replaced.name).toBe("Sellers");
    await groupApi.deleteGroupRule({ ruleId, removeUsers: true });
    await expect(groupApi.getGroupRule({ ruleId })).rejects.toMatchObject({ status: 404, errorCode: "E0000007" });
  });
});
