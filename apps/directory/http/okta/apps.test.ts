import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addApp,
  addGroup,
  addPerson,
  appUsersOf,
  settle,
  startTestDirectory,
  type TestDirectory,
} from "../testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

interface App {
  readonly id: string;
  readonly label: string;
  readonly credentials: {
    readonly userNameTemplate: { readonly template: string; readonly type: string; readonly pushStatus: string };
  };
}
const bad = { status: 400, code: "E0000001" };
const anyDirty = async (appId: string) => [...(await appUsersOf(directory, appId)).values()].some((row) => row.dirty);

describe("/api/v1/apps", () => {
  it("creates with defaults and the guide's mappings, lists, finds, deactivates and deletes", async () => {
    const app = await directory.ok<App>("POST", "/api/v1/apps", {
      name: "scim2headerauth",
      label: "Expenses",
      signOnMode: "AUTO_LOGIN",
      settings: { app: {} },
    });
    expect(app).toMatchObject({
      name: "scim2headerauth",
      status: "ACTIVE",
      signOnMode: "AUTO_LOGIN",
      features: [],
      credentials: { userNameTemplate: { template: `\${source.login}`, type: "BUILT_IN", pushStatus: "PUSH" } },
      settings: { provisioning: { enabled: false, dialect: "okta-catalogue", renameAppGroups: true, paused: null } },
    });
    const { items } = await directory.ok<{ items: readonly { attribute: string }[] }>(
      "GET",
      `/api/lockstep/v1/apps/${app.id}/mappings`,
    );
    expect(items.map((item) => item.attribute)).toEqual(
      expect.arrayContaining([
        "name.givenName",
        'emails[type eq "work"].value',
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
      ]),
    );
    expect((await directory.ok<readonly App[]>("GET", "/api/v1/apps?q=expen")).map((found) => found.id)).toEqual([
      app.id,
    ]);
    expect(
      (
        await directory.ok<readonly App[]>(
          "GET",
          `/api/v1/apps?filter=${encodeURIComponent('name eq "scim2headerauth"')}`,
        )
      ).length,
    ).toBe(1);
    await directory.refused("DELETE", `/api/v1/apps/${app.id}`, { status: 403, code: "E0000056" });
    expect(await directory.ok("POST", `/api/v1/apps/${app.id}/lifecycle/deactivate`)).toEqual({});
    expect((await directory.call("DELETE", `/api/v1/apps/${app.id}`)).status).toBe(204);
    await directory.refused("GET", `/api/v1/apps/${app.id}`, { status: 404, code: "E0000007" });
  });

  it.each([
    ["no label", {}, "label: "],
    ["a blank label", { label: " " }, "label: The field cannot be left blank"],
    [
      "an unknown built-in template",
      { label: "T1", credentials: { userNameTemplate: { template: "source.email", type: "BUILT_IN" } } },
      "template: 'source.email' is not a built-in template",
    ],
    [
      "an expression that cannot be read",
      { label: "T2", credentials: { userNameTemplate: { template: "source.email +", type: "CUSTOM" } } },
      "template: ",
    ],
    [
      "an unknown dialect",
      { label: "T3", settings: { provisioning: { dialect: "klingon" } } },
      "dialect: 'klingon' is not a dialect",
    ],
    ["a strange name", { label: "T4", name: "No Blanks" }, "name: Must be lower-case letters"],
  ])("refuses %s", async (_case, body, cause) => {
    const causes = await directory.refused("POST", "/api/v1/apps", { ...bad, body });
    expect(causes[0]).toContain(cause);
  });

  it("refuses a label that another app has", async () => {
    await addApp(directory, "Taken label");
    await directory.refused("POST", "/api/v1/apps", { status: 400, code: "E0000040", body: { label: "TAKEN LABEL" } });
  });

  it.each([
    [`\${source.email}`, "BUILT_IN", `\${source.email}`],
    [`\${fn:substringBefore(source.login,"@")}`, "BUILT_IN", `\${fn:substringBefore(source.login, "@")}`],
    [`\${fn:toLowerCase(source.email)}`, "BUILT_IN", `\${fn:toLowerCase(source.email)}`],
    ["toLowerCase(source.email)", "CUSTOM", `\${toLowerCase(source.email)}`],
    [`x-\${source.login}`, "CUSTOM", `x-\${source.login}`],
    ["", "NONE", ""],
  ])("takes the user name format %s (%s)", async (template, type, stored) => {
    const app = await directory.ok<App>("POST", "/api/v1/apps", {
      label: `Format ${type} ${template}`,
      credentials: { userNameTemplate: { template, type } },
    });
    expect(app.credentials.userNameTemplate).toMatchObject({ template: stored, type });
  });

  it("a new format marks the app's people when it is pushed on updates, and only then", async () => {
    const appId = await addApp(directory, "Format change", true);
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: await addPerson(directory) });
    const save = async (userNameTemplate: Readonly<Record<string, string>>) => {
      await settle(directory, appId);
      const app = await directory.ok<App>("GET", `/api/v1/apps/${appId}`);
      await directory.ok("PUT", `/api/v1/apps/${appId}`, { ...app, credentials: { userNameTemplate } });
      return await anyDirty(appId);
    };
    expect(await save({ template: `\${source.email}`, type: "BUILT_IN", pushStatus: "PUSH" })).toBe(true);
    expect(await save({ template: `\${source.email}`, type: "BUILT_IN", pushStatus: "PUSH" })).toBe(false);
    expect(await save({ template: `\${source.login}`, type: "BUILT_IN", pushStatus: "DONT_PUSH" })).toBe(false);
  });
});

