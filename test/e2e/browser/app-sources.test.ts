/** Who has the last word, in a browser: the order of profile sources, the source of one attribute, import mappings and the hook of imports. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DirectoryConsole, expectSound, noted, startDirectoryConsole } from "../support/directory-console.ts";

let directory: DirectoryConsole;
let hook: { readonly url: string; readonly server: Server };
beforeAll(async () => {
  [directory, hook] = await Promise.all([startDirectoryConsole(), startHook()]);
  await source(directory.first.directory.appId ?? "", "Expenses HR", {
    firstName: "appuser.givenName",
    title: "appuser.title",
  });
  const phones = await directory.api.ok<{ id: string }>("POST", "/api/v1/apps", {
    name: "scim2testapp_basic",
    label: "Phone book",
  });
  const { username = "", password = "" } = directory.first.service.provisioning ?? {};
  await directory.api.ok("PUT", `/api/lockstep/v1/apps/${phones.id}/connection`, {
    enabled: true,
    baseUrl: directory.first.service.scimBaseUrl,
    authScheme: "BASIC",
    username,
    password,
  });
  await source(phones.id, "Phone book", { title: "appuser.title", mobilePhone: "appuser.nickName" });
});
afterAll(async () => {
  hook?.server.close();
  await directory?.close();
});

/** Lets an app source people, and maps some attributes from it. */
async function source(appId: string, label: string, attributes: Readonly<Record<string, string>>): Promise<void> {
  const app = await directory.api.ok<Record<string, unknown>>("GET", `/api/v1/apps/${appId}`);
  await directory.api.ok("PUT", `/api/v1/apps/${appId}`, { ...app, label });
  await directory.api.ok("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, {
    importRules: { profileAndLifecycle: { profileSourcing: true } },
  });
  await directory.api.ok("PUT", `/api/lockstep/v1/apps/${appId}/import-mappings`, {
    items: Object.entries(attributes).map(([attribute, expression]) => ({ attribute, expression })),
  });
}

