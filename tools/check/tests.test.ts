import { expect, it } from "vitest";
import { countReport } from "./tests.ts";

const file = (status: string, tests: readonly string[]) => ({
  status,
  name: "x.test.ts",
  assertionResults: tests.map((state, index) => ({ status: state, fullName: `test ${index}` })),
});

it("counts what passed and failed and names what was skipped", () => {
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [file("failed", ["passed", "failed", "skipped"])],
  };
  expect(countReport(report, 1)).toEqual({ passed: 1, failed: 1, skipped: ["test 2"] });
});

it("counts a file that could not be collected as a failure", () => {
  expect(countReport({ numPassedTests: 1, numFailedTests: 0, testResults: [file("failed", [])] }, 1).failed).toBe(1);
});

it("never calls a run good that ran nothing, ended badly or left no report", () => {
  expect(countReport({ numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0).failed).toBe(1);
  expect(countReport({ numPassedTests: 3, numFailedTests: 0, testResults: [] }, 1).failed).toBe(1);
  expect(countReport(undefined, 0).failed).toBe(1);
});
