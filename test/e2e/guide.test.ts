/** The configuration guide, walked from its first line to its last: one test per line, named in its words, over real HTTP. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApi, eventually } from "./support/api.ts";
import {
  addPerson,
  assign,
  type Company,
  canSignIn,
  findUser,
  PROVISIONING,
  type ScimGroup,
  type ScimUser,
  saveConnection,
  scimAs,
  setToApp,
  settled,
  startCompany,
  testCredentials,
  userWhen,
} from "./support/company.ts";

let company: Company;

beforeAll(async () => {
  company = await startCompany();
});
afterAll(async () => {
  await company?.close();
});

const app = (path: string) => `/api/v1/apps/${company.appId}${path}`;
const own = (path: string) => `/api/lockstep/v1/apps/${company.appId}${path}`;

interface OpenTask {
  readonly cause: string;
  readonly detail: string;
  readonly remedy: string;
  readonly state: string;
  readonly subject: { readonly name: string };
}
const openTasks = async () =>
  (await company.directory.ok<{ items: OpenTask[] }>("GET", `/api/lockstep/v1/tasks?state=OPEN&appId=${company.appId}`))
    .items;

const organisationsOf = async (userId: string) =>
  (await company.owner.ok<{ organisations: { code: string; isDefault: boolean }[] }>("GET", `/api/users/${userId}`))
    .organisations;

const findGroups = async (name: string) =>
  (
    await company.scim.ok<{ Resources: ScimGroup[] }>(
      "GET",
      `/Groups?filter=${encodeURIComponent(`displayName eq "${name}"`)}`,
    )
  ).Resources;

describe("Requirements", () => {
  it("you're encouraged to add a separate user account with administrative privileges", async () => {
    expect((await company.scim.call("GET", "/Users?startIndex=1&count=2")).status).toBe(200);
    const password = "Without-rights-1";
    await company.owner.ok("POST", "/api/users", {
      email: "clerk@acme.example",
      password,
      givenName: "Plain",
      familyName: "Clerk",
      roles: ["employee"],
      organisationIds: [company.organisations.parent.id],
    });
    const refused = await scimAs(company.owner.baseUrl, "clerk@acme.example", password).call<{ detail: string }>(
      "GET",
      "/Users",
    );
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toMatch(/administrator/i);
  });
});

describe("Step-by-Step Configuration Instructions: API Integration", () => {
  it("For username and password, enter the credentials: wrong ones say which step failed and what to do, and are not saved", async () => {
    const report = await testCredentials(company, PROVISIONING.email, "not-the-password");
    expect(report.ok).toBe(false);
    const failed = report.steps.filter((step) => step.status === "failed");
    expect(failed.map((step) => step.name)).toEqual(["signIn"]);
    expect(failed[0]?.remedy).toMatch(/sign in|password/i);
    const refused = await saveConnection(company, "not-the-password");
    expect(refused.status).toBe(400);
    expect(refused.body.errorCode).toBe("E0000059");
    expect(await company.directory.ok("GET", own("/connection"))).toMatchObject({ enabled: false, hasSecret: false });
  });

  it("This integration is only available to accounts that have the SCIM module enabled", async () => {
    await company.owner.ok("PUT", "/api/account/modules/scim", { enabled: false });
    const answer = await company.scim.call<{ detail: string; status: string }>("GET", "/Users?startIndex=1&count=2");
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "403" });
    expect(answer.body.detail).toMatch(/SCIM module/i);
    expect((await company.scim.call("GET", "/ServiceProviderConfig")).status).toBe(403);
    const report = await testCredentials(company, PROVISIONING.email, PROVISIONING.password);
    expect(report.ok).toBe(false);
    const failed = report.steps.find((step) => step.status === "failed");
    expect(failed?.name).toBe("module");
    expect(`${failed?.message} ${failed?.remedy}`).toMatch(/SCIM module/i);
    await company.owner.ok("PUT", "/api/account/modules/scim", { enabled: true });
  });

  it("Test the API credentials before saving: right ones pass every step", async () => {
    const report = await testCredentials(company, PROVISIONING.email, PROVISIONING.password);
    expect(report.steps.filter((step) => step.status === "failed")).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.steps.map((step) => step.name)).toContain("firstPage");
  });

  it("Check the Enable API Integration box: people assigned before that are not provisioned, until Provision user", async () => {
    const early = await addPerson(company, "Early");
    await assign(company, early);
    await settled(company);
    expect(await findUser(company, early)).toBeUndefined();
    const saved = await saveConnection(company);
    expect(saved.status).toBe(200);
    expect(saved.body).toMatchObject({ status: "ENABLED", enabled: true });
    await setToApp(company, {});
    await settled(company);
    expect(await findUser(company, early)).toBeUndefined();
    await company.directory.ok("POST", own(`/users/${early.id}/provision`));
    expect((await userWhen(company, early)).active).toBe(true);
  });

  it("When the test confirms a successful connection, save the settings: the secret is kept sealed", async () => {
    const secret = await company.database.query(
      "select auth_secret_sealed as sealed from directory.app where id = $1",
      [company.appId],
    );
    const sealed = secret.rows[0].sealed as Buffer;
    expect(sealed.includes(Buffer.from(PROVISIONING.password))).toBe(false);
    expect(JSON.stringify(await company.directory.ok("GET", own("/connection")))).not.toContain(PROVISIONING.password);
  });
});

describe("To App", () => {
  it("Create Users", async () => {
    const jane = await addPerson(company, "Jane");
    await assign(company, jane);
    const user = await userWhen(company, jane);
    expect(user).toMatchObject({ active: true, name: { givenName: "Jane" }, title: "Clerk", externalId: jane.id });
  });

  it("Create Users off: nobody is created, and the assignment says why", async () => {
    await setToApp(company, { create: false });
    const off = await addPerson(company, "Nocreate");
    await assign(company, off);
    await settled(company);
    expect(await findUser(company, off)).toBeUndefined();
    const assigned = await company.directory.ok<{ needsProvisioning: boolean }>("GET", app(`/users/${off.id}`));
    expect(assigned.needsProvisioning).toBe(true);
    await setToApp(company, {});
  });

  it("Update User Attributes", async () => {
    const person = await addPerson(company, "Update");
    await assign(company, person);
    await userWhen(company, person);
    await company.directory.ok("POST", `/api/v1/users/${person.id}`, { profile: { title: "Director" } });
    await userWhen(company, person, (user) => user.title === "Director");
    await settled(company);
    company.proxy.forget();
    await company.directory.ok("POST", `/api/v1/users/${person.id}`, { profile: { title: "Director" } });
    await settled(company);
    expect(company.proxy.writes()).toEqual([]);
  });

  it("Update User Attributes off: a change stays in the directory", async () => {
    const person = await addPerson(company, "Noupdate");
    await assign(company, person);
    await userWhen(company, person);
    await settled(company);
    await setToApp(company, { update: false });
    await settled(company);
    await company.directory.ok("POST", `/api/v1/users/${person.id}`, { profile: { title: "Director" } });
    await settled(company);
    expect((await findUser(company, person))?.title).toBe("Clerk");
    await setToApp(company, {});
  });

  it("Deactivate Users: unassigned people are deactivated, come back with the same account, and cannot sign in meanwhile", async () => {
    await setToApp(company, { password: { seed: "OKTA", change: "KEEP_EXISTING" } });
    const password = "Leaver-Secret-12";
    const person = await addPerson(company, "Leaver", { credentials: { password: { value: password } } });
    await assign(company, person);
    const before = await userWhen(company, person);
    await eventually(() => canSignIn(company, before.userName, password), Boolean);
    await company.directory.ok("DELETE", app(`/users/${person.id}`));
    await userWhen(company, person, (user) => !user.active);
    expect(await canSignIn(company, before.userName, password)).toBe(false);
    await assign(company, person);
    const after = await userWhen(company, person, (user) => user.active);
    expect(after.id).toBe(before.id);
    await setToApp(company, {});
  });

  it("Deactivate Users off: unassigned people stay active", async () => {
    const person = await addPerson(company, "Stayer");
    await assign(company, person);
    await userWhen(company, person);
    await settled(company);
    await setToApp(company, { deactivate: false });
    await company.directory.ok("DELETE", app(`/users/${person.id}`));
    await settled(company);
    expect((await findUser(company, person))?.active).toBe(true);
    await setToApp(company, {});
  });
});

/** The last password that went over the wire for a user of the service. */
function lastPassword(user: ScimUser): string | undefined {
  for (const exchange of company.proxy.exchanges.toReversed()) {
    const isTheirs = exchange.path.includes(user.id) || exchange.body.includes(`"${user.externalId}"`);
    const match = /"password":"([^"]+)"/.exec(exchange.body);
    if (isTheirs && match !== null) return match[1];
  }
  return undefined;
}

