/** A real browser over the consoles, with what a person would notice collected: faults of the page and of accessibility. */
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page, type Request } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser that `npm test` found. */
export function startBrowser(): Promise<Browser> {
  const executablePath = process.env["LOCKSTEP_BROWSER"] ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Collects what moves by itself while a page loads, with the element that moved most. */
const WATCH_SHIFTS = `
  globalThis.layoutShifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      const node = sources[0]?.node;
      const element = node instanceof Element ? node : node?.parentElement;
      globalThis.layoutShifts.push({ value, element: element?.outerHTML.slice(0, 200) ?? "" });
    }
  }).observe({ type: "layout-shift", buffered: true });`;

/** A page that remembers each error that it wrote to its console, and of which one knows when it stands. */
export interface WatchedPage {
  readonly page: Page;
  /** Goes to an address of a console and waits until the page stands. */
  open(address: string): Promise<void>;
  /** Everything that was asked for has arrived, and is drawn. */
  settle(): Promise<void>;
  /** Errors since the start, but for requests that the server refused on purpose. */
  readonly errors: readonly string[];
  readonly context: BrowserContext;
}

/** How a session of a browser looks at the page. */
export interface Look {
  readonly colorScheme?: "light" | "dark";
  /** Language of the browser, such as `nl-NL`. */
  readonly locale?: string;
}

/** Opens a fresh session of a browser at a width in pixels. */
export async function openPage(browser: Browser, width = 1280, look: Look = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce", ...look });
  const page = await context.newPage();
  await page.addInitScript(WATCH_SHIFTS);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      errors.push(message.text());
  });
  const settle = settlerOf(page);
  const open = async (address: string) => {
    await page.goto(address);
    await page.locator("h1").first().waitFor();
    await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
    await settle();
  };
  return { page, open, settle, errors, context };
}

const SETTLE_TIMEOUT_MS = 10_000;

/** Two frames, and what the second of them has called for. */
const FRAMES = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0))))`;

/** Perf: knows what is under way, where waiting for an idle network takes half a second of each page. */
function settlerOf(page: Page): () => Promise<void> {
  const pending = new Set<Request>();
  page.on("request", (request) => pending.add(request));
  const end = (request: Request) => pending.delete(request);
  page.on("requestfinished", end).on("requestfailed", end);
  return async () => {
    const deadline = performance.now() + SETTLE_TIMEOUT_MS;
    for (let quiet = 0; quiet < 2 && performance.now() < deadline; ) {
      await page.evaluate(FRAMES);
      quiet = pending.size === 0 ? quiet + 1 : 0;
    }
  };
}

const ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Violations of WCAG 2.2 A and AA on the page as it stands, each with the elements at fault. Perf: what passed is neither told in full nor
 * carried to a second page, which took four times as long as the look itself; the mode for that is for pages with frames, and there are none.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: { type: "tag", values: ACCESSIBILITY_RULES }, resultTypes: ["violations"] })
    .setLegacyMode(true)
    .analyze();
  return violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(" | ")}`,
  );
}

/** True when nothing reaches over the right edge of the window. */
export function fitsTheWindow(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
}

/** True when the page stands as it would when it is laid out anew: nothing that has become visible is still left out. */
export function isLaidOut(page: Page): Promise<boolean> {
  return page.evaluate(`(() => {
    const heightOf = () => document.documentElement.scrollHeight;
    const before = heightOf();
    document.body.style.display = "none";
    heightOf();
    document.body.style.display = "";
    return heightOf() === before;
  })()`);
}

/** How far the page's parts moved by themselves since it was opened. */
export interface LayoutShift {
  /** All shifts together: not less than the cumulative layout shift of the Web Vitals. */
  readonly score: number;
  /** What moved, the farthest first. */
  readonly elements: readonly string[];
}

/** The layout shifts since the page was opened. */
export async function layoutShiftOf(page: Page): Promise<LayoutShift> {
  const shifts = await page.evaluate<readonly { value: number; element: string }[]>("globalThis.layoutShifts");
  return {
    score: shifts.reduce((sum, { value }) => sum + value, 0),
    elements: shifts.toSorted((left, right) => right.value - left.value).map(({ element }) => element),
  };
}
