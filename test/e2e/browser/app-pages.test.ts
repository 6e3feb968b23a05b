/** General, Sign On, Assignments, Push Groups, Tasks and Timeline of an app in a browser. */
import type { DirectoryApp } from "@lockstep/directory-app/contract";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DirectoryConsole, expectSound, noted, startDirectoryConsole } from "../support/directory-console.ts";

let directory: DirectoryConsole;
beforeAll(async () => {
  directory = await startDirectoryConsole();
});
afterAll(() => directory?.close());

const okta = (path: string) => `/api/v1/apps/${directory.first.directory.appId}${path}`;
const own = (path: string) => `/api/lockstep/v1/apps/${directory.first.directory.appId}${path}`;
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const userOf = async (userName: string) => {
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  const { Resources } = await directory.scim.ok<{ Resources: readonly { nickName?: string; title?: string }[] }>(
    "GET",
    `/Users?filter=${filter}`,
  );
  return Resources[0];
};

describe("Sign On", () => {
  it("shows what a format gives for five people, and what it would change before it is saved", async () => {
    const watched = await directory.openApp("/sign-on", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("combobox", { name: "Application username format" }).click();
    await page.getByRole("option", { name: "Email prefix" }).click();
    await page.getByText("ingrid.vermeulen", { exact: true }).or(page.locator("strong").first()).first().waitFor();
    await page.getByRole("button", { name: "Review and save" }).click();
    const dialog = page.getByRole("dialog", { name: "What the new format would do" });
    await dialog.getByText("60 of 60 people who have the app get another name.").waitFor();
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await directory.api.ok("GET", own("/sign-on"))).toMatchObject({
      type: "BUILT_IN",
      template: `$\{source.email}`,
    });
    await context.close();
  });

  it("tells which people would share a name", async () => {
    const { page, context } = await directory.openApp("/sign-on");
    await page.getByRole("combobox", { name: "Application username format" }).click();
    await page.getByRole("option", { name: "Custom", exact: true }).click();
    await page.getByRole("textbox", { name: "Expression" }).fill("'everybody@meridian.example'");
    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByRole("dialog").getByText("1 name would be given to several people").waitFor();
    await context.close();
  });
});

