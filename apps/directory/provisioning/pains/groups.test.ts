/** What administrators complain about most (okta-client §6), and what happens here: groups. */
import type { JsonObject } from "@lockstep/scim";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NO_MEMBERS_REPLACE } from "../../../../packages/engine/testing/quirks.ts";
import type { DriftFindingView, DriftRepair } from "../../contract-drift.ts";
import { type Office, openOffice, tasksBecome } from "../testing/office.ts";
import type { SeenRequest } from "../testing/scim-target.ts";
import { until } from "../testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

interface Push {
  readonly id: string;
  readonly status: string;
  readonly leftOut: readonly { readonly login: string; readonly reason: string }[];
}

async function team(name: string, ...members: readonly string[]): Promise<string> {
  const { id } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  for (const member of members) await office.api("PUT", `/api/v1/groups/${id}/users/${member}`);
  return id;
}

async function push(app: string, group: string): Promise<Push> {
  return await office.api("POST", `/api/v1/apps/${app}/group-push/mappings`, {
    sourceGroupId: group,
    status: "ACTIVE",
  });
}

const operationsOf = ({ body }: SeenRequest) => (body?.["Operations"] ?? []) as readonly JsonObject[];

const membersOf = (name: string) => {
  const members = (office.target.group(name)?.["members"] ?? []) as readonly JsonObject[];
  const users = office.target.users();
  return members.map(({ value }) => String(users.find(({ id }) => id === value)?.["userName"] ?? value)).sort();
};

async function staffed(settings: Readonly<Record<string, unknown>> = {}) {
  const app = await office.connect(settings);
  const ann = await office.hire("Ann A");
  const bob = await office.hire("Bob B");
  const group = await team("Staff", ann, bob);
  await office.worker();
  return { app, ann, bob, group };
}

describe("pain 1: one group cannot serve both assignment and push", () => {
  it("serves both: members arrive with their accounts, and who is taken out loses membership and access", async () => {
    const { app, bob, group } = await staffed();
    await push(app, group);
    await office.api("PUT", `/api/v1/apps/${app}/groups/${group}`);
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "bob.b@example.com"]);
    await office.api("DELETE", `/api/v1/groups/${group}/users/${bob}`);
    const cid = await office.hire("Cid C");
    await office.api("PUT", `/api/v1/groups/${group}/users/${cid}`);
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "cid.c@example.com"]);
    expect(office.target.user("bob.b@example.com")).toMatchObject({ active: false });
    expect(office.target.requests.filter(({ status }) => status >= 400)).toEqual([]);
  });
});

describe("pain 1, in one step", () => {
  it("assigns the group and pushes it: people first, then the group, and who cannot join yet is named", async () => {
    const { app, bob, group } = await staffed();
    await office.api("POST", `/api/v1/users/${bob}/lifecycle/suspend`);
    await office.api("POST", `/api/lockstep/v1/apps/${app}/push-groups`, { groupId: group, assign: true });
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com"]);
    expect(office.target.writes().map(({ path }) => path.split("/")[1])).toEqual(["Users", "Groups", "Groups"]);
    await office.api("POST", `/api/v1/users/${bob}/lifecycle/unsuspend`);
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "bob.b@example.com"]);
  });
});

describe("pain 1, the other way: removed people stay", () => {
  it("switches the account of who leaves off first, and no group that the app refuses to change holds it up", async () => {
    const { app, bob, group } = await staffed();
    await office.api("POST", `/api/lockstep/v1/apps/${app}/push-groups`, { groupId: group, assign: true });
    await office.settled();
    office.target.forget();
    office.target.fault = ({ method, path }) =>
      method === "PATCH" && path.startsWith("/Groups")
        ? { kind: "answer", status: 400, detail: "Not today." }
        : undefined;
    await office.api("DELETE", `/api/v1/groups/${group}/users/${bob}`);
    await tasksBecome(office, ["memberMissing"]);
    expect(office.target.user("bob.b@example.com")).toMatchObject({ active: false });
    expect(office.target.writes()[0]?.path).toMatch(/^\/Users\//);
    office.target.fault = () => undefined;
    await office.api("POST", "/api/lockstep/v1/tasks/retry", { appId: app });
    await until(() => expect(membersOf("Staff")).toEqual(["ann.a@example.com"]));
    await office.settled();
    expect(await office.openTasks()).toEqual([]);
  });
});

describe("pain 8: a pushed group drifts", () => {
  it("is told of when it was deleted in the app, and made again on request; Push Now sets its members right", async () => {
    const { app, ann, bob, group } = await staffed();
    await office.assign(app, ann, bob);
    const { id } = await push(app, group);
    await office.settled();
    const first = String(office.target.group("Staff")?.["id"]);
    office.target.remove("Groups", first);
    await office.api("DELETE", `/api/v1/groups/${group}/users/${bob}`);
    const [task] = await tasksBecome(office, ["groupGone"]);
    expect(task?.detail).toBe(
      `The app no longer has the group that "Staff" is pushed to (${first}): it was deleted there.`,
    );
    expect(office.target.groups()).toEqual([]);
    await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/retry`);
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com"]);
    expect(await office.openTasks()).toEqual([]);
    // Somebody takes everybody out and puts a stranger in, in the app.
    const stored = office.target.group("Staff") ?? {};
    const stranger = office.target.put("Users", { userName: "stranger@example.com" });
    Object.assign(stored, { members: [{ value: stranger }] });
    await office.api("POST", `/api/lockstep/v1/apps/${app}/group-push/mappings/${id}/push`);
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "stranger@example.com"]);
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/drift/settings`, { foreignMembers: "REMOVE" });
    await office.api("POST", `/api/lockstep/v1/apps/${app}/group-push/mappings/${id}/push`);
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com"]);
  });
});

