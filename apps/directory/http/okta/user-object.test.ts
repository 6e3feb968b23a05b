import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DirectoryApp } from "../../contract.ts";
import {
  ADMIN,
  addApp,
  addGroup,
  addPerson,
  newProfile,
  startTestDirectory,
  type TestDirectory,
} from "../testing/test-directory.ts";
import { PASSWORD } from "../testing/test-people.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

interface User {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly activated: string | null;
  readonly passwordChanged: string | null;
  readonly _links: Readonly<Record<string, unknown>>;
}

const validation = { status: 400, code: "E0000001" };
const question = { question: "First pet?", answer: "Rex" };

describe("POST /api/v1/users, every combination", () => {
  const providers = [undefined, "OKTA", "FEDERATION", "SOCIAL"] as const;
  const combinations = [undefined, "true", "false"].flatMap((activate) =>
    [false, true].flatMap((withPassword) =>
      [false, true].flatMap((nextLogin) =>
        providers.map((provider) => ({ activate, withPassword, nextLogin, provider })),
      ),
    ),
  );

  /** Okta's tables of section 6.4, said once more: what the status is, or the code of the refusal. */
  function expectedOf(given: (typeof combinations)[number]): string {
    const isElsewhere = given.provider === "FEDERATION" || given.provider === "SOCIAL";
    if (given.nextLogin && !given.withPassword) return "E0000124";
    if (given.nextLogin && given.activate === "false") return "E0000125";
    if (isElsewhere && given.withPassword) return "E0000001";
    if (given.activate === "false") return "STAGED";
    if (isElsewhere) return "ACTIVE";
    if (!given.withPassword) return "PROVISIONED";
    return given.nextLogin ? "PASSWORD_EXPIRED" : "ACTIVE";
  }

  it.each(combinations)(
    "activate=$activate password=$withPassword changePassword=$nextLogin provider=$provider",
    async (given) => {
      const query = new URLSearchParams();
      if (given.activate !== undefined) query.set("activate", given.activate);
      if (given.nextLogin) query.set("nextLogin", "changePassword");
      if (given.provider !== undefined) query.set("provider", "true");
      const credentials = {
        ...(given.withPassword ? { password: { value: PASSWORD } } : {}),
        ...(given.provider === undefined ? {} : { provider: { type: given.provider, name: "Corp" } }),
      };
      const groupId = await addGroup(directory, `Group ${query} ${given.withPassword} ${given.provider}`);
      const answer = await directory.call<User>("POST", `/api/v1/users?${query}`, {
        profile: newProfile(),
        credentials,
        groupIds: [groupId],
      });
      const expected = expectedOf(given);
      expect(answer.body.status ?? (answer.body as unknown as { errorCode: string }).errorCode).toBe(expected);
      const members = await directory.ok<readonly User[]>("GET", `/api/v1/groups/${groupId}/users`);
      expect(members.map(({ id }) => id)).toEqual(expected.startsWith("E") ? [] : [answer.body.id]);
      if (expected.startsWith("E")) return;
      expect(answer.body.activated === null).toBe(expected === "STAGED");
      expect(answer.body.credentials["password"]).toEqual(given.withPassword ? {} : undefined);
      expect(answer.body.passwordChanged === null).toBe(!given.withPassword);
      expect(answer.body.credentials["provider"]).toEqual({
        type: given.provider ?? "OKTA",
        name: given.provider === undefined ? "OKTA" : "Corp",
      });
    },
  );

  it("a provider in the body counts only with provider=true", async () => {
    const body = { profile: newProfile(), credentials: { provider: { type: "FEDERATION", name: "Corp" } } };
    expect((await directory.ok<User>("POST", "/api/v1/users", body)).credentials["provider"]).toEqual({
      type: "OKTA",
      name: "OKTA",
    });
  });

  it.each([
    [
      "another provider",
      "?provider=true",
      { provider: { type: "LDAP" } },
      "provider.type: Must be OKTA, FEDERATION or SOCIAL",
    ],
    [
      "a question of somebody verified elsewhere",
      "?provider=true",
      { provider: { type: "SOCIAL" }, recovery_question: question },
      "recovery_question: A user of the provider SOCIAL has no recovery question here",
    ],
    [
      "a blank answer",
      "",
      { recovery_question: { question: "Q?", answer: " " } },
      "recovery_question.answer: The field cannot be left blank",
    ],
    [
      "a question of 101 characters",
      "",
      { recovery_question: { question: "x".repeat(101), answer: "a" } },
      "recovery_question.question: Must be at most 100 characters long",
    ],
    ["activate=perhaps", "?activate=perhaps", {}, "activate: Must be true or false"],
    ["another nextLogin", "?nextLogin=later", { password: { value: PASSWORD } }, "nextLogin: Must be changePassword"],
  ])("refuses %s", async (_case, query, credentials, cause) => {
    const body = { profile: newProfile(), credentials };
    expect(await directory.refused("POST", `/api/v1/users${query}`, { ...validation, body })).toEqual([cause]);
  });

  it("refuses another user type, and takes the one there is", async () => {
    const type = (id: string) => ({ profile: newProfile(), type: { id } });
    await directory.refused("POST", "/api/v1/users", { ...validation, body: type("otyother") });
    await directory.ok("POST", "/api/v1/users", type("default"));
  });

  it("logins are one in another letter case and without diacritics", async () => {
    await addPerson(directory, { profile: { login: "Jörg@corp.example" } });
    for (const login of ["jorg@corp.example", "JO\u0308RG@corp.example", "jörg@CORP.example"]) {
      expect(
        await directory.refused("POST", "/api/v1/users", { ...validation, body: { profile: newProfile({ login }) } }),
      ).toEqual(["login: An object with this field already exists in the current organization"]);
    }
  });
});