const hashOf = async (user: ScimUser) =>
  (await company.database.query("select password_hash as hash from service.sign_in where user_id = $1", [user.id]))
    .rows[0]?.hash as string;

/** Every text of both schemas and of the log files that contains the value; must be empty. */
async function placesOf(value: string): Promise<string[]> {
  const found: string[] = [];
  const tables = await company.database.query<{ schema: string; name: string }>(
    "select table_schema as schema, table_name as name from information_schema.tables where table_schema in ('service','directory') and table_type = 'BASE TABLE'",
  );
  for (const { schema, name } of tables.rows) {
    const rows = await company.database.query(
      `select 1 from ${schema}.${name} as r where strpos(r::text, $1) > 0 or strpos(r::text, $2) > 0 limit 1`,
      [value, Buffer.from(value).toString("hex")],
    );
    if (rows.rowCount !== 0) found.push(`${schema}.${name}`);
  }
  for (const entry of await readdir(company.program.home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes("postgres")) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(value)) found.push(path);
  }
  if (company.program.output().includes(value)) found.push("the program's output");
  return found;
}

describe("Sync Password", () => {
  it("Sync a randomly generated password: it is random, works at the service's sign-in, and is kept nowhere in the clear", async () => {
    const person = await addPerson(company, "Random");
    await assign(company, person);
    const user = await userWhen(company, person);
    await settled(company);
    const password = lastPassword(user) ?? "";
    expect(password).toMatch(/^[A-Za-z0-9]{16}$/);
    expect(await canSignIn(company, user.userName, password)).toBe(true);
    expect(await placesOf(password)).toEqual([]);
    // The search does find what is there.
    expect(await placesOf(person.login)).toContain("directory.person");
  });

  it("Generate a new random password whenever the user's Okta password changes: the old one stops working, the new hash differs", async () => {
    const person = await addPerson(company, "Cycle", { credentials: { password: { value: "First-Secret-12" } } });
    await assign(company, person);
    const user = await userWhen(company, person);
    await settled(company);
    const [before, hashBefore] = [lastPassword(user) ?? "", await hashOf(user)];
    await company.directory.ok("POST", `/api/v1/users/${person.id}`, {
      credentials: { password: { value: "Second-Secret-12" } },
    });
    await eventually(
      () => hashOf(user),
      (hash) => hash !== hashBefore,
    );
    await settled(company);
    const after = lastPassword(user) ?? "";
    expect(after).not.toBe(before);
    expect(await canSignIn(company, user.userName, before)).toBe(false);
    expect(await canSignIn(company, user.userName, after)).toBe(true);
    for (const secret of [after, "Second-Secret-12"]) expect(await placesOf(secret)).toEqual([]);
  });

  it("with that tick off no new one is generated", async () => {
    await setToApp(company, { password: { seed: "RANDOM", change: "KEEP_EXISTING" } });
    const person = await addPerson(company, "Keep", { credentials: { password: { value: "First-Secret-12" } } });
    await assign(company, person);
    const user = await userWhen(company, person);
    await settled(company);
    const [before, hashBefore] = [lastPassword(user) ?? "", await hashOf(user)];
    company.proxy.forget();
    await company.directory.ok("POST", `/api/v1/users/${person.id}`, {
      credentials: { password: { value: "Second-Secret-12" } },
    });
    await settled(company);
    expect(company.proxy.writes()).toEqual([]);
    expect(await hashOf(user)).toBe(hashBefore);
    expect(await canSignIn(company, user.userName, before)).toBe(true);
  });

  it("Sync Password off: no password is sent when the directory password changes", async () => {
    await setToApp(company, { password: false });
    const person = await addPerson(company, "Nosync", { credentials: { password: { value: "First-Secret-12" } } });
    await assign(company, person);
    const user = await userWhen(company, person);
    await settled(company);
    const hashBefore = await hashOf(user);
    company.proxy.forget();
    await company.directory.ok("POST", `/api/v1/users/${person.id}`, {
      credentials: { password: { value: "Second-Secret-12" } },
    });
    await settled(company);
    expect(company.proxy.writes()).toEqual([]);
    expect(await hashOf(user)).toBe(hashBefore);
    await setToApp(company, {});
  });
});

