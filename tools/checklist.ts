/**
 * `npm run checklist`: each row of the protocol checklist with the tests that hold it. Exit code 1 when a row has no test, or a test names a
 * row that does not exist. `--json` prints the same as JSON; `--write` writes the page of the documentation.
 */
import { writeFileSync } from "node:fs";
import { CHOICES } from "./checklist/choices.ts";
import { listTests } from "./checklist/listed-tests.ts";
import { PAGE, renderPage } from "./checklist/page.ts";
import { printReport, reportChecklist } from "./checklist/report.ts";
import { CHAPTERS, ROWS } from "./checklist/rows.ts";

const words = new Set(process.argv.slice(2));
const report = reportChecklist(ROWS, await listTests(process.cwd()));
if (words.has("--write")) writeFileSync(PAGE, renderPage(report, CHAPTERS, CHOICES));
process.stdout.write(words.has("--json") ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
process.exitCode = report.missing.length + report.unknown.length === 0 ? 0 : 1;
