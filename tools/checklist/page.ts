/** The checklist as a page of the documentation. */
import type { Choice } from "./choices.ts";
import type { ChecklistReport } from "./report.ts";
import type { Chapter } from "./rows.ts";

/** Where the page is. */
export const PAGE = "docs/reference/checklist.md";

/** The text of the page. */
export function renderPage(report: ChecklistReport, chapters: readonly Chapter[], choices: readonly Choice[]): string {
  const files = new Map(report.rows.map(({ id, tests }) => [id, [...new Set(tests.map(({ file }) => file))]]));
  const tables = chapters.flatMap(({ title, rows }) => [
    `## ${title}`,
    "",
    "| row | level | statement | held by |",
    "|---|---|---|---|",
    ...rows.map(({ id, level, statement }) => {
      const held = (files.get(id) ?? []).map((file) => `\`${file}\``).join(", ");
      return `| ${id} | ${level} | ${statement} | ${held === "" ? "no test yet" : held} |`;
    }),
    "",
  ]);
  const chosen = choices.map(({ rows, topic, choice }) => `| ${topic} | ${choice} | ${rows.join(", ")} |`);
  return `${[
    "# The protocol, row by row",
    "",
    "<!-- Written by `npm run checklist -- --write`: change tools/checklist/rows.ts or choices.ts instead. -->",
    "",
    "What RFC 7643, RFC 7644 (with errata) and RFC 9865 ask of a service provider, and what real clients count on beyond them.",
    "Each row is held by tests that name it: `npm run checklist` prints every row with the titles of its tests, and fails when",
    "one has none.",
    "",
    "Levels: **M** a MUST of the RFCs, **S** a SHOULD, **O** optional, **C** no rule, but clients depend on it.",
    "",
    "## Choices",
    "",
    "Where the RFCs leave a choice, or clients and RFCs differ:",
    "",
    "| topic | what the service does | rows |",
    "|---|---|---|",
    ...chosen,
    "",
    ...tables,
  ]
    .join("\n")
    .trimEnd()}\n`;
}
