/**
 * Dutch is complete (issue 6): every page of both consoles, and every dialog and menu that its buttons open, is read in both languages, over
 * the sample company with failures in it. What a Dutch page says word for word as the English one is a name, a setting that keeps its English
 * name, or what a target said itself. The same walk is the keyboard's (issue 6): what is opened takes the focus, closes with
 * Escape and gives the focus back.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage, startBrowser } from "../support/browser.ts";
import { addressOf, type ConsolePages, directoryPages, servicePages } from "../support/console-pages.ts";
import { dressDirectory } from "../support/dressed-directory.ts";
import { PartsOpener } from "../support/opened-parts.ts";
import { partJudge } from "../support/part-judge.ts";
import { createHome, type FirstRun, type Program, startProgram } from "../support/program.ts";

let program: Program;
let first: FirstRun;
let browser: Browser;
let home: Awaited<ReturnType<typeof createHome>>;

beforeAll(async () => {
  home = await createHome();
  [program, browser] = await Promise.all([startProgram({ home: home.path, sample: true }), startBrowser()]);
  await program.ready;
  first = await program.firstRun();
  await dressDirectory(first);
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await home?.remove();
});

const TIMEOUT_MS = 600_000;

/** Settings whose English names the guide uses (ADR 33), and words of the protocol. */
const ENGLISH_NAMES = [
  "API integration",
  "Application username format",
  "Attribute Mappings",
  "Bearer token",
  "Create Users",
  "Deactivate Users",
  "Enable API integration",
  "Force Sync",
  "Group push",
  "HTTP Basic",
  "Import Users",
  "Okta Expression Language",
  "Profile & Lifecycle Sourcing",
  "Provision user",
  "Provisioning to App",
  "Push Groups",
  "SCIM connector base URL",
  "Sign On",
  "Sync Password",
  "Tenant URL",
  "Test API Credentials",
  "To App",
  "To Directory",
  "Unique identifier field for users",
  "Update User Attributes",
  "User Import",
] as const;

/** What somebody wrote into the sample company. */
const SAMPLE_TEXTS = ["Administrators of this directory"] as const;

