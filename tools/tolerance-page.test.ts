import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TOLERANCE_PROFILES } from "../packages/scim-server/tolerance/profiles.ts";
import { TOLERANCE_SWITCHES } from "../packages/scim-server/tolerance/switches.ts";
import { TOLERANCE_PAGE, tolerancePage } from "./tolerance-page.ts";

describe("docs/reference/tolerance.md", () => {
  it("matches the source; when it does not, run: node tools/tolerance-page.ts", () => {
    expect(readFileSync(TOLERANCE_PAGE, "utf8")).toBe(tolerancePage());
  });

  it("has a row for each switch and a column for each profile", () => {
    const lines = tolerancePage().split("\n");
    const header = lines.find((line) => line.startsWith("| switch | `"));
    expect(header?.match(/`[\w-]+`/g)).toEqual(TOLERANCE_PROFILES.map(({ name }) => `\`${name}\``));
    for (const { name } of TOLERANCE_SWITCHES) {
      expect(lines.filter((line) => line.startsWith(`| \`${name}\` |`))).toHaveLength(2);
    }
  });
});
