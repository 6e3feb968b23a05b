/** The Import tab in a browser: runs, results, deciding with the keyboard and for a whole kind, and taking it back. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DirectoryConsole, expectSound, noted, startDirectoryConsole } from "../support/directory-console.ts";

let directory: DirectoryConsole;
beforeAll(async () => {
  directory = await startDirectoryConsole();
  for (const name of ["Nele Novak", "Otto Osei", "Pia Prins"]) {
    const [givenName = "", familyName = ""] = name.split(" ");
    const userName = `${name.toLowerCase().replace(" ", ".")}@meridian.example`;
    await directory.scim.ok("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName,
      name: { givenName, familyName },
      displayName: name,
      emails: [{ value: userName, primary: true }],
      active: true,
    });
  }
});
afterAll(() => directory?.close());

const own = (path: string) => `/api/lockstep/v1/apps/${directory.first.directory.appId}${path}`;
const personNamed = async (text: string) =>
  await directory.api.ok<readonly { id: string; status: string }[]>(
    "GET",
    `/api/v1/users?search=${encodeURIComponent(`profile.lastName eq "${text}"`)}`,
  );
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

describe("Import", () => {
  it("imports now, shows the run, and what became of each account with a file of it", async () => {
    const watched = await directory.openApp("/import");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Import Now" }).click();
    await page.getByText(/^65 users read/).waitFor({ timeout: 30_000 });
    await page
      .getByRole("button", { name: /^Results of the import/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Results of the import" }).waitFor();
    await page.getByRole("combobox", { name: "Result" }).click();
    await page.getByRole("option", { name: /Waits for you \(5\)/ }).click();
    await page.getByRole("cell", { name: "otto.osei@meridian.example", exact: true }).waitFor();
    expect(page.url()).toContain("outcome=WAITING");
    const file = await page.getByRole("link", { name: "Download as CSV" }).getAttribute("href");
    const text = await (await context.request.get(`${directory.first.directory.baseUrl}${file}`)).text();
    expect(text.split("\n")[0]).toContain("userName");
    expect(text).toContain("otto.osei@meridian.example");
    await expectSound(watched);
    await page.reload();
    await page.getByRole("cell", { name: "otto.osei@meridian.example", exact: true }).waitFor();
    await context.close();
  });

  it("decides with the keyboard alone: a row is ignored, another becomes a person, and both are confirmed together", async () => {
    const watched = await directory.openApp("/import");
    const { page, context } = watched;
    await row(page, "Nele Novak").getByRole("checkbox").focus();
    await page.keyboard.press("n");
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Select Otto Osei");
    await page.keyboard.press("i");
    await page.getByText("2 selected").waitFor();
    expect(await page.getByRole("combobox", { name: "Assignment of Otto Osei" }).inputValue()).toBe("Ignore");
    await expectSound(watched);
    await page.getByRole("button", { name: "Confirm 2" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Confirm 2 assignments?" });
    await dialog.getByText("1 person created in the directory.").waitFor();
    await dialog.getByRole("button", { name: "Confirm 2" }).focus();
    await page.keyboard.press("Enter");
    await noted(page, "0 linked, 1 created, 1 ignored");
    expect(await personNamed("Novak")).toHaveLength(1);
    await context.close();
  });

  it("takes a confirmation back, and takes an ignored user up again", async () => {
    const { page, context } = await directory.openApp("/import?state=CONFIRMED&q=nele");
    await row(page, "Nele Novak").getByRole("checkbox").click();
    await page.getByRole("button", { name: "Undo 1" }).click();
    await noted(page, /1 unlinked, 1 person deleted again/);
    expect(await personNamed("Novak")).toEqual([]);
    await page.goto(page.url().replace(/\?.*/, "?state=IGNORED"));
    await row(page, "Otto Osei").getByRole("checkbox").click();
    await page.getByRole("button", { name: "Take up 1 again" }).click();
    await noted(page, "1 user waits to be confirmed again");
    await context.close();
  });

  it("takes everybody without a match as new people, after it was matched again", async () => {
    const watched = await directory.openApp("/import", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("button", { name: "For all users that wait" }).click();
    await page.getByRole("menuitem", { name: "Match again" }).click();
    await noted(page, /5 users compared again/);
    await page.getByRole("button", { name: "For all users that wait" }).click();
    await page.getByRole("menuitem", { name: /Take all 5 without a match/ }).click();
    const dialog = page.getByRole("dialog");
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Confirm 5" }).click();
    await dialog.getByText(/0 linked, 5 created/).waitFor({ timeout: 30_000 });
    expect(await personNamed("Prins")).toHaveLength(1);
    await context.close();
  });

  it("shows the groups of the app with their members", async () => {
    const watched = await directory.openApp("/import?view=groups");
    const { page, context } = watched;
    await page.getByRole("button", { name: "7 members of Finance in the app" }).click();
    await page.getByRole("dialog").getByText("Person here").first().waitFor();
    await expectSound(watched);
    await context.close();
  });
});

describe("To Directory", () => {
  it("saves schedules, matching, sourcing and the safeguard", async () => {
    const watched = await directory.openApp("/provisioning/to-directory");
    const { page, context } = watched;
    await page.getByRole("combobox", { name: "Full import schedule" }).click();
    await page.getByRole("option", { name: "Daily" }).click();
    await page.getByRole("switch", { name: /to source people/ }).click({ force: true });
    await page.getByRole("radio", { name: "Suspend the person" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).first().click();
    await noted(page, /To Directory of .* is saved/);
    const { capabilities } = await directory.api.ok<{ capabilities: Record<string, unknown> }>(
      "GET",
      `/api/v1/apps/${directory.first.directory.appId}/features/INBOUND_PROVISIONING`,
    );
    expect(capabilities).toMatchObject({
      importSettings: { schedule: { status: "ENABLED" } },
      importRules: { profileAndLifecycle: { profileSourcing: true, whenDeactivated: "SUSPEND" } },
    });
    const safeguard = page.getByText("Import safeguard", { exact: true }).locator("xpath=ancestor::section");
    await safeguard.getByLabel("where there are at least").fill("1");
    await safeguard.getByLabel("At most this share of the accounts").fill("1");
    await safeguard.getByRole("button", { name: "Save" }).click();
    await noted(page, "The import safeguard is saved");
    await expectSound(watched);
    await context.close();
  });

  it("holds an import that would take too many away, and goes on when the list is approved", async () => {
    const filter = encodeURIComponent('userName sw "siebe"');
    const { Resources } = await directory.scim.ok<{ Resources: readonly { id: string }[] }>(
      "GET",
      `/Users?filter=${filter}`,
    );
    await directory.scim.ok("DELETE", `/Users/${Resources[0]?.id}`);
    const watched = await directory.openApp("/import");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Import Now" }).click();
    await page.getByRole("button", { name: "Decide…" }).click({ timeout: 30_000 });
    const dialog = page.getByRole("dialog", { name: "This import would take away 1 person" });
    await dialog.getByRole("link", { name: "Siebe Wouters" }).waitFor();
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Go on and take away 1 person" }).click();
    await noted(page, "The import goes on");
    await expect
      .poll(
        async () =>
          (await directory.api.ok<{ items: readonly { state: string }[] }>("GET", own("/imports"))).items[0]?.state,
        { timeout: 30_000 },
      )
      .toBe("DONE");
    expect(await personNamed("Wouters")).toMatchObject([{ status: "SUSPENDED" }]);
    await context.close();
  });
});