/** Addresses, paths, and what stands in quotes. */
const IDENTIFIER = /\S*[@/]\S*|\b\w+\.\w\S*|[“"«][^”"»]*[”"»]/g;

/** Words that English sentences have and Dutch ones do not. */
const ENGLISH =
  /\b(the|and|not|are|were|with|without|from|your|you|this|that|these|has|have|no|to|by|for|be|been|its|it|when|which|who|any|new|add|delete|remove|edit|save|saved|created|updated|failed|people|users?|groups|members|name|first|never|since|nothing|sent|must|cannot|only|choose|create|push|active|enabled?|mapped)\b/i;

/** Properties of answers that hold what people, clients and targets wrote. */
const NAMES =
  /^(name|label|displayName|description|login|code|email|userName|template|alternateId|value|values|expression|path|search|userAgent|url|externalName|kind|type|action|eventType|switch|subject|text|department|title|userType)$/;

/** The words of a page: what is shown, and what is read aloud; code is left out. The page stays as it is. */
const READ_WORDS = `(() => {
  const words = new Set();
  // Texts beside each other are one, and where a path may break it is one word all the same.
  const isText = (node) => node !== null && (node.nodeType === Node.TEXT_NODE || node.nodeName === "WBR");
  const wholeText = (node) => {
    let text = "";
    for (let next = node; isText(next); next = next.nextSibling) text += next.textContent;
    return text;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (isText(node.previousSibling)) continue;
    const parent = node.parentElement;
    if (parent.closest("code, pre, script, style, time, [data-target-words]") || !parent.checkVisibility()) continue;
    words.add(wholeText(node).replace(/\\s+/g, " ").trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"])
      if (element.hasAttribute(name)) words.add(element.getAttribute(name).trim());
  return [...words].filter((text) => text !== "");
})()`;

/** Collects what answers name, so that names are told from sentences. */
function watchNames(page: Page): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (value: unknown, key: string): void => {
    if (typeof value === "string" && NAMES.test(key)) names.add(value.replace(/\s+/g, " ").trim());
    if (typeof value !== "object" || value === null) return;
    for (const [name, part] of Object.entries(value))
      collect(part, Array.isArray(value) || key === "profile" ? (key === "profile" ? "name" : key) : name);
  };
  page.on("response", async (response) => {
    if (!/\/api\//.test(response.url())) return;
    collect(await response.json().catch(() => null), "");
  });
  return names;
}

/** True when something English is left once names are taken away. */
function isEnglish(text: string, names: ReadonlySet<string>): boolean {
  let rest = text;
  const known = [...ENGLISH_NAMES, ...SAMPLE_TEXTS, ...[...names].filter((name) => name.length > 1)];
  // The longest first: "Everyone" is part of other names.
  for (const name of known.filter((name) => text.includes(name)).sort((left, right) => right.length - left.length))
    rest = rest.replaceAll(name, "‹›");
  return ENGLISH.test(rest.replaceAll(IDENTIFIER, ""));
}

/** What a walk over all pages and parts of a console met. */
interface Walked {
  readonly words: ReadonlyMap<string, ReadonlySet<string>>;
  readonly names: ReadonlySet<string>;
  readonly opened: readonly string[];
  /** What the keyboard was refused. */
  readonly faults: readonly string[];
}

async function walkParts(pages: ConsolePages, locale: string): Promise<Walked> {
  const parameters = await pages.parameters(first);
  const watched = await openPage(browser, 1280, { locale });
  const names = watchNames(watched.page);
  const words = new Map<string, Set<string>>();
  const opened: string[] = [];
  const faults: string[] = [];
  const read = async (pattern: string) => {
    const known = words.get(pattern) ?? new Set();
    for (const text of await watched.page.evaluate<string[]>(READ_WORDS)) known.add(text);
    words.set(pattern, known);
  };
  const addressIn = (pattern: string) => `${pages.baseUrl(first)}${addressOf(pattern, parameters)}`;
  for (const pattern of pages.open) {
    await watched.open(addressIn(pattern));
    await read(pattern);
  }
  await pages.signIn(watched, first);
  const opener = await PartsOpener.on(watched);
  for (const pattern of pages.signedIn) {
    const judge = partJudge(watched.page, (part, fault) => faults.push(`${pattern} ${part}: ${fault}`));
    await opener.visit(addressIn(pattern), pattern.split("?")[0] ?? pattern, {
      onPage: () => read(pattern),
      onOpen: async (part) => {
        opened.push(`${pattern} ${part.name}`);
        await read(pattern);
        await judge.onOpen(part);
      },
      onClosed: judge.onClosed,
    });
  }
  await watched.context.close();
  return { words, names, opened, faults };
}

/** Sentences of the API that the pages have to show, or the reading met none of the failures. */
const TOLD = {
  directory: [
    'De toepassing heeft al een groep met de naam "Known on both sides".',
    "De groep Known on both sides kon niet naar",
    'De groep "Lost"',
    "Er is geen account met deze gebruikersnaam in de toepassing.",
  ],
  service: ['Een andere User heeft deze waarde van "userName"; die moet uniek zijn.'],
} as const;

/** Dialogs and menus: fewer would mean that their buttons were not found. */
const PARTS_MIN = { directory: 30, service: 15 } as const;

describe.each([directoryPages, servicePages])("the $name console in Dutch", (pages) => {
  it("refuses a sign-in in Dutch", { timeout: TIMEOUT_MS }, async () => {
    const { page, context } = await openPage(browser, 1280, { locale: "nl-NL" });
    await page.goto(`${pages.baseUrl(first)}/sign-in`);
    await page.locator('input[autocomplete="username"]').fill("nobody@meridian.example");
    await page.locator('input[autocomplete="current-password"]').fill("wrong");
    await page.keyboard.press("Enter");
    const alert = await page.getByRole("alert").first().innerText();
    expect(isEnglish(alert, new Set()), alert).toBe(false);
    expect(alert).toMatch(/wachtwoord|[Aa]anmeld/);
    await context.close();
  });

  it("says nothing in English, and opens, walks and leaves every dialog and menu in either language", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const english = await walkParts(pages, "en-GB");
    const dutch = await walkParts(pages, "nl-NL");
    const left = new Map<string, string>();
    for (const [pattern, texts] of dutch.words) {
      const before = english.words.get(pattern);
      for (const text of texts)
        if (before?.has(text) === true && isEnglish(text, dutch.names) && !left.has(text)) left.set(text, pattern);
    }
    const said = [...dutch.words.values()].flatMap((texts) => [...texts]).join("\n");
    for (const sentence of TOLD[pages.name]) expect(said).toContain(sentence);
    expect([...left].map(([text, pattern]) => `${pattern}: ${text}`)).toEqual([]);
    for (const { opened, faults } of [english, dutch]) {
      expect(opened.length).toBeGreaterThan(PARTS_MIN[pages.name]);
      expect(faults).toEqual([]);
    }
  });
});
