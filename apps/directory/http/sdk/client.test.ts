import { Client } from "@okta/okta-sdk-nodejs";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { all, type SdkWorld, startSdkWorld } from "../testing/sdk-world.ts";
import { addApp, addGroup, addPerson, newProfile } from "../testing/test-directory.ts";

let world: SdkWorld;
beforeAll(async () => {
  world = await startSdkWorld();
});
afterAll(() => world.close());

const somebody = () => newProfile() as Record<string, string> & { login: string };

describe("Okta's Node SDK: people", () => {
  it("creates, reads, changes, lists in pages, and goes through the lifecycle", async () => {
    const { userApi } = world.client;
    const profile = { ...somebody(), department: "Sales" };
    const created = await userApi.createUser({ body: { profile }, activate: false });
    const userId = created.id ?? "";
    expect(created.status).toBe("STAGED");
    await userApi.activateUser({ userId, sendEmail: false });
    expect((await userApi.getUser({ userId: profile.login })).status).toBe("PROVISIONED");
    const updated = await userApi.updateUser({ userId, user: { profile: { title: "Chief" } } });
    expect(updated.profile).toMatchObject({ title: "Chief", department: "Sales" });
    const replaced = await userApi.replaceUser({ userId, user: { profile: somebody() } });
    expect(replaced.profile?.department ?? undefined).toBeUndefined();
    const withPassword = await userApi.createUser({
      body: { profile: somebody(), credentials: { password: { value: "Str0ng-enough" } } },
    });
    const activeId = withPassword.id ?? "";
    expect(withPassword.status).toBe("ACTIVE");
    await userApi.suspendUser({ userId: activeId });
    await expect(userApi.suspendUser({ userId: activeId })).rejects.toMatchObject({
      status: 400,
      errorCode: "E0000001",
      errorSummary: "Api validation failed: suspendUser",
      errorCauses: [{ errorSummary: "Cannot suspend a user that is not active" }],
    });
    await userApi.unsuspendUser({ userId: activeId });
    await userApi.changePassword({
      userId: activeId,
      changePasswordRequest: { oldPassword: { value: "Str0ng-enough" }, newPassword: { value: "An0ther-enough" } },
    });
    expect((await userApi.expirePassword({ userId: activeId })).status).toBe("PASSWORD_EXPIRED");
    await userApi.generateResetPasswordToken({ userId: activeId, sendEmail: false });
    await userApi.deactivateUser({ userId: activeId });
    await userApi.deleteUser({ userId: activeId });
    await expect(userApi.getUser({ userId: activeId })).rejects.toMatchObject({ status: 404 });
    for (let index = 0; index < 3; index += 1) await addPerson(world.directory, { profile: { city: "Zwolle" } });
    expect(await all(userApi.listUsers({ search: 'profile.city eq "Zwolle"', limit: 2 }))).toHaveLength(3);
    expect((await all(userApi.listUserGroups({ userId }))).map((group) => group.type)).toEqual(["BUILT_IN"]);
  });

  it("recovers, reactivates, lists app links, and reads the schema and its type", async () => {
    const { userApi, schemaApi, userTypeApi } = world.client;
    const question = { question: "Which colour?", answer: "magenta" };
    const credentials = { password: { value: "Str0ng-enough" }, recovery_question: question };
    const { id: userId = "" } = await userApi.createUser({ body: { profile: somebody(), credentials } });
    expect((await userApi.forgotPassword({ userId, sendEmail: false })).resetPasswordUrl).toContain("http");
    await userApi.changeRecoveryQuestion({
      userId,
      userCredentials: {
        password: { value: "Str0ng-enough" },
        recovery_question: { question: "Pet?", answer: "rabbit" },
      },
    });
    const appId = await addApp(world.directory, "Linked");
    await world.client.applicationApi.assignUserToApplication({ appId, appUser: { id: userId } });
    expect((await all(userApi.listAppLinks({ userId }))).map((link) => link.label)).toEqual(["Linked"]);
    const { id: waiting = "" } = await userApi.createUser({ body: { profile: somebody() } });
    expect((await userApi.reactivateUser({ userId: waiting, sendEmail: false })).activationToken).toBeDefined();
    await userApi.expirePasswordAndGetTemporaryPassword({ userId });
    const schema = await schemaApi.getUserSchema({ schemaId: "default" });
    expect(schema.definitions?.base?.properties?.login).toBeDefined();
    expect((await all(userTypeApi.listUserTypes())).map((type) => type._default)).toEqual([true]);
  });

  it("gives validation errors with every cause", async () => {
    const work = world.client.userApi.createUser({ body: { profile: { login: "no-mail", email: "x@mail.example" } } });
    await expect(work).rejects.toMatchObject({
      status: 400,
      errorCode: "E0000001",
      errorLink: "E0000001",
      errorId: expect.stringMatching(/^oae/),
      errorCauses: expect.arrayContaining([
        { errorSummary: "login: Username must be in the form of an email address" },
      ]),
      message: expect.stringMatching(/^Okta HTTP 400 E0000001 Api validation failed: login/),
    });
  });
});

