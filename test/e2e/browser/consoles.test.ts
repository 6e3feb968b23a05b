/** Both consoles in a real browser over the sample company: the guide's clicks. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, openPage, type WatchedPage } from "../support/browser.ts";
import { scimAs } from "../support/company.ts";
import type { FirstRun } from "../support/program.ts";
import { type SampleCompany, startSampleCompany } from "../support/sample-company.ts";

let company: SampleCompany;
let first: FirstRun;
let browser: Browser;

beforeAll(async () => {
  company = await startSampleCompany();
  ({ first, browser } = company);
});
afterAll(() => company?.close());

async function signInToDirectory(width?: number): Promise<WatchedPage> {
  const watched = await openPage(browser, width);
  await watched.page.goto(first.directory.baseUrl);
  await watched.page.getByLabel("Login").fill(first.directory.admin.login);
  await watched.page.getByLabel("Password", { exact: true }).fill(first.directory.admin.password);
  await watched.page.keyboard.press("Enter");
  await watched.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return watched;
}

async function signInToService(width?: number): Promise<WatchedPage> {
  const watched = await openPage(browser, width);
  await watched.page.goto(first.service.baseUrl);
  await watched.page.getByLabel("E-mail").fill(first.service.owner.email);
  await watched.page.getByLabel("Password", { exact: true }).fill(first.service.owner.password);
  await watched.page.keyboard.press("Enter");
  await watched.page.getByRole("navigation").first().waitFor({ state: "attached" });
  return watched;
}

describe("the directory console", () => {
  it("refuses a wrong password in words and keeps the session out of reach of scripts", async () => {
    const watched = await openPage(browser);
    await watched.page.goto(first.directory.baseUrl);
    await watched.page.getByLabel("Login").fill(first.directory.admin.login);
    await watched.page.getByLabel("Password", { exact: true }).fill("wrong");
    await watched.page.keyboard.press("Enter");
    await watched.page.getByRole("alert").waitFor();
    expect(await watched.page.evaluate("document.cookie")).toBe("");
    expect(await accessibilityFaults(watched.page)).toEqual([]);
    await watched.context.close();
  });

  it("tests the API credentials step by step, and says what to do when the password is wrong", async () => {
    const { page, context } = await signInToDirectory();
    await page.goto(`${first.directory.baseUrl}/applications/${first.directory.appId}/provisioning/integration`);
    // The connection comes first; pace and policies below have a Save of their own.
    const save = page.getByRole("button", { name: "Save" }).first();
    await page.getByRole("textbox", { name: "Password" }).fill("not-the-password");
    await page.getByRole("button", { name: "Test API Credentials" }).click();
    await page
      .getByText(/reset the password|normal web/i)
      .first()
      .waitFor();
    expect(await save.isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Password" }).fill(first.service.provisioning?.password ?? "");
    await page.getByRole("button", { name: "Test API Credentials" }).click();
    await expect.poll(() => save.isEnabled(), { timeout: 15_000 }).toBe(true);
    await save.click();
    await expect.poll(() => page.getByText(/saved/i).first().isVisible(), { timeout: 15_000 }).toBe(true);
    await context.close();
  });

  it("adds a person and a group by hand, and gives the person the app", async () => {
    const { page, context, errors } = await signInToDirectory();
    await page.goto(`${first.directory.baseUrl}/people/new`);
    for (const [label, value] of [
      ["First name", "Nadia"],
      ["Last name", "Hartog"],
      ["Login", "nhartog@corp.meridian.example"],
      ["E-mail", "nadia.hartog@meridian.example"],
    ] as const) {
      await page.getByRole("textbox", { name: label, exact: true }).fill(value);
    }
    await page.getByRole("button", { name: "Add person" }).click();
    await page.getByRole("heading", { level: 1, name: "Nadia Hartog" }).waitFor();
    await page.goto(`${first.directory.baseUrl}/groups/new`);
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Newcomers");
    await page.locator('button[type="submit"]').click();
    await page.getByRole("heading", { level: 1, name: "Newcomers" }).waitFor();
    await page.goto(`${first.directory.baseUrl}/applications/${first.directory.appId}/assignments`);
    await page.getByRole("button", { name: "Assign", exact: true }).click();
    await page.getByRole("menuitem", { name: /people/i }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox").fill("Hartog");
    await page.getByRole("option", { name: /Hartog/ }).click();
    const { username, password } = first.service.provisioning ?? { username: "", password: "" };
    const scim = scimAs(first.service.baseUrl, username, password);
    const filter = encodeURIComponent('userName eq "nadia.hartog@meridian.example"');
    await expect
      .poll(async () => (await scim.ok<{ totalResults: number }>("GET", `/Users?filter=${filter}`)).totalResults, {
        timeout: 15_000,
      })
      .toBe(1);
    expect(errors).toEqual([]);
    await context.close();
  });

  it("shows somebody's changed title in the service within seconds", async () => {
    const { page, context } = await signInToDirectory();
    await page.goto(`${first.directory.baseUrl}/people?q=Freya`);
    await page
      .getByRole("link", { name: /Freya Whitfield/ })
      .first()
      .click();
    await page.getByRole("link", { name: /Edit/ }).first().click();
    await page.getByLabel("Title", { exact: true }).fill("Regional Lead");
    await page.getByRole("button", { name: /Save/ }).click();
    const service = await signInToService();
    await expect
      .poll(
        async () => {
          await service.page.goto(`${first.service.baseUrl}/users?search=freya.whitfield`, {
            waitUntil: "networkidle",
          });
          await service.page
            .getByRole("link", { name: /Freya|freya/ })
            .first()
            .click();
          await service.page.locator("h1").first().waitFor();
          return service.page.getByText("Regional Lead").first().isVisible();
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    await service.context.close();
    await context.close();
  });
});

describe.each([
  {
    name: "directory",
    enter: () => signInToDirectory(),
    url: () => first.directory.baseUrl,
    session: "/api/lockstep/v1/session",
  },
  { name: "service", enter: () => signInToService(), url: () => first.service.baseUrl, session: "/api/session" },
])("signing out of the $name console", ({ enter, url, session }) => {
  it("says that the session goes on when it failed, and ends it on the server when it did not", async () => {
    const { page, context } = await enter();
    const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const probe = session === "/api/session" ? "/api/me" : session;
    const status = async () => (await fetch(`${url()}${probe}`, { headers: { cookie: cookies } })).status;
    const clickSignOut = async () => {
      await page
        .getByRole("button", { name: /account/i })
        .first()
        .click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
    };
    await page.route(`**${session}`, (route) =>
      route.request().method() === "DELETE" ? route.abort() : route.continue(),
    );
    await clickSignOut();
    await page.getByText("You are still signed in").waitFor();
    expect(await status()).toBe(200);
    await page.unroute(`**${session}`);
    await clickSignOut();
    await page.getByLabel("Password", { exact: true }).waitFor();
    expect(await status()).not.toBe(200);
    await context.close();
  });
});

describe("the service console", () => {
  it("shows the people of the directory with their e-mail, organisation and groups", async () => {
    const { page, context } = await signInToService();
    await page.goto(`${first.service.baseUrl}/users?search=ingrid.vermeulen`, { waitUntil: "networkidle" });
    await page
      .getByRole("link", { name: /Ingrid Vermeulen|ingrid\.vermeulen/ })
      .first()
      .click();
    for (const text of ["ingrid.vermeulen@meridian.example", "Meridian Foods", "Approvers"]) {
      await page.getByText(text).first().waitFor();
    }
    await context.close();
  });

  it("asks before it turns the SCIM module off, and says what that does", async () => {
    const { page, context } = await signInToService();
    await page.goto(`${first.service.baseUrl}/provisioning`, { waitUntil: "networkidle" });
    expect(
      await page
        .getByLabel(/base URL/i)
        .first()
        .inputValue(),
    ).toBe(`${first.service.baseUrl}/SCIM/v2/`);
    expect(await page.getByRole("link", { name: /pricing/i }).count()).toBeGreaterThan(0);
    await page.getByRole("switch", { name: /SCIM module/ }).click({ force: true });
    const dialog = page.getByRole("dialog");
    await dialog
      .getByText(/403|refused/i)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog
      .getByRole("button", { name: /cancel|keep/i })
      .first()
      .click();
    await dialog.waitFor({ state: "hidden" });
    const { username, password } = first.service.provisioning ?? { username: "", password: "" };
    const scim = scimAs(first.service.baseUrl, username, password);
    expect((await scim.call("GET", "/Users?count=0")).status).toBe(200);
    await context.close();
  });

  it("leads over a forgotten password back in", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`${first.service.baseUrl}/forgot-password`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel("E-mail").fill("freya.whitfield@meridian.example");
    await page.keyboard.press("Enter");
    const service = await signInToService();
    await service.page.goto(`${first.service.baseUrl}/outbox`, { waitUntil: "networkidle" });
    await service.page.getByText("freya.whitfield@meridian.example").first().waitFor();
    await service.context.close();
    await context.close();
  });
});
