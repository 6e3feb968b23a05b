/** Changes of somebody or something else that a person's values come from: whoever depends on them follows by itself. */
import { ENTERPRISE_USER_URN, type JsonObject } from "@lockstep/scim";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importPeople } from "../domain/people-csv/import-people.ts";
import { type Office, openOffice } from "./testing/office.ts";
import { type ScimTarget, startScimTarget } from "./testing/scim-target.ts";
import { until } from "./testing/world.ts";

const MANAGER = `${ENTERPRISE_USER_URN}:manager.value`;
const TITLE = { attribute: "title", pushStatus: "PUSH" };

let office: Office;
let app: string;
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect({ dialect: "rfc" });
  await office.worker();
});
afterEach(() => office.end());

async function map(...added: readonly JsonObject[]): Promise<void> {
  const path = `/api/lockstep/v1/apps/${app}/mappings`;
  const { items } = await office.api<{ items: readonly JsonObject[] }>("GET", path);
  const names = added.map(({ attribute }) => attribute);
  await office.api("PUT", path, { items: [...items.filter(({ attribute }) => !names.includes(attribute)), ...added] });
}

const mapTitle = (expression: string) => map({ ...TITLE, expression });
const titleOf = (name: string) => office.target.user(`${name}@example.com`)?.["title"];
const changesPerson = (id: string, profile: JsonObject) => office.api("POST", `/api/v1/users/${id}`, { profile });

async function settled(): Promise<void> {
  await office.settled();
  office.target.forget();
}

async function newGroup(name: string, ...members: readonly string[]): Promise<string> {
  const { id } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  for (const member of members) await office.api("PUT", `/api/v1/groups/${id}/users/${member}`);
  return id;
}

const importFile = (csv: string) =>
  importPeople(office.act, new TextEncoder().encode(csv), { dryRun: false, onProgress: () => undefined });

describe("expressions that read the manager", () => {
  const READS = 'getManagerUser("active_directory").lastName';

  it("follow the manager's profile, for those who name the manager by id or by login, and for nobody else", async () => {
    await mapTitle(READS);
    const boss = await office.hire("Bo Boss");
    const other = await office.hire("Oz Other");
    const byId = await office.hire("Ida Id", { managerId: boss });
    const byLogin = await office.hire("Lo Login", { managerId: "BO.BOSS@example.com" });
    const foreign = await office.hire("Fay Foreign", { managerId: other });
    await office.assign(app, byId, byLogin, foreign);
    await settled();
    await changesPerson(boss, { lastName: "Married" });
    await settled();
    expect(["ida.id", "lo.login", "fay.foreign"].map(titleOf)).toEqual(["Married", "Married", "Other"]);
    // An attribute that nobody maps: they are looked at, and nothing is sent.
    await changesPerson(boss, { nickName: "B" });
    await office.settled();
    expect(office.target.writes()).toEqual([]);
  });

  it("follow a manager who gets another login, comes later, or is deleted", async () => {
    await mapTitle(READS);
    const jane = await office.hire("Jane Doe", { managerId: "late@example.com" });
    await office.assign(app, jane);
    await settled();
    expect(titleOf("jane.doe")).toBeUndefined();
    const late = await office.hire("Lee Late", { login: "late@example.com" });
    await until(() => expect(titleOf("jane.doe")).toBe("Late"));
    await changesPerson(late, { login: "later@example.com" });
    await until(() => expect(titleOf("jane.doe")).toBeUndefined());
    await changesPerson(jane, { managerId: late });
    await until(() => expect(titleOf("jane.doe")).toBe("Late"));
    await office.api("DELETE", `/api/v1/users/${late}`);
    await office.api("DELETE", `/api/v1/users/${late}`);
    await until(() => expect(titleOf("jane.doe")).toBeUndefined());
  });

  it("follow linked objects and changes by a file of people", async () => {
    await mapTitle('user.getLinkedObject("manager").department');
    await importFile(
      "login,email,firstName,lastName,department,manager\nbo@example.com,bo@example.com,Bo,Boss,Sales,\njane.doe@example.com,jane.doe@example.com,Jane,Doe,,bo@example.com\n",
    );
    const [jane] = await office.api<readonly { id: string }[]>("GET", "/api/v1/users?q=jane");
    await office.assign(app, String(jane?.id));
    await settled();
    expect(titleOf("jane.doe")).toBe("Sales");
    await importFile("login,email,firstName,lastName,department\nbo@example.com,bo@example.com,Bo,Boss,Legal\n");
    await until(() => expect(titleOf("jane.doe")).toBe("Legal"));
  });
});

