/** The service's console in a real browser over the sample company: what administrators do there, and what it leaves behind over SCIM. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, basic, createApi, signIn } from "../support/api.ts";
import { accessibilityFaults, fitsTheWindow, openPage } from "../support/browser.ts";
import { servicePages } from "../support/console-pages.ts";
import { openConsole } from "../support/console-sessions.ts";
import type { FirstRun } from "../support/program.ts";
import { type SampleCompany, startSampleCompany } from "../support/sample-company.ts";

let company: SampleCompany;
let first: FirstRun;
let browser: Browser;
let owner: Api;

beforeAll(async () => {
  company = await startSampleCompany();
  ({ first, browser } = company);
  owner = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
});
afterAll(() => company?.close());

const open = (path: string) => openConsole(browser, first, { pages: servicePages, path });
const scim = (authorization: string) =>
  createApi(first.service.scimBaseUrl, { authorization, "content-type": "application/scim+json" });
const provisioning = () => {
  const { username, password } = first.service.provisioning ?? { username: "", password: "" };
  return scim(basic(username, password));
};
const statusWith = async (key: string) => (await scim(`Bearer ${key}`).call("GET", "/Users?count=1")).status;

/** Reads the secret that a dialog shows this one time, and closes it. */
async function takeSecret(page: Page, label: string): Promise<string> {
  const dialog = page.getByRole("dialog");
  const secret = await dialog.getByLabel(label, { exact: true }).inputValue();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await dialog.waitFor({ state: "hidden" });
  return secret;
}

