import { messages } from "../../messages.ts";

const t = messages.dashboard;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** A length of time as it is said: milliseconds, seconds, minutes. */
export function duration(milliseconds: number): string {
  if (milliseconds < SECOND_MS) return t.milliseconds(Math.round(milliseconds));
  if (milliseconds < 2 * MINUTE_MS) return t.seconds(milliseconds / SECOND_MS);
  return t.minutes(milliseconds / MINUTE_MS);
}
