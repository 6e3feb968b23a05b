/** Administration in the browser: roles, invitations, rules, the schema, the log's tools, service apps, settings. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, createApi } from "../support/api.ts";
import { accessibilityFaults, openPage, type WatchedPage } from "../support/browser.ts";
import { directoryPages } from "../support/console-pages.ts";
import type { FirstRun } from "../support/program.ts";
import { type SampleCompany, startSampleCompany } from "../support/sample-company.ts";

/** A browser on a busy machine. */
const PATIENT = { timeout: 20_000 };
let company: SampleCompany;
let first: FirstRun;
let browser: Browser;
let api: Api;
let watched: WatchedPage;

beforeAll(async () => {
  company = await startSampleCompany();
  ({ first, browser } = company);
  api = createApi(first.directory.baseUrl, { authorization: `SSWS ${first.directory.apiToken ?? ""}` });
  watched = await openPage(browser);
  await directoryPages.signIn(watched, first);
});
afterAll(() => company?.close());

const goTo = (path: string, page: Page = watched.page) =>
  page.goto(`${first.directory.baseUrl}${path}`, { waitUntil: "networkidle" });

describe("administrators", () => {
  it("are invited by a link that is shown once, and see and do what their role opens", async () => {
    const { page } = watched;
    await goTo("/administrators");
    await page.getByRole("button", { name: "Invite administrator" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Login" }).fill("helen@meridian.example");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Helen Desk");
    await dialog.getByRole("radio", { name: "Help desk" }).check();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Invite" }).click();
    const link = await page.getByRole("textbox", { name: "Link for Helen Desk" }).inputValue();
    await page.getByRole("button", { name: "I have passed it on" }).click();
    await page.getByText("Invited").first().waitFor();

    const desk = await openPage(browser);
    await desk.page.goto(link);
    await desk.page.getByRole("heading", { name: "Welcome, Helen Desk" }).waitFor();
    for (const label of ["New password", "Once more"]) await desk.page.getByLabel(label).fill("Only-for-tests-3");
    await desk.page.getByRole("button", { name: "Save password" }).click();
    await desk.page.getByRole("link", { name: "Go to the console" }).click();
    await desk.page.getByLabel("Login").fill("helen@meridian.example");
    await desk.page.getByLabel("Password", { exact: true }).fill("Only-for-tests-3");
    await desk.page.keyboard.press("Enter");
    await desk.page.getByRole("heading", { level: 1, name: "People" }).waitFor();
    const navigation = desk.page.getByRole("navigation").first();
    expect(await navigation.getByRole("link", { name: "System Log" }).count()).toBe(0);
    expect(await desk.page.getByRole("link", { name: "Add person" }).count()).toBe(0);
    await desk.page.getByRole("link", { name: "Freya Whitfield" }).click();
    await desk.page.getByRole("button", { name: "Actions" }).click();
    expect(await desk.page.getByRole("menuitem", { name: "Deactivate" }).count()).toBe(0);
    await desk.page.getByRole("menuitem", { name: "Suspend" }).click();
    await desk.page.getByRole("button", { name: "Suspend 1 person" }).click();
    await desk.page.getByText("Freya Whitfield is suspended").waitFor();
    await goTo("/administrators", desk.page);
    await desk.page.getByRole("alert").waitFor();
    expect(desk.errors).toEqual([]);
    await desk.context.close();

    await page.reload({ waitUntil: "networkidle" });
    await page.getByRole("button", { name: "Actions for Helen Desk" }).click();
    await page.getByRole("menuitem", { name: "Deactivate" }).click();
    await page.getByRole("button", { name: "Deactivate 1 administrator" }).click();
    await page.getByText("Helen Desk is deactivated").waitFor();
  });

  it("see their own sessions and end the others", async () => {
    const other = await openPage(browser);
    await directoryPages.signIn(other, first);
    const { page } = watched;
    await goTo("/my-account");
    await page.getByText("This one").waitFor();
    await page.getByRole("button", { name: "End all others" }).click();
    await page.getByRole("button", { name: "End them" }).click();
    await expect.poll(() => page.getByRole("button", { name: "End all others" }).count(), PATIENT).toBe(0);
    await other.page.reload();
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await other.context.close();
  });
});

describe("group rules", () => {
  it("show whom they take while they are written, underline a fault, and fill their group when switched on", async () => {
    const group = await api.ok<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Sales by rule" } });
    const { page } = watched;
    await goTo("/group-rules/new");
    await page.getByRole("textbox", { name: "Name" }).fill("Sales people");
    const condition = page.getByRole("textbox", { name: "Condition" });
    await condition.fill('user.departmant == "Sales"');
    await page.locator("mark[data-fault]").waitFor();
    // For some it cannot be worked out: they are told, with the reason.
    await condition.fill('user.department == "Sales" && user.getInternalProperty(user.title) == "ACTIVE"');
    await page.getByText("The condition fails for 9 people").waitFor();
    await page
      .getByText(/user\.getInternalProperty knows "id" and "status"/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await condition.fill('user.department == "Sales"');
    await page.getByText("9 people of 60").waitFor();
    await page.getByRole("combobox", { name: "Add a group" }).fill("Sales by rule");
    await page.getByRole("option", { name: "Sales by rule" }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Save and switch on" }).click();
    await page.getByRole("heading", { level: 1, name: "Sales people" }).waitFor();
    await expect
      .poll(async () => (await api.ok<readonly unknown[]>("GET", `/api/v1/groups/${group.id}/users`)).length, PATIENT)
      .toBe(9);
    expect(await page.getByRole("textbox", { name: "Name" }).isDisabled()).toBe(true);
  });
});

describe("the profile schema", () => {
  it("takes an attribute of one's own, which expressions know at once, and lets it go after a question", async () => {
    const { page } = watched;
    await goTo("/profile-schema");
    await page.getByRole("button", { name: "Add attribute" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name on screen" }).fill("Badge colour");
    expect(await dialog.getByRole("textbox", { name: "Name in expressions" }).inputValue()).toBe("badgeColour");
    await dialog.getByRole("textbox", { name: "Allowed values" }).fill("green\nred");
    await dialog.getByRole("button", { name: "Add attribute" }).click();
    await page.getByText("user.badgeColour").waitFor();
    const preview = await api.ok<{ problems: readonly unknown[] }>("POST", "/api/lockstep/v1/group-rules/preview", {
      expression: 'user.badgeColour == "red"',
    });
    expect(preview.problems).toEqual([]);
    const { id } = await api.ok<{ id: string }>("GET", "/api/v1/users/tfuchs");
    await goTo(`/people/${id}/edit`);
    await page.getByRole("combobox", { name: "Badge colour" }).click();
    await page.getByRole("option", { name: "red" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Timo Fuchs" }).waitFor();
    const { profile } = await api.ok<{ profile: Record<string, unknown> }>("GET", `/api/v1/users/${id}`);
    expect(profile["badgeColour"]).toBe("red");
    await goTo("/profile-schema");
    await page.getByRole("button", { name: "Remove Badge colour" }).click();
    await page.getByRole("button", { name: "Remove 1 attribute" }).click();
    await page.getByText("The attribute “Badge colour” is removed").waitFor();
    await expect.poll(() => page.getByText("user.badgeColour").count(), PATIENT).toBe(0);
  });
});

describe("the System Log", () => {
  it("is searched by an expression whose fault is underlined, kept as a view, and exported", async () => {
    const { page, errors } = watched;
    await goTo("/system-log");
    await page.getByRole("button", { name: "Filter by an expression" }).click();
    const expression = page.getByRole("textbox", { name: "Filter expression" });
    await expression.fill('eventTipe eq "x"');
    await page.getByRole("button", { name: "Apply" }).click();
    await page.locator("mark[data-fault]").waitFor();
    await page.getByRole("textbox", { name: "Filter expression" }).fill('eventType eq "application.lifecycle.create"');
    await page.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => page.getByRole("row").count(), PATIENT).toBe(2);
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("textbox", { name: "Name of the view" }).fill("New apps");
    await page.getByRole("button", { name: "Keep this search" }).click();
    await page.getByRole("button", { name: "New apps", exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await goTo("/system-log");
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("button", { name: "New apps", exact: true }).click();
    await expect
      .poll(() => new URL(page.url()).searchParams.get("filter"), PATIENT)
      .toContain("application.lifecycle.create");
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "As CSV" }).click();
    expect((await download).suggestedFilename()).toContain("system-log");
    await goTo("/system-log?live=shown&filter=eventType%20eq%20%22group.lifecycle.create%22");
    await api.ok("POST", "/api/v1/groups", { profile: { name: "Seen at once" } });
    await page.getByText("Seen at once").first().waitFor({ timeout: 20_000 });
    expect(errors).toEqual([]);
  });
});

describe("service apps, settings, the dashboard", () => {
  it("registers a service app whose secret is shown once and opens a token", async () => {
    const { page } = watched;
    await goTo("/service-apps");
    await page.getByRole("button", { name: "Register service app" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Nightly report");
    await dialog.getByRole("checkbox", { name: "okta.users.read" }).check();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Register service app" }).click();
    const secret = await page.getByLabel("Client secret").first().inputValue();
    const clientId = (await page.getByRole("dialog").locator("code").first().textContent()) ?? "";
    const answer = await fetch(`${first.directory.baseUrl}/oauth2/v1/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: secret,
        scope: "okta.users.read",
      }),
    });
    expect(answer.status).toBe(200);
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByText("Nightly report").waitFor();
  });

  it("puts the company's name at the top of the console", async () => {
    const { page } = watched;
    await goTo("/settings");
    await page.getByRole("textbox", { name: "Name of the company" }).fill("Meridian Foods");
    await page.getByRole("button", { name: "Save" }).first().click();
    await page.getByText("Directory · Meridian Foods").first().waitFor();
  });

  it("draws requests and changes with the same figures for those who do not see the bars", async () => {
    const { page, errors } = watched;
    await goTo("/");
    await page.getByRole("img", { name: /\d+ requests, \d+ of them failed\. Last 24 hours\./ }).waitFor();
    await page.getByText("Last 7 days").click();
    await expect.poll(() => new URL(page.url()).searchParams.get("days"), PATIENT).toContain("7");
    await page
      .getByRole("img", { name: /Last 7 days/ })
      .first()
      .waitFor();
    expect(await page.getByRole("table", { name: /requests, .* as a table/ }).count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});