describe("To Okta", () => {
  const path = () => app("/features/INBOUND_PROVISIONING");
  interface Inbound {
    readonly capabilities: {
      readonly importSettings: { readonly schedule: { readonly fullImport: { readonly expression: string | null } } };
    };
  }

  it("should be set to never import users: that is the default", async () => {
    const feature = await company.directory.ok<Inbound>("GET", path());
    expect(feature.capabilities.importSettings.schedule.fullImport.expression).toBeNull();
  });

  it("Otherwise, specify the schedule to have identities synchronised: a due schedule imports by itself", async () => {
    const feature = await company.directory.ok<Inbound>("GET", path());
    await company.directory.ok("PUT", path(), {
      ...feature.capabilities,
      importSettings: {
        ...feature.capabilities.importSettings,
        schedule: { status: "ENABLED", fullImport: { expression: "* * * * *", timezone: "Europe/Amsterdam" } },
      },
    });
    const due = await company.database.query("select import_due_at as due from directory.app where id = $1", [
      company.appId,
    ]);
    expect((due.rows[0].due as Date).getTime()).toBeGreaterThan(0);
    await company.database.query("update directory.app set import_due_at = now() - interval '1 second' where id = $1", [
      company.appId,
    ]);
    await company.database.query("notify lockstep_work");
    const runs = await eventually(
      () => company.directory.ok<{ items: { trigger: string; state: string }[] }>("GET", own("/imports")),
      (list) => list.items.some((run) => run.trigger === "SCHEDULE" && run.state === "DONE"),
    );
    expect(runs.items.length).toBeGreaterThan(0);
    await company.directory.ok("PUT", path(), feature.capabilities);
  });

  it("an import on demand asks before it changes: accounts of the service that nobody has in the directory wait for a decision", async () => {
    const created = await company.scim.ok<ScimUser>("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "native@acme.example",
      name: { givenName: "Native", familyName: "Account" },
      emails: [{ value: "native@acme.example", type: "work", primary: true }],
      active: true,
    });
    const run = await company.directory.ok<{ id: string }>("POST", own("/imports"));
    const done = await eventually(
      () => company.directory.ok<{ state: string; scanned: number }>("GET", own(`/imports/${run.id}`)),
      (state) => state.state === "DONE",
    );
    const total = await company.scim.ok<{ totalResults: number }>("GET", "/Users?count=0");
    expect(done.scanned).toBe(total.totalResults);
    const rows = await company.directory.ok<{ items: { externalId: string; state: string; match: string }[] }>(
      "GET",
      own("/import-rows?state=UNCONFIRMED"),
    );
    expect(rows.items.find((row) => row.externalId === created.id)).toMatchObject({
      state: "UNCONFIRMED",
      match: "NONE",
    });
    const outcome = await company.directory.ok("POST", own("/import-rows/confirm"), {
      rows: [{ externalId: created.id, action: "NEW" }],
    });
    expect(outcome).toMatchObject({ created: 1 });
    const person = await company.directory.ok<{ profile: { firstName: string } }>(
      "GET",
      "/api/v1/users/native@acme.example",
    );
    expect(person.profile.firstName).toBe("Native");
  });
});

