/** Administrators over HTTP: invited, limited, switched off; what their roles open is the table of route-access.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Administrator, ListedSession, NewAdministrator, NewApiToken } from "../../contract.ts";
import { createDirectory } from "../../index.ts";
import {
  ADMINISTRATOR_PASSWORD,
  addAdministrator,
  callInSession,
  choosePasswordAt,
  signInAs,
} from "../testing/administrators.ts";
import { ADMIN, addApp, addPerson, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";
import { addPersonWith } from "../testing/test-people.ts";

const PATH = "/api/lockstep/v1/administrators";
let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

const as = (token: string, method: string, path: string, body?: unknown) =>
  directory.call<{ errorCode?: string; errorCauses?: readonly { errorSummary: string }[] }>(method, path, body, {
    headers: { authorization: `SSWS ${token}` },
  });
const statusOf = async (token: string, method: string, path: string, body?: unknown) =>
  (await as(token, method, path, body)).status;

describe("an invitation", () => {
  it("opens a page where the password is chosen, once, within a week", async () => {
    const made = await directory.ok<NewAdministrator>("POST", PATH, {
      login: "new@directory.example",
      name: "Nina New",
      role: "READ_ONLY_ADMIN",
    });
    expect(made).toMatchObject({ status: "INVITED", role: "READ_ONLY_ADMIN", appIds: null, lastSignIn: null });
    expect(made.invitationUrl).toMatch(/^http:\/\/directory\.test\/administrator\/[0-9A-Za-z]{43}$/);
    const stored = await directory.rows("select 1 from administrator_invitation as t where strpos(t::text, $1) > 0", [
      made.invitationUrl.split("/").at(-1),
    ]);
    expect(stored).toEqual([]);
    const page = await directory.directory.fetch(new Request(made.invitationUrl));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Welcome, Nina New")]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await choosePasswordAt(directory, made.invitationUrl, "short")).toBe(400);
    expect(await choosePasswordAt(directory, made.invitationUrl, ADMINISTRATOR_PASSWORD)).toBe(200);
    expect(await choosePasswordAt(directory, made.invitationUrl, "Another-Secret-12")).toBe(404);
    await signInAs(directory, "NEW@directory.example");
    const { status, lastSignIn } = await directory.ok<Administrator>("GET", `${PATH}/${made.id}`);
    expect([status, typeof lastSignIn]).toEqual(["ACTIVE", "string"]);
  });

  it("is renewed on demand, and the older link ends; a week later the link has ended", async () => {
    const made = await directory.ok<NewAdministrator>("POST", PATH, {
      login: "late@directory.example",
      name: "Lars Late",
      role: "HELP_DESK_ADMIN",
    });
    const again = await directory.ok<{ invitationUrl: string }>("POST", `${PATH}/${made.id}/invite`);
    expect(await choosePasswordAt(directory, made.invitationUrl, ADMINISTRATOR_PASSWORD)).toBe(404);
    directory.clock.advance(7 * 24 * 60 * 60 * 1000);
    expect(await choosePasswordAt(directory, again.invitationUrl, ADMINISTRATOR_PASSWORD)).toBe(404);
    directory.clock.advance(-7 * 24 * 60 * 60 * 1000);
    expect(await choosePasswordAt(directory, again.invitationUrl, ADMINISTRATOR_PASSWORD)).toBe(200);
  });

  it("names what is wrong with it", async () => {
    const refused = (body: unknown) => directory.refused("POST", PATH, { status: 400, code: "E0000001", body });
    const good = { login: "x@directory.example", name: "X", role: "APP_ADMIN" };
    expect(await refused({ ...good, login: ADMIN.login.toUpperCase() })).toEqual([
      "login: Another administrator has this login",
    ]);
    expect(await refused({ ...good, login: "x" })).toEqual(["login: Must be an e-mail address"]);
    expect(await refused({ ...good, appIds: ["0oaNobody"] })).toEqual(["appIds: There is no app 0oaNobody"]);
    expect(await refused({ ...good, role: "HELP_DESK_ADMIN", appIds: [] })).toEqual([
      "appIds: Only an app administrator is limited to apps",
    ]);
    expect(await refused({ ...good, role: "KING" })).toHaveLength(1);
  });
});

describe("what roles do", () => {
  it("the help desk unlocks, resets passwords, suspends and lets back in, and changes nothing else of a person", async () => {
    const { token } = await addAdministrator(directory, "HELP_DESK_ADMIN");
    const person = await addPersonWith(directory, "ACTIVE");
    const path = `/api/v1/users/${person}`;
    expect(await statusOf(token, "POST", `${path}/lifecycle/suspend`)).toBe(200);
    expect(await statusOf(token, "POST", `${path}/lifecycle/unsuspend`)).toBe(200);
    expect(await statusOf(token, "POST", `${path}/lifecycle/reset_password?sendEmail=false`)).toBe(200);
    expect((await as(token, "POST", `${path}/lifecycle/unlock`)).body.errorCode).toBe("E0000032");
    for (const operation of ["deactivate", "activate", "expire_password"]) {
      expect(await statusOf(token, "POST", `${path}/lifecycle/${operation}`), operation).toBe(403);
    }
    expect(await statusOf(token, "POST", path, { profile: { title: "x" } })).toBe(403);
    expect(await statusOf(token, "DELETE", path)).toBe(403);
    expect(await statusOf(token, "GET", path)).toBe(200);
    expect(await statusOf(token, "GET", "/api/v1/logs")).toBe(403);
  });

  it("an app administrator of some apps reads and changes those, and no other one", async () => {
    const [own, other] = [await addApp(directory, "Own app"), await addApp(directory, "Other app")];
    const { token, id } = await addAdministrator(directory, "APP_ADMIN", [own]);
    const person = await addPerson(directory);
    const assign = (app: string) => statusOf(token, "POST", `/api/v1/apps/${app}/users`, { id: person });
    expect([await assign(own), await assign(other)]).toEqual([200, 403]);
    expect(await statusOf(token, "GET", `/api/v1/apps/${own}`)).toBe(200);
    expect(await statusOf(token, "GET", `/api/v1/apps/${other}`)).toBe(403);
    expect(await statusOf(token, "POST", "/api/v1/apps", { label: "A third" })).toBe(403);
    expect(await statusOf(token, "POST", "/api/lockstep/v1/plans")).toBe(403);
    const retry = (body: unknown) => statusOf(token, "POST", "/api/lockstep/v1/tasks/retry", body);
    expect([await retry({}), await retry({ appId: other }), await retry({ appId: own })]).toEqual([403, 403, 200]);
    const tasks = await directory.rows<{ id: string }>(
      `insert into task (id, app_id, cause, summary, detail, remedy) values ('tskOwn', $1, 'rejected', '', '', ''),
         ('tskOther', $2, 'rejected', '', '', '') returning id`,
      [own, other],
    );
    const statuses = await Promise.all(
      tasks.map(({ id: task }) => statusOf(token, "POST", `/api/lockstep/v1/tasks/${task}/cancel`)),
    );
    expect(statuses).toEqual([204, 403]);
    await directory.ok("PUT", `${PATH}/${id}`, { appIds: null });
    expect(await assign(other)).toBe(200);
    await directory.ok("PUT", `${PATH}/${id}`, { appIds: [own] });
    await directory.ok("POST", `/api/v1/apps/${own}/lifecycle/deactivate`);
    await directory.ok("DELETE", `/api/v1/apps/${own}`);
    // The last app of the limit is gone: none is left, not all.
    expect(await directory.ok<Administrator>("GET", `${PATH}/${id}`)).toMatchObject({ appIds: [] });
    expect(await statusOf(token, "POST", `/api/lockstep/v1/apps/${other}/pause`)).toBe(403);
  });

  it("another role holds at once, for sessions and tokens alike; tokens of others are not shown", async () => {
    const { id, login, token } = await addAdministrator(directory, "SUPER_ADMIN");
    const inbound = await as(token, "POST", "/api/lockstep/v1/api-tokens", {
      name: "feed",
      kind: "inbound",
      scopes: ["users:read"],
    });
    const readPeople = () =>
      directory.directory.fetch(
        new Request("http://directory.test/scim/v2/Users", {
          headers: { authorization: `Bearer ${(inbound.body as unknown as NewApiToken).token}` },
        }),
      );
    expect((await readPeople()).status).toBe(200);
    await directory.ok("PUT", `${PATH}/${id}`, { role: "READ_ONLY_ADMIN" });
    expect(await statusOf(token, "POST", "/api/v1/groups", { profile: { name: "x" } })).toBe(403);
    expect((await readPeople()).status).toBe(401);
    const cookie = await signInAs(directory, login);
    const listed = await callInSession<{ items: readonly { administrator: { id: string } }[] }>(directory, cookie, {
      method: "GET",
      path: "/api/lockstep/v1/api-tokens",
    });
    expect(new Set(listed.items.map(({ administrator }) => administrator.id))).toEqual(new Set([id]));
    const { items } = await directory.ok<{ items: readonly { id: string; name: string }[] }>(
      "GET",
      "/api/lockstep/v1/api-tokens",
    );
    const foreign = items.find(({ name }) => name === "tests")?.id;
    expect(await statusOf(token, "DELETE", `/api/lockstep/v1/api-tokens/${foreign}`)).toBe(404);
    expect((await as(token, "POST", "/api/lockstep/v1/api-tokens", { name: "x", kind: "inbound" })).status).toBe(403);
  });
});

describe("the last super administrator", () => {
  it("stays, whoever asks, and also when two take the role from each other at the same moment", async () => {
    const lone = await startTestDirectory();
    const change = (id: string, body: unknown) => lone.call("PUT", `${PATH}/${id}`, body);
    const refused = { status: 403, code: "E0000107", body: { role: "APP_ADMIN" } };
    expect(await lone.refused("PUT", `${PATH}/${lone.adminId}`, refused)).toEqual([
      "Ada Admin is the last super administrator who can sign in. Give somebody else the role first.",
    ]);
    // Invited only: cannot sign in yet.
    await lone.ok("POST", PATH, { login: "invited@directory.example", name: "I", role: "SUPER_ADMIN" });
    await lone.refused("PUT", `${PATH}/${lone.adminId}`, refused);
    expect(await lone.refused("POST", `${PATH}/${lone.adminId}/deactivate`, { ...refused, body: undefined })).toEqual([
      "Nobody deactivates themselves. Ask another administrator.",
    ]);
    const second = await addAdministrator(lone, "SUPER_ADMIN");
    const answers = await Promise.all([
      change(lone.adminId, { role: "READ_ONLY_ADMIN" }),
      lone.call(
        "PUT",
        `${PATH}/${second.id}`,
        { role: "READ_ONLY_ADMIN" },
        { headers: { authorization: `SSWS ${second.token}` } },
      ),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const left = await lone.rows(
      "select 1 from administrator where role = 'SUPER_ADMIN' and password_hash is not null",
    );
    expect(left).toHaveLength(1);
    await lone.close();
  });
});

describe("sessions", () => {
  const sessionsOf = async (cookie: string) =>
    (
      await callInSession<{ items: readonly ListedSession[] }>(directory, cookie, {
        method: "GET",
        path: "/api/lockstep/v1/sessions",
      })
    ).items;

  it("are listed with their browser, and ended one by one or all others at once", async () => {
    const { login } = await addAdministrator(directory, "READ_ONLY_ADMIN");
    const [first, second, third] = [
      await signInAs(directory, login),
      await signInAs(directory, login),
      await signInAs(directory, login),
    ];
    const listed = await sessionsOf(third);
    // One more: the one that made the token.
    expect(listed.map(({ isCurrent, userAgent }) => [isCurrent, userAgent])).toEqual([
      [true, "Test browser"],
      ...Array(3).fill([false, "Test browser"]),
    ]);
    const { id = "" } = listed[1] ?? {};
    await callInSession(directory, third, { method: "DELETE", path: `/api/lockstep/v1/sessions/${id}` });
    await expect(sessionsOf(second)).rejects.toThrow("403");
    expect(await callInSession(directory, third, { method: "DELETE", path: "/api/lockstep/v1/sessions" })).toEqual({
      count: 2,
    });
    await expect(sessionsOf(first)).rejects.toThrow("403");
    expect(await sessionsOf(third)).toHaveLength(1);
  });

  it("of others are ended by a super administrator; a deactivated administrator is out at once, tokens and all", async () => {
    const { id, login, token } = await addAdministrator(directory, "APP_ADMIN");
    const cookie = await signInAs(directory, login);
    const { items } = await directory.ok<{ items: readonly ListedSession[] }>("GET", `${PATH}/${id}/sessions`);
    expect(items).toHaveLength(2);
    await directory.ok("DELETE", `${PATH}/${id}/sessions/${items[0]?.id}`);
    await expect(sessionsOf(cookie)).rejects.toThrow("403");
    const open = await signInAs(directory, login);
    expect(await directory.ok("POST", `${PATH}/${id}/deactivate`)).toMatchObject({ status: "INACTIVE" });
    await expect(sessionsOf(open)).rejects.toThrow("403");
    expect(await statusOf(token, "GET", "/api/v1/apps")).toBe(401);
    await expect(signInAs(directory, login)).rejects.toThrow("401");
    await directory.ok("POST", `${PATH}/${id}/activate`);
    await signInAs(directory, login);
    expect(await statusOf(token, "GET", "/api/v1/apps")).toBe(401);
  });

  it("end when the password is changed, except the one that changed it; so does a link for choosing one", async () => {
    const { id, login } = await addAdministrator(directory, "READ_ONLY_ADMIN");
    const { invitationUrl } = await directory.ok<{ invitationUrl: string }>("POST", `${PATH}/${id}/invite`);
    const [other, own] = [await signInAs(directory, login), await signInAs(directory, login)];
    const change = (oldPassword: string, newPassword: string) =>
      callInSession(directory, own, {
        method: "POST",
        path: "/api/lockstep/v1/session/password",
        body: { oldPassword, newPassword },
      });
    await expect(change("wrong", "Another-Secret-12")).rejects.toThrow("E0000014");
    await expect(change(ADMINISTRATOR_PASSWORD, "short")).rejects.toThrow("E0000080");
    await change(ADMINISTRATOR_PASSWORD, "Another-Secret-12");
    expect(await sessionsOf(own)).toHaveLength(1);
    await expect(sessionsOf(other)).rejects.toThrow("403");
    expect(await choosePasswordAt(directory, invitationUrl, "Third-Secret-123")).toBe(404);
    await signInAs(directory, login, "Another-Secret-12");
  });
});

it("failed sign-ins are counted over all processes, without keeping what was typed", async () => {
  const second = await createDirectory(directory.config);
  const attempt = (at: Pick<typeof second, "fetch">) =>
    at.fetch(
      new Request("http://directory.test/api/lockstep/v1/session", {
        method: "POST",
        headers: { "content-type": "application/json", "x-lockstep": "1" },
        body: JSON.stringify({ login: "typed-by-mistake", password: "x" }),
      }),
    );
  const statuses: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    for (const process of [directory.directory, second]) statuses.push((await attempt(process)).status);
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
  expect(await directory.rows("select 1 from sign_in_failure as t where t::text like '%typed%'")).toEqual([]);
});
