/** What administrators complain about most (okta-client §6), and what happens here: people who come, go, return and change. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HIDES_INACTIVE, NO_PATCH, NO_PUT } from "../../../../packages/engine/testing/quirks.ts";
import { type Office, openOffice, tasksBecome } from "../testing/office.ts";
import type { SeenRequest } from "../testing/scim-target.ts";
import { until } from "../testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

const jane = () => office.target.user("jane.doe@example.com");
const refusals = () => office.target.requests.filter(({ status }) => status >= 400);

async function employed(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly app: string; readonly id: string }> {
  const app = await office.connect(settings);
  const id = await office.hire("Jane Doe");
  await office.assign(app, id);
  await office.worker();
  await office.settled();
  office.target.forget();
  return { app, id };
}

/** As servers do that hide whoever is inactive: not in lists, not by id, and the name is taken all the same. */
function hideInactive(): void {
  office.target.fault = ({ method, path }: SeenRequest) => {
    const found = office.target
      .users()
      .find(
        (user) =>
          path.includes(`/Users/${String(user["id"])}`) ||
          decodeURIComponent(path).includes(`"${String(user["userName"])}"`),
      );
    const isHidden = found !== undefined && HIDES_INACTIVE.show?.(found) === undefined;
    return method === "GET" && isHidden ? { kind: "answer", status: 404, detail: "No such user." } : undefined;
  };
}

describe("pain 2: a returning employee ends in a loop of conflicts", () => {
  it("gets the same account back, also where the app hides inactive accounts; there is no conflict at all", async () => {
    const { app, id } = await employed();
    const account = jane()?.["id"];
    hideInactive();
    await office.unassign(app, id);
    await office.settled();
    expect(jane()).toMatchObject({ active: false });
    await office.api("POST", `/api/v1/users/${id}`, { profile: { title: "Back again" } });
    await office.assign(app, id);
    await office.settled();
    expect(jane()).toMatchObject({ id: account, active: true, title: "Back again" });
    expect(office.target.users()).toHaveLength(1);
    expect(office.target.requests.filter(({ status }) => status === 409)).toEqual([]);
    expect(await office.openTasks()).toEqual([]);
  });

  it("asks once, not for ever, when the name belongs to an account that the app never shows", async () => {
    const app = await office.connect();
    office.target.put("Users", { userName: "jane.doe@example.com", active: false });
    hideInactive();
    await office.assign(app, await office.hire("Jane Doe"));
    await office.worker();
    const [task] = await tasksBecome(office, ["rejected"]);
    expect(task).toMatchObject({
      detail: expect.stringContaining("taken"),
      remedy: expect.stringContaining("already"),
      nextAttemptAt: null,
    });
    expect(office.target.requests.filter(({ status }) => status === 409)).toHaveLength(1);
  });
});

