import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppTemplate, MappableAttribute, Mapping, MappingPreview } from "../../contract.ts";
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

const own = (appId: string, path: string) => `/api/lockstep/v1/apps/${appId}${path}`;
const schemaOf = (appId: string) => `/api/v1/meta/schemas/apps/${appId}/default`;
const bad = { status: 400, code: "E0000001" };
const URN = "urn:lockstep:scim:schemas:extension:organisation:2.0:User";

interface Schema {
  readonly definitions: Readonly<
    Record<
      "base" | "custom",
      {
        readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
        readonly required: readonly string[];
      }
    >
  >;
}

const custom = (properties: Readonly<Record<string, unknown>>) => ({ definitions: { custom: { properties } } });
const organisation = {
  title: "Organisation",
  type: "string",
  externalName: "organisation",
  externalNamespace: URN,
  maxLength: 5,
};
const costCentres = {
  title: "Cost centres",
  type: "array",
  items: { type: "string" },
  externalName: "costCentres",
  externalNamespace: URN,
  union: "ENABLE",
};
const level = {
  title: "Level",
  type: "integer",
  externalName: "grade.level",
  externalNamespace: URN,
  minimum: 1,
  scope: "SELF",
};

describe("app templates", () => {
  it("are listed, and apps made from one start with its settings and mappings; any number of them", async () => {
    const { items } = await directory.ok<{ items: readonly AppTemplate[] }>("GET", "/api/lockstep/v1/app-templates");
    expect(items.map(({ displayName, authScheme }) => [displayName, authScheme])).toEqual([
      ["Lockstep service", "BASIC"],
      ["SCIM 2.0 (Basic)", "BASIC"],
      ["SCIM 2.0 (HTTP header)", "HEADER"],
      ["SCIM 2.0 (OAuth 2.0)", "OAUTH"],
    ]);
    for (const template of [...items, ...items]) {
      const count = await directory.rows("select 1 from app");
      const app = await directory.ok<{
        id: string;
        name: string;
        credentials: { userNameTemplate: { template: string } };
      }>("POST", "/api/v1/apps", {
        name: template.name,
        label: `${template.displayName} ${count.length}`,
        signOnMode: "AUTO_LOGIN",
      });
      expect([app.name, app.credentials.userNameTemplate.template]).toEqual([template.name, template.userNameTemplate]);
      const mappings = await directory.ok<{ items: readonly Mapping[] }>("GET", own(app.id, "/mappings"));
      expect(mappings.items).toEqual(template.mappings);
      // What a template brings is right by its own check.
      expect(await directory.ok("PUT", own(app.id, "/mappings"), mappings)).toEqual({ items: mappings.items });
    }
  });
});