describe("Assignments", () => {
  it("you can use the 'Assignments' tab to add users: people and groups", async () => {
    const person = await addPerson(company, "Grouped");
    const group = await company.directory.ok<{ id: string }>("POST", "/api/v1/groups", {
      profile: { name: "Assigned by group" },
    });
    await company.directory.ok("PUT", `/api/v1/groups/${group.id}/users/${person.id}`);
    await company.directory.ok("PUT", app(`/groups/${group.id}`), {});
    await userWhen(company, person, (user) => user.active);
    await company.directory.ok("DELETE", `/api/v1/groups/${group.id}/users/${person.id}`);
    await userWhen(company, person, (user) => !user.active);
  });

  it("add this account to the organisation which should be the default: people join it, and move the account to see the next one land elsewhere", async () => {
    const { parent, north } = company.organisations;
    const first = await addPerson(company, "Parentorg");
    await assign(company, first);
    const inParent = await organisationsOf((await userWhen(company, first)).id);
    expect(inParent.map((organisation) => organisation.code)).toEqual([parent.code]);
    const move = (id: string) =>
      company.owner.ok("PUT", `/api/users/${company.provisioningUserId}/organisations`, {
        organisationIds: [id],
        defaultOrganisationId: id,
      });
    await move(north.id);
    const second = await addPerson(company, "Northorg");
    await assign(company, second);
    const inNorth = await organisationsOf((await userWhen(company, second)).id);
    expect(inNorth.map((organisation) => organisation.code)).toEqual([north.code]);
    await move(parent.id);
  });
});