it("a reference to a manager who is not in the directory yet is given once the manager is hired and has the account", async () => {
  await map({ attribute: MANAGER, expression: "user.managerId", pushStatus: "PUSH" });
  const jane = await office.hire("Jane Doe", { managerId: "bo.boss@example.com" });
  await office.assign(app, jane);
  await settled();
  const boss = await office.hire("Bo Boss");
  await office.assign(app, boss);
  await until(() =>
    expect(office.target.user("jane.doe@example.com")).toMatchObject({
      [ENTERPRISE_USER_URN]: { manager: { value: office.target.user("bo.boss@example.com")?.["id"] } },
    }),
  );
});

describe("expressions that read accounts in other apps", () => {
  let payroll: ScimTarget;
  let payrollApp: string;
  beforeEach(async () => {
    payroll = await startScimTarget();
    payrollApp = await connectPayroll();
  });
  afterEach(() => payroll.close());

  /** Another app, of a target of its own. */
  async function connectPayroll(): Promise<string> {
    const { id } = await office.api<{ id: string }>("POST", "/api/v1/apps", {
      name: "payroll",
      label: "Payroll",
      credentials: { userNameTemplate: { type: "BUILT_IN", template: `\${source.email}` } },
      settings: { provisioning: { dialect: "rfc" } },
    });
    const { baseUrl, username, password } = payroll;
    await office.api("PUT", `/api/lockstep/v1/apps/${id}/connection`, {
      baseUrl,
      authScheme: "BASIC",
      username,
      password,
    });
    const status = { status: "ENABLED" };
    await office.api("PUT", `/api/v1/apps/${id}/features/USER_PROVISIONING`, {
      create: { lifecycleCreate: status },
      update: { profile: status, lifecycleDeactivate: status },
    });
    return id;
  }

  async function imported(): Promise<void> {
    const path = `/api/lockstep/v1/apps/${payrollApp}/imports`;
    const { id } = await office.api<{ id: string }>("POST", path, { mode: "FULL" });
    await until(async () => {
      const { state } = await office.api<{ state: string }>("GET", `${path}/${id}`);
      expect(state).toBe("DONE");
    });
    await office.settled();
  }

  it("follow what the directory provisions there, and the end of the account", async () => {
    await mapTitle("payroll.nickName");
    const path = `/api/lockstep/v1/apps/${payrollApp}/mappings`;
    const { items } = await office.api<{ items: readonly JsonObject[] }>("GET", path);
    const nickName = { attribute: "nickName", expression: "'No ' + user.employeeNumber", pushStatus: "PUSH" };
    await office.api("PUT", path, { items: [...items, nickName] });
    const jane = await office.hire("Jane Doe", { employeeNumber: "7" });
    const joe = await office.hire("Joe Low", { employeeNumber: "8" });
    await office.assign(app, jane, joe);
    await settled();
    expect(["jane.doe", "joe.low"].map(titleOf)).toEqual([undefined, undefined]);
    // Nothing about these people changes: what follows is the account in the other app.
    await office.assign(payrollApp, jane);
    await until(() => expect(titleOf("jane.doe")).toBe("No 7"));
    await settled();
    await office.api("PUT", path, { items: [...items, { ...nickName, expression: "'Nr ' + user.employeeNumber" }] });
    await until(() => expect(titleOf("jane.doe")).toBe("Nr 7"));
    await office.unassign(payrollApp, jane);
    await until(() => expect(titleOf("jane.doe")).toBeUndefined());
    expect(titleOf("joe.low")).toBeUndefined();
  });

  it("follow what an import finds there, and ask about the manager's account too; nothing is lost while the account is read anew", async () => {
    await mapTitle("payroll.displayName");
    const ofManager = 'getManagerAppUser("active_directory", "payroll").displayName';
    await map({ attribute: "nickName", expression: ofManager, pushStatus: "PUSH" });
    const jane = await office.hire("Jane Doe");
    const joe = await office.hire("Joe Low", { managerId: jane });
    await office.assign(app, jane, joe);
    await office.assign(payrollApp, jane);
    await until(() => expect(titleOf("jane.doe")).toBe("Jane Doe"));
    await until(() => expect(office.target.user("joe.low@example.com")).toMatchObject({ nickName: "Jane Doe" }));
    await settled();
    Object.assign(payroll.user("jane.doe@example.com") ?? {}, { displayName: "Jane D." });
    await imported();
    await until(() => expect(titleOf("jane.doe")).toBe("Jane D."));
    await until(() => expect(office.target.user("joe.low@example.com")).toMatchObject({ nickName: "Jane D." }));
    // With the person's next change the directory puts its own value there, and that is followed as well.
    await changesPerson(jane, { userType: "Lead" });
    await until(() => expect(titleOf("jane.doe")).toBe("Jane Doe"));
    await office.settled();
    expect(office.target.writes().filter(({ body }) => JSON.stringify(body).includes('"title":null'))).toEqual([]);
    expect(office.target.writes().some(({ body }) => JSON.stringify(body).includes('"op":"remove"'))).toBe(false);
  });

  it("of two apps that read each other are looked at with the person's next change: nothing goes round", async () => {
    await mapTitle("payroll.nickName + 'x'");
    const { name } = await office.api<{ name: string }>("GET", `/api/v1/apps/${app}`);
    const path = `/api/lockstep/v1/apps/${payrollApp}/mappings`;
    const { items } = await office.api<{ items: readonly JsonObject[] }>("GET", path);
    const nickName = { attribute: "nickName", expression: `${name}.title + 'y'`, pushStatus: "PUSH" };
    await office.api("PUT", path, { items: [...items, nickName] });
    const jane = await office.hire("Jane Doe");
    await office.assign(app, jane);
    await office.assign(payrollApp, jane);
    await office.settled();
    const writes = office.target.writes().length + payroll.writes().length;
    expect(writes).toBeLessThan(6);
  });
});

