/** People in the browser: found, followed over thousands of rows, asked before they are switched off, and their story on both sides. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, createApi, eventually, signIn } from "../support/api.ts";
import { accessibilityFaults, openPage, type WatchedPage } from "../support/browser.ts";
import { directoryPages } from "../support/console-pages.ts";
import type { FirstRun } from "../support/program.ts";
import { startRecordingProxy } from "../support/recording-proxy.ts";
import { type SampleCompany, startSampleCompany } from "../support/sample-company.ts";

const MANY = 500;
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

const goTo = (path: string) => watched.page.goto(`${first.directory.baseUrl}${path}`, { waitUntil: "networkidle" });
const personCalled = async (login: string) => (await api.ok<{ id: string }>("GET", `/api/v1/users/${login}`)).id;

describe("the list of people", () => {
  it("finds by the beginnings of words, and keeps search, order and columns in the address", async () => {
    const { page } = watched;
    await goTo("/people");
    await page.getByText("60 people").waitFor();
    await page.getByLabel("Search by name, e-mail or login").fill("whit frey");
    await page.getByText("1 person").waitFor();
    await page.getByRole("link", { name: "Freya Whitfield" }).waitFor();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "City" }).check();
    await page.getByRole("columnheader", { name: "City" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("columnheader", { name: "Department" }).getByRole("button").click();
    await expect.poll(() => new URL(page.url()).searchParams.get("sort"), { timeout: 20_000 }).toBe("department");
    await page.reload({ waitUntil: "networkidle" });
    const { searchParams } = new URL(page.url());
    expect([searchParams.get("q"), searchParams.get("columns")?.includes("city")]).toEqual(["whit frey", true]);
    await page.getByRole("columnheader", { name: "City" }).waitFor();
    await page.getByText("1 person").waitFor();
  });

  it("goes on while it is scrolled, and holds rows near the window only", async () => {
    const rows = Array.from({ length: MANY }, (_, index) => {
      const handle = `crowd${String(index).padStart(4, "0")}`;
      return `${handle}@crowd.example,${handle}@crowd.example,Member,Zz${handle}`;
    });
    const csv = ["login,email,firstName,lastName", ...rows].join("\n");
    const imported = await fetch(`${first.directory.baseUrl}/api/lockstep/v1/people/import`, {
      method: "POST",
      headers: { authorization: `SSWS ${first.directory.apiToken ?? ""}`, "content-type": "text/csv" },
      body: csv,
    });
    expect(imported.status).toBe(200);
    const { page } = watched;
    await goTo("/people?q=crowd");
    await page.getByText("500 people").waitFor();
    const last = page.getByRole("link", { name: "Member Zzcrowd0499" });
    await expect
      .poll(
        async () => {
          await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
          return await last.count();
        },
        { timeout: 90_000 },
      )
      .toBe(1);
    expect(await page.locator("tbody tr:not([data-space])").count()).toBeLessThan(400);
    await page.evaluate("window.scrollTo(0, 0)");
    await page.getByRole("link", { name: "Member Zzcrowd0000" }).waitFor();
    expect(watched.errors).toEqual([]);
  });
});

describe("a change of status", () => {
  it("shows what it does in each application before it is done", async () => {
    const { page } = watched;
    await goTo(`/people/${await personCalled("fwhitfield")}`);
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Deactivate" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Deactivate Freya Whitfield?").waitFor();
    await dialog.getByText("1 account is deactivated.").waitFor();
    await dialog.getByText(/Meridian Expenses/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
  });
});

describe("a person's timeline", () => {
  it("tells both sides, joined by trace: the request, what the app stored, and the event in its feed", async () => {
    const { page } = watched;
    const id = await personCalled("fwhitfield");
    await goTo(`/people/${id}`);
    await page.getByRole("link", { name: "Timeline" }).click();
    await page.getByRole("heading", { level: 1, name: "Timeline of Freya Whitfield" }).waitFor();
    await page.getByText(/has access to Meridian Expenses\. The person has the app through/).waitFor();
    await page.getByRole("heading", { name: "Sent to Meridian Expenses" }).first().waitFor();
    await page.getByText("The account was stored (version 1)").waitFor();
    await page
      .getByText(/event \d+ of the feed/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const owner = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
    await owner.ok("POST", "/api/webhooks", { url: "https://hooks.meridian.example/", description: "Expense reports" });
    await api.ok("POST", `/api/v1/users/${id}`, { profile: { title: "Chief of Timelines" } });
    // Without a reload: the page follows.
    await page.getByText("Push user's profile to app").first().waitFor({ timeout: 30_000 });
    await page
      .getByText("Update user profile")
      .or(page.getByText(/update.*profile/i))
      .first()
      .waitFor();
    await page.reload({ waitUntil: "networkidle" });
    await page.getByText("The stored account changed").first().waitFor();
    await page
      .getByText(/Changed: .*title/)
      .first()
      .waitFor();
    // Which change the request carries out, and which request carries the change out: joined by trace, by keyboard.
    const run = page.locator("[class*=Timeline-item]").filter({ hasText: "Push user's profile to app" }).first();
    const cause = run.getByRole("button", { name: /Update.* by / });
    await cause.focus();
    await page.keyboard.press("Enter");
    const change = page.locator("[class*=Timeline-item]").filter({ has: page.locator(":focus") });
    await change.getByText("Carried out by:").waitFor();
    await run.getByText("Webhook Expense reports:").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("tells why a request was sent that nobody asked for about this person: a mapping was changed, and by whom", async () => {
    const { page } = watched;
    const path = `/api/lockstep/v1/apps/${first.directory.appId}/mappings`;
    const { items } = await api.ok<{ items: readonly { attribute: string; expression: string }[] }>("GET", path);
    const shouted = items.map((item) =>
      item.attribute === "title" ? { ...item, expression: "String.toUpperCase(user.title)" } : item,
    );
    await api.ok("PUT", path, { items: shouted });
    await goTo(`/people/${await personCalled("fwhitfield")}/timeline`);
    await page
      .getByText(/^Carries out: Update user attribute mappings of application by /)
      .first()
      .waitFor({ timeout: 30_000 });
    expect(await accessibilityFaults(page)).toEqual([]);
    await api.ok("PUT", path, { items });
    // What is under way still would be told in the next person's story.
    await eventually(
      () =>
        api.ok<{ pending: number; sweeping: boolean }>(
          "GET",
          `/api/lockstep/v1/apps/${first.directory.appId}/progress`,
        ),
      ({ pending, sweeping }) => pending === 0 && !sweeping,
    );
  });

  it("tells of a change that was made in the app itself", async () => {
    const { page } = watched;
    const id = await personCalled("nalbrecht");
    const scim = createApi(`${first.service.baseUrl}/SCIM/v2`, {
      authorization: `Basic ${Buffer.from(`${first.service.provisioning?.username}:${first.service.provisioning?.password}`).toString("base64")}`,
      "content-type": "application/scim+json",
    });
    const filter = encodeURIComponent(`externalId eq "${id}"`);
    const found = await scim.ok<{ Resources: readonly { id: string }[] }>("GET", `/Users?filter=${filter}`);
    await scim.ok("PATCH", `/Users/${found.Resources[0]?.id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "nickName", value: "Nille" }],
    });
    await goTo(`/people/${id}/timeline`);
    await page.getByRole("heading", { name: "Changed in Meridian Expenses itself" }).waitFor();
  });

  it("tells of what the app has stored already as sent to it and under way, until the run is through", async () => {
    const { page } = watched;
    const id = await personCalled("fwhitfield");
    const proxy = await startRecordingProxy(first.service.baseUrl);
    const connect = (baseUrl: string) =>
      api.ok("PUT", `/api/lockstep/v1/apps/${first.directory.appId}/connection`, {
        baseUrl,
        authScheme: "BASIC",
        ...first.service.provisioning,
      });
    await connect(`${proxy.url}/SCIM/v2`);
    const own = page.getByRole("heading", { name: "Changed in Meridian Expenses itself" });
    const underWay = page.getByText("Under way", { exact: true });
    // The app has carried it out, and its answer is held back for as long as the page is looked at; then it is lost.
    const looked = proxy.killAt({ method: "PUT", path: "/Users/", count: 1, moment: "after" }, async () => {
      await goTo(`/people/${id}/timeline`);
      await page.locator("[class*=Timeline-item]").first().getByText("Sent to Meridian Expenses").waitFor();
      await underWay.waitFor();
      expect(await own.count()).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
    });
    await api.ok("POST", `/api/v1/users/${id}`, { profile: { title: "Keeper of Traces" } });
    await looked;
    // Without a reload: the page follows.
    await underWay.waitFor({ state: "hidden", timeout: 60_000 });
    const run = page.locator("[class*=Timeline-item]").filter({ hasText: "Push user's profile to app" }).first();
    await run.getByText(/Changed: .*title/).waitFor({ timeout: 30_000 });
    expect(await own.count()).toBe(0);
    await connect(first.service.scimBaseUrl);
    await proxy.close();
  });

  it("answers why not, for an application that the person does not have", async () => {
    const { page } = watched;
    const { id } = await api.ok<{ id: string }>("POST", "/api/v1/users", {
      profile: { login: "nobody@corp.example", email: "nobody@corp.example", firstName: "Nora", lastName: "Body" },
    });
    await goTo(`/people/${id}/timeline`);
    await page.getByText("This person has no application. Choose one to learn why not.").waitFor();
    await page.getByRole("combobox", { name: "Ask about an application" }).click();
    await page.getByRole("option", { name: "Meridian Expenses" }).click();
    await page.getByText(/nobody@corp\.example has no access to Meridian Expenses/).waitFor();
    await page.getByText("Does not hold").first().waitFor();
    expect(new URL(page.url()).searchParams.get("why")).toBe(first.directory.appId);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(watched.errors).toEqual([]);
  });
});
