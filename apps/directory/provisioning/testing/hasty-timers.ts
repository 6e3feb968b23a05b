import { systemTimers } from "../../system-timers.ts";

/** What a request waits for its answer. */
const ANSWER_MS = 60_000;
const PAUSE_MS_MAX = 5;

/** Nobody waits for the pauses between attempts; the time that an answer may take stays as it is. */
export const hastyTimers: typeof systemTimers = {
  ...systemTimers,
  after: (ms, call) => systemTimers.after(ms < ANSWER_MS ? Math.min(ms, PAUSE_MS_MAX) : ms, call),
};
