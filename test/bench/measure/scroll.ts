/** The console's list of people in a real browser: wheeled and jumped through from its first row to its last. */
import { existsSync } from "node:fs";
import type { Page } from "playwright-core";
import { openPage, startBrowser } from "../../e2e/support/browser.ts";
import { ADMINISTRATOR, type BenchDirectory } from "./directory.ts";
import type { Row } from "./report.ts";

const CONSOLE = new URL("../../../apps/directory-console/dist/", import.meta.url);

/** Our own: DESIGN §8 says "without stall", and nothing that a person waits for may take longer than a search. */
const TARGETS = { arrivalMs: 200, costMs: 150, taskMs: 200, gapMs: 250, rows: 500 };
const WHEEL = { pages: 50, pixels: 600 };
const JUMPS = 30;
/** A page that does not come in this time ends the bench. */
const PATIENCE_MS = 30_000;

/** What is noted in the page itself: how long each frame took to follow the one before, and what kept the page from answering. */
const WATCH = `(() => {
  const watch = (globalThis.watch = { gaps: [], tasks: [], rows: 0 });
  let last = performance.now();
  const note = (now) => {
    watch.gaps.push(now - last);
    last = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
  new PerformanceObserver((list) => watch.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  watch.table = document.querySelector("main table");
  watch.countRows = () => {
    const count = document.querySelectorAll("main tbody tr:not([data-space])").length;
    watch.rows = Math.max(watch.rows, count);
    return watch.table.tBodies.length;
  };
  // From a moment until a condition holds in a frame, and that frame is through.
  watch.until = (startedAt, holds) => new Promise((resolve) => {
    const look = () => (holds() ? requestAnimationFrame(() => resolve(performance.now() - startedAt)) : requestAnimationFrame(look));
    look();
  });
  const isRow = (element) => element?.closest("tbody tr:not([data-space])") != null;
  watch.showsRows = () => isRow(document.elementFromPoint(innerWidth / 2, innerHeight / 2));
  // A key's effect is measured from the key on, whenever the page comes to look at it.
  addEventListener("keydown", ({ key, timeStamp }) => {
    const { length } = watch.table.tBodies;
    if (key === "End") watch.effect = watch.until(timeStamp, () => watch.table.tBodies.length > length);
    if (key === "Home") watch.effect = watch.until(timeStamp, () => scrollY === 0 && watch.showsRows());
  }, { capture: true });
})()`;

interface Notes {
  readonly gaps: readonly number[];
  readonly tasks: readonly number[];
  readonly rows: number;
}

/** Folder of the directory's console; undefined when nobody has built it. */
export function builtConsole(): URL | undefined {
  return existsSync(new URL("index.html", CONSOLE)) ? CONSOLE : undefined;
}

/** Signs in, wheels, presses End until everybody is there, jumps about, and comes back to the first row. */
export async function measureScroll(bench: BenchDirectory, people: number): Promise<readonly Row[]> {
  if (builtConsole() === undefined) throw new Error("The console is not built: node tools/setup.mjs builds it.");
  const { url } = await bench.listen();
  const browser = await startBrowser();
  try {
    const { page } = await openPage(browser);
    page.setDefaultTimeout(PATIENCE_MS);
    await signIn(page, url);
    await page.goto(`${url}/people`, { waitUntil: "networkidle" });
    await page.locator("main tbody a").first().waitFor();
    await page.evaluate(WATCH);
    await wheel(page);
    const costs = await watchCosts(page);
    const arrivals = await pressEndToTheLast(page);
    const cost = await costs(arrivals.length);
    const jumps = await jumpAbout(page);
    const home = await afterKey(page, "Home");
    return rowsOf({ people, arrivals, cost, jumps: [...jumps, home], notes: await page.evaluate<Notes>("watch") });
  } finally {
    await browser.close();
  }
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.locator('input[autocomplete="username"]').fill(ADMINISTRATOR.login);
  await page.locator('input[autocomplete="current-password"]').fill(ADMINISTRATOR.password);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").first().waitFor({ state: "attached" });
}

const countPages = (page: Page) => page.evaluate<number>("watch.countRows()");