describe("app users and app groups", () => {
  it("assigns, reads, overrides, lists with expand, and unassigns", async () => {
    const [appId, person] = [
      await addApp(directory, "Assignments", true),
      await addPerson(directory, { profile: { login: "assigned@corp.example", firstName: "Ann" } }),
    ];
    const path = `/api/v1/apps/${appId}/users`;
    const body = {
      id: person,
      scope: "USER",
      credentials: { userName: "ann.own" },
      profile: { "name.givenName": "Annie" },
    };
    expect(await directory.ok("POST", path, body)).toMatchObject({
      id: person,
      scope: "USER",
      status: "STAGED",
      syncState: "OUT_OF_SYNC",
      externalId: null,
      credentials: { userName: "ann.own" },
      profile: { "name.givenName": "Annie" },
    });
    await directory.refused("POST", path, { status: 409, code: "E0000062", body: { id: person } });
    await directory.ok("POST", `${path}/${person}`, { profile: { title: "Boss" } });
    expect(
      await directory.ok("POST", `${path}/${person}`, {
        credentials: { userName: null },
        profile: { "name.givenName": null },
      }),
    ).toMatchObject({
      credentials: { userName: "assigned@corp.example" },
      profile: { title: "Boss" },
      person: { login: "assigned@corp.example", displayName: expect.stringContaining("Ann") },
    });
    const list = await directory.ok<readonly { _embedded: { user: { id: string } } }[]>(
      "GET",
      `${path}?expand=user&q=ann`,
    );
    expect(list.map((item) => item._embedded.user.id)).toEqual([person]);
    expect(await directory.ok("GET", `${path}?q=nobody`)).toEqual([]);
    expect((await directory.call("DELETE", `${path}/${person}`)).status).toBe(204);
    await directory.refused("GET", `${path}/${person}`, { status: 404, code: "E0000007" });
    await directory.refused("DELETE", `${path}/${person}`, { status: 404, code: "E0000007" });
  });

  it("refuses unknown people, apps and attributes, staged people, and removing who has the app by a group", async () => {
    const [appId, groupId] = [await addApp(directory, "Refusals", true), await addGroup(directory, "Refusals")];
    const [person, staged] = [
      await addPerson(directory, { groupIds: [groupId] }),
      await addPerson(directory, {}, "?activate=false"),
    ];
    const path = `/api/v1/apps/${appId}/users`;
    await directory.refused("POST", path, { status: 404, code: "E0000007", body: { id: "00unobody" } });
    await directory.refused("POST", "/api/v1/apps/0oanone/users", {
      status: 404,
      code: "E0000007",
      body: { id: person },
    });
    await directory.refused("POST", path, { ...bad, body: {} });
    await directory.refused("POST", path, { ...bad, body: { id: person, profile: { shoeSize: "44" } } });
    await directory.refused("POST", path, { ...bad, body: { id: person, credentials: { userName: "x".repeat(101) } } });
    await directory.refused("POST", path, { status: 403, code: "E0000117", body: { id: staged } });
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${groupId}`);
    await directory.refused("DELETE", `${path}/${person}`, bad);
  });

  it("pages through the people of an app", async () => {
    const [appId, groupId] = [await addApp(directory, "Paged people", true), await addGroup(directory, "Paged people")];
    for (let index = 0; index < 5; index += 1) await addPerson(directory, { groupIds: [groupId] });
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${groupId}`);
    const first = await directory.call<readonly { id: string }[]>("GET", `/api/v1/apps/${appId}/users?limit=3`);
    const next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await directory.ok<readonly { id: string }[]>("GET", next);
    expect(new Set([...first.body, ...second].map((user) => user.id)).size).toBe(5);
  });

  it("groups have priorities: given, or the next free place; they can be changed and read", async () => {
    const appId = await addApp(directory, "Priorities", true);
    const groups = [await addGroup(directory, "Prio a"), await addGroup(directory, "Prio b")] as const;
    const path = `/api/v1/apps/${appId}/groups`;
    expect(await directory.ok("PUT", `${path}/${groups[0]}`, { priority: 4 })).toMatchObject({
      id: groups[0],
      priority: 4,
    });
    expect(await directory.ok("PUT", `${path}/${groups[1]}`)).toMatchObject({ priority: 5 });
    expect(
      await directory.ok("PATCH", `${path}/${groups[1]}`, [{ op: "replace", path: "/priority", value: 0 }]),
    ).toMatchObject({ priority: 0 });
    const list = await directory.ok<readonly { id: string; _embedded?: unknown }[]>("GET", `${path}?limit=10`);
    expect(list.map((item) => item.id)).toEqual([groups[1], groups[0]]);
    expect(await directory.ok("GET", `${path}/${groups[0]}?expand=group`)).toMatchObject({
      _embedded: { group: { profile: { name: "Prio a" } } },
    });
    await directory.refused("PUT", `${path}/${groups[0]}`, { ...bad, body: { priority: 101 } });
    await directory.refused("PUT", `${path}/00gnone`, { status: 404, code: "E0000007" });
    expect((await directory.call("DELETE", `${path}/${groups[0]}`)).status).toBe(204);
    await directory.refused("DELETE", `${path}/${groups[0]}`, { status: 404, code: "E0000007" });
  });
});

