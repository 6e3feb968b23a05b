/**
 * The dialogs, menus, drawers and pop-overs of a page: each is opened by its button, with the keyboard, looked at, and closed with Escape.
 * Nothing is carried out: what a button would write is refused before it reaches the server, so that every button may be pressed.
 */
import type { Page } from "playwright-core";
import type { WatchedPage } from "./browser.ts";

/** Something that stands over the page. */
export interface OpenedPart {
  readonly kind: "dialog" | "menu";
  /** Which buttons led to it, as a person would name them. */
  readonly name: string;
  /** The button of the page that it belongs to, as `buttonKey` names it in the page. */
  readonly opener: string;
}

/** What is done with each part. */
export interface PartVisitor {
  /** The page stands, with nothing over it but what its address asks for. */
  onPage?(): Promise<void>;
  /** It is open, and everything that it asked for has arrived. */
  onOpen(part: OpenedPart): Promise<void>;
  /** Escape was pressed; `isClosed` is false when it is still there. */
  onClosed?(part: OpenedPart, isClosed: boolean): Promise<void>;
}

/** Requests that only compute an answer, although they are no GET. */
const ONLY_ASKS = /\/(preview|sign-on\/plan|plans)(\?|$)|[?&]dryRun=true/;

/**
 * In the page: names of its buttons that hold after a reload, what stands over it, and how many writes were refused.
 * Perf: a browser whose requests are stopped on their way keeps nothing, and loads the console anew with each page.
 */
const SCRIPT = `globalThis.parts ??= (() => {
  let refused = 0;
  const send = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const { method, url } = new Request(input, init);
    if (method === "GET" || !url.includes("/api/") || ${ONLY_ASKS}.test(url)) return await send(input, init);
    refused += 1;
    return Response.json({}, { status: 400 });
  };
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.closest("[inert], [aria-hidden=true]") === null;
  const nameOf = (element) => (element.getAttribute("aria-label") ?? element.innerText ?? "").replace(/\\s+/g, " ").trim();
  // Buttons of the rows of a list are alike: the first row stands for all.
  const buttonKey = (button) => {
    const cell = button.closest("td");
    if (button.closest("main") === null) return "frame: " + nameOf(button);
    if (cell === null) return nameOf(button);
    return ["row of", cell.closest("table")?.getAttribute("aria-label"), cell.cellIndex, [...cell.querySelectorAll("button")].indexOf(button)].join(" ");
  };
  const LEFT_OUT = "[type=submit], [role=tab], [role=switch], [role=combobox], [disabled], [data-disabled], th button, [role=dialog] *, [role=menu] *";
  const buttons = () => [...document.querySelectorAll("main button, main [role=button], nav button")].filter((button) => !button.matches(LEFT_OUT) && isShown(button));
  const over = () => [...document.querySelectorAll("[role=dialog], [role=menu]")].filter((part) => part.checkVisibility({ visibilityProperty: true })).at(-1);
  const items = () => [...(over()?.querySelectorAll("button[role=menuitem]") ?? [])].filter((item) => !item.matches("[disabled], [data-disabled]"));
  return {
    buttonKey,
    refused: () => refused,
    keys: () => [...new Set(buttons().map(buttonKey))],
    focusButton: (key) => {
      const button = buttons().find((candidate) => buttonKey(candidate) === key);
      button?.focus();
      return button !== undefined && document.activeElement === button;
    },
    over,
    kind: () => over()?.getAttribute("role") ?? null,
    items: () => items().map(nameOf),
    focusItem: (index) => items()[index]?.focus(),
  };
})()`;

/** Opens the parts of one page after the other; those that were met on an earlier address of the same route are left out. */
export class PartsOpener {
  readonly #watched: WatchedPage;
  readonly #page: Page;
  readonly #met = new Set<string>();
  /** The address of the page as the console has completed it. */
  #home = "";

  private constructor(watched: WatchedPage) {
    this.#watched = watched;
    this.#page = watched.page;
  }

  /** From now on nothing is written from this page. */
  static async on(watched: WatchedPage): Promise<PartsOpener> {
    await watched.page.addInitScript(SCRIPT);
    return new PartsOpener(watched);
  }

  /** Opens each part of the page at an address, and what its menus lead to. */
  async visit(address: string, route: string, visitor: PartVisitor): Promise<void> {
    await this.#goTo(address, visitor);
    for (const key of await this.#page.evaluate<string[]>("parts.keys()")) {
      // The frame is the same around every page.
      const known = key.startsWith("frame: ") ? key : `${route} ${key}`;
      if (this.#met.has(known)) continue;
      this.#met.add(known);
      const kind = await this.#press(key);
      if (kind !== null) await this.#look({ kind, name: key, opener: key }, visitor);
      if (kind === "menu") await this.#visitItems(key, visitor);
      await this.#comeBack(address);
    }
  }

  async #visitItems(key: string, visitor: PartVisitor): Promise<void> {
    const address = this.#home;
    if ((await this.#press(key)) !== "menu") return;
    const names = await this.#page.evaluate<string[]>("parts.items()");
    for (const [index, item] of names.entries()) {
      if ((await this.#kind()) !== "menu") {
        await this.#comeBack(address);
        if ((await this.#press(key)) !== "menu") return;
      }
      await this.#page.evaluate(`parts.focusItem(${index})`);
      await this.#page.keyboard.press("Enter");
      await this.#watched.settle();
      if ((await this.#kind()) === "dialog")
        await this.#look({ kind: "dialog", name: `${key} › ${item}`, opener: key }, visitor);
    }
  }

  async #look(part: OpenedPart, visitor: PartVisitor): Promise<void> {
    await visitor.onOpen(part);
    // A list that is open in a dialog takes the first Escape for itself.
    const hasList = await this.#page.evaluate<boolean>("parts.over()?.querySelector('[aria-expanded=true]') != null");
    for (let escapes = hasList ? 2 : 1; escapes > 0; escapes -= 1) {
      await this.#page.keyboard.press("Escape");
      await this.#watched.settle();
    }
    await visitor.onClosed?.(part, (await this.#kind()) === null);
  }

  async #press(key: string): Promise<OpenedPart["kind"] | null> {
    if (!(await this.#page.evaluate<boolean>(`parts.focusButton(${JSON.stringify(key)})`))) return null;
    await this.#page.keyboard.press("Enter");
    await this.#watched.settle();
    return await this.#kind();
  }

  #kind(): Promise<OpenedPart["kind"] | null> {
    return this.#page.evaluate("parts.kind()");
  }

  /** Whatever a button did that opens nothing, the next one finds the page as it was. */
  async #comeBack(address: string): Promise<void> {
    const isElsewhere = this.#page.url() !== this.#home;
    const hasRefused = () => this.#page.evaluate<boolean>("parts.refused() > 0");
    if (isElsewhere || (await hasRefused()) || (await this.#kind()) !== null) await this.#goTo(address);
  }

  async #goTo(address: string, visitor?: PartVisitor): Promise<void> {
    await this.#watched.open(address);
    await visitor?.onPage?.();
    // A page may begin with an open dialog: its address says so.
    if ((await this.#kind()) !== null) {
      await this.#page.keyboard.press("Escape");
      await this.#watched.settle();
    }
    this.#home = this.#page.url();
  }
}
