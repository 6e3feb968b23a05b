/** `lockstep people import FILE.csv`: people from a CSV file, all or nothing, with progress and a report per row. */
import { readFile } from "node:fs/promises";
import type { CsvReport } from "@lockstep/directory-app/contract";
import { createDirectoryClient, type DirectoryClient, DirectoryRequestError } from "../client/directory-client.ts";
import { readLines } from "../client/read-lines.ts";
import { resolveTarget } from "../client/resolve-target.ts";
import { formatTable, type Output, progressBar } from "../terminal/output.ts";

export interface PeopleImportOptions {
  readonly url?: string;
  readonly token?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Row errors that are printed in full; the rest is counted. */
const PRINTED_ERRORS_MAX = 50;

type ImportLine =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "report"; readonly report: CsvReport };

/** Runs the command; the number is the exit code: 0 imported, 1 refused. */
export async function runPeopleImport(
  file: string,
  options: PeopleImportOptions,
  context: { readonly output: Output; readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<number> {
  const content = await readCsv(file);
  const target = await resolveTarget({ url: options.url, token: options.token, environment: context.environment });
  const quiet: Output = { line: () => undefined, progress: () => undefined };
  const report = await importPeople(createDirectoryClient(target), content, {
    dryRun: options.dryRun === true,
    output: options.json === true ? quiet : context.output,
  });
  if (options.json === true) context.output.line(JSON.stringify(report));
  else printReport(report, file, context.output);
  return report.errors.length === 0 ? 0 : 1;
}

/** Sends a CSV to the directory and follows its progress. A refused file gives its report, not an exception. */
export async function importPeople(
  client: DirectoryClient,
  content: Uint8Array,
  options: { readonly dryRun: boolean; readonly output: Output },
): Promise<CsvReport> {
  let report: CsvReport | undefined;
  try {
    const response = await client.open({
      method: "POST",
      path: `/api/lockstep/v1/people/import${options.dryRun ? "?dryRun=true" : ""}`,
      body: content,
      contentType: "text/csv; charset=utf-8",
      accept: "application/x-ndjson",
    });
    if (response.body === null) throw new DirectoryRequestError("The directory ended the import without a report.");
    for await (const line of readLines(response.body)) {
      const message = JSON.parse(line) as ImportLine;
      if (message.type === "progress")
        options.output.progress(`  Importing people ${progressBar(message.done, message.total)}`);
      else report = message.report;
    }
  } catch (error) {
    const refused = refusedReport(error);
    if (refused === undefined) throw error;
    report = refused;
  }
  if (report === undefined)
    throw new DirectoryRequestError(
      "The connection ended before the report: run the same command again, it changes nothing twice.",
    );
  return report;
}

/** A 400 that carries a report is an answer, not a failure of the request. */
function refusedReport(error: unknown): CsvReport | undefined {
  if (!(error instanceof DirectoryRequestError) || error.status !== 400) return undefined;
  const body = error.body as { readonly report?: CsvReport } | undefined;
  return body?.report;
}

async function readCsv(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason =
      code === "ENOENT" ? "does not exist" : code === "EISDIR" ? "is a folder" : `cannot be read (${code})`;
    throw new Error(`The file ${file} ${reason}: check the path.`, { cause });
  }
}

function printReport(report: CsvReport, file: string, output: Output): void {
  if (report.errors.length > 0) {
    output.line(
      `${file}: nothing was imported, ${report.errors.length} ${report.errors.length === 1 ? "problem" : "problems"} in ${report.rows} rows.`,
    );
    const shown = report.errors.slice(0, PRINTED_ERRORS_MAX);
    output.line(
      formatTable([
        ["row", "column", "what is wrong"],
        ...shown.map((error) => [String(error.row), error.column ?? "", error.message]),
      ]),
    );
    if (shown.length < report.errors.length)
      output.line(`… and ${report.errors.length - shown.length} more; --json prints all.`);
    return;
  }
  const verb = report.dryRun ? "would be" : "were";
  output.line(
    `${file}: ${report.rows} rows; ${report.created} ${verb} created, ${report.updated} updated, ${report.unchanged} unchanged.`,
  );
}
