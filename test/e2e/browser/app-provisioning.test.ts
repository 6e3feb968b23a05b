/** The Provisioning tab in a browser: what a change would do is seen before it is saved, and what exceeds the budget waits for a decision. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DirectoryConsole, expectSound, noted, startDirectoryConsole } from "../support/directory-console.ts";

let directory: DirectoryConsole;
beforeAll(async () => {
  directory = await startDirectoryConsole();
});
afterAll(() => directory?.close());

const own = (path: string) => `/api/lockstep/v1/apps/${directory.first.directory.appId}${path}`;
const title = async (userName: string) => {
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  const { Resources } = await directory.scim.ok<{ Resources: readonly { title?: string; active: boolean }[] }>(
    "GET",
    `/Users?filter=${filter}`,
  );
  return Resources[0];
};

describe("Integration", () => {
  it("tells each step of the credentials test as it ends, with cause and remedy where it fails", async () => {
    const watched = await directory.openApp("/provisioning/integration");
    const { page, context } = watched;
    await page.getByRole("textbox", { name: "Base URL" }).fill("http://127.0.0.1:9/scim/");
    await page.getByRole("textbox", { name: "Password" }).fill("whatever");
    await page.getByRole("button", { name: "Test API Credentials" }).click();
    await page.getByText("The test stopped at: Connection opens").waitFor();
    await page.getByText("Address is well-formed").waitFor();
    await expectSound(watched);
    await context.close();
  });

  it("takes a header and OAuth client credentials, and asks for a secret again only where it cannot stay", async () => {
    const watched = await directory.openApp("/provisioning/integration", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("radio", { name: "Another HTTP header" }).click();
    await page.getByRole("button", { name: "Test API Credentials" }).click();
    await page.getByText("Enter the name of the header.").waitFor();
    await page.getByRole("radio", { name: "OAuth 2.0 client credentials" }).click();
    await page.getByRole("textbox", { name: "Token URL" }).fill(`${directory.first.service.baseUrl}/oauth/token`);
    await page.getByRole("textbox", { name: "Client ID" }).fill("nobody");
    await page.getByRole("textbox", { name: "Client secret" }).fill("nothing");
    await page.getByRole("button", { name: "Test API Credentials" }).click();
    await page.getByText("The test stopped at: Token endpoint gives a token").waitFor();
    await expectSound(watched);
    await page.getByRole("radio", { name: "Username and password" }).click();
    expect(await page.getByRole("textbox", { name: "Password" }).getAttribute("placeholder")).toMatch(/^Saved/);
    await context.close();
  });

  it("measures what the app can do after a consent that says what it takes, and keeps the result", async () => {
    const watched = await directory.openApp("/provisioning/integration");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Measure now" }).click();
    const dialog = page.getByRole("dialog", { name: "Measure what the app can do?" });
    await dialog.getByText(/test users and test groups/).waitFor();
    await dialog.getByRole("button", { name: "Measure now" }).click();
    await page.getByRole("button", { name: "Measure again" }).waitFor({ timeout: 90_000 });
    await page.getByText("Takes single changes (PATCH)").waitFor();
    await page.getByText("In plans: A request holds no more members than were accepted.").waitFor();
    await page.getByText(/^Shown only: Waits and rates follow what the target answers/).waitFor();
    await page.reload();
    await page.getByText("Takes single changes (PATCH)").waitFor();
    await expectSound(watched);
    await context.close();
  });

  it("plans a switch of the target before it is saved", async () => {
    const watched = await directory.openApp("/provisioning/integration");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Show switches" }).click();
    await page.getByRole("combobox", { name: "userUpdate" }).click();
    await page.getByRole("option", { name: "PATCH", exact: true }).click();
    await expectSound(watched);
    await page
      .getByText("How the app is spoken to")
      .locator("xpath=ancestor::section")
      .getByRole("button", { name: "Save" })
      .click();
    await page.getByText("Nothing would be sent.").waitFor();
    await page.getByRole("button", { name: "Save the target settings" }).click();
    await noted(page, "Saved. Nothing had to be sent");
    expect(await directory.api.ok("GET", own("/target-switches"))).toMatchObject({ switches: { userUpdate: "PATCH" } });
    await context.close();
  });
});

describe("To App", () => {
  it("underlines a fault in an expression, and shows what it gives for a person", async () => {
    const watched = await directory.openApp("/provisioning/to-app");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Edit the mapping of Display name" }).click();
    await page.getByRole("textbox", { name: "Expression" }).fill("String.toUpperCase(user.displayNam)");
    await page.getByText(/Did you mean "user.displayName"/).waitFor();
    expect(await page.locator("mark[data-fault]").textContent()).toBe("user.displayNam");
    await page.getByRole("button", { name: "Use this mapping" }).click();
    expect(await page.getByRole("dialog").isVisible()).toBe(true);
    await page.getByRole("textbox", { name: "Expression" }).fill("String.toUpperCase(user.lastName)");
    await page.getByRole("dialog").getByText("AINSWORTH").waitFor();
    await expectSound(watched);
    await context.close();
  });

  it("plans changed mappings: whom they change, the exact requests, kept over a reload; then sends exactly that", async () => {
    const watched = await directory.openApp("/provisioning/to-app");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Edit the mapping of Title" }).click();
    await page.getByRole("radio", { name: /^Expression/ }).click();
    await page.getByRole("textbox", { name: "Expression" }).fill("String.toUpperCase(user.title)");
    await page.getByRole("button", { name: "Use this mapping" }).click();
    await page.getByText("1 change is not saved").waitFor();
    await page.getByRole("button", { name: "Save mappings" }).click();
    await page.getByText(/^60 people change\.$/).waitFor();
    await page.reload();
    await page.getByText(/^60 people change\.$/).waitFor();
    await page.getByText("title (60)").waitFor();
    await page
      .getByRole("button", { name: /corp\.meridian\.example/ })
      .first()
      .click();
    await page
      .getByText(/\/Users\//)
      .first()
      .waitFor();
    await expectSound(watched);
    expect((await title("ingrid.vermeulen@meridian.example"))?.title).not.toMatch(/^[A-Z ]+$/);
    await page.getByRole("button", { name: "Save and send 60 requests" }).click();
    await noted(page, "60 changes are on the way");
    await expect
      .poll(async () => (await title("ingrid.vermeulen@meridian.example"))?.title, { timeout: 30_000 })
      .toMatch(/^[A-Z ]+$/);
    await context.close();
  });

  it("adds an attribute of the app's own, shows it among the unmapped, and removes it again", async () => {
    const watched = await directory.openApp("/provisioning/to-app?unmapped=shown");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Map Nickname" }).waitFor();
    await page.getByRole("button", { name: "Add attribute" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Display name" }).fill("Cost unit");
    await dialog.getByRole("textbox", { name: "Variable name" }).fill("costUnit");
    await dialog.getByRole("textbox", { name: "External name", exact: true }).fill("costUnit");
    await dialog.getByRole("textbox", { name: "External namespace" }).fill("urn:meridian:scim:schemas:1.0:User");
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Add attribute" }).click();
    await page.getByRole("button", { name: "Map Cost unit" }).waitFor();
    await page.getByRole("button", { name: "Remove the attribute Cost unit" }).click();
    await page.getByRole("button", { name: "Remove 1 attribute" }).click();
    await page.getByRole("button", { name: "Map Cost unit" }).waitFor({ state: "detached" });
    await context.close();
  });

  it("asks for a plan before a switch is saved, and Force Sync shows what it would send", async () => {
    const watched = await directory.openApp("/provisioning/to-app");
    const { page, context } = watched;
    await page.getByRole("switch", { name: /Deactivate Users/ }).click({ force: true });
    await page.getByRole("button", { name: "Save", exact: true }).first().click();
    await page.getByText("Nothing would be sent.").waitFor();
    await page.getByRole("button", { name: "Do not save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(
      await directory.api.ok("GET", `/api/v1/apps/${directory.first.directory.appId}/features/USER_PROVISIONING`),
    ).toMatchObject({
      capabilities: { update: { lifecycleDeactivate: { status: "ENABLED" } } },
    });
    await page.getByRole("button", { name: "Force Sync" }).click();
    await page.getByRole("dialog", { name: "What a sync would send" }).getByText("Nothing would be sent.").waitFor();
    await expectSound(watched);
    await context.close();
  });

  it("names in a plan whose accounts are made before a group is sent", async () => {
    await directory.api.ok("POST", own("/pause"));
    const { id: personId } = await directory.api.ok<{ id: string }>("POST", "/api/v1/users?activate=true", {
      profile: { firstName: "Nova", lastName: "Newcomer", login: "nova@corp.example", email: "nova@corp.example" },
    });
    const { id: groupId } = await directory.api.ok<{ id: string }>("POST", "/api/v1/groups", {
      profile: { name: "Newcomers" },
    });
    await directory.api.ok("PUT", `/api/v1/groups/${groupId}/users/${personId}`);
    await directory.api.ok("POST", own("/push-groups"), { groupId, assign: true });
    const watched = await directory.openApp("/provisioning/to-app", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("button", { name: "Force Sync" }).click();
    const dialog = page.getByRole("dialog", { name: "What a sync would send" });
    await dialog.getByRole("button", { name: /^Newcomers/ }).click();
    await dialog.getByText("Sent after the account of Nova Newcomer, which is made first.").waitFor();
    await expectSound(watched);
    await directory.api.ok("POST", own("/resume"));
    await context.close();
  });

  it("protects people, and ends that again", async () => {
    const { page, context } = await directory.openApp("/provisioning/to-app");
    await page.getByRole("button", { name: "Protect", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Find a person" }).fill("Ingrid");
    await page.getByRole("option", { name: /Ingrid Vermeulen/ }).click();
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("Signs the payroll");
    await dialog.getByRole("button", { name: "Protect", exact: true }).click();
    await page.getByText("Signs the payroll").waitFor();
    await page
      .getByRole("button", { name: /End the protection of/ })
      .last()
      .click();
    await page.getByRole("button", { name: "End 1 protection" }).click();
    await page.getByText("Signs the payroll").waitFor({ state: "detached" });
    await context.close();
  });
});

describe("a budget", () => {
  it("holds what exceeds it on every tab, shows exactly who, and lets that list pass once", async () => {
    const watched = await directory.openApp("/provisioning/to-app");
    const { page, context } = watched;
    const rule = page.getByRole("group", { name: "Deactivated accounts" });
    await rule.getByLabel("and at most this number").fill("0");
    await page
      .getByText("Budgets", { exact: true })
      .locator("xpath=ancestor::section")
      .getByRole("button", { name: "Save" })
      .click();
    await noted(page, /The budgets of .* are saved/);
    const [person] = await directory.api.ok<readonly { id: string; profile: { email: string } }[]>(
      "GET",
      `/api/v1/users?q=Callum&limit=1`,
    );
    await directory.api.ok("POST", `/api/v1/users/${person?.id}/lifecycle/deactivate`);
    await page.goto(page.url().replace("/provisioning/to-app", "/general"));
    await page.getByText("1 person would be deactivated: waiting for you").waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: "Look at the list and decide" }).click();
    await page.getByRole("dialog").getByRole("table", { name: "Who is held" }).getByRole("link").waitFor();
    await expectSound(watched);
    expect((await title(person?.profile.email ?? ""))?.active).toBe(true);
    await page.getByRole("button", { name: "Deactivate 1 person" }).click();
    await expect.poll(async () => (await title(person?.profile.email ?? ""))?.active, { timeout: 30_000 }).toBe(false);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("waiting for you").waitFor({ state: "detached", timeout: 15_000 });
    await context.close();
  });
});
