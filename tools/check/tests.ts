import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** How the tests went. `skipped` names each test that did not run. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const REPORT = join("node_modules", ".cache", "lockstep-tests.json");

/** Runs all tests with Vitest; without a browser those that need one stay out. */
export async function runTests(options: {
  readonly browserPath: string | undefined;
  readonly filters: readonly string[];
}): Promise<TestCount> {
  await mkdir(join("node_modules", ".cache"), { recursive: true });
  await rm(REPORT, { force: true });
  const words = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  if (options.browserPath === undefined) words.push("--exclude", "test/e2e/browser/**");
  const code = await new Promise<number>((resolve) => {
    const child = spawn("vitest", [...words, ...options.filters], {
      stdio: "inherit",
      env: { ...process.env, ...(options.browserPath === undefined ? {} : { LOCKSTEP_BROWSER: options.browserPath }) },
    });
    child.once("error", () => resolve(127));
    child.once("close", (exit) => resolve(exit ?? 1));
  });
  return countReport(await readReport(), code);
}

async function readReport(): Promise<JsonReport | undefined> {
  try {
    return JSON.parse(await readFile(REPORT, "utf8")) as JsonReport;
  } catch {
    return undefined;
  }
}

/** Counts a report. A file that could not be collected, no report, and a bad exit without a failed test each count as one failure. */
export function countReport(report: JsonReport | undefined, exitCode: number): TestCount {
  if (report === undefined) return { passed: 0, failed: 1, skipped: [] };
  const uncollected = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  ).length;
  const counted = report.numFailedTests + uncollected;
  const failed = counted === 0 && (exitCode !== 0 || report.numPassedTests === 0) ? 1 : counted;
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter(
      (test) => test.status === "pending" || test.status === "skipped" || test.status === "todo",
    ),
  );
  return { passed: report.numPassedTests, failed, skipped: skipped.map((test) => test.fullName) };
}