describe("pain 9: one member that the app refuses rejects the whole push", () => {
  it("leaves out the one, names the person and the app's words, and all others go through", async () => {
    const { app, ann, bob, group } = await staffed();
    const more: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      more.push(await office.hire(`Emp ${index}`));
      await office.api("PUT", `/api/v1/groups/${group}/users/${more.at(-1)}`);
    }
    await office.assign(app, ann, bob, ...more);
    await office.settled();
    const bad = String(office.target.user("bob.b@example.com")?.["id"]);
    office.target.fault = ({ method, path, body }) =>
      method === "PATCH" && path.startsWith("/Groups") && JSON.stringify(body).includes(`"${bad}"`)
        ? { kind: "answer", status: 400, detail: `members: ${bad} is on the black list.` }
        : undefined;
    const { id } = await push(app, group);
    const [task] = await tasksBecome(office, ["memberMissing"]);
    expect(task?.detail).toContain("black list");
    expect(membersOf("Staff")).toHaveLength(11);
    expect(membersOf("Staff")).not.toContain("bob.b@example.com");
    const mapping = await office.api<Push>("GET", `/api/v1/apps/${app}/group-push/mappings/${id}`);
    expect(mapping.leftOut).toEqual([
      expect.objectContaining({ login: "bob.b@example.com", reason: expect.stringContaining("black list") }),
    ]);
  });
});

