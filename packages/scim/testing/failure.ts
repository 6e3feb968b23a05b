/** Catches a protocol error so that a test can compare code and message at once. */
import { ScimError } from "../error.ts";

/** The code and detail of the `ScimError` that `run` throws. Any other end is an error of the test. */
export function failureOf(run: () => unknown): { readonly code: string; readonly detail: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof ScimError) return { code: error.code, detail: error.detail };
    throw error;
  }
  throw new Error("A ScimError was expected, but nothing was thrown.");
}
