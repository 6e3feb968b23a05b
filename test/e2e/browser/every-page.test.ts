/** Every page of both consoles in a real browser over the sample company: light and dark, wide and narrow, English and Dutch. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, fitsTheWindow, isLaidOut, layoutShiftOf, openPage } from "../support/browser.ts";
import { addressOf, directoryPages, servicePages } from "../support/console-pages.ts";
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

/** Each page is judged by axe, which takes its time on a busy machine. */
const TIMEOUT_MS = 600_000;
/** The field calls a cumulative layout shift of up to 0.1 good; pages that are read all day are held to half of it. */
const SHIFT_MAX = 0.05;

const looks = [
  { width: 1280, colorScheme: "light", locale: "en-GB" },
  { width: 360, colorScheme: "dark", locale: "nl-NL" },
] as const;

describe.each([directoryPages, servicePages])("the $name console", (pages) => {
  it.each(looks)(
    "shows every page at $width pixels, $colorScheme, in $locale, without a fault",
    { timeout: TIMEOUT_MS },
    async (look) => {
      const parameters = await pages.parameters(first);
      const watched = await openPage(browser, look.width, look);
      // All pages are visited before anything is said: one run names every fault.
      const faults: string[] = [];
      const visit = async (pattern: string) => {
        const known = watched.errors.length;
        await watched.page.goto(`${pages.baseUrl(first)}${addressOf(pattern, parameters)}`, {
          waitUntil: "networkidle",
        });
        await watched.page.locator("h1").first().waitFor();
        await watched.page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
        const language = await watched.page.locator("html").getAttribute("lang");
        const shift = await layoutShiftOf(watched.page);
        const found = [
          ...((await isLaidOut(watched.page)) ? [] : ["leaves something out that is to be seen"]),
          ...(await accessibilityFaults(watched.page)),
          ...((await fitsTheWindow(watched.page)) ? [] : ["reaches over the edge of the window"]),
          ...(shift.score < SHIFT_MAX ? [] : [`moves by ${shift.score.toFixed(3)}: ${shift.elements[0]}`]),
          ...watched.errors.slice(known),
          ...(language === look.locale.slice(0, 2) ? [] : [`is in ${language}`]),
        ];
        faults.push(...found.map((fault) => `${pattern} ${fault}`));
      };
      for (const pattern of pages.open) await visit(pattern);
      await pages.signIn(watched, first);
      for (const pattern of pages.signedIn) await visit(pattern);
      await watched.context.close();
      expect(faults).toEqual([]);
    },
  );
});