describe("the user schema of an app", () => {
  it("has the base attributes under Okta's names and takes attributes with an external name and namespace", async () => {
    const appId = await addApp(directory, "Schema");
    const before = await directory.ok<Schema>("GET", schemaOf(appId));
    expect(before.definitions.base.required).toContain("userName");
    expect(before.definitions.base.properties["email"]).toMatchObject({
      title: "Primary email",
      type: "string",
      externalName: "emails.^[type=='work'].value",
      externalNamespace: "urn:ietf:params:scim:schemas:core:2.0:User",
    });
    expect(before.definitions.custom.properties).toEqual({});
    const after = await directory.ok<Schema>("POST", schemaOf(appId), custom({ organisation, costCentres, level }));
    expect(after.definitions.custom.properties).toMatchObject({
      organisation: { ...organisation, scope: "NONE" },
      costCentres,
      level,
    });
    // Scripts send back what they read: nothing changes.
    expect(await directory.ok<Schema>("POST", schemaOf(appId), after)).toMatchObject({
      definitions: after.definitions,
    });
    const without = await directory.ok<Schema>("POST", schemaOf(appId), custom({ level: null }));
    expect(Object.keys(without.definitions.custom.properties)).toEqual(["organisation", "costCentres"]);
  });

  it("takes an attribute away together with its mapping and the values that were given for it", async () => {
    const appId = await addApp(directory, "Schema removal", true);
    await directory.ok("POST", schemaOf(appId), custom({ organisation }));
    const person = await addPerson(directory);
    const group = await addGroup(directory, "Schema removal");
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${group}`, { profile: { organisation: "EAST" } });
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person, profile: { organisation: "WEST" } });
    const path = `${URN}:organisation`;
    const mapping = { attribute: "organisation", expression: "user.division", pushStatus: "PUSH" };
    const saved = await directory.ok<{ items: readonly Mapping[] }>("PUT", own(appId, "/mappings"), {
      items: [mapping],
    });
    expect(saved.items).toEqual([{ ...mapping, attribute: path }]);
    await directory.ok("POST", schemaOf(appId), custom({ organisation: null }));
    expect(await directory.ok("GET", own(appId, "/mappings"))).toMatchObject({ items: [] });
    expect(await directory.rows("select profile_override from app_user where app_id = $1", [appId])).toEqual([
      { profile_override: {} },
    ]);
    expect(await directory.ok("GET", `/api/v1/apps/${appId}/groups/${group}`)).toMatchObject({ profile: {} });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      "a base attribute's name",
      { Department: { ...organisation } },
      "Department: The name belongs to an attribute that every app has",
    ],
    ["a reserved name", { groups: { ...organisation } }, "groups: The name belongs"],
    ["a name that is none", { "cost-centre": { ...organisation } }, "cost-centre: Must begin with a letter"],
    ["no URN", { x: { ...organisation, externalNamespace: "example" } }, "x: externalNamespace: Must be a schema URN"],
    [
      "no path",
      { x: { ...organisation, externalName: "a b" } },
      "x: externalName: Must be the name of a SCIM attribute",
    ],
    [
      "a path that is taken",
      {
        x: { ...organisation, externalName: "title", externalNamespace: "urn:ietf:params:scim:schemas:core:2.0:User" },
      },
      "x: externalName: The attribute title has this external name already",
    ],
    [
      "what the directory fills",
      {
        x: { ...organisation, externalName: "active", externalNamespace: "urn:ietf:params:scim:schemas:core:2.0:User" },
      },
      "x: externalName: The directory itself fills this attribute",
    ],
    ["rules that contradict", { x: { ...organisation, minLength: 9 } }, "x: minLength: Must not be above maxLength"],
    ["a join of single values", { x: { ...organisation, union: "ENABLE" } }, "x: union: Only lists"],
    ["an enum of another type", { x: { ...organisation, enum: [1] } }, "x: enum: 1 is not a value"],
  ])("refuses %s", async (_case, properties, cause) => {
    const appId = await addApp(directory, `Refused ${_case}`);
    const causes = await directory.refused("POST", schemaOf(appId), { ...bad, body: custom(properties) });
    expect(causes.join("\n")).toContain(cause);
    expect(await directory.rows("select custom_attributes from app where id = $1", [appId])).toEqual([
      { custom_attributes: [] },
    ]);
  });

  it("refuses another type for an attribute, and changes of what every app has", async () => {
    const appId = await addApp(directory, "Schema types");
    await directory.ok("POST", schemaOf(appId), custom({ organisation }));
    expect(
      await directory.refused("POST", schemaOf(appId), {
        ...bad,
        body: custom({ organisation: { ...organisation, type: "boolean" } }),
      }),
    ).toEqual(["organisation: type: Cannot be changed; remove the attribute and add it anew"]);
    await directory.refused("POST", schemaOf(appId), {
      ...bad,
      body: { definitions: { base: { properties: { title: null } } } },
    });
    await directory.refused("GET", schemaOf("0oanone"), { status: 404, code: "E0000007" });
  });
});

describe("mappings", () => {
  it("are checked against both schemas, and every fault is named with what to underline", async () => {
    const appId = await addApp(directory, "Mapping checks");
    await directory.ok("POST", schemaOf(appId), custom({ level, organisation, costCentres }));
    const row = (attribute: string, expression: string, source?: string) => ({
      attribute,
      expression,
      pushStatus: "PUSH",
      ...(source === undefined ? {} : { source }),
    });
    const items = [
      row("title", "user.tilte"),
      row("nickName", "String.substring(user.login, 'a')"),
      row("level", "user.employeeNumber"),
      row("unknownThing", "user.login"),
      row("costCentres", "user.costCenter"),
      row('emails[type eq "work"].primary', "user.email"),
      row("organisation", "user.division +"),
      row("userType", "getManagerUser('active_directory')"),
    ];
    const answer = await directory.call<{ problems: readonly Readonly<Record<string, unknown>>[] }>(
      "PUT",
      own(appId, "/mappings"),
      { items },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.problems).toEqual([
      {
        attribute: "title",
        message: 'There is no attribute "user.tilte". Did you mean "user.title"?',
        position: 0,
        end: 10,
      },
      { attribute: "nickName", message: "Expected a whole number, found text.", position: 29, end: 32 },
      {
        attribute: `${URN}:grade.level`,
        message: "The expression gives text, and Level is a whole number. Write Convert.toInt(…) around it.",
        position: 0,
        end: 19,
      },
      { attribute: "unknownThing", message: expect.stringContaining("add it to the app's user schema first") },
      {
        attribute: `${URN}:costCentres`,
        message: expect.stringContaining("Write it in braces: {…}."),
        position: 0,
        end: 15,
      },
      {
        attribute: 'emails[type eq "work"].primary',
        message: expect.stringContaining("is true or false"),
        position: 0,
        end: 10,
      },
      {
        attribute: `${URN}:organisation`,
        message: "The expression ends where a value was expected.",
        position: 15,
        end: 15,
      },
      {
        attribute: "userType",
        message: expect.stringContaining("Name one of them, such as .email."),
        position: 0,
        end: 14,
      },
    ]);
    const constants = [
      row("level", "none", "CONSTANT"),
      row("organisation", "TOO LONG", "CONSTANT"),
      { ...row("level", "", "GROUP"), attribute: `${URN}:grade.level` },
    ];
    expect(await directory.refused("PUT", own(appId, "/mappings"), { ...bad, body: { items: constants } })).toEqual([
      `${URN}:grade.level: The value must be a number`,
      `${URN}:organisation: Must be at most 5 characters long`,
      `${URN}:grade.level: The attribute is personal; a group gives no value for it`,
      `${URN}:grade.level: The attribute is mapped twice`,
    ]);
  });

  it("come with all attributes that could be mapped, those of the administrator marked", async () => {
    const appId = await addApp(directory, "Mappable");
    await directory.ok("POST", schemaOf(appId), custom({ organisation }));
    const { attributes } = await directory.ok<{ attributes: readonly MappableAttribute[] }>(
      "GET",
      own(appId, "/mappings"),
    );
    expect(attributes.find(({ name }) => name === "email")).toMatchObject({
      title: "Primary email",
      path: 'emails[type eq "work"].value',
      isBase: true,
    });
    expect(attributes.filter(({ isBase }) => !isBase)).toEqual([
      {
        name: "organisation",
        title: "Organisation",
        description: null,
        type: "string",
        path: `${URN}:organisation`,
        required: false,
        isBase: false,
      },
    ]);
  });

  it("are previewed for one person: each value, where it comes from, and where it fails", async () => {
    const appId = await addApp(directory, "Mapping preview", true);
    await directory.ok("POST", schemaOf(appId), custom({ organisation, costCentres, level }));
    const manager = await addPerson(directory, { profile: { lastName: "Boss" } });
    const person = await addPerson(directory, {
      profile: { firstName: "Mia", division: "NORTHWEST", managerId: manager },
    });
    const [first, second] = [await addGroup(directory, "Preview one"), await addGroup(directory, "Preview two")];
    for (const group of [first, second]) await directory.ok("PUT", `/api/v1/groups/${group}/users/${person}`);
    const groups = `/api/v1/apps/${appId}/groups`;
    await directory.ok("PUT", `${groups}/${second}`, {
      priority: 1,
      profile: { department: "Two", title: "Of two", costCentres: ["b", "c"] },
    });
    await directory.ok("PUT", `${groups}/${first}`, {
      priority: 0,
      profile: { department: "One", costCentres: ["a", "b"] },
    });
    const items = [
      { attribute: "title", expression: "user.title", pushStatus: "PUSH" },
      { attribute: "department", expression: "user.department", pushStatus: "PUSH" },
      { attribute: "costCentres", expression: "", pushStatus: "PUSH", source: "GROUP" },
      { attribute: "level", expression: "3", pushStatus: "PUSH", source: "CONSTANT" },
      { attribute: "organisation", expression: "user.division", pushStatus: "PUSH" },
      {
        attribute: "nickName",
        expression: 'getManagerUser("active_directory").lastName + user.getGroups().![profile.name][1]',
        pushStatus: "PUSH",
      },
      { attribute: "userType", expression: "app.label + ' ' + Time.now('UTC', 'YYYY')", pushStatus: "PUSH" },
      { attribute: "displayName", expression: "user.firstName * 2", pushStatus: "PUSH" },
    ];
    const preview = await directory.ok<MappingPreview>("POST", own(appId, "/mappings/preview"), {
      personId: person,
      items,
    });
    const year = new Date(directory.clock.now()).getUTCFullYear();
    expect(preview.items.map(({ source, value }) => [source, value])).toEqual([
      ["GROUP", "Of two"],
      ["GROUP", "One"],
      ["GROUP", ["a", "b", "c"]],
      ["MAPPING", 3],
      ["MAPPING", null],
      ["MAPPING", "BossPreview one"],
      ["MAPPING", `Mapping preview ${year}`],
      ["MAPPING", null],
    ]);
    expect(preview.items[4]?.problem).toEqual({ message: "Must be at most 5 characters long." });
    expect(preview.items[7]?.problem).toEqual({
      message: 'Expected a number, found the text "Mia".',
      position: 0,
      end: 14,
    });
    expect(
      await directory.rows("select count(*)::int as count from app_mapping where app_id = $1 and attribute like $2", [
        appId,
        `${URN}%`,
      ]),
    ).toEqual([{ count: 0 }]);
    // The own value of a person wins over everything; reset gives the mapping back.
    await directory.ok("POST", `/api/v1/apps/${appId}/users/${person}`, { profile: { department: "Mine" } });
    const department = async () =>
      (await directory.ok<MappingPreview>("POST", own(appId, "/mappings/preview"), { personId: person, items }))
        .items[1];
    expect(await department()).toMatchObject({ source: "OVERRIDE", value: "Mine" });
    await settle(directory, appId);
    expect(
      (await directory.call("POST", own(appId, `/users/${person}/reset`), { attributes: ["department"] })).status,
    ).toBe(204);
    expect(await department()).toMatchObject({ source: "GROUP", value: "One" });
    expect((await appUsersOf(directory, appId)).get(person)?.dirty).toBe(true);
  });
});

describe("values of group assignments", () => {
  it("are set, patched and checked; people of the group are compared anew only when something changes", async () => {
    const appId = await addApp(directory, "Group values", true);
    await directory.ok("POST", schemaOf(appId), custom({ level, organisation }));
    const person = await addPerson(directory);
    const group = await addGroup(directory, "Group values");
    await directory.ok("PUT", `/api/v1/groups/${group}/users/${person}`);
    const path = `/api/v1/apps/${appId}/groups/${group}`;
    await directory.ok("PUT", path);
    const isDirty = async () => {
      const dirty = (await appUsersOf(directory, appId)).get(person)?.dirty;
      await settle(directory, appId);
      return dirty;
    };
    await settle(directory, appId);
    expect(await directory.ok("PUT", path, { profile: { organisation: "WEST" } })).toMatchObject({
      profile: { organisation: "WEST" },
    });
    expect(await isDirty()).toBe(true);
    await directory.ok("PUT", path, { profile: { organisation: "WEST" } });
    expect(await isDirty()).toBe(false);
    const patch = [
      { op: "replace", path: "/profile/title", value: "Agent" },
      { op: "remove", path: "/profile/organisation" },
    ];
    expect(await directory.ok("PATCH", path, patch)).toMatchObject({ profile: { title: "Agent" } });
    expect(await isDirty()).toBe(true);
    expect(
      await directory.refused("PUT", path, { ...bad, body: { profile: { level: 2, organisation: 7, nothing: 1 } } }),
    ).toEqual([
      "level: The attribute is personal; a group gives no value for it",
      "organisation: Must be a string",
      expect.stringContaining("nothing: Not an attribute of this app"),
    ]);
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, {
      id: await addPerson(directory),
      profile: { level: 2 },
    });
  });
});
