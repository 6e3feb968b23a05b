import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection, DoctorReport, GroupPushMapping, Progress, Task } from "../../contract.ts";
import {
  addApp,
  addGroup,
  addPerson,
  appUsersOf,
  settle,
  startTestDirectory,
  type TestDirectory,
} from "../testing/test-directory.ts";

const SECRET = "The-target-secret-1";
/** A target that knows one credential and has nobody yet. */
function target(request: Request): Response {
  const right = `Basic ${Buffer.from(`prov@app.example:${SECRET}`).toString("base64")}`;
  const given = request.headers.get("authorization");
  const json = (status: number, body: unknown) =>
    Response.json(body, { status, headers: { "content-type": "application/scim+json" } });
  if (given !== right && given !== `Bearer ${SECRET}`) {
    return json(401, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "401",
      detail: "Wrong user name or password.",
    });
  }
  return json(200, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: 0,
    startIndex: 1,
    itemsPerPage: 0,
    Resources: [],
  });
}

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory({ target });
});
afterAll(() => directory.close());

const bad = { status: 400, code: "E0000001" };
const own = (appId: string, path: string) => `/api/lockstep/v1/apps/${appId}${path}`;
const basic = (password: string) => ({
  enabled: true,
  baseUrl: "http://127.0.0.1:4100/SCIM/v2/",
  authScheme: "BASIC",
  username: "prov@app.example",
  password,
});

describe("connection", () => {
  it("is tested before it is saved: a wrong password names the step and the remedy, and nothing is stored", async () => {
    const appId = await addApp(directory, "Wrong password");
    const report = await directory.ok<DoctorReport>("POST", own(appId, "/connection/test"), basic("wrong"));
    expect(report.ok).toBe(false);
    expect(report.steps.find((step) => step.status === "failed")?.name).toBe("signIn");
    const answer = await directory.call<{ errorCode: string; report: DoctorReport }>(
      "PUT",
      own(appId, "/connection"),
      basic("wrong"),
    );
    expect([answer.status, answer.body.errorCode, answer.body.report.ok]).toEqual([400, "E0000059", false]);
    expect(await directory.ok("GET", own(appId, "/connection"))).toEqual({
      enabled: false,
      baseUrl: null,
      authScheme: null,
      headerName: null,
      oauth: null,
      username: null,
      hasSecret: false,
      status: "DISABLED",
      testedAt: null,
    });
  });

  it("is stored sealed, never shown, tested again without a body, and switched off", async () => {
    const appId = await addApp(directory, "Right password");
    const saved = await directory.ok<Connection>("PUT", own(appId, "/connection"), basic(SECRET));
    expect(saved).toMatchObject({
      enabled: true,
      status: "ENABLED",
      hasSecret: true,
      username: "prov@app.example",
      report: { ok: true },
    });
    expect(JSON.stringify(await directory.ok("GET", own(appId, "/connection")))).not.toContain(SECRET);
    expect(
      await directory.rows("select 1 from app as a where strpos(a::text, $1) > 0 or strpos(a::text, $2) > 0", [
        SECRET,
        Buffer.from(SECRET).toString("hex"),
      ]),
    ).toEqual([]);
    expect((await directory.ok<DoctorReport>("POST", own(appId, "/connection/test"))).ok).toBe(true);
    expect(await directory.ok("GET", `/api/v1/apps/${appId}`)).toMatchObject({
      settings: { provisioning: { enabled: true } },
    });
    await directory.ok("PUT", own(appId, "/connection"), { enabled: false });
    expect(await directory.ok("GET", own(appId, "/connection"))).toMatchObject({ enabled: false, hasSecret: true });
  });

  it.each([
    ["no address", { authScheme: "BASIC", username: "a", password: "b" }],
    ["no password", { baseUrl: "http://127.0.0.1/scim", authScheme: "BASIC", username: "a" }],
    ["an unknown scheme", { baseUrl: "http://127.0.0.1/scim", authScheme: "MAGIC" }],
    ["a number as password", { baseUrl: "http://127.0.0.1/scim", authScheme: "BASIC", username: "a", password: 7 }],
  ])("refuses %s", async (_case, body) => {
    const appId = await addApp(directory, `Bad connection ${crypto.randomUUID()}`);
    await directory.refused("PUT", own(appId, "/connection"), { ...bad, body });
  });

  it("speaks Okta's form: UNKNOWN at first, a token, activation, deactivation", async () => {
    const appId = await addApp(directory, "Okta's form");
    const path = `/api/v1/apps/${appId}/connections/default`;
    expect(await directory.ok("GET", path)).toMatchObject({ status: "UNKNOWN", profile: { authScheme: "UNKNOWN" } });
    const body = { baseUrl: "http://127.0.0.1:4100/SCIM/v2/", profile: { authScheme: "TOKEN", token: SECRET } };
    expect(await directory.ok("POST", `${path}?activate=TRUE`, body)).toMatchObject({
      status: "ENABLED",
      authScheme: "TOKEN",
    });
    expect((await directory.call("POST", `${path}/lifecycle/deactivate`)).status).toBe(204);
    expect(await directory.ok("GET", path)).toMatchObject({ status: "DISABLED" });
    expect((await directory.call("POST", `${path}/lifecycle/activate`)).status).toBe(204);
    await directory.refused("POST", path, {
      status: 400,
      code: "E0000059",
      body: { ...body, profile: { authScheme: "TOKEN", token: "wrong" } },
    });
    await directory.refused("POST", path, { ...bad, body: { profile: { authScheme: "OAUTH2" } } });
  });
});

