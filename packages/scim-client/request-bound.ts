/**
 * The signal that ends a request: the caller's own, or its time is over. Perf: where the timer can be called off, a request that was answered
 * leaves nothing behind; a signal of its own for each would stay, with its timer, for the whole time that a request may take.
 */
import type { Timers } from "@lockstep/ports";

/** What a bound is made of. */
export interface BoundOptions {
  /** A signal that aborts after so many milliseconds. Asked for only without `after`. */
  readonly timeout: Timers["timeout"];
  /** Runs work later, and returns what calls it off. */
  readonly after?: Timers["after"] | undefined;
}

/** The bound of one request. */
export interface RequestBound {
  readonly signal: AbortSignal;
  hasTimedOut(): boolean;
  /** The request is over. */
  end(): void;
}

/** Begins the time of a request. `signal` must not have aborted yet. */
export function boundRequest(
  { timeout, after }: BoundOptions,
  { signal, timeoutMs }: { readonly signal: AbortSignal | undefined; readonly timeoutMs: number },
): RequestBound {
  if (after === undefined) {
    const deadline = timeout(timeoutMs);
    const both = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    return { signal: both, hasTimedOut: () => deadline.aborted, end: () => undefined };
  }
  const controller = new AbortController();
  let timedOut = false;
  const callOff = after(timeoutMs, () => {
    timedOut = true;
    controller.abort(new DOMException("The operation timed out.", "TimeoutError"));
  });
  const cancel = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", cancel, { once: true });
  return {
    signal: controller.signal,
    hasTimedOut: () => timedOut,
    end: () => {
      callOff();
      signal?.removeEventListener("abort", cancel);
    },
  };
}
