import type { AutoLoginApplication, CapabilitiesInboundProvisioningObject } from "@okta/okta-sdk-nodejs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { all, type SdkWorld, startSdkWorld } from "../testing/sdk-world.ts";
import { addApp, addGroup, addPerson, settle } from "../testing/test-directory.ts";

/** Takes every credential and has nobody yet. */
function target(): Response {
  const body = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: 0,
    startIndex: 1,
    itemsPerPage: 0,
    Resources: [],
  };
  return Response.json(body, { headers: { "content-type": "application/scim+json" } });
}

let world: SdkWorld;
beforeAll(async () => {
  world = await startSdkWorld({ target });
});
afterAll(() => world.close());

/** The class of apps whose fields the directory serves. */
const autoLogin = (app: Omit<AutoLoginApplication, "signOnMode">): AutoLoginApplication => ({
  ...app,
  signOnMode: "AUTO_LOGIN",
});

describe("Okta's Node SDK: apps", () => {
  it("creates, reads, replaces, lists in pages, switches off and on, and deletes", async () => {
    const { applicationApi } = world.client;
    const created = await applicationApi.createApplication({
      application: autoLogin({ name: "scim2headerauth", label: "Expenses" }),
      activate: false,
    });
    const appId = created.id ?? "";
    expect(created).toMatchObject({ label: "Expenses", name: "scim2headerauth", status: "INACTIVE", features: [] });
    await applicationApi.activateApplication({ appId });
    const replaced = await applicationApi.replaceApplication({
      appId,
      application: autoLogin({
        label: "Expenses NL",
        credentials: { userNameTemplate: { template: `\${source.email}`, type: "BUILT_IN", pushStatus: "PUSH" } },
      }),
    });
    expect(replaced).toMatchObject({
      label: "Expenses NL",
      status: "ACTIVE",
      credentials: { scheme: "EDIT_USERNAME_AND_PASSWORD", userNameTemplate: { template: `\${source.email}` } },
      settings: { notes: { admin: null }, notifications: { vpn: { network: { connection: "DISABLED" } } } },
      visibility: { hide: { iOS: false, web: false } },
    });
    for (const label of ["List a", "List b", "List c"]) await addApp(world.directory, label);
    const listed = await all(applicationApi.listApplications({ q: "List", limit: 2 }));
    expect(listed.map((app) => app.label)).toEqual(["List a", "List b", "List c"]);
    await expect(applicationApi.deleteApplication({ appId })).rejects.toMatchObject({
      status: 403,
      errorCode: "E0000056",
      errorCauses: [{ errorSummary: "The application must be deactivated before deletion." }],
    });
    await applicationApi.deactivateApplication({ appId });
    await applicationApi.deleteApplication({ appId });
    await expect(applicationApi.getApplication({ appId })).rejects.toMatchObject({ status: 404 });
  });

  it("finds the apps of a person and of a group, each with that person's app user", async () => {
    const { applicationApi } = world.client;
    const userId = await addPerson(world.directory);
    const [direct, byGroup, none] = [
      await addApp(world.directory, "Direct"),
      await addApp(world.directory, "By group"),
      await addApp(world.directory, "None"),
    ];
    const groupId = await addGroup(world.directory, "App finders");
    await world.client.groupApi.assignUserToGroup({ groupId, userId });
    await applicationApi.assignUserToApplication({ appId: direct, appUser: { id: userId } });
    await applicationApi.assignGroupToApplication({ appId: byGroup, groupId });
    const found = await all(
      applicationApi.listApplications({ filter: `user.id eq "${userId}"`, expand: `user/${userId}` }),
    );
    expect(found.map((app) => [app.id, app._embedded?.["user"]])).toEqual([
      [direct, expect.objectContaining({ id: userId, scope: "USER" })],
      [byGroup, expect.objectContaining({ id: userId, scope: "GROUP" })],
    ]);
    const ofGroup = await all(applicationApi.listApplications({ filter: `group.id eq "${groupId}"` }));
    expect(ofGroup.map((app) => app.id)).toEqual([byGroup]);
    const one = await applicationApi.getApplication({ appId: none, expand: `user/${userId}` });
    expect(one._embedded).toBeUndefined();
  });

  it("assigns, updates, lists and unassigns people", async () => {
    const { applicationApi } = world.client;
    const appId = await addApp(world.directory, "People", true);
    const [first = "", second = "", third = ""] = [
      await addPerson(world.directory),
      await addPerson(world.directory),
      await addPerson(world.directory),
    ];
    const assigned = await applicationApi.assignUserToApplication({
      appId,
      appUser: { id: first, scope: "USER", credentials: { userName: "first@app.example" } },
    });
    expect(assigned).toMatchObject({ id: first, scope: "USER", status: "STAGED", syncState: "OUT_OF_SYNC" });
    await applicationApi.assignUserToApplication({ appId, appUser: { id: second } });
    await settle(world.directory, appId);
    await applicationApi.assignUserToApplication({ appId, appUser: { id: third } });
    const updated = await applicationApi.updateApplicationUser({
      appId,
      userId: first,
      appUser: { credentials: { userName: "renamed@app.example" } },
    });
    expect(updated).toMatchObject({ externalId: `scim-${first}`, credentials: { userName: "renamed@app.example" } });
    const listed = await all(applicationApi.listApplicationUsers({ appId, limit: 2, expand: "user" }));
    expect(listed.map((user) => [user.id, user._embedded?.["user"]])).toEqual(
      [first, second, third].map((id) => [id, expect.objectContaining({ id })]),
    );
    const path = `/api/v1/apps/${appId}/users?filter=`;
    const byFilter = async (filter: string) =>
      (await world.directory.ok<readonly { id: string }[]>("GET", path + encodeURIComponent(filter))).map(
        ({ id }) => id,
      );
    expect(await byFilter('status eq "STAGED"')).toEqual([third]);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    expect(await byFilter(`status eq "PROVISIONED" and lastUpdated gt "${since}"`)).toEqual([first, second]);
    await applicationApi.unassignUserFromApplication({ appId, userId: second, sendEmail: false });
    await expect(applicationApi.getApplicationUser({ appId, userId: second })).rejects.toMatchObject({ status: 404 });
    await expect(applicationApi.assignUserToApplication({ appId, appUser: { id: first } })).rejects.toMatchObject({
      status: 409,
      errorCode: "E0000062",
    });
    await expect(
      applicationApi.assignUserToApplication({
        appId,
        appUser: { id: second, credentials: { password: { value: "Secret-1234" } } },
      }),
    ).rejects.toMatchObject({
      status: 400,
      errorCode: "E0000041",
      errorCauses: [{ errorSummary: "User level credentials should not be provided for this scheme." }],
    });
  });

  it("assigns groups with a priority, patches it, lists them with their groups, and unassigns", async () => {
    const { applicationApi } = world.client;
    const appId = await addApp(world.directory, "Groups");
    const groups = [await addGroup(world.directory, "App g1"), await addGroup(world.directory, "App g2")] as const;
    const userId = await addPerson(world.directory);
    await world.client.groupApi.assignUserToGroup({ groupId: groups[1], userId });
    // Without a body the SDK sends an empty one of type JSON.
    expect(await applicationApi.assignGroupToApplication({ appId, groupId: groups[0] })).toMatchObject({ priority: 0 });
    const second = await applicationApi.assignGroupToApplication({
      appId,
      groupId: groups[1],
      applicationGroupAssignment: { priority: 7 },
    });
    expect(second.priority).toBe(7);
    const patched = await applicationApi.updateGroupAssignmentToApplication({
      appId,
      groupId: groups[1],
      jsonPatchOperation: [{ op: "replace", path: "/priority", value: 3 }],
    });
    expect(patched.priority).toBe(3);
    const listed = await all(applicationApi.listApplicationGroupAssignments({ appId, expand: "group" }));
    expect(listed.map((row) => [row.id, row.priority, row._embedded?.["group"]])).toEqual([
      [groups[0], 0, expect.objectContaining({ profile: expect.objectContaining({ name: "App g1" }) })],
      [groups[1], 3, expect.objectContaining({ profile: expect.objectContaining({ name: "App g2" }) })],
    ]);
    const member = await applicationApi.getApplicationUser({ appId, userId });
    expect(member.scope).toBe("GROUP");
    expect(member._links?.["group"]).toMatchObject({ href: `${world.baseUrl}/api/v1/groups/${groups[1]}` });
    await applicationApi.unassignApplicationFromGroup({ appId, groupId: groups[1] });
    await expect(applicationApi.getApplicationGroupAssignment({ appId, groupId: groups[1] })).rejects.toMatchObject({
      status: 404,
      errorCode: "E0000007",
    });
    await expect(applicationApi.getApplicationUser({ appId, userId })).rejects.toMatchObject({ status: 404 });
  });

  it("connects, reads and changes features, and disconnects", async () => {
    const { applicationApi } = world.client;
    const appId = await addApp(world.directory, "Connected");
    await expect(all(applicationApi.listFeaturesForApplication({ appId }))).rejects.toMatchObject({
      status: 400,
      errorCode: "E0000001",
      errorSummary: "Api validation failed: feature",
      errorCauses: [{ errorSummary: "Provisioning is not enabled for the app instance." }],
    });
    expect(await applicationApi.getDefaultProvisioningConnectionForApplication({ appId })).toMatchObject({
      status: "UNKNOWN",
      profile: { authScheme: "UNKNOWN" },
    });
    const connected = await applicationApi.updateDefaultProvisioningConnectionForApplication({
      appId,
      activate: true,
      ProvisioningConnectionRequest: {
        baseUrl: "http://127.0.0.1:4100/SCIM/v2",
        profile: { authScheme: "TOKEN", token: "the-secret-token" },
      },
    });
    expect(connected).toMatchObject({ status: "ENABLED", profile: { authScheme: "TOKEN" } });
    expect(JSON.stringify(connected)).not.toContain("the-secret-token");
    const features = await all(applicationApi.listFeaturesForApplication({ appId }));
    expect(features.map((feature) => [feature.name, feature.status])).toEqual([
      ["USER_PROVISIONING", "ENABLED"],
      ["INBOUND_PROVISIONING", "ENABLED"],
    ]);
    await applicationApi.updateFeatureForApplication({
      appId,
      name: "USER_PROVISIONING",
      CapabilitiesObject: {
        create: { lifecycleCreate: { status: "ENABLED" } },
        update: { password: { status: "ENABLED", seed: "RANDOM", change: "CHANGE" } },
      },
    });
    const inbound: CapabilitiesInboundProvisioningObject = {
      importSettings: {
        username: { usernameFormat: "EMAIL" },
        schedule: { status: "ENABLED", fullImport: { expression: "0 3 * * 0", timezone: "Europe/Berlin" } },
      },
      importRules: { userCreateAndMatch: { exactMatchCriteria: "EMAIL", autoConfirmExactMatch: true } },
    };
    await applicationApi.updateFeatureForApplication({
      appId,
      name: "INBOUND_PROVISIONING",
      CapabilitiesObject: inbound,
    });
    const read = await applicationApi.getFeatureForApplication({ appId, name: "INBOUND_PROVISIONING" });
    expect(read).toMatchObject({ capabilities: inbound });
    expect((await applicationApi.getApplication({ appId })).features).toContain("PUSH_PASSWORD_UPDATES");
    await applicationApi.deactivateDefaultProvisioningConnectionForApplication({ appId });
    expect((await applicationApi.getDefaultProvisioningConnectionForApplication({ appId })).status).toBe("DISABLED");
    await applicationApi.activateDefaultProvisioningConnectionForApplication({ appId });
  });

  it("maps groups to push: creates, filters, pauses, resumes and unlinks", async () => {
    const { groupPushMappingApi } = world.client;
    const appId = await addApp(world.directory, "Pushed", true);
    const ids = [];
    for (const name of ["Push a", "Push b", "Push c"]) {
      const sourceGroupId = await addGroup(world.directory, name);
      const made = await groupPushMappingApi.createGroupPushMapping({
        appId,
        body: { sourceGroupId, targetGroupName: name, status: name === "Push a" ? "INACTIVE" : "ACTIVE" },
      });
      expect(made).toMatchObject({ sourceGroupId, errorSummary: "" });
      ids.push(made.id ?? "");
    }
    const [first = "", second = ""] = ids;
    const listed = await all(groupPushMappingApi.listGroupPushMappings({ appId, limit: 2 }));
    expect(listed.map((mapping) => mapping.id)).toEqual(ids);
    const active = await all(groupPushMappingApi.listGroupPushMappings({ appId, status: "ACTIVE" }));
    expect(active).toHaveLength(2);
    const deletion = groupPushMappingApi.deleteGroupPushMapping({ appId, mappingId: second, deleteTargetGroup: false });
    await expect(deletion).rejects.toMatchObject({ status: 403, errorCode: "E0000107" });
    await groupPushMappingApi.updateGroupPushMapping({ appId, mappingId: second, body: { status: "INACTIVE" } });
    expect((await groupPushMappingApi.getGroupPushMapping({ appId, mappingId: second })).status).toBe("INACTIVE");
    await groupPushMappingApi.deleteGroupPushMapping({ appId, mappingId: second, deleteTargetGroup: false });
    await groupPushMappingApi.updateGroupPushMapping({ appId, mappingId: first, body: { status: "ACTIVE" } });
    await expect(groupPushMappingApi.getGroupPushMapping({ appId, mappingId: second })).rejects.toMatchObject({
      status: 404,
      errorCode: "E0000007",
    });
  });
});