describe("Group push", () => {
  const push = (groupId: string, name: string) =>
    company.directory.ok<{ id: string }>("POST", app("/group-push/mappings"), {
      sourceGroupId: groupId,
      targetGroupName: name,
      status: "ACTIVE",
    });

  it("create, add and remove a member, rename", async () => {
    const [one, two] = [await addPerson(company, "Pushone"), await addPerson(company, "Pushtwo")];
    for (const person of [one, two]) await assign(company, person);
    const [userOne, userTwo] = [await userWhen(company, one), await userWhen(company, two)];
    const group = await company.directory.ok<{ id: string }>("POST", "/api/v1/groups", {
      profile: { name: "Pushed team" },
    });
    await company.directory.ok("PUT", `/api/v1/groups/${group.id}/users/${one.id}`);
    await push(group.id, "Pushed team");
    const members = async (name: string) => {
      const found = await findGroups(name);
      const [only] = found;
      if (only === undefined || found.length !== 1) return undefined;
      return ((await company.scim.ok<ScimGroup>("GET", `/Groups/${only.id}`)).members ?? [])
        .map((member) => member.value)
        .sort();
    };
    await eventually(
      () => members("Pushed team"),
      (ids) => ids?.join() === userOne.id,
    );
    await settled(company);
    company.proxy.forget();
    await company.directory.ok("PUT", `/api/v1/groups/${group.id}/users/${two.id}`);
    await eventually(
      () => members("Pushed team"),
      (ids) => ids?.length === 2,
    );
    await settled(company);
    expect(company.proxy.writes().map((exchange) => exchange.method)).toEqual(["PATCH"]);
    expect(company.proxy.writes()[0]?.body).not.toContain(userOne.id);
    await company.directory.ok("DELETE", `/api/v1/groups/${group.id}/users/${one.id}`);
    await eventually(
      () => members("Pushed team"),
      (ids) => ids?.join() === userTwo.id,
    );
    await company.directory.ok("PUT", `/api/v1/groups/${group.id}`, { profile: { name: "Renamed team" } });
    await eventually(
      () => members("Renamed team"),
      (ids) => ids?.join() === userTwo.id,
    );
    expect(await findGroups("Pushed team")).toEqual([]);
  });

  it("make sure the group name should be unique, otherwise the groups won't be linked", async () => {
    const taken = await company.scim.ok<ScimGroup>("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "Taken name",
    });
    const duplicate = await company.scim.call<{ scimType: string }>("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "TAKEN NAME",
    });
    expect(duplicate.status).toBe(409);
    expect(duplicate.body.scimType).toBe("uniqueness");
    const person = await addPerson(company, "Clash");
    await assign(company, person);
    await userWhen(company, person);
    const group = await company.directory.ok<{ id: string }>("POST", "/api/v1/groups", {
      profile: { name: "Taken name" },
    });
    await company.directory.ok("PUT", `/api/v1/groups/${group.id}/users/${person.id}`);
    const mapping = await push(group.id, "Taken name");
    const state = await eventually(
      () =>
        company.directory.ok<{ status: string; targetGroupId: string | null; errorSummary: string | null }>(
          "GET",
          app(`/group-push/mappings/${mapping.id}`),
        ),
      (current) => current.status === "ERROR",
    );
    expect(state.targetGroupId).toBeNull();
    expect(state.errorSummary).toMatch(/name/i);
    expect((await company.scim.ok<ScimGroup>("GET", `/Groups/${taken.id}`)).members ?? []).toEqual([]);
    expect((await openTasks()).map((task) => task.cause)).toContain("groupNameTaken");
  });
});