/** An endpoint that moves every imported account into Sales. */
async function startHook() {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(
      JSON.stringify({ commands: [{ type: "com.okta.user.profile.update", value: { department: "Sales" } }] }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/imports` };
}

const own = (path: string) => `/api/lockstep/v1/apps/${directory.first.directory.appId}${path}`;
const order = async () =>
  (
    await directory.api.ok<{ items: readonly { label: string }[] }>("GET", "/api/lockstep/v1/profile-sources")
  ).items.map(({ label }) => label);
const focused = (page: Page) => page.evaluate("document.activeElement.getAttribute('aria-label')");

describe("Profile sources", () => {
  it.each([1280, 360])(
    "are put in order by keyboard at %i pixels, with what passes to whom before it is saved",
    async (width) => {
      const watched = await directory.open("/profile-sources", { width });
      const { page, context } = watched;
      const [firstApp = "", secondApp = ""] = await order();
      await page.getByRole("button", { name: `Move ${secondApp} up` }).focus();
      await page.keyboard.press("Enter");
      await page.getByText(`${secondApp} is now 1 of 2`).waitFor({ state: "attached" });
      // The focus travels with the app: the same key again does nothing at the top.
      expect(await focused(page)).toBe(`Move ${secondApp} up`);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe(`Move ${secondApp} down`);
      await page.getByRole("button", { name: "Review and save" }).click();
      const dialog = page.getByRole("dialog", { name: "Put the profile sources in this order?" });
      await dialog.getByText(new RegExp(`${secondApp} has the last word from now on: .*Title`)).waitFor();
      await expectSound(watched);
      expect(await order()).toEqual([firstApp, secondApp]);
      await dialog.getByRole("button", { name: "Save this order" }).click();
      await noted(page, "The order of the profile sources is saved");
      expect(await order()).toEqual([secondApp, firstApp]);
      await expectSound(watched);
      await context.close();
    },
  );

  it("go back to the former order when somebody thinks better of it", async () => {
    const { page, context } = await directory.open("/profile-sources");
    const before = await order();
    await page.getByRole("button", { name: `Move ${before[0]} down` }).click();
    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByRole("button", { name: "Save this order" }).click();
    await page.getByRole("button", { name: "Back to the former order" }).click();
    await page.getByRole("button", { name: "Save this order" }).click();
    await expect.poll(order, { timeout: 20_000 }).toEqual(before);
    await context.close();
  });
});

describe("the source of an attribute", () => {
  it("is an own order of apps, or the directory itself, and the schema says which", async () => {
    const watched = await directory.open("/profile-schema", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("button", { name: "Source of Title", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Who has the last word on Title?" });
    await dialog.getByRole("radio", { name: "Apps of its own choice" }).check();
    expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    for (const app of ["Expenses HR", "Phone book"]) {
      await dialog.getByRole("combobox", { name: "Add an app" }).click();
      await page.getByRole("option", { name: app }).click();
    }
    await dialog.getByRole("button", { name: "Move Phone book up" }).focus();
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Move Phone book up");
    await expectSound(watched);
    await dialog.getByRole("button", { name: "Save" }).click();
    await noted(page, "The source of “Title” is saved");
    await page.getByText("Phone book, Expenses HR").waitFor();
    await page.getByRole("button", { name: "Source of Mobile phone", exact: true }).click();
    await page.getByRole("radio", { name: "The directory itself" }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await noted(page, "The source of “Mobile phone” is saved");
    const { definitions } = await directory.api.ok<{
      definitions: { base: { properties: Record<string, { master: { type: string; priority?: unknown[] } }> } };
    }>("GET", "/api/v1/meta/schemas/user/default");
    const { title, mobilePhone } = definitions.base.properties;
    expect([title?.master.type, title?.master.priority?.length, mobilePhone?.master.type]).toEqual([
      "OVERRIDE",
      2,
      "OKTA",
    ]);
    await context.close();
  });
});

describe("Attribute mappings to the directory", () => {
  it("are added, kept over a reload while they are a draft, saved and removed", async () => {
    const watched = await directory.openApp("/provisioning/to-directory", { width: 360 });
    const { page, context } = watched;
    await page.getByRole("combobox", { name: "Add an attribute" }).fill("Nickname");
    await page.getByRole("option", { name: "Nickname" }).click();
    await page.getByRole("textbox", { name: "Nickname" }).fill("appuser.displayName");
    await page.reload();
    await page.getByText("1 change kept from earlier, not saved yet").waitFor();
    expect(await page.getByRole("textbox", { name: "Nickname" }).inputValue()).toBe("appuser.displayName");
    await expectSound(watched);
    const section = page.getByRole("region", { name: "Attribute mappings to the directory" });
    await section.getByRole("button", { name: "Save" }).click();
    await noted(page, "The mappings to the directory are saved");
    const stored = async () =>
      (await directory.api.ok<{ items: readonly { attribute: string }[] }>("GET", own("/import-mappings"))).items.map(
        ({ attribute }) => attribute,
      );
    expect(await stored()).toContain("nickName");
    await page.getByText("kept from earlier").waitFor({ state: "detached" });
    await section.getByRole("button", { name: "Remove the mapping of Nickname" }).click();
    await section.getByRole("button", { name: "Save" }).click();
    await expect.poll(stored, { timeout: 20_000 }).not.toContain("nickName");
    await context.close();
  });

  it("name the fault of an expression where it stands", async () => {
    const { page, context } = await directory.openApp("/provisioning/to-directory");
    const section = page.getByRole("region", { name: "Attribute mappings to the directory" });
    await section.getByRole("textbox", { name: "Title" }).fill("appuser.titel");
    await section.getByRole("button", { name: "Save" }).click();
    await section
      .getByRole("alert")
      .getByText(/appuser\.titel|titel/)
      .first()
      .waitFor();
    await section.getByRole("button", { name: "Cancel" }).click();
    expect(await section.getByRole("textbox", { name: "Title" }).inputValue()).toBe("appuser.title");
    await context.close();
  });
});

describe("Inline hook", () => {
  it("is tried before it is saved, shows its secret once, gets another, and is removed", async () => {
    const watched = await directory.openApp("/provisioning/to-directory", { width: 360 });
    const { page, context } = watched;
    const section = page.getByRole("region", { name: "Inline hook" });
    await section.getByRole("textbox", { name: "Address" }).fill(hook.url);
    await section.getByRole("button", { name: "Test" }).click();
    await section.getByText(/It answers as it should, in \d+ ms/).waitFor();
    await section.getByText(/com\.okta\.import\.transform/).waitFor();
    await section.getByText(/com\.okta\.user\.profile\.update/).waitFor();
    await expectSound(watched);
    await section.getByRole("button", { name: "Save" }).click();
    await noted(page, "The hook is saved");
    const secret = await section.getByRole("textbox", { name: "Secret" }).inputValue();
    expect(secret).toMatch(/^whsec_/);
    await expectSound(watched);
    await page.reload();
    await section.getByRole("button", { name: "New secret" }).waitFor();
    expect(await section.getByRole("textbox", { name: "Secret" }).count()).toBe(0);
    await section.getByRole("button", { name: "New secret" }).click();
    expect(await section.getByRole("textbox", { name: "Secret" }).inputValue()).not.toBe(secret);
    await section.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove 1 hook" }).click();
    await section.getByRole("button", { name: "New secret" }).waitFor({ state: "detached" });
    expect(await directory.api.call("GET", own("/import-hook"))).toMatchObject({ status: 404 });
    await context.close();
  });

  it("says what is wrong with an endpoint that does not answer", async () => {
    const { page, context } = await directory.openApp("/provisioning/to-directory");
    const section = page.getByRole("region", { name: "Inline hook" });
    await section.getByRole("textbox", { name: "Address" }).fill("http://127.0.0.1:9/");
    await section.getByRole("button", { name: "Test" }).click();
    await section.getByText("It gave no answer").first().waitFor();
    await context.close();
  });
});
