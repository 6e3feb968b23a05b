import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findBrowser } from "./browser.ts";

function folderWith(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-browser-"));
  writeFileSync(join(folder, name), "");
  chmodSync(join(folder, name), 0o755);
  return folder;
}

it("takes the browser that LOCKSTEP_BROWSER names before one on the PATH", () => {
  const named = join(folderWith("mine"), "mine");
  expect(findBrowser({ PATH: folderWith("chromium"), LOCKSTEP_BROWSER: named }).path).toBe(named);
});

it("finds Chromium on the PATH", () => {
  const folder = folderWith("chromium");
  expect(findBrowser({ PATH: folder }).path).toBe(join(folder, "chromium"));
});

it("says which tests are left out and how to have them, and requires a browser in CI only", () => {
  const search = findBrowser({ PATH: "/nowhere" });
  expect(search.message).toContain("test/e2e/browser are left out");
  expect(search.message).toContain("LOCKSTEP_BROWSER");
  expect(search.isRequired).toBe(false);
  expect(findBrowser({ PATH: "/nowhere", CI: "true" }).isRequired).toBe(true);
});