describe("expressions that read groups", () => {
  it("follow the name and the description of a group, and who joins and leaves it", async () => {
    await map(
      {
        ...TITLE,
        expression: 'Arrays.toCsvString(user.getGroups({"group.profile.name": "Team"}).![profile.description])',
      },
      { attribute: "userType", expression: 'isMemberOfGroupName("Team") ? "in" : "out"', pushStatus: "PUSH" },
    );
    const [jane, joe] = [await office.hire("Jane Doe"), await office.hire("Joe Low")];
    const team = await newGroup("Team", jane);
    await office.assign(app, jane, joe);
    await settled();
    const held = (name: string) => {
      const user = office.target.user(`${name}@example.com`);
      return [user?.["userType"], user?.["title"] ?? ""];
    };
    await office.api("PUT", `/api/v1/groups/${team}`, { profile: { name: "Team", description: "East" } });
    await until(() =>
      expect([held("jane.doe"), held("joe.low")]).toEqual([
        ["in", "East"],
        ["out", ""],
      ]),
    );
    await office.api("PUT", `/api/v1/groups/${team}/users/${joe}`);
    await until(() => expect(held("joe.low")).toEqual(["in", "East"]));
    await office.api("DELETE", `/api/v1/groups/${team}/users/${jane}`);
    await until(() => expect(held("jane.doe")).toEqual(["out", ""]));
    await office.api("PUT", `/api/v1/groups/${team}`, { profile: { name: "Crew" } });
    await until(() => expect(held("joe.low")).toEqual(["out", ""]));
    await office.api("PUT", `/api/v1/groups/${team}`, { profile: { name: "Team" } });
    await until(() => expect(held("joe.low")).toEqual(["in", ""]));
    await office.api("DELETE", `/api/v1/groups/${team}`);
    await until(() => expect(held("joe.low")).toEqual(["out", ""]));
  });

  it("follow a group rule that lets people in", async () => {
    await mapTitle('isMemberOfGroupName("Sales") ? "Seller" : "Maker"');
    const jane = await office.hire("Jane Doe");
    const sales = await newGroup("Sales");
    const { id } = await office.api<{ id: string }>("POST", "/api/v1/groups/rules", {
      type: "group_rule",
      name: "sellers",
      conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.department == "Sales"' } },
      actions: { assignUserToGroups: { groupIds: [sales] } },
    });
    await office.api("POST", `/api/v1/groups/rules/${id}/lifecycle/activate`);
    await office.assign(app, jane);
    await settled();
    expect(titleOf("jane.doe")).toBe("Maker");
    await changesPerson(jane, { department: "Sales" });
    await until(() => expect(titleOf("jane.doe")).toBe("Seller"));
  });

  it("in a user name format follow as well", async () => {
    await office.api("PUT", `/api/v1/apps/${app}`, {
      label: "Declaree",
      credentials: {
        userNameTemplate: {
          type: "CUSTOM",
          template: 'isMemberOfGroupName("Sales") ? "sales." + user.email : user.email',
        },
      },
    });
    const jane = await office.hire("Jane Doe");
    const group = await newGroup("Deals", jane);
    await office.assign(app, jane);
    await settled();
    await office.api("PUT", `/api/v1/groups/${group}`, { profile: { name: "Sales" } });
    await until(() => expect(office.target.user("sales.jane.doe@example.com")).toBeDefined());
  });
});

it("values that groups give follow the memberships of whoever keeps the app through another group", async () => {
  await map({ ...TITLE, expression: "", source: "GROUP" });
  const jane = await office.hire("Jane Doe");
  const [first, second] = [await newGroup("First", jane), await newGroup("Second", jane)];
  await office.api("PUT", `/api/v1/apps/${app}/groups/${first}`, { priority: 0, profile: { title: "Chief" } });
  await office.api("PUT", `/api/v1/apps/${app}/groups/${second}`, { priority: 1, profile: { title: "Member" } });
  await settled();
  expect(titleOf("jane.doe")).toBe("Chief");
  await office.api("DELETE", `/api/v1/groups/${first}/users/${jane}`);
  await until(() => expect(titleOf("jane.doe")).toBe("Member"));
});
