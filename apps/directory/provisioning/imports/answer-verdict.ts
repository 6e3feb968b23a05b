/** What an answer that is no list, or no account, means for an import. */
import { interpretAnswer, type Outcome } from "@lockstep/engine";
import type { ScimAnswer } from "@lockstep/scim-client";
import type { Deps } from "../../deps.ts";
import { judgeRun, type Verdict } from "../outcome-rules.ts";
import { toDialect } from "../user-subject.ts";
import type { ImportSubject } from "./import-subject.ts";

/** The outcome of a read. */
export function outcomeOf(deps: Deps, subject: ImportSubject, answer: ScimAnswer): Outcome {
  return interpretAnswer(answer, { purpose: "readUser", dialect: toDialect(subject), nowMs: deps.clock.now() });
}

/** Whether the import tries again, pauses with its app, or fails, with the target's own words. */
export function judgeAnswer(deps: Deps, subject: ImportSubject, answer: ScimAnswer): Verdict {
  const outcome = outcomeOf(deps, subject, answer);
  if (outcome.kind === "done" || outcome.kind === "unchanged" || outcome.kind === "linked") {
    return {
      kind: "waits",
      cause: "rejected",
      status: answer.kind === "answer" ? answer.status : undefined,
      detail: "The answer is not a SCIM list.",
      step: undefined,
    };
  }
  return judgeRun({ steps: [], complete: false, failure: outcome });
}

/** Its words. */
export function detailOf(verdict: Verdict): string {
  return "detail" in verdict ? verdict.detail : "The import ended without a result.";
}
