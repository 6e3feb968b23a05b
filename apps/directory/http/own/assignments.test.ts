import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssignmentRow } from "../../contract.ts";
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
const list = async (appId: string, query = "") =>
  (await directory.ok<{ items: readonly AssignmentRow[] }>("GET", own(appId, `/assignments${query}`))).items;
const assign = (appId: string, id: string, more: object = {}) =>
  directory.ok("POST", `/api/v1/apps/${appId}/users`, { id, ...more });

describe("the Assignments page", () => {
  it("says of each person by what, whether there is an account, and if not, why", async () => {
    const appId = await addApp(directory, "Reasons");
    const [early, late] = [await addPerson(directory), await addPerson(directory)];
    const group = await addGroup(directory, "Reasons");
    await directory.ok("PUT", `/api/v1/groups/${group}/users/${late}`);
    await assign(appId, early, { profile: { title: "Own title" } });
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${group}`);
    const states = async () => (await list(appId)).map(({ state, reason }) => [state, reason]);
    expect((await states())[0]).toEqual([
      "NOT_PROVISIONED",
      "API integration is not enabled: accounts of this app are made by hand.",
    ]);
    await directory.rows(
      "update app set provisioning_enabled = true, base_url = 'https://t.example', connection_status = 'ENABLED' where id = $1",
      [appId],
    );
    expect((await states())[0]).toEqual(["NOT_PROVISIONED", "Create Users is off under Provisioning, To App."]);
    await directory.rows("update app set create_users = true where id = $1", [appId]);
    expect(await list(appId)).toMatchObject([
      {
        type: "INDIVIDUAL",
        groups: [],
        overrides: ["title"],
        needsProvisioning: true,
        reason: 'Assigned while accounts were not created. Choose "Provision user" to create or link the account.',
      },
      { type: "GROUP", groups: [{ name: "Reasons", priority: 0 }], overrides: [], needsProvisioning: true },
    ]);
    // Pain 4: everybody who was assigned before provisioning was on is provisioned at once, and nobody else.
    expect(await directory.ok("POST", own(appId, "/provision"))).toEqual({ count: 2 });
    expect(await directory.ok("POST", own(appId, "/provision"))).toEqual({ count: 0 });
    expect(await states()).toEqual(
      Array.from({ length: 2 }, () => ["PENDING", "The account is about to be created or linked."]),
    );
    await settle(directory, appId);
    await directory.rows(
      "update app_user set sync_state = 'ERROR', last_error = 'Conflict: taken.' where app_id = $1 and person_id = $2",
      [appId, late],
    );
    expect(await states()).toEqual([
      ["PROVISIONED", null],
      ["ERROR", "Conflict: taken."],
    ]);
    expect((await list(appId, "?state=ERROR")).map(({ person }) => person.id)).toEqual([late]);
    expect((await list(appId, "?state=NOT_PROVISIONED")).length).toBe(0);
    await directory.refused("GET", own(appId, "/assignments?state=LOST"), { status: 400, code: "E0000001" });
    const nobody = await directory.ok<{ items: readonly AssignmentRow[] }>(
      "GET",
      own(appId, "/assignments?q=nobody-is"),
    );
    expect(nobody.items).toEqual([]);
    const page = await directory.call<{ items: readonly AssignmentRow[] }>("GET", own(appId, "/assignments?limit=1"));
    const next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
    expect(
      (await directory.ok<{ items: readonly AssignmentRow[] }>("GET", next ?? "")).items.map(({ person }) => person.id),
    ).toEqual([late]);
  });

  it("asks for Create Users before it provisions everybody", async () => {
    const appId = await addApp(directory, "Off", true);
    await directory.rows("update app set create_users = false where id = $1", [appId]);
    const causes = await directory.refused("POST", own(appId, "/provision"), { status: 400, code: "E0000024" });
    expect(causes[0]).toContain("Create Users is off");
  });
});

describe("Convert assignments", () => {
  it("gives individual ones up for those of groups, keeps what groups gave the other way, and names who cannot", async () => {
    const appId = await addApp(directory, "Convert", true);
    const [member, loner] = [await addPerson(directory), await addPerson(directory)];
    const [first, second] = [await addGroup(directory, "Convert first"), await addGroup(directory, "Convert second")];
    for (const group of [first, second]) await directory.ok("PUT", `/api/v1/groups/${group}/users/${member}`);
    await assign(appId, member, { profile: { title: "Own" }, credentials: { userName: "own-name" } });
    await assign(appId, loner);
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${second}`, {
      priority: 5,
      profile: { title: "Second", department: "Second" },
    });
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${first}`, { priority: 1, profile: { title: "First" } });
    await settle(directory, appId);
    const converted = await directory.ok<{
      converted: number;
      leftOut: readonly { personId: string; reason: string }[];
    }>("POST", own(appId, "/assignments/convert"), { to: "GROUP" });
    expect(converted).toMatchObject({
      converted: 1,
      leftOut: [{ personId: loner, reason: "The person is in no group that is assigned to the app." }],
    });
    expect((await appUsersOf(directory, appId)).get(member)).toMatchObject({ scope: "GROUP", dirty: true });
    expect((await appUsersOf(directory, appId)).get(loner)).toMatchObject({ scope: "USER", dirty: false });
    expect(await directory.ok("POST", own(appId, "/assignments/convert"), { to: "USER", personIds: [member] })).toEqual(
      {
        converted: 1,
        leftOut: [],
      },
    );
    expect(
      await directory.rows("select scope, profile_override from app_user where app_id = $1 and person_id = $2", [
        appId,
        member,
      ]),
    ).toEqual([
      {
        scope: "USER",
        profile_override: {
          title: "First",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "Second",
        },
      },
    ]);
    await directory.refused("POST", own(appId, "/assignments/convert"), {
      status: 400,
      code: "E0000001",
      body: { to: "NOBODY" },
    });
  });

  it("keeps the lists that several groups gave joined, in the order of their priority", async () => {
    const appId = await addApp(directory, "Convert lists", true);
    const person = await addPerson(directory);
    const roles = {
      title: "Roles",
      type: "array",
      items: { type: "string" },
      externalName: "roleNames",
      externalNamespace: "urn:example:2.0:User",
      union: "ENABLE",
    };
    await directory.ok("POST", `/api/v1/meta/schemas/apps/${appId}/default`, {
      definitions: { custom: { id: "#custom", type: "object", properties: { roles } } },
    });
    for (const [name, priority, given] of [
      ["Lists second", 2, ["b", "c"]],
      ["Lists first", 1, ["a", "b"]],
    ] as const) {
      const group = await addGroup(directory, name);
      await directory.ok("PUT", `/api/v1/groups/${group}/users/${person}`);
      await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${group}`, { priority, profile: { roles: given } });
    }
    await directory.ok("POST", own(appId, "/assignments/convert"), { to: "USER" });
    const [row] = await directory.rows("select profile_override from app_user where app_id = $1", [appId]);
    expect(row).toEqual({ profile_override: { "urn:example:2.0:User:roleNames": ["a", "b", "c"] } });
  });
});
