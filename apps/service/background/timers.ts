/** Timers as an argument, so that background work can be led through time by a test. */
export interface Timers {
  /** Calls `run` once after `delayMs`; the function returned calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** Timers of the running process. They do not keep it alive. */
export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