describe("the user object", () => {
  it("stands alone with the links of its status, in a list with its own link", async () => {
    const id = await addPerson(directory, {
      credentials: { password: { value: PASSWORD }, recovery_question: question },
    });
    const single = await directory.ok<User>("GET", `/api/v1/users/${id}`);
    expect(Object.keys(single._links).sort()).toEqual(
      [
        ...["self", "schema", "type", "suspend", "deactivate", "resetPassword", "expirePassword"],
        ...["changePassword", "changeRecoveryQuestion", "forgotPassword"],
      ].sort(),
    );
    expect(single._links["suspend"]).toEqual({
      href: `http://directory.test/api/v1/users/${id}/lifecycle/suspend`,
      method: "POST",
    });
    const [listed] = await directory.ok<readonly User[]>(
      "GET",
      `/api/v1/users?filter=${encodeURIComponent(`id eq "${id}"`)}`,
    );
    expect(Object.keys(listed?._links ?? {})).toEqual(["self"]);
    expect({ ...listed, _links: null }).toEqual({ ...single, _links: null });
  });

  it("what was read can be written back unchanged, and nothing is logged", async () => {
    const id = await addPerson(directory, {
      credentials: { password: { value: PASSWORD }, recovery_question: question },
    });
    const before = await directory.call<User>("GET", `/api/v1/users/${id}`);
    for (const method of ["POST", "PUT"]) {
      expect((await directory.call(method, `/api/v1/users/${id}`, before.body)).body).toEqual(before.body);
    }
    expect((await directory.call("GET", `/api/v1/users/${id}`)).headers.get("etag")).toBe(before.headers.get("etag"));
  });

  it("leaves out what okta-response names", async () => {
    const id = await addPerson(directory, { credentials: { password: { value: PASSWORD } } });
    const get = (asked: string) =>
      directory.call<User>("GET", `/api/v1/users/${id}`, undefined, {
        headers: { "content-type": `application/json; okta-response=${asked}` },
      });
    const { body } = await get("omitCredentials,omitCredentialsLinks,omitTransitioningToStatus");
    expect(body).not.toHaveProperty("credentials");
    expect(Object.keys(body._links).sort()).toEqual(["deactivate", "schema", "self", "suspend", "type"]);
    expect((await get("omitCredentialsLinks")).body).toHaveProperty("credentials");
  });

  it("is cut to the fields that are asked for, the id always", async () => {
    const id = await addPerson(directory, { profile: { city: "Fieldston", title: "x" } });
    const search = encodeURIComponent('profile.city eq "Fieldston"');
    const get = (fields: string) => directory.ok("GET", `/api/v1/users?search=${search}&fields=${fields}`);
    expect(await get("status,profile:(city,lastName)")).toEqual([
      { id, status: "PROVISIONED", profile: { city: "Fieldston", lastName: expect.any(String) } },
    ]);
    expect(await get("status")).toEqual([{ id, status: "PROVISIONED" }]);
  });

  it("me is the person with the login of the token's administrator; there is none at first", async () => {
    await directory.refused("GET", "/api/v1/users/me", { status: 404, code: "E0000007" });
    const id = await addPerson(directory, { profile: { login: ADMIN.login } });
    expect((await directory.ok<User>("GET", "/api/v1/users/me")).id).toBe(id);
    expect(await directory.ok<User>("POST", "/api/v1/users/me", { profile: { title: "Me" } })).toMatchObject({ id });
    await directory.ok("POST", "/api/v1/users/me/lifecycle/deactivate");
    expect((await directory.ok<User>("GET", `/api/v1/users/${id}`)).status).toBe("DEPROVISIONED");
  });
});