describe("Okta's Node SDK: the System Log and tokens", () => {
  it("reads the log: a bounded list ends, and a subscription goes on from page to page", async () => {
    const { systemLogApi } = world.client;
    const since = new Date(Date.now() - 60_000).toISOString();
    const groupId = await addGroup(world.directory, "Logged");
    const until = new Date(Date.now() + 60_000).toISOString();
    const filter = `target.id eq "${groupId}"`;
    const bounded = await all(systemLogApi.listLogEvents({ since, until, filter }));
    expect(bounded.map((event) => [event.eventType, event.outcome?.result])).toEqual([
      ["group.lifecycle.create", "SUCCESS"],
    ]);
    const collection = await systemLogApi.listLogEvents({ since, filter });
    const seen: string[] = [];
    let rename: Promise<unknown> | undefined;
    await new Promise<void>((resolve, reject) => {
      const subscription = collection.subscribe({
        interval: 20,
        next: async (event) => {
          seen.push(event?.eventType ?? "");
          // The next page is asked for later: it must carry what happens in between.
          rename ??= world.directory.ok("PUT", `/api/v1/groups/${groupId}`, { profile: { name: "Logged again" } });
          if (seen.length === 2) {
            subscription.unsubscribe();
            resolve();
          }
        },
        error: reject,
        complete: () => {
          if (seen.length < 2) reject(new Error("A feed has no end"));
        },
      });
    });
    await rename;
    expect(seen).toEqual(["group.lifecycle.create", "group.profile.update"]);
  });

  it("reads, renames and revokes tokens, the own one last", async () => {
    const made = await world.directory.ok<{ id: string; token: string }>("POST", "/api/lockstep/v1/api-tokens", {
      name: "sdk",
    });
    const client = new Client({ orgUrl: world.baseUrl, token: made.token, cacheMiddleware: null });
    const { apiTokenApi } = client;
    expect((await all(apiTokenApi.listApiTokens())).map((token) => token.name)).toContain("sdk");
    const renamed = await apiTokenApi.upsertApiToken({ apiTokenId: made.id, apiTokenUpdate: { name: "sdk 2" } });
    expect(renamed.name).toBe("sdk 2");
    const read = await apiTokenApi.getApiToken({ apiTokenId: made.id });
    expect(read).toMatchObject({ tokenWindow: "P30D", network: { connection: "ANYWHERE" } });
    expect(read.expiresAt).toBeInstanceOf(Date);
    await apiTokenApi.revokeCurrentApiToken();
    await expect(apiTokenApi.getApiToken({ apiTokenId: made.id })).rejects.toMatchObject({
      status: 401,
      errorCode: "E0000011",
      errorSummary: "Invalid token provided",
    });
  });
});

describe("Okta's Node SDK: OAuth with a private key", () => {
  it("fetches a token for its scopes, uses it, and is told which scope it lacks", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    const { clientId } = await world.directory.ok<{ clientId: string }>("POST", "/api/lockstep/v1/service-apps", {
      name: "SDK service",
      scopes: ["okta.groups.manage"],
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: "sdk-key" }] },
    });
    const client = new Client({
      orgUrl: world.baseUrl,
      authorizationMode: "PrivateKey",
      clientId,
      scopes: ["okta.groups.manage"],
      privateKey: JSON.stringify({ ...(await exportJWK(privateKey)), kid: "sdk-key" }),
      keyId: "sdk-key",
      cacheMiddleware: null,
    });
    const group = await client.groupApi.createGroup({ group: { profile: { name: "By a service" } } });
    expect((await client.groupApi.getGroup({ groupId: group.id ?? "" })).profile?.name).toBe("By a service");
    await expect(client.userApi.getUser({ userId: "me" })).rejects.toMatchObject({ status: 403 });
    // The client drops a token that is refused, and fetches another one.
    await world.directory.rows("delete from service_app_token");
    expect((await client.groupApi.getGroup({ groupId: group.id ?? "" })).id).toBe(group.id);
  });
});

describe("Okta's Node SDK: rate limits", () => {
  it("comes back by itself after the reset that a 429 names", async () => {
    // Five requests a minute on /groups.
    const limited = await startSdkWorld({ rateFactor: 0.01 });
    try {
      // The SDK waits for reset minus Date and a second. The directory's clock is behind, so that this is no time at all.
      limited.directory.clock.hold();
      limited.directory.clock.advance(-13_000);
      const backoffs: string[] = [];
      limited.client.requestExecutor.on("backoff", (_request: unknown, _response: unknown, requestId: string) => {
        backoffs.push(requestId);
        limited.directory.clock.advance(12_000);
      });
      for (let index = 0; index < 6; index += 1) {
        await limited.client.groupApi.createGroup({ group: { profile: { name: `Limited ${index}` } } });
      }
      expect(backoffs).toEqual([expect.stringMatching(/^req[0-9A-Za-z]{17}$/)]);
      const [{ count } = { count: "" }] = await limited.directory.rows<{ count: string }>(
        "select count(*) from person_group where name like 'Limited %'",
      );
      expect(count).toBe("6");
    } finally {
      await limited.close();
    }
  });
});
