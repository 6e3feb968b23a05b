/** Admissions: what is checked in the message or statement that does the work. */
import { requireIdentifier } from "./connection.ts";
import { raisedCodeOf } from "./raised-code.ts";
import type { Admission } from "./types.ts";

/** What an admission function raises when its text no longer holds. */
const STALE = "LS001";

/** The admission itself, fit to be part of a statement; throws TypeError for any other text. */
export function requireAdmission(admission: Admission): Admission {
  requireIdentifier(admission.functionName);
  if (!/^[\w:.-]{1,200}$/.test(admission.text)) {
    throw new TypeError("An admission is 1 to 200 letters, digits and _ : . - characters");
  }
  return admission;
}

/** True when `error`, or one of its causes, says that an admission no longer holds. */
export function isAdmissionStale(error: unknown): boolean {
  return raisedCodeOf(error) === STALE;
}
