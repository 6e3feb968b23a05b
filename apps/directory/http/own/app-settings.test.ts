import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppSettingsFile, SettingsReport } from "../../contract.ts";
import {
  addApp,
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

const path = (appId: string, query = "") => `/api/lockstep/v1/apps/${appId}/settings${query}`;
const bad = { status: 400, code: "E0000001" };
const organisation = {
  name: "organisation",
  title: "Organisation",
  type: "string",
  externalName: "organisation",
  externalNamespace: "urn:example:2.0:User",
} as const;

async function exported(appId: string): Promise<AppSettingsFile> {
  return await directory.ok<AppSettingsFile>("GET", path(appId));
}

describe("the settings of an app as a file", () => {
  it("hold everything but secrets, in a stable order", async () => {
    const appId = await addApp(directory, "Exported", true);
    await directory.rows(
      "update app set auth_secret_sealed = 'sealed secret'::bytea, auth_username = 'provisioning' where id = $1",
      [appId],
    );
    const text = (await directory.call("GET", path(appId))).text;
    expect(text).not.toContain("secret");
    expect((await directory.call("GET", path(appId))).text).toBe(text);
    expect(Object.keys(JSON.parse(text))).toEqual([
      "kind",
      "version",
      "name",
      "label",
      "visibility",
      "connection",
      "signOn",
      "toApp",
      "toDirectory",
      "pushGroups",
      "engine",
      "attributes",
      "mappings",
    ]);
  });

  it("applied to the app that they came from, change nothing at all", async () => {
    const appId = await addApp(directory, "Idempotent", true);
    const person = await addPerson(directory);
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person });
    await settle(directory, appId);
    const events = () => directory.rows("select count(*)::int as count from system_log");
    const before = await events();
    expect(await directory.ok("PUT", path(appId), await exported(appId))).toEqual({
      changes: [],
      warnings: [],
      applied: false,
      overBudget: null,
    });
    expect(await events()).toEqual(before);
    expect((await appUsersOf(directory, appId)).get(person)?.dirty).toBe(false);
  });

  it("say in words what differs on a dry run, and are then applied as a whole, once", async () => {
    const appId = await addApp(directory, "Applied", true);
    const before = await exported(appId);
    const file = {
      ...before,
      label: "Applied anew",
      visibility: { ...before.visibility, hideWeb: true },
      connection: { ...before.connection, dialect: "rfc", baseUrl: "https://other.example" },
      signOn: { type: "CUSTOM", template: "user.email", push: "DONT_PUSH", userSuffix: null },
      toApp: { ...before.toApp, deactivateUsers: false },
      toDirectory: {
        ...before.toDirectory,
        schedule: {
          enabled: true,
          cron: "0 3 * * *",
          timeZone: "Europe/Amsterdam",
          incrementalCron: "0 * * * *",
          incrementalTimeZone: "Europe/Amsterdam",
        },
        groups: false,
      },
      engine: { ...before.engine, rate: { requests: 10, per: "SECOND" }, switches: { userUpdate: "PATCH" } },
      attributes: [organisation],
      mappings: [
        ...before.mappings.filter(({ attribute }) => attribute !== "title"),
        { attribute: "organisation", expression: "user.organization", pushStatus: "DONT_PUSH" },
      ],
    };
    const dry = await directory.ok<SettingsReport>("PUT", path(appId, "?dryRun=true"), file);
    expect(dry.changes.map(({ words }) => words)).toEqual([
      "Label: Applied becomes Applied anew.",
      "General, do not display the icon to users: off becomes on.",
      "Dialect: okta-catalogue becomes rfc.",
      "Sign On, kind of user name format: BUILT_IN becomes CUSTOM.",
      `Sign On, user name format: \${source.login} becomes \${user.email}.`,
      "Sign On, update application username on: PUSH becomes DONT_PUSH.",
      "To App, Deactivate Users: on becomes off.",
      "To Directory, scheduled import: off becomes on.",
      "To Directory, schedule: nothing becomes 0 3 * * *.",
      "To Directory, time zone: UTC becomes Europe/Amsterdam.",
      "To Directory, incremental schedule: nothing becomes 0 * * * *.",
      "To Directory, time zone of the incremental schedule: UTC becomes Europe/Amsterdam.",
      "To Directory, import groups: on becomes off.",
      'Engine, rate: nothing becomes {"requests":10,"per":"SECOND"}.',
      'Engine, switches of the target: {} becomes {"userUpdate":"PATCH"}.',
      'Attribute organisation is added: string "Organisation" at urn:example:2.0:User:organisation, scope "NONE".',
      "Mapping title is removed (it is user.title (create and update)).",
      "Mapping urn:example:2.0:User:organisation is added: user.organization (create only).",
    ]);
    expect(dry.warnings).toEqual([
      "The connection is not changed by a file: save https://other.example with its secret under Provisioning, Integration.",
    ]);
    expect(dry.applied).toBe(false);
    expect(await exported(appId)).toEqual(before);
    expect(await directory.ok<SettingsReport>("POST", path(appId), file)).toEqual({ ...dry, applied: true });
    const after = await exported(appId);
    expect(after).toMatchObject({
      label: "Applied anew",
      visibility: { hideWeb: true, hideIos: false, autoSubmitToolbar: false },
      signOn: { ...file.signOn, template: `\${user.email}` },
      toApp: file.toApp,
      toDirectory: file.toDirectory,
      engine: file.engine,
    });
    expect(await directory.ok<SettingsReport>("PUT", path(appId), file)).toMatchObject({ changes: [], applied: false });
    // A second app becomes like the first one by the same file.
    const twin = await addApp(directory, "Twin", true);
    await directory.ok("PUT", path(twin), { ...after, label: "Twin" });
    expect(await exported(twin)).toEqual({
      ...after,
      label: "Twin",
      name: (await exported(twin)).name,
      connection: (await exported(twin)).connection,
    });
  });

  it.each<[string, (file: AppSettingsFile) => object, string]>([
    ["an unknown key", (file) => ({ ...file, tpApp: {} }), "tpApp"],
    ["another version", (file) => ({ ...file, version: 2 }), "version: Must be 1"],
    ["another kind of file", (file) => ({ ...file, kind: "package" }), 'kind: Must be "lockstep.app"'],
    [
      "a broken expression",
      (file) => ({ ...file, label: "No", mappings: [{ attribute: "title", expression: "user.", pushStatus: "PUSH" }] }),
      "title: The expression ends where a name was expected. (position 5)",
    ],
    [
      "a broken format",
      (file) => ({ ...file, signOn: { ...file.signOn, type: "CUSTOM", template: "user." } }),
      "template: ",
    ],
    [
      "an unknown dialect",
      (file) => ({ ...file, label: "No", connection: { ...file.connection, dialect: "klingon" } }),
      "dialect: ",
    ],
    [
      "a schedule that is none",
      (file) => ({
        ...file,
        label: "No",
        toDirectory: { ...file.toDirectory, schedule: { ...file.toDirectory.schedule, enabled: true, cron: "often" } },
      }),
      "expression: ",
    ],
  ])("are refused as a whole with %s, on a dry run too", async (name, change, cause) => {
    const appId = await addApp(directory, `Refused ${name}`, true);
    const before = await exported(appId);
    for (const query of ["", "?dryRun=true"]) {
      const causes = await directory.refused("PUT", path(appId, query), { ...bad, body: change(before) });
      expect(causes.join("\n")).toContain(cause);
    }
    expect(await exported(appId)).toEqual(before);
  });

  it("leave To App for later while there is no connection, and say so", async () => {
    const appId = await addApp(directory, "Unconnected");
    const before = await exported(appId);
    const file = { ...before, toApp: { ...before.toApp, createUsers: true } };
    expect(await directory.ok("PUT", path(appId), file)).toMatchObject({
      warnings: [expect.stringContaining("until the connection is saved")],
    });
    expect((await exported(appId)).toApp.createUsers).toBe(false);
  });

  it("of To App count as no difference until the app has a connection: nothing is reported that was not done", async () => {
    const appId = await addApp(directory, "Not connected");
    const file = await exported(appId);
    const wanted = { ...file, toApp: { ...file.toApp, createUsers: true } };
    const warnings = [expect.stringContaining("until the connection is saved")];
    expect(await directory.ok("PUT", path(appId), wanted)).toEqual({
      changes: [],
      warnings,
      applied: false,
      overBudget: null,
    });
    const renamed = await directory.ok<SettingsReport>("PUT", path(appId), { ...wanted, label: "Not connected yet" });
    expect([renamed.changes.map((change) => change.path), renamed.applied]).toEqual([["label"], true]);
  });
});
