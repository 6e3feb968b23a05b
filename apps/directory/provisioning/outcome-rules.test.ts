import type { ActionPurpose, FailureOutcome, Step } from "@lockstep/engine";
import type { TraceId } from "@lockstep/ports";
import { describe, expect, it } from "vitest";
import { judgeRun } from "./outcome-rules.ts";
import { retryDelayMs } from "./retry-rules.ts";

const step = (purpose: ActionPurpose, outcome: FailureOutcome): Step => ({
  action: { purpose, request: { method: "POST", path: "/Users" }, reason: "" },
  outcome,
  traceId: "0123456789abcdef0123456789abcdef" as TraceId,
  durationMs: 1,
});
const judge = (failure: FailureOutcome, purpose: ActionPurpose = "createUser") =>
  judgeRun({ steps: [step(purpose, failure)], complete: false, failure });

describe("judgeRun", () => {
  it.each([
    {
      failure: { kind: "stopped", status: 401, detail: "no" },
      verdict: { kind: "appStops", cause: "credential", status: 401 },
    },
    {
      failure: { kind: "retryAfter", status: 429, delayMs: 5, detail: "no" },
      verdict: { kind: "appWaits", cause: "rateLimit", delayMs: 5 },
    },
    { failure: { kind: "unknown", detail: "no" }, verdict: { kind: "retries", cause: "unknown" } },
    {
      failure: { kind: "failed", status: undefined, detail: "no" },
      verdict: { kind: "retries", cause: "unreachable" },
    },
    {
      failure: { kind: "failed", status: 502, detail: "no" },
      verdict: { kind: "retries", cause: "serverError", status: 502 },
    },
    { failure: { kind: "gone", detail: "no" }, verdict: { kind: "waits", cause: "gone", status: 404 } },
    {
      failure: { kind: "rejected", status: 409, scimType: "uniqueness", detail: "no" },
      verdict: { kind: "waits", cause: "rejected", status: 409 },
    },
  ] as const)("turns $failure.kind into $verdict.kind with cause $verdict.cause", ({ failure, verdict }) => {
    expect(judge(failure)).toMatchObject({ ...verdict, detail: "no" });
  });

  it("calls a conflict on a group's name by its name", () => {
    const failure = { kind: "rejected", status: 409, scimType: "uniqueness", detail: "taken" } as const;
    expect(judge(failure, "createGroup")).toMatchObject({ kind: "waits", cause: "groupNameTaken" });
    expect(judge(failure, "addMembers")).toMatchObject({ kind: "waits", cause: "rejected" });
  });

  it("waits for a person when the plan is blocked, and is complete when nothing kept it", () => {
    const blocked = { code: "ambiguousMatch", message: "Two accounts match." } as const;
    expect(judgeRun({ steps: [], complete: false, blocked })).toMatchObject({
      kind: "waits",
      cause: "ambiguousMatch",
      detail: "Two accounts match.",
    });
    expect(judgeRun({ steps: [], complete: true })).toEqual({ kind: "complete" });
  });
});

describe("retryDelayMs", () => {
  const random = (byte: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(byte) });
  it("starts at two seconds, doubles, and ends at five minutes", () => {
    expect([1, 2, 3, 8, 9, 20].map((attempt) => retryDelayMs(random(0), attempt))).toEqual([
      2_000, 4_000, 8_000, 256_000, 300_000, 300_000,
    ]);
  });
  it("takes away at most half by chance", () => {
    expect(retryDelayMs(random(255), 1)).toBe(1_000);
  });
});