describe("Provisioning", () => {
  it("guides each directory with this account's own address, and the guide stands in the URL", async () => {
    const { page, context, errors } = await open("/provisioning");
    for (const [name, field] of [
      ["Okta", "SCIM connector base URL"],
      ["Entra ID", "Tenant URL"],
      ["OneLogin", "SCIM Base URL"],
      ["JumpCloud", "Base URL"],
      ["Lockstep", "SCIM connector base URL"],
    ] as const) {
      await page.locator("label", { hasText: new RegExp(`^${name}$`) }).click();
      const guide = page.getByRole("region", { name: "Connect a directory" });
      await expect
        .poll(() => guide.getByLabel(field, { exact: true }).inputValue())
        .toContain(first.service.scimBaseUrl.replace(/\/$/, ""));
    }
    expect(new URL(page.url()).searchParams.get("client")).toBe("lockstep");
    await page.reload();
    await page.getByText("Enable API integration", { exact: true }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  it("generates a key from the guide, shows it once, rotates it with an overlap, and revokes it", async () => {
    const { page, context } = await open("/provisioning/?client=okta");
    await page.getByRole("link", { name: "Generate an API key for Okta" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByLabel("Name").inputValue()).toBe("Okta");
    await dialog.getByRole("button", { name: "Generate" }).click();
    const key = await takeSecret(page, "API key");
    expect(await statusWith(key)).toBe(200);
    await page.reload({ waitUntil: "networkidle" });
    expect(await page.content()).not.toContain(key);

    await page.getByRole("button", { name: "Okta", exact: true }).click();
    await page.getByRole("button", { name: "Give a new secret" }).click();
    const next = await takeSecret(page, "API key");
    expect([await statusWith(key), await statusWith(next)]).toEqual([200, 200]);
    await page.getByRole("button", { name: "Okta", exact: true }).click();
    await page.getByText("The secret before this one holds until").waitFor();
    await page.getByRole("button", { name: "Revoke" }).click();
    const question = page.getByRole("dialog").filter({ hasText: "Revoke the credential “Okta”?" });
    await question.getByRole("button", { name: "Revoke 1 credential" }).click();
    await question.waitFor({ state: "hidden" });
    expect([await statusWith(key), await statusWith(next)]).toEqual([401, 401]);
    await context.close();
  });

  it("tunes a credential: rights, tolerance and end", async () => {
    const { key, id } = await owner.ok<{ key: string; id: string }>("POST", "/api/me/api-keys", { name: "Reader" });
    const { page, context } = await open(`/provisioning/credentials?credential=${id}`);
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("Change users").click();
    await drawer.getByLabel("Expires on").fill("2999-12-31");
    await drawer.getByRole("button", { name: "Save" }).click();
    await page.getByText("Reader is saved").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await scim(`Bearer ${key}`).call("POST", "/Users", { userName: "x@meridian.example" })).status).toBe(403);
    expect(await statusWith(key)).toBe(200);
    await context.close();
  });

  it("shows each request with what was sent, understood and answered, and as a command without secrets", async () => {
    const body = { userName: "log@meridian.example", password: "Never-shown-4711", active: "True" };
    await provisioning().ok("POST", "/Users", body);
    await provisioning().call("POST", "/Users", body);
    const { page, context } = await open("/provisioning/requests?outcome=fault&method=POST");
    await page.getByRole("button", { name: /^POST/ }).first().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("stringBooleans").waitFor();
    const text = (await drawer.textContent()) ?? "";
    expect(text).toContain("log@meridian.example");
    expect(text).toContain('"scimType": "uniqueness"');
    expect(text).toContain("curl -X POST");
    expect(text).not.toContain("Never-shown-4711");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.reload({ waitUntil: "networkidle" });
    await drawer.getByText("stringBooleans").waitFor();
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    expect(new URL(page.url()).searchParams.has("request")).toBe(false);
    await context.close();
  });

  it("keeps the answers to one credential for an hour, counts down, and stops on demand", async () => {
    const { username } = first.service.provisioning ?? { username: "" };
    const ask = (name: string) => provisioning().ok("POST", "/Users", { userName: `${name}@meridian.example` });
    await ask("not-kept");
    const { page, context, errors } = await open("/provisioning/requests?method=POST");
    const drawer = page.getByRole("dialog");
    const showNewest = async (mark: string) => {
      await page.getByRole("button", { name: /^POST/ }).first().waitFor();
      await expect
        .poll(() => page.getByRole("button", { name: /^POST/ }).count(), { timeout: 15_000 })
        .toBeGreaterThan(0);
      await page.reload({ waitUntil: "networkidle" });
      await page.getByRole("button", { name: /^POST/ }).first().click();
      await drawer.getByText(mark).first().waitFor();
    };
    await showNewest("Status 201.");
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });

    // By keyboard alone.
    await page.getByRole("button", { name: "Keep answers" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: username }).focus();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("Enter");
    const timer = page.getByRole("timer");
    await timer.waitFor();
    const before = await timer.textContent();
    expect(before).toMatch(/^(60:00|59:\d\d)$/);
    await expect.poll(() => timer.textContent()).not.toBe(before);
    expect(await accessibilityFaults(page)).toEqual([]);

    await ask("kept");
    await showNewest('"userName": "kept@meridian.example"');
    expect(await drawer.textContent()).toContain('"resourceType": "User"');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 360, height: 780 });
    await timer.waitFor();
    expect(await fitsTheWindow(page)).toBe(true);
    await page.getByRole("button", { name: `Stop keeping answers to ${username}` }).click();
    await timer.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await context.close();
  });

  it("adds an extension of the account, refuses JSON that is none, and removes it", async () => {
    const { page, context } = await open("/provisioning/schemas");
    await page.getByRole("button", { name: "Add a schema" }).click();
    const drawer = page.getByRole("dialog");
    const field = drawer.getByRole("textbox", { name: "Definition" });
    await field.fill("{");
    await drawer.getByText("This is not valid JSON").waitFor();
    expect(await drawer.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await field.fill(
      JSON.stringify({
        id: "urn:meridian:badge:2.0:User",
        name: "Badge",
        attributes: [{ name: "number", type: "string" }],
      }),
    );
    await drawer.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Edit Badge" }).click();
    await drawer.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove 1 definition" }).click();
    await page.getByText("Badge is removed").waitFor();
    await context.close();
  });
});

