import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a browser was found, or what to tell the person who runs the tests. */
export interface BrowserSearch {
  readonly path: string | undefined;
  /** In CI a missing browser is a failure. */
  readonly isRequired: boolean;
  readonly message: string;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Looks for Chromium: `LOCKSTEP_BROWSER` first, then the PATH, then the usual places. Installs nothing. */
export function findBrowser(environment: Readonly<Record<string, string | undefined>>): BrowserSearch {
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const named = environment["LOCKSTEP_BROWSER"];
  const candidates = [
    ...(named === undefined ? [] : [named]),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...PLACES,
  ];
  const path = candidates.find(isExecutable);
  return {
    path,
    isRequired: environment["CI"] === "true",
    message:
      "NO BROWSER FOUND: the tests in test/e2e/browser are left out. To have them, install Chromium or Chrome " +
      "(on Debian: apt-get install chromium), or name one in LOCKSTEP_BROWSER, and run npm test again.",
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