describe("Troubleshooting and Tips", () => {
  it("To prevent users from seeing their Okta username, set the 'Application username format' to 'Email' in the Sign On tab", async () => {
    const person = await addPerson(company, "Format");
    await assign(company, person);
    const user = await userWhen(company, person);
    const shown = async () => (await company.owner.ok<{ email: string }>("GET", `/api/users/${user.id}`)).email;
    expect(await shown()).toBe(person.login);
    const current = await company.directory.ok<Record<string, unknown>>("GET", app(""));
    const setFormat = (template: string) =>
      company.directory.ok("PUT", app(""), {
        ...current,
        credentials: { userNameTemplate: { template, type: "BUILT_IN", pushStatus: "PUSH" } },
      });
    await setFormat(`\${source.email}`);
    await eventually(shown, (email) => email === person.email);
    const next = await addPerson(company, "Formatted");
    await assign(company, next);
    expect((await userWhen(company, next)).userName).toBe(next.email);
    await settled(company);
  });

  it("do a normal web login using the provisioning account credentials; if this fails, reset the password; what had failed meanwhile is replayed", async () => {
    expect(await canSignIn(company, PROVISIONING.email, PROVISIONING.password)).toBe(true);
    const anonymous = createApi(company.owner.baseUrl, { "x-lockstep": "1" });
    const reset = async (password: string) => {
      expect((await anonymous.call("POST", "/api/password-reset", { email: PROVISIONING.email })).status).toBe(202);
      const mails = await eventually(
        () => company.owner.ok<{ items: { to: string; text: string; createdAt: string }[] }>("GET", "/api/outbox"),
        (list) => list.items.some((mail) => mail.to === PROVISIONING.email),
      );
      const newest = mails.items
        .filter((mail) => mail.to === PROVISIONING.email)
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
      const token = /\/reset-password\/([\w-]+)/.exec(newest?.text ?? "")?.[1];
      expect((await anonymous.call("POST", `/api/password-reset/${token}`, { password })).status).toBe(204);
      expect((await anonymous.call("POST", `/api/password-reset/${token}`, { password })).status).toBe(410);
    };
    const renewed = "Renewed-Secret-99";
    await reset(renewed);
    expect(await canSignIn(company, PROVISIONING.email, PROVISIONING.password)).toBe(false);
    expect(await canSignIn(company, PROVISIONING.email, renewed)).toBe(true);

    const waiting = await addPerson(company, "Waiting");
    await assign(company, waiting);
    const tasks = await eventually(openTasks, (list) => list.some((task) => task.cause === "credential"));
    expect(tasks.find((task) => task.cause === "credential")?.remedy).toMatch(/password|credential/i);
    const scim = scimAs(company.owner.baseUrl, PROVISIONING.email, renewed);
    const count = async () =>
      (
        await scim.ok<{ totalResults: number }>(
          "GET",
          `/Users?filter=${encodeURIComponent(`externalId eq "${waiting.id}"`)}`,
        )
      ).totalResults;
    expect(await count()).toBe(0);
    expect((await saveConnection(company, renewed)).status).toBe(200);
    await eventually(count, (total) => total === 1);
    await eventually(openTasks, (list) => !list.some((task) => task.cause === "credential"));
    await reset(PROVISIONING.password);
    expect((await saveConnection(company)).status).toBe(200);
  });

  it("feel free to contact support; see pricing and plans: both links are configured and given to both consoles", async () => {
    const account = await company.owner.ok<{ supportUrl: string; pricingUrl: string }>("GET", "/api/account");
    expect(account).toMatchObject({
      supportUrl: "https://support.acme.example/help",
      pricingUrl: "https://acme.example/pricing",
    });
    const first = await company.program.firstRun();
    const session = await createApi(first.directory.baseUrl, { "x-lockstep": "1" }).ok(
      "POST",
      "/api/lockstep/v1/session",
      first.directory.admin,
    );
    expect(session).toMatchObject({
      supportUrl: "https://support.acme.example/help",
      pricingUrl: "https://acme.example/pricing",
    });
  });
});