describe("GET /api/v1/users/{id}/appLinks", () => {
  it("names the active apps that the person has, directly and through a group", async () => {
    const [direct, grouped, off] = [
      await addApp(directory, "B direct"),
      await addApp(directory, "A grouped"),
      await addApp(directory, "C off"),
    ];
    const groupId = await addGroup(directory, "App links");
    const id = await addPerson(directory, { groupIds: [groupId] });
    await directory.ok("PUT", `/api/v1/apps/${grouped}/groups/${groupId}`, {});
    for (const app of [direct, off]) await directory.ok("POST", `/api/v1/apps/${app}/users`, { id });
    await directory.ok("POST", `/api/v1/apps/${off}/lifecycle/deactivate`);
    const links = await directory.ok<readonly Record<string, unknown>[]>("GET", `/api/v1/users/${id}/appLinks`);
    expect(links.map(({ label, appInstanceId, sortOrder }) => [label, appInstanceId, sortOrder])).toEqual([
      ["A grouped", grouped, 0],
      ["B direct", direct, 1],
    ]);
    expect(links[0]?.["id"]).toMatch(/^0ua[0-9a-zA-Z]{17}$/);
  });

  it("says which apps are hidden, as the app's visibility has it; what is not given of that stays", async () => {
    const visibility = { autoSubmitToolbar: true, hide: { web: true, iOS: false } };
    const made = await directory.ok<DirectoryApp>("POST", "/api/v1/apps", {
      label: "Hidden",
      signOnMode: "AUTO_LOGIN",
      visibility,
    });
    expect(made.visibility).toMatchObject(visibility);
    const id = await addPerson(directory);
    await directory.ok("POST", `/api/v1/apps/${made.id}/users`, { id });
    const hidden = async () => {
      const links = await directory.ok<readonly { hidden: boolean }[]>("GET", `/api/v1/users/${id}/appLinks`);
      return links.map((link) => link.hidden);
    };
    expect(await hidden()).toEqual([true]);
    await directory.ok("PUT", `/api/v1/apps/${made.id}`, { label: "Hidden no more" });
    expect(await hidden()).toEqual([true]);
    await directory.ok("PUT", `/api/v1/apps/${made.id}`, {
      label: "Hidden no more",
      visibility: { hide: { web: false, iOS: true } },
    });
    expect(await hidden()).toEqual([false]);
    expect((await directory.ok<DirectoryApp>("GET", `/api/v1/apps/${made.id}`)).visibility).toMatchObject({
      autoSubmitToolbar: true,
      hide: { web: false, iOS: true },
    });
  });
});

describe("PUT and POST", () => {
  it("PUT clears custom attributes and lists that are left out, POST keeps them", async () => {
    await directory.ok("POST", "/api/v1/meta/schemas/user/default", {
      definitions: {
        custom: {
          properties: {
            level: { title: "Level", type: "integer" },
            skills: { title: "Skills", type: "array", items: { type: "string" } },
          },
        },
      },
    });
    const profile = newProfile({ level: 0, skills: ["a"], city: "X" });
    const { id } = await directory.ok<User>("POST", "/api/v1/users", { profile });
    const kept = await directory.ok<User>("POST", `/api/v1/users/${id}`, { profile: { city: "Y" } });
    expect(kept.profile).toMatchObject({ level: 0, skills: ["a"], city: "Y" });
    const { level: _level, skills: _skills, city: _city, ...rest } = profile;
    const replaced = await directory.ok<User>("PUT", `/api/v1/users/${id}`, { profile: rest });
    expect(Object.keys(replaced.profile)).not.toContain("level");
    expect(Object.keys(replaced.profile)).not.toContain("skills");
    expect(Object.keys(replaced.profile)).not.toContain("city");
  });

  it("credentials of somebody who is verified elsewhere cannot be set", async () => {
    const id = await addPerson(directory, { credentials: { provider: { type: "FEDERATION" } } }, "?provider=true");
    const refused = (credentials: unknown) =>
      directory.refused("POST", `/api/v1/users/${id}`, { ...validation, body: { credentials } });
    expect(await refused({ password: { value: PASSWORD } })).toEqual([expect.stringContaining("kept by the provider")]);
    expect(await refused({ recovery_question: question })).toEqual([expect.stringContaining("kept by the provider")]);
  });
});
