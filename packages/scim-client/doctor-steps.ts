/** The steps of the credentials test and the three ways in which one can end. */
import type { DoctorStep } from "./types.ts";

/** A step without its name and duration. */
export type Finding = Pick<DoctorStep, "status" | "message" | "remedy">;

/** All steps, in the order in which they are taken. */
export const STEP_NAMES: readonly DoctorStep["name"][] = [
  "url",
  "resolve",
  "connect",
  "path",
  "signIn",
  "module",
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
