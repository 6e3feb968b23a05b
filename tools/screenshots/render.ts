/** Renders the pages of one console in every look. */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { openPage, type WatchedPage } from "../../test/e2e/support/browser.ts";
import { addressOf, type ConsolePages } from "../../test/e2e/support/console-pages.ts";
import type { FirstRun } from "../../test/e2e/support/program.ts";

/** One picture, and what the page wrote to its console as an error while it was taken. */
export interface Picture {
  readonly file: string;
  readonly errors: readonly string[];
}

export interface Rendering {
  readonly browser: Browser;
  readonly first: FirstRun;
  readonly pages: ConsolePages;
  /** Only the addresses that begin so. */
  readonly only: string | undefined;
  readonly folder: string;
  readonly locale: string;
}

const WIDTHS = [1280, 360];
const SCHEMES = ["light", "dark"] as const;
/** What stands for parts that are still loading. */
const LOADING = ".mantine-Skeleton-root";

/** Takes one picture of each page, width and colour scheme. */
export async function renderConsole(rendering: Rendering): Promise<readonly Picture[]> {
  const parameters = await rendering.pages.parameters(rendering.first);
  const pictures: Picture[] = [];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const watched = await openPage(rendering.browser, width, { colorScheme, locale: rendering.locale });
      const render = async (patterns: readonly string[]) => {
        for (const pattern of patterns.filter((each) => each.startsWith(rendering.only ?? ""))) {
          const address = addressOf(pattern, parameters);
          pictures.push(await renderPage({ ...rendering, watched, pattern, address, look: `${width}-${colorScheme}` }));
        }
      };
      await render(rendering.pages.open);
      await rendering.pages.signIn(watched, rendering.first);
      await render(rendering.pages.signedIn);
      await watched.context.close();
    }
  }
  return pictures;
}

async function renderPage(
  shot: Rendering & {
    readonly watched: WatchedPage;
    readonly pattern: string;
    readonly address: string;
    readonly look: string;
  },
): Promise<Picture> {
  const { page, errors } = shot.watched;
  const known = errors.length;
  await page.goto(`${shot.pages.baseUrl(shot.first)}${shot.address}`, { waitUntil: "networkidle" });
  await page.locator("h1").first().waitFor();
  await page.locator(LOADING).first().waitFor({ state: "detached" });
  const name = shot.pattern.replace(/[^A-Za-z0-9-]+/g, "_").replace(/^_|_$/g, "") || "start";
  const file = `${shot.pages.name}-${name}-${shot.look}.png`;
  await page.screenshot({ path: join(shot.folder, file), fullPage: true });
  return { file, errors: errors.slice(known) };
}
