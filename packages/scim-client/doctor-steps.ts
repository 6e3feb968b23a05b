/** The steps of the credentials test and the three ways in which one can end. */
import type { Clock } from "@lockstep/ports";
import type { ConnectionCredential, DoctorReport, DoctorStep, DoctorStepName } from "./types.ts";

/** A step without its name and duration. */
export type Finding = Pick<DoctorStep, "status" | "message" | "remedy">;

const STEP_NAMES: readonly DoctorStepName[] = [
  "url",
  "resolve",
  "token",
  "connect",
  "tls",
  "path",
  "signIn",
  "module",
  "rights",
  "firstPage",
  "filter",
  "groups",
];

/** The step went well. */
export function passed(message: string): Finding {
  return { status: "passed", message };
}

/** The step failed; `remedy` says what to do about it. */
export function failed(message: string, remedy: string): Finding {
  return { status: "failed", message, remedy };
}

/** The step was not taken, or what it looks at is not offered. */
export function skipped(message: string): Finding {
  return { status: "skipped", message };
}

/** The report in the making. */
export interface ReportBuilder {
  /** Adds a step; false when it failed, and the test ends. */
  add(name: DoctorStepName, finding: Finding): boolean;
  /** The report, in which the steps that were not reached are skipped. */
  close(): DoctorReport;
}

/** An empty report of a credential's test; `onStep` is told of each step as it is added. */
export function createReport(
  credential: ConnectionCredential,
  clock: Clock,
  onStep: (step: DoctorStep) => void,
): ReportBuilder {
  const names = STEP_NAMES.filter((name) => name !== "token" || credential.scheme === "OAUTH");
  const steps: DoctorStep[] = [];
  let startedAt = clock.now();
  const push = (step: DoctorStep) => {
    steps.push(step);
    onStep(step);
  };
  return {
    add(name, finding) {
      const now = clock.now();
      push({ name, ...finding, durationMs: now - startedAt });
      startedAt = now;
      return finding.status !== "failed";
    },
    close() {
      for (const name of names.slice(steps.length)) {
        push({ name, ...skipped("Not reached: an earlier step failed."), durationMs: 0 });
      }
      return { ok: steps.every((step) => step.status !== "failed"), steps };
    },
  };
}
