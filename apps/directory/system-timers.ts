/** The system's timers. None of them keeps the process alive. */
import type { Timers } from "@lockstep/ports";

/** Timers of this process. */
export const systemTimers: Timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs).unref();
    return () => clearTimeout(timer);
  },
  every(periodMs, work) {
    const timer = setInterval(work, periodMs).unref();
    return () => clearInterval(timer);
  },
  timeout: (delayMs) => AbortSignal.timeout(delayMs),
};
