/** The only way to do something later below the apps. */
export interface Timers {
  /** Runs `work` once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, work: () => void): () => void;
  /** Runs `work` every `periodMs`; the returned function ends it. */
  every(periodMs: number, work: () => void): () => void;
  /** A signal that aborts after `delayMs` with a `TimeoutError`. */
  timeout(delayMs: number): AbortSignal;
}
