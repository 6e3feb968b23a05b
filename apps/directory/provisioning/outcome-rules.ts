/** What follows from a run (DESIGN §7.4), as pure data: the recorder only carries it out. */
import type { FailureOutcome, Step, UserRun } from "@lockstep/engine";

/** What both kinds of run have in common. */
export type RunResult = Pick<UserRun, "steps" | "complete" | "blocked" | "failure">;

/** Stable codes that tasks are grouped by. */
export type TaskCause =
  | "rejected"
  | "unknown"
  | "unreachable"
  | "serverError"
  | "credential"
  | "featureOff"
  | "ambiguousMatch"
  | "groupNameTaken"
  | "groupGone"
  | "memberMissing"
  | "rateLimit"
  | "gone"
  | "attributeMissing"
  | "accountGone"
  | "protectedPerson"
  | "passwordExpired"
  | "quarantine"
  | "mapping"
  | "deactivationBudget"
  | "membershipBudget"
  | "overwriteBudget"
  | "importHeld"
  | "userNameTaken";

/** What is to be done about a run. `waits`: for a person or for the next change. `retries`: by itself, with back-off. */
export type Verdict =
  | { readonly kind: "complete" }
  | (Trouble & { readonly kind: "appWaits"; readonly delayMs: number | undefined })
  | (Trouble & { readonly kind: "appStops" })
  | (Trouble & { readonly kind: "retries" })
  | (Trouble & { readonly kind: "waits" });

/** What went wrong, in the target's own words, and in which step. */
export interface Trouble {
  readonly cause: TaskCause;
  readonly status: number | undefined;
  readonly detail: string;
  readonly step: Step | undefined;
}

/** Judges a run by the outcome that kept it from completing. */
export function judgeRun(run: RunResult): Verdict {
  if (run.failure !== undefined) {
    const { failure } = run;
    return judgeFailure(
      failure,
      run.steps.findLast((step) => step.outcome === failure || step.outcome.kind === failure.kind),
    );
  }
  const step = run.steps.at(-1);
  if (run.blocked !== undefined) {
    return { kind: "waits", cause: run.blocked.code, status: undefined, detail: run.blocked.message, step };
  }
  if (run.complete) return { kind: "complete" };
  const detail = "The run ended before the app equalled the directory.";
  return { kind: "retries", cause: "unknown", status: undefined, detail, step };
}

function judgeFailure(failure: FailureOutcome, step: Step | undefined): Verdict {
  const { detail } = failure;
  switch (failure.kind) {
    case "stopped":
      return { kind: "appStops", cause: "credential", status: failure.status, detail, step };
    case "retryAfter":
      return { kind: "appWaits", cause: "rateLimit", status: failure.status, delayMs: failure.delayMs, detail, step };
    case "unknown":
      return { kind: "retries", cause: "unknown", status: undefined, detail, step };
    case "failed": {
      const cause = failure.status === undefined ? "unreachable" : "serverError";
      return { kind: "retries", cause, status: failure.status, detail, step };
    }
    case "gone":
      return { kind: "waits", cause: "gone", status: 404, detail, step };
    case "rejected": {
      const purpose = step?.action.purpose;
      const clash = failure.status === 409 && (purpose === "createGroup" || purpose === "renameGroup");
      return { kind: "waits", cause: clash ? "groupNameTaken" : "rejected", status: failure.status, detail, step };
    }
  }
}
