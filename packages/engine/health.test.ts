import { describe, expect, it } from "vitest";
import { type Health, type HealthVerdict, judgeHealth, type RunHealth } from "./index.ts";

const MINUTE = 60_000;

/** Runs one after another, a second apart; each entry is `result subject`. */
function after(
  runs: readonly string[],
  start: { readonly health?: Health; readonly isQuarantined?: boolean; readonly nowMs?: number } = {},
): HealthVerdict {
  let health = start.health;
  let verdict: HealthVerdict = { kind: "goesOn", health };
  for (const [index, run] of runs.entries()) {
    const [result = "", subjectId = ""] = run.split(" ");
    const nowMs = (start.nowMs ?? 0) + index * 1000;
    verdict = judgeHealth(
      health,
      { result: result as RunHealth, subjectId, nowMs, fraction: 0 },
      start.isQuarantined === true,
    );
    health = verdict.kind === "recovered" ? undefined : verdict.health;
  }
  return verdict;
}

const times = (count: number, run: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => run(index));

describe("an app's health", () => {
  it("is nothing to keep while nothing fails", () => {
    expect(after(["well a", "well b"])).toEqual({ kind: "goesOn", health: undefined });
  });

  it("ends in quarantine when ten different people fail in a row, with a probe a minute later", () => {
    expect(after(times(9, (index) => `faulty ${index}`)).kind).toBe("goesOn");
    expect(after(times(10, (index) => `faulty ${index}`))).toMatchObject({
      kind: "quarantine",
      probeAtMs: 9_000 + MINUTE,
      reason: "The app failed 10 different people or groups in a row.",
    });
  });

  it("does not suffer from one person who fails again and again, or from some among many who pass", () => {
    expect(after(times(100, () => "faulty same")).kind).toBe("goesOn");
    expect(after(times(100, (index) => (index % 3 === 0 ? `faulty ${index}` : `well ${index}`))).kind).toBe("goesOn");
    expect(after(times(12, (index) => (index === 6 ? "well x" : `faulty ${index}`))).kind).toBe("goesOn");
  });

  it("ends in quarantine by the share of failures, refusals included", () => {
    const runs = times(30, (index) => (index % 4 === 3 ? `well ${index}` : `refused ${index}`));
    expect(after(runs.slice(0, 19)).kind).toBe("goesOn");
    expect(after(runs.slice(0, 21))).toMatchObject({ kind: "quarantine", reason: "16 of the last 21 runs failed." });
  });

  it("forgets what is longer ago than the window", () => {
    const early = after(times(9, (index) => `faulty ${index}`));
    const health = early.kind === "recovered" ? undefined : early.health;
    const late = after(["faulty late"], { ...(health === undefined ? {} : { health }), nowMs: 11 * MINUTE });
    expect(late).toMatchObject({ kind: "goesOn", health: { failures: 1, inARow: ["late"] } });
    expect(after(["well late"], { ...(health === undefined ? {} : { health }), nowMs: 11 * MINUTE })).toEqual({
      kind: "goesOn",
      health: undefined,
    });
  });

  it("is probed at an interval that grows to an hour, and ends with the first probe that passes", () => {
    const begun = after(times(10, (index) => `faulty ${index}`));
    let health = begun.kind === "quarantine" ? begun.health : undefined;
    const waits: number[] = [];
    for (let probe = 0; probe < 8; probe += 1) {
      const verdict = judgeHealth(health, { result: "faulty", subjectId: "p", nowMs: 0, fraction: 0 }, true);
      if (verdict.kind !== "quarantine") throw new Error("the quarantine ended by a failure");
      health = verdict.health;
      waits.push(verdict.probeAtMs / MINUTE);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(judgeHealth(health, { result: "refused", subjectId: "p", nowMs: 0, fraction: 0 }, true).kind).toBe(
      "quarantine",
    );
    expect(judgeHealth(health, { result: "well", subjectId: "p", nowMs: 0, fraction: 0 }, true)).toEqual({
      kind: "recovered",
    });
  });
});