describe("mappings", () => {
  it("are replaced as a whole, mark the app's people, and are previewed", async () => {
    const appId = await addApp(directory, "Mappings", true);
    const person = await addPerson(directory, { profile: { firstName: "Mia", lastName: "Map" } });
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person });
    const { items } = await directory.ok<{ items: readonly object[] }>("GET", own(appId, "/mappings"));
    await settle(directory, appId);
    await directory.ok("PUT", own(appId, "/mappings"), { items });
    expect((await appUsersOf(directory, appId)).get(person)?.dirty).toBe(false);
    const added = [
      ...items,
      { attribute: "nickName", expression: "toUpperCase(user.firstName)", pushStatus: "DONT_PUSH" },
    ];
    expect(await directory.ok("PUT", own(appId, "/mappings"), { items: added })).toEqual({ items: added });
    expect((await appUsersOf(directory, appId)).get(person)?.dirty).toBe(true);
    const preview = (expression: string) =>
      directory.ok("POST", own(appId, "/mappings/preview"), { expression, personId: person });
    expect(await preview("user.firstName + ' ' + user.lastName")).toEqual({ value: "Mia Map" });
    const checked = await directory.call("POST", own(appId, "/mappings/preview"), {
      expression: "'x' + user.nickNam",
      attribute: "nickName",
      personId: person,
    });
    expect([checked.status, checked.body]).toMatchObject([400, { errorCode: "E0000001", position: 6, end: 18 }]);
    expect(await preview("user.nickName")).toEqual({ value: null });
    const broken = await directory.call<{ position: number; errorCauses: readonly unknown[] }>(
      "POST",
      own(appId, "/mappings/preview"),
      { expression: "user.firstName +", personId: person },
    );
    expect([broken.status, broken.body.position, broken.body.errorCauses.length]).toEqual([400, 16, 1]);
  });

  it.each([
    ["an expression that cannot be read", [{ attribute: "title", expression: "user.title +" }], "title: "],
    ["an attribute that nobody has", [{ attribute: "title", expression: "user.shoeSize" }], "title: "],
    [
      "an attribute twice",
      [
        { attribute: "title", expression: "user.title" },
        { attribute: "Title", expression: "user.title" },
      ],
      "Title: The attribute is mapped twice",
    ],
    [
      "a path that is none",
      [{ attribute: "emails[type eq", expression: "user.email" }],
      "emails[type eq: Not an attribute path",
    ],
    [
      "an attribute of the directory itself",
      [{ attribute: "userName", expression: "user.login" }],
      "userName: The directory itself fills this attribute",
    ],
  ])("refuses %s", async (_case, items, cause) => {
    const appId = await addApp(directory, `Bad mapping ${crypto.randomUUID()}`);
    const body = { items: items.map((item) => ({ ...item, pushStatus: "PUSH" })) };
    expect(
      (await directory.refused("PUT", own(appId, "/mappings"), { ...bad, body })).some((text) =>
        text.startsWith(cause),
      ),
    ).toBe(true);
  });

  it("user names are previewed for five people", async () => {
    const appId = await addApp(directory, "User names");
    await addPerson(directory, { profile: { login: "preview@corp.example" } });
    const template = encodeURIComponent(`\${fn:substringBefore(source.login, "@")}`);
    const { items } = await directory.ok<{ items: readonly { login: string; userName: string }[] }>(
      "GET",
      own(appId, `/user-name-preview?type=BUILT_IN&template=${template}`),
    );
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThanOrEqual(5);
    for (const item of items) expect(item.userName).toBe(item.login.split("@")[0]);
    await directory.refused("GET", own(appId, "/user-name-preview?type=CUSTOM&template=source.login%20%2B"), bad);
  });
});

