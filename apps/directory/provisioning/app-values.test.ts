/** What an administrator sets on an app, from the HTTP API to a real SCIM target: attributes, group values, overrides, user names. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AssignmentRow, Mapping, SignOnPlan } from "../contract.ts";
import { shapeOfApp } from "../domain/app-schema.ts";
import type { CustomAttribute } from "../domain/tables.ts";
import { addGroup, startTestDirectory, type TestDirectory } from "../http/testing/test-directory.ts";
import { type ScimTarget, startScimTarget } from "./testing/scim-target.ts";
import { until } from "./testing/world.ts";

const URN = "urn:example:scim:schemas:extension:expenses:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PLAIN = {
  description: null,
  items: null,
  required: false,
  scope: "NONE",
  union: false,
  enum: null,
  minLength: null,
  maxLength: null,
  minimum: null,
  maximum: null,
} as const;
const CUSTOM: readonly CustomAttribute[] = [
  {
    ...PLAIN,
    name: "organisation",
    title: "Organisation",
    type: "string",
    externalName: "organisation",
    externalNamespace: URN,
  },
  { ...PLAIN, name: "limit", title: "Limit", type: "integer", externalName: "approval.limit", externalNamespace: URN },
  {
    ...PLAIN,
    name: "tags",
    title: "Tags",
    type: "array",
    items: "string",
    externalName: "tags",
    externalNamespace: URN,
    union: true,
  },
];

let directory: TestDirectory;
let target: ScimTarget;
beforeEach(async () => {
  target = await startScimTarget(shapeOfApp(CUSTOM));
  directory = await startTestDirectory({ target: (request) => fetch(request) });
});
afterEach(async () => {
  await directory.directory.stop();
  await target.close();
  await directory.close();
});

async function settled(): Promise<void> {
  await until(async () => {
    const [row] = await directory.rows<{ waiting: number }>(
      `select ((select count(*) from app_user where dirty_version > clean_version or lease_owner is not null)
         + (select count(*) from app where sweep_version > swept_version))::int as waiting`,
    );
    expect(row?.waiting).toBe(0);
  });
}

async function connect(appId: string): Promise<void> {
  await directory.ok("PUT", `/api/lockstep/v1/apps/${appId}/connection`, {
    baseUrl: target.baseUrl,
    authScheme: "BASIC",
    username: target.username,
    password: target.password,
    enabled: true,
  });
}

async function switchOn(appId: string): Promise<void> {
  const on = { status: "ENABLED" };
  await directory.ok("PUT", `/api/v1/apps/${appId}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: on },
    update: { profile: on, lifecycleDeactivate: on },
  });
}

async function newApp(name = "scim2testapp_basic", label = "Expenses"): Promise<string> {
  return (await directory.ok<{ id: string }>("POST", "/api/v1/apps", { name, label, signOnMode: "AUTO_LOGIN" })).id;
}

async function newPerson(name: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const login = `${name.toLowerCase()}@corp.example`;
  const profile = { login, email: `${name}@Mail.example`, firstName: name, lastName: "Doe", ...more };
  return (await directory.ok<{ id: string }>("POST", "/api/v1/users?activate=true", { profile })).id;
}

const assign = (appId: string, id: string, more: object = {}) =>
  directory.ok("POST", `/api/v1/apps/${appId}/users`, { id, ...more });
const update = (id: string, profile: object) => directory.ok("POST", `/api/v1/users/${id}`, { profile });

async function map(appId: string, ...added: readonly Mapping[]): Promise<void> {
  const path = `/api/lockstep/v1/apps/${appId}/mappings`;
  const { items } = await directory.ok<{ items: readonly Mapping[] }>("GET", path);
  const names = new Set(added.map(({ attribute }) => attribute));
  await directory.ok("PUT", path, { items: [...items.filter(({ attribute }) => !names.has(attribute)), ...added] });
}

describe("attributes of the app's own", () => {
  it("reach the target under their namespace, from groups by priority, from the mapping, and from the person first of all", async () => {
    const appId = await newApp();
    const properties = Object.fromEntries(
      CUSTOM.map(({ name, title, type, items, externalName, externalNamespace, union }) => [
        name,
        {
          title,
          type,
          externalName,
          externalNamespace,
          ...(items === null ? {} : { items: { type: items } }),
          ...(union ? { union: "ENABLE" } : {}),
        },
      ]),
    );
    await directory.ok("POST", `/api/v1/meta/schemas/apps/${appId}/default`, {
      definitions: { custom: { properties } },
    });
    await connect(appId);
    await switchOn(appId);
    await map(
      appId,
      { attribute: "organisation", expression: "user.organization", pushStatus: "PUSH" },
      { attribute: "limit", expression: "250", pushStatus: "PUSH", source: "CONSTANT" },
      { attribute: "tags", expression: "", pushStatus: "PUSH", source: "GROUP" },
    );
    const [east, west] = [await addGroup(directory, "East"), await addGroup(directory, "West")];
    const jane = await newPerson("Jane", { organization: "HQ" });
    for (const group of [east, west]) await directory.ok("PUT", `/api/v1/groups/${group}/users/${jane}`);
    const groups = `/api/v1/apps/${appId}/groups`;
    await directory.ok("PUT", `${groups}/${east}`, {
      priority: 0,
      profile: { organisation: "EAST", tags: ["e", "both"] },
    });
    await directory.ok("PUT", `${groups}/${west}`, {
      priority: 1,
      profile: { organisation: "WEST", tags: ["both", "w"] },
    });
    await directory.directory.startWorker();
    await settled();
    const held = () => target.users()[0]?.[URN];
    expect(held()).toEqual({ organisation: "EAST", approval: { limit: 250 }, tags: ["e", "both", "w"] });
    const created = target.requests.find(({ method }) => method === "POST");
    expect(created?.body?.["schemas"]).toContain(URN);
    await directory.ok("PATCH", `${groups}/${east}`, [{ op: "replace", path: "/priority", value: 5 }]);
    await settled();
    expect(held()).toMatchObject({ organisation: "WEST" });
    await assign(appId, jane, { profile: { organisation: "MINE" } });
    await settled();
    expect(held()).toEqual({ organisation: "MINE", approval: { limit: 250 } });
    await directory.call("POST", `/api/lockstep/v1/apps/${appId}/users/${jane}/reset`);
    await settled();
    expect(held()).toMatchObject({ organisation: "HQ" });
  });

  it("are never sent with a value that breaks their rules: a task names attribute and rule", async () => {
    const appId = await newApp();
    const organisation = {
      title: "Organisation",
      type: "string",
      externalName: "organisation",
      externalNamespace: URN,
      enum: ["HQ"],
      required: true,
    };
    await directory.ok("POST", `/api/v1/meta/schemas/apps/${appId}/default`, {
      definitions: { custom: { properties: { organisation } } },
    });
    await connect(appId);
    await switchOn(appId);
    await map(appId, { attribute: "organisation", expression: "user.organization", pushStatus: "PUSH" });
    await directory.directory.startWorker();
    const jane = await newPerson("Jane", { organization: "Moon" });
    await assign(appId, jane);
    await settled();
    const [row] = (
      await directory.ok<{ items: readonly AssignmentRow[] }>("GET", `/api/lockstep/v1/apps/${appId}/assignments`)
    ).items;
    expect(row).toMatchObject({
      state: "ERROR",
      reason: expect.stringContaining(`${URN}:organisation: Must be one of HQ.`),
    });
    expect(target.writes().filter(({ method }) => method !== "GET")).toEqual([]);
    await update(jane, { organization: "HQ" });
    await settled();
    expect(target.users()[0]?.[URN]).toEqual({ organisation: "HQ" });
  });
});

describe("pain 6: a profile push", () => {
  it("leaves values alone that are not mapped, and those that are mapped on create only", async () => {
    const appId = await newApp();
    await connect(appId);
    await switchOn(appId);
    await map(appId, { attribute: "nickName", expression: "user.nickName", pushStatus: "DONT_PUSH" });
    const path = `/api/lockstep/v1/apps/${appId}/mappings`;
    const { items } = await directory.ok<{ items: readonly Mapping[] }>("GET", path);
    await directory.ok("PUT", path, { items: items.filter(({ attribute }) => attribute !== "userType") });
    await directory.directory.startWorker();
    const jane = await newPerson("Jane", { nickName: "Janie", title: "Trainee" });
    await assign(appId, jane);
    await settled();
    const [account] = target.users();
    target.remove("Users", String(account?.["id"]));
    // The app's own people change what is theirs.
    const id = target.put("Users", {
      ...account,
      nickName: "JJ",
      userType: "Contractor",
      [ENTERPRISE]: { department: "Theirs" },
    });
    await directory.rows("update app_user set external_id = $1", [id]);
    await update(jane, { title: "Controller", nickName: "Changed here" });
    await settled();
    const put = target.requests.findLast(({ method }) => method === "PUT");
    expect(put?.body).toMatchObject({ title: "Controller", nickName: "JJ", userType: "Contractor" });
    expect(target.users()[0]).toMatchObject({ title: "Controller", nickName: "JJ", userType: "Contractor" });
  });
});

describe("pain 4: people who were assigned before provisioning was on", () => {
  it("are shown as waiting with the reason, and provisioned all at once", async () => {
    const appId = await newApp();
    for (const name of ["Ann", "Ben", "Cas"]) await assign(appId, await newPerson(name));
    await connect(appId);
    await switchOn(appId);
    await directory.directory.startWorker();
    await settled();
    expect(target.users()).toEqual([]);
    const list = `/api/lockstep/v1/apps/${appId}/assignments?state=NOT_PROVISIONED`;
    expect((await directory.ok<{ items: readonly AssignmentRow[] }>("GET", list)).items).toMatchObject(
      Array.from({ length: 3 }, () => ({
        needsProvisioning: true,
        reason: expect.stringContaining('Choose "Provision user"'),
      })),
    );
    expect(await directory.ok("POST", `/api/lockstep/v1/apps/${appId}/provision`)).toEqual({ count: 3 });
    await settled();
    expect(
      target
        .users()
        .map((user) => user["userName"])
        .sort(),
    ).toEqual(["ann@corp.example", "ben@corp.example", "cas@corp.example"]);
    expect((await directory.ok<{ items: readonly AssignmentRow[] }>("GET", list)).items).toEqual([]);
  });
});

describe("pain 15: another application user name", () => {
  it("is planned, confirmed and given to the same accounts; a clash becomes a task that names both and no twin", async () => {
    const appId = await newApp();
    await connect(appId);
    await switchOn(appId);
    await directory.directory.startWorker();
    const ann = await newPerson("Ann");
    const ben = await newPerson("Ben", { email: "ANN@mail.example" });
    for (const person of [ann, ben]) await assign(appId, person);
    await settled();
    const before = new Map(target.users().map((user) => [user["externalId"], user["id"]]));
    const signOn = `/api/lockstep/v1/apps/${appId}/sign-on`;
    const change = { type: "BUILT_IN", template: `\${fn:toLowerCase(source.email)}`, push: "PUSH" };
    const plan = await directory.ok<SignOnPlan>("POST", `${signOn}/plan`, change);
    expect(plan).toMatchObject({
      people: 2,
      changed: 2,
      clashes: [{ userName: "ann@mail.example", logins: ["ann@corp.example", "ben@corp.example"] }],
    });
    await directory.ok("PUT", signOn, { ...change, token: plan.token });
    await settled();
    expect(new Map(target.users().map((user) => [user["externalId"], user["id"]]))).toEqual(before);
    const names = target.users().map((user) => String(user["userName"]));
    expect(names.filter((name) => name === "ann@mail.example")).toHaveLength(1);
    const { items } = await directory.ok<{ items: readonly { cause: string; detail: string }[] }>(
      "GET",
      "/api/lockstep/v1/tasks?state=OPEN",
    );
    expect(items).toMatchObject([{ cause: "userNameTaken" }]);
    for (const login of ["ann@corp.example", "ben@corp.example"]) expect(items[0]?.detail).toContain(login);
    await update(ben, { email: "ben@mail.example" });
    await settled();
    await until(async () =>
      expect(await directory.ok("GET", "/api/lockstep/v1/tasks?state=OPEN")).toMatchObject({ total: 0 }),
    );
    expect(
      target
        .users()
        .map((user) => user["userName"])
        .sort(),
    ).toEqual(["ann@mail.example", "ben@mail.example"]);
  });
});

describe("expressions", () => {
  it("read groups, the manager and another app's account when they are evaluated", async () => {
    const first = await newApp("scim2headerauth", "Directory of names");
    const second = await newApp();
    for (const appId of [first, second]) {
      await connect(appId);
      await switchOn(appId);
    }
    await map(
      second,
      { attribute: "nickName", expression: "scim2headerauth.userName", pushStatus: "PUSH" },
      {
        attribute: "userType",
        expression: "isMemberOfGroupName('Board') ? 'Executive' : 'Employee'",
        pushStatus: "PUSH",
      },
      {
        attribute: `${ENTERPRISE}:division`,
        expression: 'getManagerUser("active_directory").department',
        pushStatus: "PUSH",
      },
    );
    await newPerson("Boss", { department: "Direction" });
    const jane = await newPerson("Jane", { managerId: "boss@corp.example" });
    const board = await addGroup(directory, "Board");
    await directory.ok("PUT", `/api/v1/groups/${board}/users/${jane}`);
    await directory.directory.startWorker();
    await assign(first, jane);
    await settled();
    for (const { id } of [...target.users()]) target.remove("Users", String(id));
    await assign(second, jane);
    await settled();
    expect(target.users()[0]).toMatchObject({
      nickName: "jane@corp.example",
      userType: "Executive",
      [ENTERPRISE]: { division: "Direction" },
    });
  });
});