describe("Users, groups and organisations", () => {
  it("makes a group, refuses a name twice, fills it, and deletes it by name and count", async () => {
    const { page, context, errors } = await open("/groups?add=group");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("approvers");
    await dialog.getByRole("button", { name: "Add a group" }).click();
    await dialog.getByText("Another group of the account has this name").first().waitFor();
    await dialog.getByLabel("Name").fill("Auditors");
    await dialog.getByRole("button", { name: "Add a group" }).click();
    await page.getByRole("heading", { level: 1, name: "Auditors" }).waitFor();
    await page.getByRole("combobox", { name: "Add a member" }).fill("Ingrid");
    await page.getByRole("option", { name: /Ingrid Vermeulen/ }).click();
    await page.getByLabel("Select Ingrid Vermeulen").check();
    await page.getByRole("button", { name: "Remove 1 member" }).click();
    const question = page.getByRole("dialog");
    await question.getByText("Remove 1 member from Auditors?").waitFor();
    await question.getByRole("button", { name: "Remove 1 member" }).click();
    await page.getByText("No members").waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await question.getByRole("button", { name: "Delete 1 group" }).click();
    await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  it("reshapes the tree of organisations and says where provisioned users land", async () => {
    const { page, context } = await open("/organisations");
    await page.getByRole("button", { name: "Actions for Meridian Foods Nederland" }).click();
    await page.getByRole("menuitem", { name: "Rename or move" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Meridian Foods Benelux");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Meridian Foods Benelux is saved").waitFor();
    await page.getByRole("button", { name: "Actions for Meridian Foods Benelux" }).click();
    await page.getByRole("menuitem", { name: "Make it the default" }).click();
    await dialog.getByRole("combobox", { name: "Provisioning administrator" }).click();
    await page.getByRole("option", { name: first.service.provisioning?.username ?? "" }).click();
    await dialog.getByRole("button", { name: "Make it the default" }).click();
    await dialog.waitFor({ state: "hidden" });
    const made = await provisioning().ok<{ id: string }>("POST", "/Users", { userName: "benelux@meridian.example" });
    const user = await owner.ok<{ organisations: { name: string }[] }>("GET", `/api/users/${made.id}`);
    expect(user.organisations.map(({ name }) => name)).toEqual(["Meridian Foods Benelux"]);
    await context.close();
  });

  it("invites a user, corrects the profile, and says why somebody cannot leave the only organisation", async () => {
    const { page, context } = await open("/users/new");
    await page.getByLabel("Given name").fill("Mia");
    await page.getByLabel("Family name").fill("Mulder");
    await page.getByRole("textbox", { name: "E-mail" }).fill("mia.muler@meridian.example");
    await page.getByRole("button", { name: "Add user" }).click();
    await page.getByRole("heading", { level: 1, name: "Mia Mulder" }).waitFor();
    await page.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("E-mail").fill("mia.mulder@meridian.example");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Send an invitation" }).click();
    await page.getByText("An invitation is on its way to mia.mulder@meridian.example").waitFor();
    await page.getByRole("combobox", { name: "Member of" }).press("Backspace");
    await page.getByText("Mia Mulder belongs to no other organisation and cannot be removed from this one").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
    await page.getByRole("switch", { name: "Active" }).click({ force: true });
    await dialog.getByRole("button", { name: "Deactivate 1 user" }).click();
    await page.getByText("Mia Mulder is inactive").waitFor();
    await context.close();
  });
});

describe("My account", () => {
  it("lists one's sessions and ends another one", async () => {
    const other = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
    const { page, context } = await open("/my-account?tab=sessions");
    await page.getByText("this one").waitFor();
    const ends = page.getByRole("button", { name: /^Sign out / });
    for (let left = await ends.count(); left > 0; left -= 1) {
      await ends.first().click();
      await expect.poll(() => ends.count()).toBe(left - 1);
    }
    expect((await other.call("GET", "/api/me")).status).toBe(401);
    owner = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
    await page.reload({ waitUntil: "networkidle" });
    await page.getByText("this one").waitFor();
    await context.close();
  });

  it("changes the organisation that one works in", async () => {
    const me = (await owner.ok<{ user: { id: string } }>("GET", "/api/me")).user;
    const { items } = await owner.ok<{ items: { id: string; code: string }[] }>("GET", "/api/organisations");
    const [mother, german] = ["MF", "MF-DE"].map((code) => items.find((each) => each.code === code)?.id ?? "");
    await owner.ok("PUT", `/api/users/${me.id}/organisations`, {
      organisationIds: [mother, german],
      defaultOrganisationId: mother,
    });
    const { page, context } = await open("/my-account");
    await page.getByRole("radio", { name: "Meridian Foods Deutschland" }).click();
    await page.getByText("You work in Meridian Foods Deutschland now").waitFor();
    const after = await owner.ok<{ user: { organisations: { isDefault: boolean; code: string }[] } }>("GET", "/api/me");
    expect(after.user.organisations.filter(({ isDefault }) => isDefault)).toMatchObject([{ code: "MF-DE" }]);
    await context.close();
  });
});

describe("Records", () => {
  it("shows events with their states, and the audit trail of a person", async () => {
    const { page, context } = await open("/event-feed?resourceType=Group&kind=created");
    await page.getByRole("button", { name: "Approvers" }).first().click();
    await page.getByRole("dialog").getByRole("heading", { name: "After" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(`${first.service.baseUrl}/audit?action=session.`, { waitUntil: "networkidle" });
    await page.getByRole("button", { name: "session.started" }).first().click();
    await page.getByRole("dialog").getByText("Account Owner").waitFor();
    await context.close();
  });

  it("adds a webhook, shows its secret once, tests it in words, pauses and removes it", async () => {
    const { page, context } = await open("/webhooks?add=webhook");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address").fill("https://hooks.meridian.example/in");
    await dialog.getByRole("button", { name: "Add the webhook" }).click();
    const secret = await takeSecret(page, "Signing secret");
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole("heading", { level: 1, name: "hooks.meridian.example" }).waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("The receiver did not accept the test message").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("button", { name: "Remove 1 webhook" }).click();
    await page.getByText("No webhooks yet").waitFor();
    await context.close();
  });
});

describe("The console", () => {
  it("speaks Dutch when that is chosen, and keeps the choice and nothing secret in the browser", async () => {
    const { page, context, errors } = await open("/users");
    await page.getByRole("button", { name: /Account menu/ }).click();
    await page.getByRole("menuitemradio", { name: "Nederlands" }).click();
    await page.getByRole("heading", { level: 1, name: "Gebruikers" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("nl");
    const stored = await page.evaluate<string[]>("Object.keys(localStorage)");
    expect(stored.filter((key) => !["lockstep-language", "mantine-color-scheme-value"].includes(key))).toEqual([]);
    expect(await page.evaluate("document.cookie")).toBe("");
    const cookies = (await context.cookies()).filter(({ name }) => name === "lockstep_service");
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: "Lax" }]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it("is served under a strict policy that runs no inline script and lets nobody frame it", async () => {
    const answer = await fetch(`${first.service.baseUrl}/users`);
    const policy = answer.headers.get("content-security-policy") ?? "";
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? /default-src ([^;]*)/.exec(policy)?.[1] ?? "";
    expect(scripts).toContain("'self'");
    expect(scripts).not.toMatch(/unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("stops a person who guesses passwords, and says how long to wait", async () => {
    const { page, context } = await openPage(browser, 1280, { locale: "en-GB" });
    await page.goto(`${first.service.baseUrl}/sign-in`);
    const guess = async (password: string) => {
      await page.getByLabel("E-mail").fill("freya.whitfield@meridian.example");
      await page.getByLabel("Password", { exact: true }).fill(password);
      const answered = page.waitForResponse((response) => response.url().endsWith("/api/session"));
      await page.keyboard.press("Enter");
      return (await answered).status();
    };
    const statuses: number[] = [];
    for (let round = 0; round < 30 && statuses.at(-1) !== 429; round += 1) statuses.push(await guess(`wrong ${round}`));
    expect(statuses.at(-1)).toBe(429);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toMatch(/minute|second|later/i);
    await context.close();
  });
});