describe("push groups", () => {
  it("are created, paused, pushed again, and unlinked; linking is the administrator's choice", async () => {
    const [appId, groupId] = [await addApp(directory, "Push", true), await addGroup(directory, "Pushed")];
    const path = `/api/v1/apps/${appId}/group-push/mappings`;
    const created = await directory.call<GroupPushMapping>("POST", path, {
      sourceGroupId: groupId,
      targetGroupName: "PUSHED",
      status: "ACTIVE",
    });
    expect([created.status, created.body.status, created.body.targetGroupId, created.body.pending]).toEqual([
      201,
      "ACTIVE",
      null,
      true,
    ]);
    const one = `${path}/${created.body.id}`;
    const linked = async (id: string) =>
      (
        await directory.rows<{ linked: boolean }>("select linked_by_choice as linked from push_group where id = $1", [
          id,
        ])
      )[0]?.linked;
    expect(await linked(created.body.id)).toBe(false);
    expect(await directory.refused("POST", path, { ...bad, body: { sourceGroupId: groupId } })).toEqual([
      "sourceGroupId: The group is pushed to this app already",
    ]);
    await directory.refused("DELETE", `${one}?deleteTargetGroup=false`, { status: 403, code: "E0000107" });
    await directory.refused("DELETE", one, { status: 400, code: "E0000028" });
    expect(await directory.ok("PATCH", one, { status: "INACTIVE" })).toMatchObject({
      status: "INACTIVE",
      pending: false,
    });
    await directory.refused("POST", own(appId, `/group-push/mappings/${created.body.id}/push`), {
      status: 403,
      code: "E0000107",
    });
    await settle(directory, appId);
    expect(await directory.ok("PATCH", one, { status: "ACTIVE" })).toMatchObject({ status: "ACTIVE", pending: true });
    await settle(directory, appId);
    expect((await directory.call("POST", own(appId, `/group-push/mappings/${created.body.id}/push`))).status).toBe(204);
    expect(await directory.ok("GET", one)).toMatchObject({ pending: true });
    expect(
      (await directory.ok<readonly unknown[]>("GET", `${path}?status=ACTIVE&sourceGroupId=${groupId}`)).length,
    ).toBe(1);
    await directory.ok("PATCH", one, { status: "INACTIVE" });
    expect((await directory.call("DELETE", `${one}?deleteTargetGroup=false`)).status).toBe(204);
    const byId = await directory.ok<GroupPushMapping>("POST", path, {
      sourceGroupId: groupId,
      targetGroupId: "scim-group-1",
      status: "INACTIVE",
    });
    expect([byId.targetGroupId, await linked(byId.id)]).toEqual(["scim-group-1", true]);
    expect((await directory.call("DELETE", `${path}/${byId.id}?deleteTargetGroup=true`)).status).toBe(204);
    await directory.refused("GET", `${path}/${byId.id}`, { status: 404, code: "E0000007" });
    await directory.refused("POST", path, { status: 409, code: "E0000195", body: { sourceGroupId: groupId } });
    expect(
      await directory.rows(
        "select removing, delete_in_target, dirty_version > clean_version as dirty from push_group where id = $1",
        [byId.id],
      ),
    ).toEqual([{ removing: true, delete_in_target: true, dirty: true }]);
  });

  it("take a name of their own in the app, which no other of them may have", async () => {
    const appId = await addApp(directory, "Push names", true);
    const [one, two] = [await addGroup(directory, "Push name 1"), await addGroup(directory, "Push name 2")];
    const path = `/api/v1/apps/${appId}/group-push/mappings`;
    await directory.ok("POST", path, { sourceGroupId: one, targetGroupName: "push NAME 2x" });
    expect(
      await directory.refused("POST", path, { ...bad, body: { sourceGroupId: two, targetGroupName: "Push name 2X" } }),
    ).toEqual([
      expect.stringContaining('targetGroupName: The group "Push name 1" is pushed to the app under this name'),
    ]);
    await directory.refused("POST", path, { ...bad, body: { sourceGroupId: two, targetGroupName: " " } });
    await directory.refused("GET", `${path}?lastUpdated=yesterday`, { status: 400, code: "E0000030" });
    const later = await directory.ok<readonly unknown[]>("GET", `${path}?lastUpdated=2999-01-01T00:00:00Z`);
    expect(later).toEqual([]);
    expect((await directory.call("GET", `${path}?limit=0`)).status).toBe(400);
  });

  it("refuse an app without connection, unknown groups, and both targets", async () => {
    const [appId, closed, groupId] = [
      await addApp(directory, "Push refusals", true),
      await addApp(directory, "Push closed"),
      await addGroup(directory, "Push refusals"),
    ];
    const path = `/api/v1/apps/${appId}/group-push/mappings`;
    await directory.refused("POST", `/api/v1/apps/${closed}/group-push/mappings`, {
      status: 400,
      code: "E0000027",
      body: { sourceGroupId: groupId },
    });
    await directory.refused("POST", path, { status: 404, code: "E0000007", body: { sourceGroupId: "00gnone" } });
    await directory.refused("POST", path, {
      ...bad,
      body: { sourceGroupId: groupId, targetGroupName: "Push refusals", targetGroupId: "x" },
    });
    await directory.refused("POST", path, { ...bad, body: {} });
    await directory.refused("GET", `${path}?status=BROKEN`, bad);
  });
});