describe("Assignments", () => {
  it("finds people by name and state, and says why", async () => {
    const watched = await directory.openApp("/assignments?q=ingrid");
    const { page, context } = watched;
    await row(page, "Ingrid Vermeulen").getByText("In step").waitFor();
    await page.getByRole("button", { name: "Actions for Ingrid Vermeulen" }).click();
    await page.getByRole("menuitem", { name: "Why?" }).click();
    await page
      .getByRole("dialog", { name: /Why\? Ingrid Vermeulen/ })
      .getByText("Holds")
      .first()
      .waitFor();
    expect(page.url()).toContain("why=");
    await expectSound(watched);
    await context.close();
  });

  it("gives a person a value of their own in the app, and takes it back", async () => {
    const watched = await directory.openApp("/assignments?q=ingrid");
    const { page, context } = watched;
    const edit = async () => {
      await page.getByRole("button", { name: "Actions for Ingrid Vermeulen" }).click();
      await page.getByRole("menuitem", { name: "Edit values" }).click();
    };
    await edit();
    await page.getByRole("dialog").getByRole("textbox", { name: "Title" }).fill("Head of everything");
    await expectSound(watched);
    await page.getByRole("button", { name: "Save" }).click();
    await noted(page, /The values of Ingrid Vermeulen are saved/);
    await page.getByText("1 value of the own").waitFor();
    const title = async () => (await userOf("ingrid.vermeulen@meridian.example"))?.title;
    await expect.poll(title, { timeout: 20_000 }).toBe("Head of everything");
    await edit();
    await page.getByRole("button", { name: "Back to groups and mapping" }).click();
    await expect.poll(title, { timeout: 20_000 }).not.toBe("Head of everything");
    await context.close();
  });

  it("orders groups, and gives their people values", async () => {
    const groups = await directory.api.ok<readonly { id: string; profile: { name: string } }[]>(
      "GET",
      "/api/v1/groups?q=Finance",
    );
    await directory.api.ok("PUT", okta(`/groups/${groups[0]?.id}`), {});
    const watched = await directory.openApp("/assignments?view=groups");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Move Finance up" }).click();
    await expect
      .poll(async () => (await page.getByRole("row").nth(1).textContent()) ?? "", { timeout: 15_000 })
      .toContain("Finance");
    await page.getByRole("button", { name: "Edit the values of Finance" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Cost center" }).fill("FIN-1");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await row(page, "Finance").getByText("1 value").waitFor();
    await expectSound(watched);
    await context.close();
  });

  it("converts chosen assignments and says whom it leaves as they are", async () => {
    const { page, context } = await directory.openApp("/assignments?q=siebe");
    await row(page, "Siebe Wouters").getByRole("checkbox").click();
    await page.getByRole("button", { name: "Convert 1 person" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Individual assignments" }).click();
    await dialog.getByRole("button", { name: "Convert to individual" }).click();
    await noted(page, "1 person converted");
    await row(page, "Siebe Wouters").getByText("Individual").waitFor();
    await context.close();
  });
});

describe("Push Groups", () => {
  it("asks the app before a group is pushed, and offers to link what is there", async () => {
    await directory.scim.ok("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "Night shift",
    });
    await directory.api.ok("POST", "/api/v1/groups", { profile: { name: "Night shift" } });
    const watched = await directory.openApp("/push-groups");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Push Groups" }).click();
    await page.getByRole("menuitem", { name: "Find groups by name" }).click();
    await page.getByRole("combobox", { name: "Group to push" }).fill("Night");
    await page.getByRole("option", { name: "Night shift" }).click();
    await page.getByText("Match found: the app has 1 group named Night shift.").waitFor();
    await page.getByRole("radio", { name: /Link Group/ }).click();
    await expectSound(watched);
    await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
    await noted(page, "Night shift is on its way to the app");
    await row(page, "Night shift").getByText("linked").waitFor({ timeout: 20_000 });
    await context.close();
  });

  it("decides a clash of names in place", async () => {
    await directory.scim.ok("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "Auditors",
    });
    const group = await directory.api.ok<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Auditors" } });
    await directory.api.ok("POST", own("/push-groups"), { groupId: group.id });
    const watched = await directory.openApp("/push-groups?list=errors");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Link, rename or skip…" }).click({ timeout: 30_000 });
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name in the app" }).fill("Auditors of Meridian");
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Push under this name" }).click();
    await noted(page, "Auditors is pushed under its new name");
    await expect
      .poll(
        async () =>
          (
            await directory.scim.ok<{ totalResults: number }>(
              "GET",
              `/Groups?filter=${encodeURIComponent('displayName eq "Auditors of Meridian"')}`,
            )
          ).totalResults,
        { timeout: 20_000 },
      )
      .toBe(1);
    await context.close();
  });

  it("shows what a rule would push before it is made, and changes many groups at once", async () => {
    const site = await directory.api.ok<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Site Lisbon" } });
    const { id } = await directory.api.ok<{ id: string }>("POST", "/api/v1/users?activate=true", {
      profile: { firstName: "Lia", lastName: "Lisbon", login: "lia@corp.example", email: "lia@corp.example" },
    });
    await directory.api.ok("PUT", `/api/v1/groups/${site.id}/users/${id}`);
    await directory.api.ok("POST", "/api/v1/groups", { profile: { name: "Site Ghent" } });
    const watched = await directory.openApp("/push-groups?view=rules");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Push Groups" }).click();
    await page.getByRole("menuitem", { name: "Find groups by rule" }).click();
    const dialog = page.getByRole("dialog", { name: "New push rule" });
    await dialog.getByRole("textbox", { name: "Rule name" }).fill("Sites");
    await dialog.getByRole("textbox", { name: "Text" }).fill("Site ");
    await dialog.getByText("2 groups match, 2 will be pushed").waitFor();
    await dialog.getByRole("checkbox", { name: "Give the app to the people of these groups" }).check();
    await dialog.getByText("1 person will get the app and an account in it.").waitFor();
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Create rule" }).click();
    await noted(page, "The rule Sites is saved");
    await row(page, "Sites").getByText("The people of its groups get the app.").waitFor();
    // What is edited keeps what it said.
    await page.getByRole("button", { name: "Actions for Sites" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    const editing = page.getByRole("dialog", { name: "Edit the rule Sites" });
    await editing.getByRole("checkbox", { name: "Give the app to the people of these groups" }).uncheck();
    await editing.getByText(/^From now on no further group gets the app/).waitFor();
    await editing.getByRole("button", { name: "Cancel" }).last().click();
    await page.goto(page.url().replace(/\?.*/, "?list=byRule"));
    await row(page, "Site Lisbon").waitFor({ timeout: 20_000 });
    await page.getByRole("checkbox", { name: "Select all on this page" }).click();
    await page.getByRole("button", { name: "Deactivate", exact: true }).click();
    await noted(page, "Done for 2 groups");
    await row(page, "Site Ghent").getByText("Inactive").waitFor();
    await page.getByRole("checkbox", { name: "Select all on this page" }).click();
    await page.getByRole("button", { name: "Unlink", exact: true }).click();
    await page
      .getByRole("dialog", { name: "Unlink 2 groups?" })
      .getByRole("button", { name: "Unlink 2 groups" })
      .click();
    await row(page, "Site Ghent").waitFor({ state: "detached", timeout: 20_000 });
    expect(await directory.api.call("GET", okta(`/users/${id}`))).toMatchObject({ status: 200 });
    await context.close();
  });

  it("compares pushed groups with the app, and repairs exactly what it shows", async () => {
    const filter = encodeURIComponent('displayName eq "Travellers"');
    const { Resources } = await directory.scim.ok<{ Resources: readonly { id: string }[] }>(
      "GET",
      `/Groups?filter=${filter}`,
    );
    await directory.scim.ok("PATCH", `/Groups/${Resources[0]?.id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "displayName", value: "Globetrotters" }],
    });
    const watched = await directory.openApp("/push-groups?view=drift");
    const { page, context } = watched;
    await page.getByRole("button", { name: "Compare with the app now" }).click();
    await page.getByRole("button", { name: "Repair Travellers" }).click({ timeout: 30_000 });
    await page
      .getByRole("dialog")
      .getByText(/\/Groups\//)
      .first()
      .waitFor();
    await expectSound(watched);
    await page.getByRole("button", { name: "Repair 1 group" }).click();
    await noted(page, "Travellers is being put right");
    await expect
      .poll(
        async () => (await directory.scim.ok<{ totalResults: number }>("GET", `/Groups?filter=${filter}`)).totalResults,
        {
          timeout: 20_000,
        },
      )
      .toBe(1);
    await context.close();
  });
});

describe("Tasks and Timeline", () => {
  it("gathers tasks by cause with the app's own words, and lets a protected person go once", async () => {
    const [person] = await directory.api.ok<readonly { id: string }[]>("GET", "/api/v1/users?q=Timo&limit=1");
    await directory.api.ok("POST", "/api/lockstep/v1/protected-people", {
      kind: "PERSON",
      id: person?.id,
      reason: "Night desk",
    });
    await directory.api.ok("POST", `/api/v1/users/${person?.id}/lifecycle/deactivate`);
    const watched = await directory.openApp("/tasks");
    const { page, context } = watched;
    await page.getByRole("heading", { name: "A protected person would be deactivated" }).waitFor({ timeout: 30_000 });
    await expectSound(watched);
    await page.getByRole("button", { name: /^Approve once/ }).click();
    await noted(page, /is approved, once/);
    await page.getByText("Nothing waits for you").waitFor({ timeout: 30_000 });
    await context.close();
  });

  it("shows what happens with the app while it happens", async () => {
    const watched = await directory.openApp("/timeline", { width: 360 });
    const { page, context } = watched;
    await page.getByText("Live", { exact: true }).waitFor();
    await directory.api.ok("POST", own("/force-sync"), {});
    await page.getByText("Force sync of application").waitFor({ timeout: 15_000 });
    await expectSound(watched);
    await context.close();
  });
});

describe("General", () => {
  it("keeps the app's icon off people's pages when that is set, and shows it again", async () => {
    const watched = await directory.openApp("/general", { width: 360 });
    const { page, context } = watched;
    const visibility = async () => (await directory.api.ok<DirectoryApp>("GET", okta(""))).visibility.hide;
    const set = async (isHidden: boolean) => {
      await page.getByRole("checkbox", { name: "Do not display application icon to users" }).setChecked(isHidden);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect.poll(visibility).toEqual({ web: isHidden, iOS: false });
    };
    await set(true);
    await expectSound(watched);
    await page.reload();
    await set(false);
    await context.close();
  });

  it("applies a settings file after a look at what it would change", async () => {
    const watched = await directory.openApp("/general");
    const { page, context } = watched;
    const file = await directory.api.ok<Record<string, unknown>>("GET", own("/settings"));
    const upload = (label: string) => ({
      name: "expenses.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify({ ...file, label })),
    });
    await page.locator('input[type="file"]').setInputFiles(upload("Meridian Costs"));
    const dialog = page.getByRole("dialog", { name: /Apply this file to/ });
    await dialog.getByText("1 setting changes:").waitFor();
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Change 1 setting" }).click();
    await page.getByRole("heading", { level: 1, name: "Meridian Costs" }).waitFor();
    await context.close();
  });
});
