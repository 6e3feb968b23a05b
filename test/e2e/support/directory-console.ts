/** The directory's console over the sample company, with an administrator signed in: what the browser tests of its pages share. */
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { type Api, createApi } from "./api.ts";
import { accessibilityFaults, fitsTheWindow, openPage, type WatchedPage } from "./browser.ts";
import { scimAs } from "./company.ts";
import type { FirstRun } from "./program.ts";
import { startSampleCompany } from "./sample-company.ts";

export interface DirectoryConsole {
  readonly first: FirstRun;
  readonly browser: Browser;
  /** The directory's API under the sample's token. */
  readonly api: Api;
  /** SCIM of the service under the provisioning account. */
  readonly scim: Api;
  /** Opens a page as the signed-in administrator. */
  open(path: string, options?: { readonly width?: number }): Promise<WatchedPage>;
  /** Opens a page of the sample's app; `path` begins below the app. */
  openApp(path: string, options?: { readonly width?: number }): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** Starts the program with the sample company and a browser. */
export async function startDirectoryConsole(): Promise<DirectoryConsole> {
  const company = await startSampleCompany();
  const { first, browser } = company;
  const { username, password } = first.service.provisioning ?? { username: "", password: "" };
  const open: DirectoryConsole["open"] = async (path, options = {}) => {
    const watched = await openPage(browser, options.width);
    await watched.context.request.post(`${first.directory.baseUrl}/api/lockstep/v1/session`, {
      data: first.directory.admin,
      headers: { "x-lockstep": "1" },
    });
    await watched.page.goto(`${first.directory.baseUrl}${path}`);
    await watched.page.locator("h1").first().waitFor();
    return watched;
  };
  return {
    first,
    browser,
    api: createApi(first.directory.baseUrl, { authorization: `SSWS ${first.directory.apiToken ?? ""}` }),
    scim: scimAs(first.service.baseUrl, username, password),
    open,
    openApp: (path, options) => open(`/applications/${first.directory.appId}${path}`, options),
    close: () => company.close(),
  };
}

/** Expects a page that is without faults of accessibility, inside its window, and silent. */
export async function expectSound({ page, errors }: WatchedPage): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await fitsTheWindow(page)).toBe(true);
  expect(errors).toEqual([]);
}

/** Waits for the passing note that something was done. */
export async function noted(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}
