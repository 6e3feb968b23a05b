/**
 * The configuration guide in a browser, click by click: an administrator who has the guide and two empty consoles connects them, from the
 * separate account to the first person and the first group, by the words that stand on the screens.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityFaults, openPage, startBrowser, type WatchedPage } from "../support/browser.ts";
import { addPerson, type Company, findUser, PROVISIONING, startCompany, userWhen } from "../support/company.ts";

let company: Company;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  [company, browser] = await Promise.all([startCompany(), startBrowser()]);
  watched = await openPage(browser);
  page = watched.page;
});
afterAll(async () => {
  await browser?.close();
  await company?.close();
});

const tab = (name: string) => page.getByRole("tab", { name, exact: true }).click();
const part = (name: string) => page.getByText(name, { exact: true }).first().click();
const noted = (text: string | RegExp) => page.getByText(text).first().waitFor();

it("signs in and adds the application", async () => {
  const { directory } = await company.program.firstRun();
  await page.goto(directory.baseUrl);
  await page.getByLabel("Login").fill(directory.admin.login);
  await page.getByLabel("Password", { exact: true }).fill(directory.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Applications", exact: true }).first().click();
  await page.getByRole("link", { name: "Add application" }).first().click();
  await page.getByRole("radio", { name: /Lockstep service/ }).waitFor();
  await page.getByRole("textbox", { name: "Application label" }).fill("Declared Expenses");
  await page.getByRole("button", { name: "Add and connect" }).click();
  await page.getByRole("heading", { level: 1, name: "Declared Expenses" }).waitFor();
});

it("1. Integration: checks the Enable API Integration box, enters the credentials, and saves only what passed the test", async () => {
  await page.getByRole("checkbox", { name: /Enable API integration/ }).check();
  await page.getByRole("textbox", { name: "Base URL" }).fill(company.scimBaseUrl);
  await page.getByRole("textbox", { name: "Username" }).fill(PROVISIONING.email);
  await page.getByRole("textbox", { name: "Password" }).fill("a wrong password");
  await page.getByRole("button", { name: "Test API Credentials" }).click();
  // "If your API Credentials Test fails, please check your credentials by doing a normal web login."
  await page.getByText("The test stopped at: Credentials are accepted").waitFor();
  await page
    .getByText(/sign in .*reset the password/i)
    .first()
    .waitFor();
  const support = page.getByRole("link", { name: "Contact support" }).first();
  expect(await support.getAttribute("href")).toBe("https://support.acme.example/help");
  const save = page.getByRole("button", { name: "Save", exact: true }).first();
  expect(await save.isDisabled()).toBe(true);
  await page.getByRole("textbox", { name: "Password" }).fill(PROVISIONING.password);
  await page.getByRole("button", { name: "Test API Credentials" }).click();
  await page.getByText("The credentials work. You can save now.").waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await save.click();
  await noted("The connection is saved");
});

it("2. To App: enables all four, with a random password and a new one whenever the directory password changes", async () => {
  await part("To App");
  for (const name of ["Create Users", "Update User Attributes", "Deactivate Users", "Sync Password"]) {
    const feature = page.getByRole("switch", { name: new RegExp(`^${name}`) });
    if (!(await feature.isChecked())) await feature.click({ force: true });
  }
  await page.getByRole("radio", { name: /Sync a randomly generated password/ }).click();
  const cycles = page.getByRole("checkbox", { name: /Generate a new random password whenever/ });
  if (!(await cycles.isChecked())) await cycles.check();
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await page.getByText("Nothing would be sent.").waitFor();
  await page.getByRole("button", { name: "Save To App" }).click();
  await noted("Saved. Nothing had to be sent");
  const app = page.url().split("/")[4] ?? "";
  const path = `/api/v1/apps/${app}/features/USER_PROVISIONING`;
  expect(await company.directory.ok("GET", path)).toMatchObject({
    capabilities: {
      create: { lifecycleCreate: { status: "ENABLED" } },
      update: {
        profile: { status: "ENABLED" },
        lifecycleDeactivate: { status: "ENABLED" },
        password: { status: "ENABLED", seed: "RANDOM", change: "CHANGE" },
      },
    },
  });
});

it("3. To Directory: never imports users, as long as the directory manages them", async () => {
  await part("To Directory");
  await page.getByText(/called “To Okta” in the guide/).waitFor();
  expect(await page.getByRole("combobox", { name: "Full import schedule" }).inputValue()).toBe("Never import users");
});

it("4. Sign On: sets the application username format to Email, so that people see their e-mail address", async () => {
  await tab("Sign On");
  await page.getByRole("combobox", { name: "Application username format" }).click();
  await page.getByRole("option", { name: "Email", exact: true }).click();
  await page.getByRole("button", { name: "Review and save" }).click();
  await page.getByRole("button", { name: "Save the format" }).click();
  await noted("The username format of Declared Expenses is saved");
});

it("5. Assignments: adds a person, who has an account under the e-mail address within seconds", async () => {
  const person = await addPerson(company, "Gerda");
  await tab("Assignments");
  await page.getByRole("button", { name: "Assign", exact: true }).click();
  await page.getByRole("menuitem", { name: "Assign to People" }).click();
  await page.getByRole("dialog").getByRole("combobox").fill("Gerda");
  await page.getByRole("option", { name: /Gerda/ }).click();
  await page.getByText(/Gerda .* is assigned/).waitFor();
  await page.getByRole("button", { name: "Done" }).last().click();
  const user = await userWhen(company, person);
  expect([user.userName, user.active]).toEqual([person.email, true]);
  await page.getByRole("row").filter({ hasText: "Gerda" }).getByText("In step").waitFor();
});

it("6. Push Groups: pushes a group by name with its people; a name that is taken is not linked by itself", async () => {
  const person = await addPerson(company, "Hugo");
  const group = await company.directory.ok<{ id: string }>("POST", "/api/v1/groups", {
    profile: { name: "Approvers" },
  });
  await company.directory.ok("PUT", `/api/v1/groups/${group.id}/users/${person.id}`);
  await tab("Push Groups");
  await page.getByRole("button", { name: "Push Groups" }).click();
  await page.getByRole("menuitem", { name: "Find groups by name" }).click();
  await page.getByRole("combobox", { name: "Group to push" }).fill("Approvers");
  await page.getByRole("option", { name: "Approvers" }).click();
  await page.getByText("No match found: the app has no group named Approvers.").waitFor();
  await page.getByRole("checkbox", { name: /Give the app to the people of the group/ }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("row").filter({ hasText: "Approvers" }).getByText("1 of 1").waitFor({ timeout: 30_000 });
  expect((await findUser(company, person))?.groups?.map(({ display }) => display)).toEqual(["Approvers"]);
});

it("7. takes a person away: the account is deactivated, and none of the pages had a fault", async () => {
  await tab("Assignments");
  await page.getByRole("button", { name: /Actions for Gerda/ }).click();
  await page.getByRole("menuitem", { name: "Unassign", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unassign 1 person" }).click();
  const gone = async () => {
    const { Resources } = await company.scim.ok<{ Resources: readonly { active: boolean }[] }>(
      "GET",
      `/Users?filter=${encodeURIComponent('name.givenName eq "Gerda"')}`,
    );
    return Resources[0]?.active;
  };
  await expect.poll(gone, { timeout: 20_000 }).toBe(false);
  expect(watched.errors).toEqual([]);
});