describe("pain 10: servers get replace wrong", () => {
  it("never speaks of members in a rename, so that no server can empty the group by it", async () => {
    for (const dialect of ["okta-catalogue", "rfc"]) {
      const { app, ann, bob, group } = await staffed({ dialect });
      await office.assign(app, ann, bob);
      await push(app, group);
      await office.settled();
      office.target.forget();
      await office.api("PUT", `/api/v1/groups/${group}`, { profile: { name: `Team ${dialect}` } });
      await until(() => expect(office.target.group(`Team ${dialect}`)).toBeDefined());
      await office.settled();
      expect(office.target.writes().every(({ body }) => !JSON.stringify(body).includes("members"))).toBe(true);
      expect(membersOf(`Team ${dialect}`)).toHaveLength(2);
      await office.end();
      office = await openOffice();
    }
  });

  it("finds out that a server empties a group by Okta's own rename, repairs it, and renames in a form that the server reads right", async () => {
    // Whatever an operation without a path does not name is taken for gone.
    office.target.fault = (request) => {
      const stored = office.target.groups().find(({ id }) => request.path === `/Groups/${id}`);
      const isWhole = operationsOf(request).some(({ op, path }) => op === "replace" && path === undefined);
      if (request.method === "PATCH" && stored !== undefined && isWhole) Object.assign(stored, { members: [] });
      return undefined;
    };
    const { app, ann, bob, group } = await staffed();
    await office.assign(app, ann, bob);
    const { id } = await push(app, group);
    await office.settled();
    await office.api("PUT", `/api/v1/groups/${group}`, { profile: { name: "Team" } });
    await until(() => expect(membersOf("Team")).toEqual([]));
    await office.settled();
    // Nothing was refused, and no request tells of it: the look does.
    const drift = `/api/lockstep/v1/apps/${app}/drift`;
    await office.api("POST", `${drift}/checks`, {});
    await until(async () => {
      const { items } = await office.api<{ items: readonly DriftFindingView[] }>("GET", `${drift}/groups`);
      expect(items).toMatchObject([{ state: "DRIFTED", missingCount: 2 }]);
    });
    const { plan } = await office.api<DriftRepair>("GET", `${drift}/groups/${id}/repair`);
    await office.api("POST", `${drift}/groups/${id}/repair`, { plan });
    await until(() => expect(membersOf("Team")).toEqual(["ann.a@example.com", "bob.b@example.com"]));
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches: { groupRename: "PATCH" } });
    await office.settled();
    await office.api("PUT", `/api/v1/groups/${group}`, { profile: { name: "Crew" } });
    await until(() => expect(office.target.group("Crew")).toBeDefined());
    await office.settled();
    expect(membersOf("Crew")).toEqual(["ann.a@example.com", "bob.b@example.com"]);
  });

  it("takes everybody out of a group of a server that reads an empty list of members as none given", async () => {
    office.target.fault = (request) => {
      for (const operation of operationsOf(request))
        if (Array.isArray(operation["value"]) && operation["value"].length === 0)
          Object.assign(operation, { path: "displayName", value: "Staff" });
      return undefined;
    };
    for (const dialect of ["okta-catalogue", "rfc"]) {
      const { app, ann, bob, group } = await staffed({ dialect });
      await office.api("PUT", `/api/lockstep/v1/apps/${app}/drift/settings`, { foreignMembers: "REMOVE" });
      await office.assign(app, ann, bob);
      const { id } = await push(app, group);
      await office.settled();
      expect(membersOf("Staff")).toHaveLength(2);
      await office.api("POST", `/api/lockstep/v1/apps/${app}/pause`);
      for (const person of [ann, bob]) await office.api("DELETE", `/api/v1/groups/${group}/users/${person}`);
      await office.api("POST", `/api/lockstep/v1/apps/${app}/group-push/mappings/${id}/push`);
      await office.api("POST", `/api/lockstep/v1/apps/${app}/resume`);
      await office.settled();
      expect(membersOf("Staff")).toEqual([]);
      await office.end();
      const { fault } = office.target;
      office = await openOffice();
      office.target.fault = fault;
    }
  });

  it("sends additions and removals where the app cannot replace members, also when everybody is taken out", async () => {
    office.target.fault = (request) => {
      const refusal = NO_MEMBERS_REPLACE.refuse?.(request);
      return refusal === undefined ? undefined : { kind: "answer", ...refusal };
    };
    const { app, ann, bob, group } = await staffed({ dialect: "rfc" });
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, {
      switches: { membersReplaceable: false },
    });
    await office.assign(app, ann, bob);
    const { id } = await push(app, group);
    await office.settled();
    await office.api("POST", `/api/lockstep/v1/apps/${app}/group-push/mappings/${id}/push`);
    await office.settled();
    expect(membersOf("Staff")).toHaveLength(2);
    for (const person of [ann, bob]) await office.api("DELETE", `/api/v1/groups/${group}/users/${person}`);
    await office.settled();
    expect(membersOf("Staff")).toEqual([]);
    expect(office.target.requests.filter(({ status }) => status >= 400)).toEqual([]);
  });
});

describe("more than a hundred groups of one rule", () => {
  it("are pushed, all of them, and the next one too", async () => {
    const app = await office.connect();
    for (let index = 0; index < 101; index += 1) await team(`Team ${index}`);
    const conditions = [{ attribute: "name", operator: "STARTS_WITH", value: "Team" }];
    const rule = await office.api("POST", `/api/lockstep/v1/apps/${app}/push-rules`, { name: "Teams", conditions });
    expect(rule).toMatchObject({ groups: 101 });
    await office.worker();
    await office.settled();
    await team("Team of tomorrow");
    await office.settled();
    expect(office.target.groups()).toHaveLength(102);
  });
});

describe("the app has the name already", () => {
  it("asks, and never takes a group over: its members stay until somebody decides", async () => {
    const { app, ann, group } = await staffed();
    const stranger = office.target.put("Users", { userName: "stranger@example.com" });
    office.target.put("Groups", { displayName: "Staff", members: [{ value: stranger }] });
    await office.assign(app, ann);
    const { id } = await push(app, group);
    await tasksBecome(office, ["groupNameTaken"]);
    expect(membersOf("Staff")).toEqual(["stranger@example.com"]);
    await office.api("POST", `/api/lockstep/v1/apps/${app}/push-groups/${id}/resolve`, { choice: "LINK" });
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "stranger@example.com"]);
    expect(await office.openTasks()).toEqual([]);
  });
});
