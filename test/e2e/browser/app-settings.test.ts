/** Settings of an app in a browser: comparison of pushed groups, mapping drafts, pace and policies, another try of tasks, templates. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signIn } from "../support/api.ts";
import { type DirectoryConsole, expectSound, noted, startDirectoryConsole } from "../support/directory-console.ts";

let directory: DirectoryConsole;
beforeAll(async () => {
  directory = await startDirectoryConsole();
});
afterAll(() => directory?.close());

const own = (path: string) => `/api/lockstep/v1/apps/${directory.first.directory.appId}${path}`;
const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

describe("Comparison with the app", () => {
  it("is planned, says when the next one is, and what a repair does with members that nobody here knows", async () => {
    const watched = await directory.openApp("/push-groups", { width: 360 });
    const { page, context } = watched;
    const settings = section(page, "Comparison with the app");
    await settings.getByText(/Next comparison:/).waitFor();
    await settings.getByRole("combobox", { name: "Compare automatically" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: "Every Sunday at 03:23" }).click();
    await settings.getByRole("combobox", { name: "Time zone" }).fill("Amsterdam");
    await page.getByRole("option", { name: "Europe/Amsterdam" }).click();
    await settings.getByRole("radio", { name: "are removed from the group" }).focus();
    await page.keyboard.press("Space");
    await settings.getByRole("button", { name: "Save" }).focus();
    await page.keyboard.press("Enter");
    await noted(page, "The comparison with the app is saved");
    await settings.getByText(/Next comparison:/).waitFor();
    await expectSound(watched);
    expect(await directory.api.ok("GET", own("/drift/settings"))).toMatchObject({
      schedule: "WEEKLY",
      timeZone: "Europe/Amsterdam",
      foreignMembers: "REMOVE",
    });
    await context.close();
  });

  it("takes a cron expression, names the fault of one that cannot be read, and can be switched off", async () => {
    const watched = await directory.openApp("/push-groups?view=drift");
    const { page, context } = watched;
    const settings = section(page, "Comparison with the app");
    const choose = async (name: string) => {
      await settings.getByRole("combobox", { name: "Compare automatically" }).click();
      await page.getByRole("option", { name }).click();
    };
    await choose("Cron expression");
    await settings.getByRole("textbox", { name: "Minute, hour, day, month, weekday" }).fill("99 3 * * *");
    await settings.getByRole("button", { name: "Save" }).click();
    await settings.getByRole("alert").waitFor();
    await expectSound(watched);
    await choose("Never");
    await settings.getByText("Groups are compared only when somebody asks for it.").waitFor();
    await settings.getByRole("button", { name: "Save" }).click();
    await noted(page, "The comparison with the app is saved");
    expect(await directory.api.ok("GET", own("/drift/settings"))).toMatchObject({ schedule: "NEVER", next: null });
    await context.close();
  });
});

describe("a draft of mappings", () => {
  const drafts = (page: Page) =>
    page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft ')).length");
  const edit = async (page: Page, title: string, expression: string) => {
    await page.getByRole("button", { name: `Edit the mapping of ${title}` }).click();
    await page.getByRole("radio", { name: /^Expression/ }).click();
    await page.getByRole("textbox", { name: "Expression" }).fill(expression);
    await page.getByRole("button", { name: "Use this mapping" }).click();
  };

  it("survives a reload, says so, and is discarded on demand", async () => {
    const watched = await directory.openApp("/provisioning/to-app");
    const { page, context } = watched;
    await edit(page, "Title", "String.toUpperCase(user.title)");
    await page.getByText("1 change is not saved").waitFor();
    await page.reload();
    await page.getByText("1 change kept from earlier, not saved yet").waitFor();
    await page.getByText("String.toUpperCase(user.title)").waitFor();
    await expectSound(watched);
    // Another app's page does not have it, and coming back finds it again.
    await page.getByRole("tab", { name: "General" }).click();
    await page.goBack();
    await page.getByText("1 change is not saved").waitFor();
    await page.getByRole("button", { name: "Discard the draft" }).click();
    await page.getByText("1 change is not saved").waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "Edit the mapping of Title" }).waitFor();
    expect(await page.getByText("String.toUpperCase(user.title)").count()).toBe(0);
    await context.close();
  });

  it("warns when somebody else saved meanwhile, and is gone once it is saved itself", async () => {
    const watched = await directory.openApp("/provisioning/to-app", { width: 360 });
    const { page, context } = watched;
    await edit(page, "Title", "String.toUpperCase(user.title)");
    const { items } = await directory.api.ok<{ items: readonly { attribute: string }[] }>("GET", own("/mappings"));
    await directory.api.ok("PUT", own("/mappings"), {
      items: items.slice(0, -1),
    });
    await page.reload();
    await page.getByText(/Somebody saved other mappings since this draft was begun/).waitFor();
    await expectSound(watched);
    await page.getByRole("button", { name: "Save mappings" }).click();
    await page.getByText(/people change\.$/).waitFor();
    await page.getByRole("button", { name: /^Save and send \d+ requests$/ }).click();
    await noted(page, /changes are on the way/);
    await expect.poll(() => drafts(page), { timeout: 20_000 }).toBe(0);
    await page.getByText("1 change is not saved").waitFor({ state: "detached" });
    await context.close();
  });

  it("ends with the sign-out", async () => {
    const { page, context } = await directory.openApp("/provisioning/to-app");
    await edit(page, "Display name", "String.toUpperCase(user.displayName)");
    await page.getByText("1 change is not saved").waitFor();
    expect(await drafts(page)).toBe(1);
    await page
      .getByRole("button", { name: /Account/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByLabel("Login").waitFor();
    expect(await drafts(page)).toBe(0);
    await context.close();
  });
});

describe("Pace and policies", () => {
  it("limits requests and people at once, sets policies, and puts a fault beside its field", async () => {
    const watched = await directory.openApp("/provisioning/to-app", { width: 360 });
    const { page, context } = watched;
    const policies = section(page, "Pace and policies");
    await policies.getByRole("radio", { name: "Deactivate the account" }).check();
    await policies.getByRole("radio", { name: "Ask first" }).check();
    await policies.getByRole("textbox", { name: "Length of random passwords" }).fill("2");
    await policies.getByRole("textbox", { name: "Requests at most" }).fill("25");
    await policies.getByRole("combobox", { name: "in each" }).click();
    await page.getByRole("option", { name: "minute" }).click();
    await policies.getByRole("textbox", { name: "People and groups at once" }).fill("3");
    await policies.getByRole("button", { name: "Save" }).click();
    await policies.getByRole("alert").waitFor();
    expect(
      await policies.getByRole("textbox", { name: "Length of random passwords" }).getAttribute("aria-invalid"),
    ).toBe("true");
    await expectSound(watched);
    await policies.getByRole("textbox", { name: "Length of random passwords" }).fill("30");
    await policies.getByRole("button", { name: "Save" }).click();
    await noted(page, /Pace and policies of .* are saved/);
    expect(await directory.api.ok("GET", own("/engine"))).toMatchObject({
      suspendedPeople: "DEACTIVATE",
      goneAccounts: "ASK",
      rate: { requests: 25, per: "MINUTE" },
      concurrencyMax: 3,
      password: { length: 30 },
    });
    await policies.getByRole("textbox", { name: "Requests at most" }).fill("");
    await policies.getByRole("textbox", { name: "People and groups at once" }).fill("");
    await policies.getByRole("button", { name: "Save" }).focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => directory.api.ok("GET", own("/engine")), { timeout: 20_000 })
      .toMatchObject({ rate: null, concurrencyMax: null });
    await context.close();
  });
});

describe("another try of tasks", () => {
  it("repeats one, and all of a cause, once what stood in the way is gone", async () => {
    const names = ["Ledger North", "Ledger South", "Ledger West"];
    const taken = new Map<string, string>();
    for (const name of names) {
      const { id } = await directory.scim.ok<{ id: string }>("POST", "/Groups", {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        displayName: name,
      });
      taken.set(name, id);
      const group = await directory.api.ok<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
      await directory.api.ok("POST", own("/push-groups"), { groupId: group.id });
    }
    const watched = await directory.openApp("/tasks", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("button", { name: "Retry all 3" }).waitFor({ timeout: 30_000 });
    await expectSound(watched);
    const free = async (name: string) => {
      await directory.scim.ok("DELETE", `/Groups/${taken.get(name)}`);
    };
    await free("Ledger North");
    await page.getByRole("button", { name: "Retry Ledger North" }).focus();
    await page.keyboard.press("Enter");
    await noted(page, "Ledger North is tried again");
    await page.getByRole("button", { name: "Retry all 2" }).waitFor({ timeout: 30_000 });
    await free("Ledger South");
    await free("Ledger West");
    await page.getByRole("button", { name: "Retry all 2" }).click();
    await noted(page, "2 tasks are tried again");
    await page.getByText("Nothing waits for you").waitFor({ timeout: 30_000 });
    await context.close();
  });
});

describe("the set-up guide as a checklist", () => {
  const chapters = [
    ["Open Integration", "/provisioning/integration"],
    ["Open To App", "/provisioning/to-app"],
    ["Open To Directory", "/provisioning/to-directory"],
    ["Open Assignments", "/assignments"],
    ["Open Push Groups", "/push-groups"],
    ["Open Sign On", "/sign-on"],
  ] as const;

  it("leads from every chapter to the page on which its steps are taken", async () => {
    const watched = await directory.open("/guide", { width: 360 });
    const { page, context } = watched;
    await expectSound(watched);
    for (const [label, path] of chapters) {
      await page.getByRole("link", { name: label }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/applications/${directory.first.directory.appId}${path}`);
      await page.goBack();
    }
    // What the guide asks of the app itself is done on the app's own pages.
    const app = page.getByRole("link", { name: "Open the app" });
    expect(await app.getAttribute("href")).toBe(directory.first.service.baseUrl);
    await context.close();
  });
});

describe("a new app", () => {
  interface Made {
    readonly secret: string;
    readonly id: string;
  }
  const credential = async (draft: Readonly<Record<string, unknown>>) => {
    const { service } = directory.first;
    return await (await signIn(service.baseUrl, "/api/session", service.owner)).ok<Made>("POST", "/api/credentials", {
      name: `For a test of ${draft["kind"]}`,
      ...draft,
    });
  };
  const fillBasic = async (page: Page) => {
    const { username, password } = directory.first.service.provisioning ?? { username: "", password: "" };
    await page.getByRole("textbox", { name: "Username" }).fill(username);
    await page.getByRole("textbox", { name: "Password" }).fill(password);
  };
  const templates = [
    { template: "SCIM 2.0 (Basic)", scheme: "Username and password", fill: fillBasic },
    {
      template: "SCIM 2.0 (HTTP header)",
      scheme: "Another HTTP header",
      fill: async (page: Page) => {
        const { secret } = await credential({ kind: "apiKey" });
        await page.getByRole("textbox", { name: "Header name" }).fill("Authorization");
        await page.getByRole("textbox", { name: "Header value" }).fill(`Bearer ${secret}`);
      },
    },
    {
      template: "SCIM 2.0 (OAuth 2.0)",
      scheme: "OAuth 2.0 client credentials",
      fill: async (page: Page) => {
        const made = await credential({ kind: "oauthClient" });
        await page.getByRole("textbox", { name: "Token URL" }).fill(`${directory.first.service.baseUrl}/oauth/token`);
        await page.getByRole("textbox", { name: "Client ID" }).fill(made.id);
        await page.getByRole("textbox", { name: "Client secret" }).fill(made.secret);
      },
    },
    { template: "Lockstep service", scheme: "Username and password", fill: fillBasic },
  ] as const;

  it.each(templates)("of $template begins with its own way to sign in, and is connected by it", async (row) => {
    const watched = await directory.open("/applications/new", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("radio", { name: row.template }).check();
    await page.getByRole("textbox", { name: "Application label" }).fill(`Made of ${row.template}`);
    await expectSound(watched);
    await page.getByRole("button", { name: "Add and connect" }).click();
    await page.getByRole("heading", { level: 1, name: `Made of ${row.template}` }).waitFor();
    await page.getByRole("checkbox", { name: /Enable API integration/ }).check();
    expect(await page.getByRole("radio", { name: row.scheme }).isChecked()).toBe(true);
    await page.getByRole("textbox", { name: "Base URL" }).fill(directory.first.service.scimBaseUrl);
    await row.fill(page);
    await page.getByRole("button", { name: "Test API Credentials" }).click();
    await page.getByText("The credentials work. You can save now.").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).first().click();
    await noted(page, "The connection is saved");
    await expectSound(watched);
    await context.close();
  });
});