describe("pain 3: quick reactivation and reassignment leave the user inactive", () => {
  it("ends active however the requests of before and after lie to each other", async () => {
    const { app, id } = await employed();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    // The deactivation is carried out, and its answer hangs while everything else happens.
    office.target.fault = ({ method, body }) =>
      method === "PATCH" && JSON.stringify(body).includes('"active":false')
        ? { kind: "carryOutAndWait", until: held }
        : undefined;
    await office.api("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    await until(() => expect(jane()).toMatchObject({ active: false }));
    await office.api("POST", `/api/v1/users/${id}/lifecycle/activate?sendEmail=false`);
    await office.assign(app, id);
    await office.worker();
    letGo();
    await office.settled();
    expect(jane()).toMatchObject({ active: true });
    const states = office.target.writes().map(({ body }) => /"active":(true|false)/.exec(JSON.stringify(body))?.[1]);
    expect(states.lastIndexOf("false")).toBeLessThan(states.lastIndexOf("true"));
    expect((await office.appUserOf(app, id)).syncState).toBe("SYNCHRONIZED");
  });
});

describe("pain 4: people who were assigned before provisioning was on are silently not created", () => {
  it("shows who is waiting and why, and creates the account on Provision user", async () => {
    const app = (await office.api<{ id: string }>("POST", "/api/v1/apps", { label: "Later" })).id;
    const id = await office.hire("Jane Doe");
    await office.assign(app, id);
    const { baseUrl, username, password } = office.target;
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/connection`, {
      baseUrl,
      authScheme: "BASIC",
      username,
      password,
    });
    await office.api("PUT", `/api/v1/apps/${app}/features/USER_PROVISIONING`, {
      create: { lifecycleCreate: { status: "ENABLED" } },
    });
    await office.worker();
    await office.settled();
    expect(office.target.users()).toEqual([]);
    expect(await office.appUserOf(app, id)).toMatchObject({ needsProvisioning: true, syncState: "DISABLED" });
    const preview = await office.api("POST", `/api/lockstep/v1/apps/${app}/users/${id}/preview`);
    expect(preview).toMatchObject({
      blocked: { code: "needsProvisioning", message: expect.stringContaining("Provision user") },
    });
    await office.api("POST", `/api/lockstep/v1/apps/${app}/users/${id}/provision`);
    await office.settled();
    expect(office.target.users()).toEqual([
      expect.objectContaining({ userName: "jane.doe@example.com", active: true }),
    ]);
  });
});

describe("pain 6: a push overwrites what is not mapped, or mapped for the creation only", () => {
  it.each(["okta-catalogue", "okta-wizard", "rfc"])(
    "changes mapped attributes and leaves all others as the app has them (%s)",
    async (dialect) => {
      const { app, id } = await employed({ dialect });
      const path = `/api/lockstep/v1/apps/${app}/mappings`;
      const { items } = await office.api<{ items: readonly { attribute: string }[] }>("GET", path);
      const kept = items.filter(({ attribute }) => attribute !== "title");
      await office.api("PUT", path, {
        items: [...kept, { attribute: "title", expression: "user.title", pushStatus: "DONT_PUSH" }],
      });
      await office.settled();
      const account = jane() ?? {};
      office.target.remove("Users", String(account["id"]));
      const again = office.target.put("Users", {
        ...account,
        title: "Chosen in the app",
        nickName: "JD",
        phoneNumbers: [{ value: "1", type: "work" }],
      });
      await office.api("POST", `/api/v1/users/${id}`, { profile: { title: "From the directory", lastName: "Roe" } });
      await office.settled();
      expect(office.target.users()).toEqual([
        expect.objectContaining({
          id: again,
          title: "Chosen in the app",
          nickName: "JD",
          phoneNumbers: [{ value: "1", type: "work" }],
          name: { givenName: "Jane", familyName: "Roe" },
        }),
      ]);
    },
  );
});

describe("pain 7: whether PUT or PATCH is sent depends on how the app was made", () => {
  it.each([
    ["only PUT", NO_PATCH, { patch: false }],
    ["only PATCH", NO_PUT, { userUpdate: "PATCH", userLifecycle: "PATCH", password: "PATCH" }],
  ] as const)("is a setting of the connection: a server with %s gets what it reads", async (_, habit, switches) => {
    office.target.fault = (request) => {
      const refusal = habit.refuse?.(request);
      return refusal === undefined ? undefined : { kind: "answer", ...refusal };
    };
    const app = await office.connect();
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches });
    const id = await office.hire("Jane Doe");
    await office.assign(app, id);
    await office.worker();
    await office.settled();
    await office.api("POST", `/api/v1/users/${id}`, { profile: { title: "Boss" } });
    await office.settled();
    expect(jane()).toMatchObject({ title: "Boss" });
    await office.unassign(app, id);
    await office.settled();
    expect(jane()).toMatchObject({ active: false });
    expect(refusals()).toEqual([]);
  });
});

describe("pain 15: user names, e-mails and renames make duplicates", () => {
  it("applies a corrected format to the accounts that exist, and follows a rename, without a second account", async () => {
    const { app, id } = await employed();
    const account = String(jane()?.["id"]);
    const label = { label: "Declaree" };
    await office.api("PUT", `/api/v1/apps/${app}`, {
      ...label,
      credentials: { userNameTemplate: { type: "BUILT_IN", template: `\${fn:substringBefore(source.email, "@")}` } },
    });
    await office.settled();
    expect(office.target.users()).toEqual([expect.objectContaining({ id: account, userName: "jane.doe" })]);
    await office.api("PUT", `/api/v1/apps/${app}`, {
      ...label,
      credentials: { userNameTemplate: { type: "BUILT_IN", template: `\${source.email}` } },
    });
    await office.api("POST", `/api/v1/users/${id}`, {
      profile: { lastName: "Roe", email: "Jane.Roe@example.com", login: "jane.roe@example.com" },
    });
    await office.settled();
    expect(office.target.users()).toEqual([expect.objectContaining({ id: account, userName: "Jane.Roe@example.com" })]);
  });

  it("says which name is taken when a rename meets another account, and sends it when the name is free", async () => {
    const { app, id } = await employed();
    const other = office.target.put("Users", { userName: "jane.roe@example.com" });
    await office.api("POST", `/api/v1/users/${id}`, { profile: { email: "jane.roe@example.com" } });
    const [task] = await tasksBecome(office, ["rejected"]);
    expect(task).toMatchObject({
      detail: expect.stringContaining("jane.roe@example.com"),
      remedy: expect.stringContaining("free the value"),
    });
    office.target.remove("Users", other);
    await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/retry`);
    await tasksBecome(office, []);
    expect(office.target.users()).toEqual([expect.objectContaining({ userName: "jane.roe@example.com" })]);
    expect((await office.appUserOf(app, id)).syncState).toBe("SYNCHRONIZED");
  });
});
