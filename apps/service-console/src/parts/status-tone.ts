import type { Tone } from "@lockstep/ui";

/** What an HTTP status means for the reader. */
export function statusTone(status: number): Tone {
  if (status >= 500) return "bad";
  return status >= 400 ? "warning" : "good";
}
