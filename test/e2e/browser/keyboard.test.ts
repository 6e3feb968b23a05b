/**
 * Keyboard for everything (issue 6): on every page of both consoles whatever acts on a click is reached by Tab, or by arrows from what Tab
 * reaches, and one sees where one is. What is opened over a page is walked with the words of both languages (every-part.test.ts).
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage } from "../support/browser.ts";
import { addressOf, directoryPages, servicePages } from "../support/console-pages.ts";
import { walkPage } from "../support/keyboard-walk.ts";
import { PartsOpener } from "../support/opened-parts.ts";
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

const TIMEOUT_MS = 900_000;

describe.each([directoryPages, servicePages])("the $name console without a mouse", (pages) => {
  it("reaches everything that acts, shows where the focus is, and never holds it", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const parameters = await pages.parameters(first);
    const watched = await openPage(browser);
    const { page } = watched;
    const faults: string[] = [];
    const visit = async (pattern: string) => {
      await watched.open(`${pages.baseUrl(first)}${addressOf(pattern, parameters)}`);
      // What an address opens over its page is walked with the others.
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      faults.push(...(await walkPage(page)).map((fault) => `${pattern} ${fault}`));
    };
    for (const pattern of pages.open) await visit(pattern);
    await pages.signIn(watched, first);
    await PartsOpener.on(watched);
    for (const pattern of pages.signedIn) await visit(pattern);
    await watched.context.close();
    expect(faults).toEqual([]);
  });

  it("has the menu of a small screen either in the window or out of the way", { timeout: TIMEOUT_MS }, async () => {
    const watched = await openPage(browser, 360);
    const { page } = watched;
    await pages.signIn(watched, first);
    await page.locator("h1").first().waitFor();
    const away = page.locator("nav[aria-label=Main][inert]");
    await away.waitFor({ state: "attached" });
    expect(await walkPage(page)).toEqual([]);
    await page.getByRole("button", { name: "Open the menu" }).focus();
    await page.keyboard.press("Enter");
    await away.waitFor({ state: "detached" });
    expect(await walkPage(page)).toEqual([]);
    await page.locator("nav[aria-label=Main] a").last().focus();
    await page.keyboard.press("Escape");
    await away.waitFor({ state: "attached" });
    await watched.context.close();
  });
});