describe("work of an app", () => {
  it("progress tells what is assigned, done, pending and failed; pause and resume; force sync", async () => {
    const [appId, groupId] = [await addApp(directory, "Work", true), await addGroup(directory, "Work")];
    const people = [await addPerson(directory), await addPerson(directory), await addPerson(directory)];
    for (const id of people) await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id });
    await directory.ok("POST", `/api/v1/apps/${appId}/group-push/mappings`, { sourceGroupId: groupId });
    const progress = () => directory.ok<Progress>("GET", own(appId, "/progress"));
    expect(await progress()).toEqual({
      assigned: 3,
      synchronized: 0,
      pending: 3,
      failed: 0,
      pushGroups: { total: 1, pending: 1, failed: 0 },
      sweeping: false,
    });
    await settle(directory, appId);
    await directory.rows("update app_user set sync_state = 'ERROR' where person_id = $1", [people[0]]);
    expect(await progress()).toEqual({
      assigned: 3,
      synchronized: 2,
      pending: 0,
      failed: 1,
      pushGroups: { total: 1, pending: 0, failed: 0 },
      sweeping: false,
    });
    expect((await directory.call("POST", own(appId, "/pause"))).status).toBe(204);
    expect(await directory.ok("GET", `/api/v1/apps/${appId}`)).toMatchObject({
      settings: { provisioning: { paused: { reason: "administrator", detail: "Paused by Ada Admin" } } },
    });
    expect((await directory.call("POST", own(appId, "/resume"))).status).toBe(204);
    expect(await directory.ok("GET", `/api/v1/apps/${appId}`)).toMatchObject({
      settings: { provisioning: { paused: null } },
    });
    expect(await directory.ok<{ count: number }>("POST", own(appId, "/force-sync"))).toEqual({ count: 4 });
    expect(await progress()).toMatchObject({ sweeping: true });
  });

  it("an import is queued once, shown, cancelled; rows are filtered by state", async () => {
    const [appId, closed] = [await addApp(directory, "Imports", true), await addApp(directory, "Imports closed")];
    await directory.refused("POST", own(closed, "/imports"), bad);
    const started = await directory.call<{ id: string; state: string }>("POST", own(appId, "/imports"));
    expect([started.status, started.body.state]).toEqual([202, "QUEUED"]);
    await directory.refused("POST", own(appId, "/imports"), { status: 409, code: "E0000195" });
    expect(await directory.ok("GET", own(appId, "/imports"))).toEqual({ items: [started.body] });
    expect(await directory.ok("GET", own(appId, `/imports/${started.body.id}`))).toEqual(started.body);
    expect(await directory.ok("POST", own(appId, `/imports/${started.body.id}/cancel`))).toMatchObject({
      state: "CANCELLED",
    });
    await directory.refused("POST", own(appId, `/imports/${started.body.id}/cancel`), {
      status: 403,
      code: "E0000107",
    });
    await directory.refused("GET", own(appId, "/imports/imrnone"), { status: 404, code: "E0000007" });
    expect(await directory.ok("GET", own(appId, "/import-rows?state=UNCONFIRMED"))).toMatchObject({ items: [] });
    await directory.refused("GET", own(appId, "/import-rows?state=LOST"), bad);
    await directory.refused("POST", own(appId, "/import-rows/confirm"), {
      ...bad,
      body: { rows: [{ externalId: "x", action: "NEW" }] },
    });
    await directory.refused("POST", own(appId, "/import-rows/confirm"), { ...bad, body: { rows: [] } });
  });

  it("preview of a person without the app is not found", async () => {
    const appId = await addApp(directory, "Preview", true);
    await directory.refused("POST", own(appId, `/users/${await addPerson(directory)}/preview`), {
      status: 404,
      code: "E0000007",
    });
  });
});

