import { describe, expect, it } from "vitest";
import { CHOICES } from "./choices.ts";
import type { ListedTest } from "./listed-tests.ts";
import { printReport, reportChecklist } from "./report.ts";
import { ROWS, type Row } from "./rows.ts";

const row = (id: string): Row => ({ id, level: "M", statement: `Statement ${id}` });
const test = (title: string): ListedTest => ({ file: "apps/x.test.ts", title });
const A = `A-${"01"}`;
const B = `B-${"02"}`;

describe("The checklist report", () => {
  it("gives each row the tests that name it, one test to several rows", () => {
    const both = test(`group > holds %s [${A}] [${B}]`);
    const one = test(`holds [${A}]`);
    const report = reportChecklist([row(A), row(B)], [both, one, test("names nothing")]);
    expect(report).toEqual({
      rows: [
        { ...row(A), tests: [both, one] },
        { ...row(B), tests: [both] },
      ],
      missing: [],
      unknown: [],
    });
    expect(printReport(report)).toMatch(/2 of 2 rows are held by 2 tests\n$/);
  });

  it("names a row without a test", () => {
    const report = reportChecklist([row(A), row(B)], [test(`holds [${A}] and ${B} without brackets`)]);
    expect(report.missing).toEqual([B]);
    expect(printReport(report)).toContain(`Rows without a test: ${B}`);
  });

  it("names a test of a row that does not exist", () => {
    const stray = test(`holds [${B}]`);
    const report = reportChecklist([row(A)], [test(`holds [${A}]`), stray]);
    expect(report.unknown).toEqual([{ id: B, test: stray }]);
    expect(printReport(report)).toContain(`There is no row ${B}, which a test names: apps/x.test.ts: holds [${B}]`);
  });
});

describe("The rows", () => {
  it("are 208, each once, with a level and a statement", () => {
    expect(ROWS).toHaveLength(208);
    expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
    for (const { id, level, statement } of ROWS) {
      expect(id).toMatch(/^[A-Z]-\d{2}$/);
      expect(level).toMatch(/^[MSOC](\/[MSC])?$/);
      expect(statement).toMatch(/^[^|]{10,140}$/);
    }
  });

  it("are the only ones that choices speak of", () => {
    const ids = new Set(ROWS.map(({ id }) => id));
    expect(CHOICES.flatMap(({ rows }) => rows).filter((id) => !ids.has(id))).toEqual([]);
  });
});