/** As quickly as the browser takes it: pages are loaded ahead of the window. */
async function wheel(page: Page): Promise<void> {
  await page.mouse.move(640, 600);
  while ((await countPages(page)) < WHEEL.pages && (await hasMore(page))) await page.mouse.wheel(0, WHEEL.pixels);
}

const hasMore = async (page: Page) =>
  (await page.locator("main").getByRole("button", { name: "Show more" }).count()) +
    (await page.locator('main [role="status"]').count()) >
  0;

/** How long each page took from the key until its rows stood. */
async function pressEndToTheLast(page: Page): Promise<readonly number[]> {
  const arrivals: number[] = [];
  while (await hasMore(page)) {
    arrivals.push(await afterKey(page, "End"));
    await countPages(page);
  }
  return arrivals;
}

async function afterKey(page: Page, key: "End" | "Home"): Promise<number> {
  await page.keyboard.press(key);
  return await page.evaluate<number>("watch.effect");
}

/** Processor time of the page's main thread for each page of rows, in ms. */
interface Cost {
  readonly whole: number;
  readonly script: number;
  readonly style: number;
  readonly layout: number;
}

/** Counts from now on. Processor time, unlike time, is the same whatever else the machine does. */
async function watchCosts(page: Page): Promise<(pages: number) => Promise<Cost>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1_000;
  };
  const before = await read();
  return async (pages) => {
    const after = await read();
    const of = (name: string) => (after(name) - before(name)) / Math.max(1, pages);
    return {
      whole: of("TaskDuration"),
      script: of("ScriptDuration"),
      style: of("RecalcStyleDuration"),
      layout: of("LayoutDuration"),
    };
  };
}

/** As somebody pulls the scroll bar: how long it takes until rows stand in the middle of the window. */
async function jumpAbout(page: Page): Promise<readonly number[]> {
  const times: number[] = [];
  for (let jump = 0; jump < JUMPS; jump += 1) {
    const share = (jump * 0.618) % 1;
    times.push(
      await page.evaluate<number>(`(() => {
        const startedAt = performance.now();
        scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * ${share});
        return watch.until(startedAt, watch.showsRows);
      })()`),
    );
    await countPages(page);
  }
  return times;
}

interface Measured {
  readonly people: number;
  readonly arrivals: readonly number[];
  readonly cost: Cost;
  readonly jumps: readonly number[];
  readonly notes: Notes;
}

function rowsOf({ people, arrivals, cost, jumps, notes }: Measured): readonly Row[] {
  const what = (name: string) => `scrolling ${people} people: ${name}`;
  const inMs = (value: number) => value.toFixed(0);
  const half = Math.floor(arrivals.length / 2);
  return [
    {
      what: what("95 of 100 pages arrive, ms"),
      value: share(arrivals, 0.95),
      target: { atMost: TARGETS.arrivalMs },
      spread: `${arrivals.length} pages; median of the first half ${inMs(share(arrivals.slice(0, half), 0.5))}, of the second ${inMs(share(arrivals.slice(half), 0.5))}, longest ${inMs(Math.max(...arrivals))}`,
    },
    {
      what: what("rows after a jump, 95 of 100, ms"),
      value: share(jumps, 0.95),
      target: { atMost: TARGETS.arrivalMs },
      spread: `${jumps.length} jumps; median ${inMs(share(jumps, 0.5))}, longest ${inMs(Math.max(...jumps))}`,
    },
    {
      what: what("processor time of the page for a hundred rows, ms"),
      value: cost.whole,
      target: { atMost: TARGETS.costMs },
      spread: `script ${inMs(cost.script)}, style ${inMs(cost.style)}, layout ${inMs(cost.layout)}`,
    },
    {
      what: what("longest task, ms"),
      value: Math.max(0, ...notes.tasks),
      target: { atMost: TARGETS.taskMs },
      spread: `${notes.tasks.length} tasks of more than 50 ms`,
    },
    {
      what: what("longest time between two frames, ms"),
      value: Math.max(...notes.gaps),
      target: { atMost: TARGETS.gapMs },
      spread: `${notes.gaps.length} frames; 99 of 100 within ${inMs(share(notes.gaps, 0.99))}`,
    },
    {
      what: what("rows in the page at most"),
      value: notes.rows,
      target: { atMost: TARGETS.rows },
      spread: "whatever is loaded",
    },
  ];
}

/** The value that so large a share of the values does not exceed. */
function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