describe("tasks", () => {
  it("are listed with subject and remedy, retried one by one or together, and cancelled", async () => {
    const [appId, groupId] = [await addApp(directory, "Tasks", true), await addGroup(directory, "Tasks")];
    const person = await addPerson(directory, { profile: { firstName: "Tessa", lastName: "Task" } });
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person });
    await directory.ok("POST", `/api/v1/apps/${appId}/group-push/mappings`, { sourceGroupId: groupId });
    await settle(directory, appId);
    await directory.rows("update push_group set status = 'ERROR', error_summary = 'name taken' where app_id = $1", [
      appId,
    ]);
    await directory.rows("update app_user set sync_state = 'ERROR', provision_requested = false where app_id = $1", [
      appId,
    ]);
    await directory.rows(
      "update app set paused_reason = 'credential', paused_detail = 'x', paused_at = now() where id = $1",
      [appId],
    );
    const insert = "insert into task (id, app_id, app_user_id, push_group_id, cause, summary, detail, remedy) select";
    await directory.rows(
      `${insert} 'tskuser', $1, id, null, 'featureOff', 's', 'd', 'r' from app_user where app_id = $1`,
      [appId],
    );
    await directory.rows(
      `${insert} 'tskgroup', $1, null, id, 'groupNameTaken', 's', 'd', 'r' from push_group where app_id = $1`,
      [appId],
    );
    await directory.rows(`${insert} 'tskapp', $1, null, null, 'credential', 's', 'd', 'r'`, [appId]);
    const list = await directory.ok<{ items: readonly Task[]; total: number }>(
      "GET",
      `/api/lockstep/v1/tasks?state=OPEN&appId=${appId}`,
    );
    expect(list.total).toBe(3);
    expect(Object.fromEntries(list.items.map((task) => [task.id, task.subject]))).toEqual({
      tskuser: { kind: "appUser", id: person, name: "Tessa Task" },
      tskgroup: { kind: "pushGroup", id: expect.stringMatching(/^gPm/), name: "Tasks" },
      tskapp: { kind: "app", id: appId, name: "Tasks" },
    });
    expect((await directory.call("POST", "/api/lockstep/v1/tasks/tskuser/retry")).status).toBe(204);
    expect((await appUsersOf(directory, appId)).get(person)).toMatchObject({ dirty: true, provision_requested: true });
    expect(await directory.ok("POST", "/api/lockstep/v1/tasks/retry", { appId, cause: "groupNameTaken" })).toEqual({
      count: 1,
    });
    expect(
      await directory.rows("select status, dirty_version > clean_version as dirty from push_group where app_id = $1", [
        appId,
      ]),
    ).toEqual([{ status: "ACTIVE", dirty: true }]);
    expect(await directory.ok("POST", "/api/lockstep/v1/tasks/retry", { appId, cause: "nothing" })).toEqual({
      count: 0,
    });
    expect((await directory.call("POST", "/api/lockstep/v1/tasks/tskapp/retry")).status).toBe(204);
    expect(await directory.rows("select paused_reason from app where id = $1", [appId])).toEqual([
      { paused_reason: null },
    ]);
    expect((await directory.call("POST", "/api/lockstep/v1/tasks/tskuser/cancel")).status).toBe(204);
    expect((await appUsersOf(directory, appId)).get(person)?.dirty).toBe(false);
    await directory.refused("POST", "/api/lockstep/v1/tasks/tskuser/cancel", { status: 403, code: "E0000107" });
    await directory.refused("POST", "/api/lockstep/v1/tasks/tsknone/retry", { status: 404, code: "E0000007" });
    await directory.refused("GET", "/api/lockstep/v1/tasks?state=LOST", bad);
  });
});

