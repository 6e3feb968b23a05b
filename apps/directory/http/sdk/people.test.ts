import { Client } from "@okta/okta-sdk-nodejs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addGroup, newProfile, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
let client: Client;
beforeAll(async () => {
  directory = await startTestDirectory();
  const { port } = await directory.directory.listen();
  // The harness has a public address of its own; nothing here follows links.
  const orgUrl = `http://127.0.0.1:${port}`;
  client = new Client({ orgUrl, token: directory.token, cacheMiddleware: null });
  await directory.directory.startWorker();
});
afterAll(async () => {
  await directory.directory.stop();
  await directory.close();
});

const properties = (schema: unknown) =>
  (schema as { definitions: { custom: { properties: Record<string, Record<string, unknown>> } } }).definitions.custom
    .properties;

describe("Okta's Node SDK: people", () => {
  it("changes the profile schema, writes custom attributes, and finds people by them", async () => {
    const { schemaApi, userApi } = client;
    const badge = { title: "Badge", type: "string", maxLength: 10, unique: "true" };
    const level = { title: "Level", type: "integer" };
    await schemaApi.updateUserProfile({
      schemaId: "default",
      userSchema: { definitions: { custom: { properties: { badge, level } } } } as never,
    });
    expect(properties(await schemaApi.getUserSchema({ schemaId: "default" }))).toMatchObject({
      badge: { title: "Badge", type: "string", maxLength: 10 },
      level: { type: "integer" },
    });
    const profile = { ...newProfile(), badge: "B-1", level: 4 };
    const created = await userApi.createUser({ body: { profile } });
    expect(created.profile).toMatchObject({ badge: "B-1", level: 4 });
    const found = [];
    for await (const user of await userApi.listUsers({ search: "profile.level gt 3" })) found.push(user?.id);
    expect(found).toEqual([created.id]);
    await expect(
      userApi.createUser({ body: { profile: { ...newProfile(), badge: "b-1" } as never } }),
    ).rejects.toMatchObject({
      status: 400,
      errorCode: "E0000001",
      errorCauses: [{ errorSummary: "badge: An object with this field already exists in the current organization" }],
    });
  });

  it("reads the one user type", async () => {
    const types = [];
    for await (const type of await client.userTypeApi.listUserTypes()) types.push(type?.name);
    expect(types).toEqual(["user"]);
    expect((await client.userTypeApi.getUserType({ typeId: "default" })).name).toBe("user");
  });

  it("reads and replaces the password policy", async () => {
    const { policyApi } = client;
    const policies = [];
    for await (const policy of await policyApi.listPolicies({ type: "PASSWORD" })) policies.push(policy);
    const policyId = policies[0]?.id ?? "";
    expect(policies).toHaveLength(1);
    const settings = { password: { complexity: { minLength: 10 } } };
    await policyApi.replacePolicy({
      policyId,
      policy: { type: "PASSWORD", name: "Default Policy", settings } as never,
    });
    expect(await policyApi.getPolicy({ policyId })).toMatchObject({ settings });
  });

  it("creates, activates, reads, deactivates and deletes a group rule", async () => {
    const { groupApi, userApi } = client;
    const groupId = await addGroup(directory, "By the SDK");
    const user = await userApi.createUser({ body: { profile: { ...newProfile(), department: "SDK" } } });
    const groupRule = {
      type: "group_rule",
      name: "By the SDK",
      conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.department=="SDK"' } },
      actions: { assignUserToGroups: { groupIds: [groupId] } },
    };
    const { id: ruleId = "" } = await groupApi.createGroupRule({ groupRule: groupRule as never });
    await groupApi.activateGroupRule({ ruleId });
    await vi.waitFor(
      async () => {
        const members = [];
        for await (const member of await groupApi.listGroupUsers({ groupId })) members.push(member?.id);
        expect(members).toEqual([user.id]);
      },
      { timeout: 20_000 },
    );
    const names = [];
    for await (const rule of await groupApi.listGroupRules({ search: "by the" })) names.push(rule?.name);
    expect(names).toEqual(["By the SDK"]);
    expect((await groupApi.getGroupRule({ ruleId })).status).toBe("ACTIVE");
    await groupApi.deactivateGroupRule({ ruleId });
    await groupApi.deleteGroupRule({ ruleId, removeUsers: true });
    await expect(groupApi.getGroupRule({ ruleId })).rejects.toMatchObject({ status: 404, errorCode: "E0000007" });
  });

  it("walks the lifecycle and the credential operations", async () => {
    const { userApi } = client;
    const password = "Longer-Secret-12";
    const { id: userId = "" } = await userApi.createUser({
      body: { profile: newProfile() as never, credentials: { password: { value: password } } },
    });
    await userApi.changeRecoveryQuestion({
      userId,
      userCredentials: { password: { value: password }, recovery_question: { question: "Pet?", answer: "Rex" } },
    });
    expect((await userApi.forgotPassword({ userId, sendEmail: false })).resetPasswordUrl).toContain("/reset-password/");
    await userApi.forgotPasswordSetNewPassword({
      userId,
      userCredentials: { password: { value: "Another-Secret-12" }, recovery_question: { answer: "rex" } },
    });
    await userApi.expirePasswordAndGetTemporaryPassword({ userId });
    expect((await userApi.getUser({ userId })).status).toBe("PASSWORD_EXPIRED");
    const links = [];
    for await (const link of await userApi.listAppLinks({ userId })) links.push(link);
    expect(links).toEqual([]);
    await expect(userApi.unlockUser({ userId })).rejects.toMatchObject({ status: 403, errorCode: "E0000032" });
    await userApi.deactivateUser({ userId });
    const { activationUrl } = await userApi.activateUser({ userId, sendEmail: false });
    expect(activationUrl).toContain("/welcome/");
    expect((await userApi.reactivateUser({ userId, sendEmail: false })).activationToken).toMatch(/^\w{43}$/);
  });
});