describe("features", () => {
  it("need a connection; then they are set in part, with Okta's other spellings", async () => {
    const closed = await addApp(directory, "No connection");
    const causes = await directory.refused("GET", `/api/v1/apps/${closed}/features`, bad);
    expect(causes).toEqual(["Provisioning is not enabled for the app instance."]);
    await directory.refused("PUT", `/api/v1/apps/${closed}/features/USER_PROVISIONING`, { ...bad, body: {} });
    const appId = await addApp(directory, "Features", true);
    const path = `/api/v1/apps/${appId}/features`;
    const feature = await directory.ok<{ capabilities: unknown }>("PUT", `${path}/USER_PROVISIONING`, {
      update: { lifecycleDeactivate: { status: "DISABLED" }, password: { status: "ENABLED", change: "CYCLE" } },
    });
    expect(feature.capabilities).toEqual({
      create: { lifecycleCreate: { status: "ENABLED" } },
      update: {
        profile: { status: "ENABLED" },
        lifecycleDeactivate: { status: "DISABLED" },
        password: { status: "ENABLED", seed: "RANDOM", change: "CHANGE" },
      },
    });
    expect(await directory.ok("GET", `/api/v1/apps/${appId}`)).toMatchObject({
      features: expect.arrayContaining(["PUSH_NEW_USERS", "PUSH_PASSWORD_UPDATES"]),
    });
    const inbound = await directory.ok<{ capabilities: unknown }>("PUT", `${path}/INBOUND_PROVISIONING`, {
      importSettings: {
        username: { usernameFormat: "CUSTOM", userNameExpression: "toLowerCase(source.email)" },
        schedule: { status: "ENABLED", fullImport: { expression: "0 3 * * 0", timeZone: "Europe/Berlin" } },
      },
      importRules: { userCreateAndMatch: { exactMatchCriteria: "EMAIL", autoConfirmExactMatch: true } },
    });
    expect(inbound.capabilities).toMatchObject({
      importSettings: {
        username: { usernameFormat: "CUSTOM" },
        schedule: {
          status: "ENABLED",
          fullImport: { expression: "0 3 * * 0", timezone: "Europe/Berlin" },
          incrementalImport: { expression: null, timezone: "UTC" },
        },
      },
      importRules: {
        userCreateAndMatch: { exactMatchCriteria: "EMAIL", autoConfirmExactMatch: true, allowPartialMatch: true },
      },
    });
    const due = async () =>
      (await directory.rows<{ due: Date | null }>("select import_due_at as due from app where id = $1", [appId]))[0]
        ?.due;
    expect((await due())?.getTime()).toBeGreaterThan(Date.now());
    await directory.ok("PUT", `${path}/INBOUND_PROVISIONING`, {
      importSettings: { schedule: { status: "DISABLED", fullImport: null } },
    });
    expect(await due()).toBeNull();
    expect((await directory.ok<readonly unknown[]>("GET", path)).length).toBe(2);
  });

  it.each([
    ["USER_PROVISIONING", { create: { lifecycleCreate: { status: "MAYBE" } } }, 400, "E0000001"],
    ["USER_PROVISIONING", { update: { password: { seed: "GUESS" } } }, 400, "E0000001"],
    [
      "INBOUND_PROVISIONING",
      { importSettings: { schedule: { status: "ENABLED", fullImport: { expression: "every day" } } } },
      400,
      "E0000001",
    ],
    [
      "INBOUND_PROVISIONING",
      { importSettings: { schedule: { status: "ENABLED", fullImport: { expression: "99 0 * * *" } } } },
      400,
      "E0000001",
    ],
    [
      "INBOUND_PROVISIONING",
      { importSettings: { schedule: { status: "ENABLED", fullImport: { expression: null } } } },
      400,
      "E0000001",
    ],
    [
      "INBOUND_PROVISIONING",
      { importSettings: { schedule: { fullImport: { expression: "0 0 * * *", timezone: "Mars/Base" } } } },
      400,
      "E0000001",
    ],
    ["INBOUND_PROVISIONING", { importSettings: { username: { userNameFormat: "CUSTOM" } } }, 400, "E0000001"],
    [
      "INBOUND_PROVISIONING",
      {
        importSettings: {
          schedule: {
            status: "ENABLED",
            fullImport: { expression: "0 * * * *" },
            incrementalImport: { expression: "0 0 * * *" },
          },
        },
      },
      400,
      "E0000001",
    ],
    ["OUTBOUND", {}, 404, "E0000007"],
  ])("refuses %s %j", async (name, body, status, code) => {
    const appId = await addApp(directory, `Feature ${crypto.randomUUID()}`, true);
    await directory.refused("PUT", `/api/v1/apps/${appId}/features/${name}`, { status, code, body });
  });
});
