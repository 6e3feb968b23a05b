// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so do the templates of Okta look.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignOn, SignOnPlan } from "../../contract.ts";
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

const own = (appId: string, path: string) => `/api/lockstep/v1/apps/${appId}${path}`;

/** An app whose people have the accounts that the names say. */
async function appWith(
  label: string,
  emails: readonly string[],
): Promise<{ appId: string; people: readonly string[] }> {
  const appId = await addApp(directory, label, true);
  const people: string[] = [];
  for (const [index, email] of emails.entries()) {
    const login = `${label.toLowerCase().replaceAll(" ", ".")}.${index}@corp.example`;
    const person = await addPerson(directory, { profile: { login, email, firstName: `F${index}`, lastName: "Fix" } });
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: person });
    people.push(person);
  }
  await settle(directory, appId);
  await directory.rows(
    "update app_user set user_name = person.profile->>'login' from person where person.id = person_id and app_id = $1",
    [appId],
  );
  return { appId, people };
}

describe("Sign On", () => {
  it("offers every built-in format, and each gives five people's names before it is saved", async () => {
    const { appId } = await appWith("Formats", [
      "A@mail.example",
      "B@mail.example",
      "C@mail.example",
      "D@mail.example",
      "E@mail.example",
      "F@mail.example",
    ]);
    const signOn = await directory.ok<SignOn>("GET", own(appId, "/sign-on"));
    expect(signOn.builtIn).toHaveLength(11);
    const preview = async (query: Record<string, string>) =>
      (
        await directory.ok<{ items: readonly { userName: string | null }[] }>(
          "GET",
          own(appId, `/user-name-preview?${new URLSearchParams(query)}`),
        )
      ).items;
    const first: Record<string, string | null | undefined> = {};
    for (const { label, template } of signOn.builtIn) {
      const items = await preview({ type: "BUILT_IN", template, userSuffix: "@suffix" });
      expect(items).toHaveLength(5);
      first[label] = items[0]?.userName;
    }
    expect(first).toMatchObject({
      "Directory username": "formats.0@corp.example",
      "Directory username prefix": "formats.0",
      Email: "A@mail.example",
      "Email (lowercase)": "a@mail.example",
      "Email prefix": "A",
      "AD SAM Account Name": null,
      "LDAP UID and custom suffix": "@suffix",
    });
    expect((await preview({ type: "CUSTOM", template: "user.firstName + '.' + user.lastName" }))[1]?.userName).toBe(
      "F1.Fix",
    );
    expect((await preview({ type: "NONE", template: "" }))[0]).toMatchObject({
      userName: null,
      problem: expect.stringContaining("entered by hand"),
    });
  });

  it("says before saving how many names change and who would clash, and saves only what was shown", async () => {
    const { appId, people } = await appWith("Plan", ["one@mail.example", "two@mail.example", "TWO@mail.example"]);
    const change = { type: "BUILT_IN", template: "${source.email}", push: "PUSH" };
    const plan = await directory.ok<SignOnPlan>("POST", own(appId, "/sign-on/plan"), change);
    expect(plan).toMatchObject({
      people: 3,
      changed: 3,
      empty: 0,
      clashCount: 1,
      clashes: [
        {
          userName: expect.stringMatching(/^two@mail.example$/i),
          logins: ["plan.1@corp.example", "plan.2@corp.example"],
        },
      ],
      samples: expect.arrayContaining([
        { login: "plan.0@corp.example", before: "plan.0@corp.example", after: "one@mail.example" },
      ]),
    });
    expect((await directory.ok<SignOn>("GET", own(appId, "/sign-on"))).template).toBe("${source.login}");
    const unconfirmed = await directory.refused("PUT", own(appId, "/sign-on"), {
      status: 409,
      code: "E0000195",
      body: change,
    });
    expect(unconfirmed[0]).toContain("3 user names of people who have an account would change");
    // Somebody joins after the plan was made: it is no longer what was shown.
    const late = await addPerson(directory);
    await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: late });
    await directory.refused("PUT", own(appId, "/sign-on"), {
      status: 409,
      code: "E0000195",
      body: { ...change, token: plan.token },
    });
    await settle(directory, appId);
    const { token } = await directory.ok<SignOnPlan>("POST", own(appId, "/sign-on/plan"), change);
    expect(await directory.ok("PUT", own(appId, "/sign-on"), { ...change, token })).toMatchObject(change);
    expect((await appUsersOf(directory, appId)).get(people[0] ?? "")?.dirty).toBe(true);
  });

  it("changes nobody who has an account when the format applies to creation only", async () => {
    const { appId, people } = await appWith("Create only", ["co@mail.example"]);
    const change = { type: "CUSTOM", template: "user.email", push: "DONT_PUSH" };
    const plan = await directory.ok<SignOnPlan>("POST", own(appId, "/sign-on/plan"), change);
    expect(plan).toMatchObject({ people: 1, changed: 0, clashCount: 0 });
    await directory.ok("PUT", own(appId, "/sign-on"), { ...change, token: plan.token });
    expect((await appUsersOf(directory, appId)).get(people[0] ?? "")?.dirty).toBe(false);
  });

  it("counts who gets no name, and keeps the names that were entered by hand", async () => {
    const { appId, people } = await appWith("Empty", ["em@mail.example", "en@mail.example"]);
    await directory.ok("POST", `/api/v1/apps/${appId}/users/${people[0]}`, { credentials: { userName: "by-hand" } });
    const plan = await directory.ok<SignOnPlan>("POST", own(appId, "/sign-on/plan"), {
      type: "BUILT_IN",
      template: "${source.employeeID}",
    });
    expect(plan).toMatchObject({
      people: 2,
      empty: 1,
      emptySamples: ["empty.1@corp.example"],
      samples: [{ after: "by-hand" }],
    });
    const groups = { type: "CUSTOM", template: "isMemberOfGroupName('Everyone') ? user.login : null" };
    expect(await directory.ok("POST", own(appId, "/sign-on/plan"), groups)).toMatchObject({ empty: 0 });
    await directory.refused("POST", own(appId, "/sign-on/plan"), {
      status: 400,
      code: "E0000001",
      body: { type: "CUSTOM", template: "user.login +" },
    });
  });
});
