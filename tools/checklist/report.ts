/** Joins the rows of the checklist with the tests that hold them. */
import { type ListedTest, ROW_IN_TITLE } from "./listed-tests.ts";
import type { Row } from "./rows.ts";

/** A row and its tests. */
export interface HeldRow extends Row {
  readonly tests: readonly ListedTest[];
}

/** What the tests show of the checklist. */
export interface ChecklistReport {
  readonly rows: readonly HeldRow[];
  /** Ids of rows that no test names. */
  readonly missing: readonly string[];
  /** Tests that name a row which does not exist. */
  readonly unknown: readonly { readonly id: string; readonly test: ListedTest }[];
}

/** Each row with the tests whose titles name it. */
export function reportChecklist(rows: readonly Row[], tests: readonly ListedTest[]): ChecklistReport {
  const byId = new Map<string, ListedTest[]>(rows.map(({ id }) => [id, []]));
  const unknown: { id: string; test: ListedTest }[] = [];
  for (const test of tests) {
    for (const id of new Set([...test.title.matchAll(ROW_IN_TITLE)].map((match) => match[1] ?? ""))) {
      const held = byId.get(id);
      if (held === undefined) unknown.push({ id, test });
      else held.push(test);
    }
  }
  const held = rows.map((row) => ({ ...row, tests: byId.get(row.id) ?? [] }));
  return { rows: held, missing: held.filter(({ tests: own }) => own.length === 0).map(({ id }) => id), unknown };
}

/** The report as lines for a terminal; what is wrong stands last. */
export function printReport({ rows, missing, unknown }: ChecklistReport): string {
  const lines = rows.flatMap(({ id, level, statement, tests }) => [
    `${id}  ${level.padEnd(3)}  ${statement}`,
    ...(tests.length === 0 ? ["      NO TEST"] : tests.map(({ file, title }) => `      ${file}: ${title}`)),
  ]);
  const faults = [
    ...(missing.length === 0 ? [] : [`Rows without a test: ${missing.join(", ")}`]),
    ...unknown.map(({ id, test }) => `There is no row ${id}, which a test names: ${test.file}: ${test.title}`),
  ];
  const tests = new Set(rows.flatMap((row) => row.tests.map(({ file, title }) => `${file}\n${title}`)));
  const count = `${rows.length - missing.length} of ${rows.length} rows are held by ${tests.size} tests`;
  return [...lines, "", ...faults, count, ""].join("\n");
}