describe("overview and log", () => {
  it("the overview counts", async () => {
    expect(await directory.ok("GET", "/api/lockstep/v1/overview")).toMatchObject({
      people: expect.any(Number),
      activePeople: expect.any(Number),
      groups: expect.any(Number),
      apps: expect.any(Number),
      openTasks: expect.any(Number),
      pendingWork: expect.any(Number),
      recentEvents: expect.any(Array),
    });
  });

  it("the System Log is a feed whose next page is always there, and a bounded list that ends", async () => {
    const person = await addPerson(directory);
    const filter = encodeURIComponent(`target.id eq "${person}"`);
    const first = await directory.call<readonly { eventType: string; actor: unknown }[]>(
      "GET",
      `/api/v1/logs?filter=${filter}&limit=1`,
    );
    expect(first.body.map((event) => event.eventType)).toEqual(["user.lifecycle.create"]);
    expect(first.body[0]?.actor).toMatchObject({ id: directory.adminId, type: "User", displayName: "Ada Admin" });
    const next = (answer: { headers: Headers }) =>
      /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
    const second = await directory.call<readonly { eventType: string }[]>("GET", next(first) ?? "");
    expect(second.body.map((event) => event.eventType)).toEqual(["user.lifecycle.activate"]);
    const third = await directory.call("GET", next(second) ?? "");
    expect([third.body, next(third) === undefined]).toEqual([[], false]);
    await directory.ok("POST", `/api/v1/users/${person}`, { profile: { title: "Logged" } });
    const fourth = await directory.call<readonly { debugContext: unknown }[]>("GET", next(third) ?? "");
    expect(fourth.body.map((event) => event.debugContext)).toEqual([{ debugData: { changedAttributes: "title" } }]);
    const until = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
    const bounded = await directory.call<readonly unknown[]>(
      "GET",
      `/api/v1/logs?filter=${filter}&until=${until}&sortOrder=DESCENDING`,
    );
    expect([bounded.body.length, next(bounded)]).toEqual([3, undefined]);
    expect((await directory.ok<readonly unknown[]>("GET", `/api/v1/logs?q=${person}%20UPDATE_profile`)).length).toBe(1);
  });

  it.each([
    ["since=yesterday", "E0000001"],
    ["since=2001-01-01T00:00:00Z", "E0000053"],
    ["sortOrder=UP", "E0000001"],
    ["limit=-5", "E0000029"],
    [`filter=${encodeURIComponent('colour eq "red"')}`, "E0000053"],
    [`filter=${encodeURIComponent('eventType is "red"')}`, "E0000053"],
    [`q=${Array.from({ length: 11 }, () => "x").join("%20")}`, "E0000001"],
  ])("refuses %s", async (query, code) => {
    await directory.refused("GET", `/api/v1/logs?${query}`, { status: 400, code });
  });
});
