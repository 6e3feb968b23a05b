import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { CHOICES } from "./choices.ts";
import { listTests } from "./listed-tests.ts";
import { PAGE, renderPage } from "./page.ts";
import { type ChecklistReport, reportChecklist } from "./report.ts";
import { CHAPTERS, ROWS } from "./rows.ts";

let report: ChecklistReport;
beforeAll(async () => {
  report = reportChecklist(ROWS, await listTests(process.cwd()));
});

it("the tests of this repository are found by their titles", () => {
  const held = report.rows.find(({ id }) => id === "C-04")?.tests;
  expect(held).toContainEqual({
    file: "apps/service/checklist/create-read.test.ts",
    title: "Create > answers 409 for a user name in another letter case [C-04]",
  });
});

it("no test names a row that does not exist", () => {
  expect(report.unknown).toEqual([]);
});

it("the page says what the tests show; npm run checklist -- --write brings it up to date", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(renderPage(report, CHAPTERS, CHOICES));
});

it("a row without a test stands out on the page", () => {
  const page = renderPage(reportChecklist(ROWS, []), CHAPTERS, CHOICES);
  expect(page.match(/\| no test yet \|/g)).toHaveLength(ROWS.length);
});

it("every row has a test", () => {
  expect(report.missing).toEqual([]);
});
