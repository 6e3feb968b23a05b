/** Signed-in pages of both consoles. */
import type { Browser } from "playwright-core";
import { type Look, openPage, type WatchedPage } from "./browser.ts";
import type { ConsolePages } from "./console-pages.ts";
import type { FirstRun } from "./program.ts";

/** Opens a console as its administrator and shows one of its pages. */
export async function openConsole(
  browser: Browser,
  first: FirstRun,
  console_: { readonly pages: ConsolePages; readonly path: string; readonly width?: number; readonly look?: Look },
): Promise<WatchedPage> {
  const watched = await openPage(browser, console_.width, { locale: "en-GB", ...console_.look });
  await console_.pages.signIn(watched, first);
  await watched.page.goto(`${console_.pages.baseUrl(first)}${console_.path}`, { waitUntil: "networkidle" });
  return watched;
}
