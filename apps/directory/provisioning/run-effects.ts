/** What follows from a verdict for the work, its task and its app: pure data, the same for people and for groups. */

import type { Verdict } from "./outcome-rules.ts";
import { type TaskInput, type TaskSubject, taskPartsOf } from "./provisioning-task.ts";
import { type HealthReport, healthReportOf } from "./quarantine.ts";
import { TASK_AFTER_ATTEMPTS } from "./retry-rules.ts";
import type { StoppedApp } from "./stop-app.ts";

/** What becomes of a subject's dirt: newer dirt is never cleaned and never put off. */
export type WorkChange =
  /** Clean up to the version that was read; attempts count anew. */
  | { readonly kind: "clean" }
  /** One attempt more, due again at `at`; a subject that became dirty meanwhile keeps its own due moment and count. */
  | { readonly kind: "retry"; readonly at: Date }
  /** As dirty as before, due again at `at`; a subject that became dirty meanwhile keeps its own due moment. */
  | { readonly kind: "wait"; readonly at: Date }
  /** As dirty as before. */
  | { readonly kind: "keep" };

/** What becomes of the subject's task. */
export type TaskChange =
  | { readonly kind: "open"; readonly task: TaskInput }
  | { readonly kind: "resolve"; readonly subject: TaskSubject };

/** What the run says about the app as a whole. */
export type AppChange =
  /** Requests succeed: the next 429 counts from one again, and tasks that said otherwise are resolved. */
  | { readonly kind: "works" }
  | { readonly kind: "stops"; readonly trouble: Extract<Verdict, { kind: "appWaits" | "appStops" }> };

/** All of it. */
export interface RunEffects {
  readonly work: WorkChange;
  /** Null = cleared. */
  readonly error: string | null;
  /** `failed`: waits for a person or a change, or failed so often that somebody should look. */
  readonly state: "complete" | "failed" | "open";
  readonly task: TaskChange | undefined;
  readonly app: AppChange | undefined;
  /** What the run says about the app's health; nothing when the app was not asked. */
  readonly health?: HealthReport | undefined;
}

/** What the effects depend on beside the verdict. */
export interface EffectsContext {
  readonly attempts: number;
  readonly hasOpenTask: boolean;
  /** Whether the app answered at least one request of the run. */
  readonly wasAsked: boolean;
  readonly retryAt: Date;
  readonly task: { readonly subject: TaskSubject; readonly summary: string };
}

/** A subject's part of the app, as the records need it. */
export interface RecordedApp extends StoppedApp {
  readonly rateLimitCount: number;
  readonly hasOpenTask: boolean;
  /** Something failed of late: what comes next counts for the app's health. */
  readonly isTroubled: boolean;
}

/** Decides what is stored. */
export function effectsOf(verdict: Verdict, context: EffectsContext): RunEffects {
  return { ...judged(verdict, context), health: context.wasAsked ? healthReportOf(verdict) : undefined };
}

function judged(verdict: Verdict, context: EffectsContext): RunEffects {
  const { retryAt } = context;
  switch (verdict.kind) {
    case "complete":
      return {
        work: { kind: "clean" },
        error: null,
        state: "complete",
        task: context.hasOpenTask ? { kind: "resolve", subject: context.task.subject } : undefined,
        app: context.wasAsked ? { kind: "works" } : undefined,
      };
    case "waits": {
      const task = { ...context.task, ...taskPartsOf(verdict) };
      return {
        work: { kind: "clean" },
        error: verdict.detail,
        state: "failed",
        task: { kind: "open", task },
        app: undefined,
      };
    }
    case "retries": {
      const attempts = context.attempts + 1;
      const isFailed = attempts >= TASK_AFTER_ATTEMPTS;
      const task = { ...context.task, ...taskPartsOf(verdict), attempts, nextAttemptAt: retryAt };
      return {
        work: { kind: "retry", at: retryAt },
        error: verdict.detail,
        state: isFailed ? "failed" : "open",
        task: isFailed || context.hasOpenTask ? { kind: "open", task } : undefined,
        app: undefined,
      };
    }
    case "appWaits":
    case "appStops":
      return {
        work: { kind: "keep" },
        error: verdict.detail,
        state: "open",
        task: undefined,
        app: { kind: "stops", trouble: verdict },
      };
  }
}
