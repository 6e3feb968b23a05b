import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DIALECTS } from "../packages/engine/dialects.ts";
import { SWITCHES } from "../packages/engine/switches.ts";
import { DIALECTS_PAGE, dialectsPage } from "./dialects-page.ts";

describe("docs/reference/dialects.md", () => {
  it("matches the source; when it does not, run: node --conditions=source tools/dialects-page.ts", () => {
    expect(readFileSync(DIALECTS_PAGE, "utf8")).toBe(dialectsPage());
  });

  it("names every dialect, and every switch in both tables", () => {
    const lines = dialectsPage().split("\n");
    for (const { name } of SWITCHES) expect(lines.filter((line) => line.startsWith(`| \`${name}\` |`))).toHaveLength(2);
    for (const name of Object.keys(DIALECTS))
      expect(lines.some((line) => line.startsWith(`| \`${name}\` |`))).toBe(true);
  });
});
