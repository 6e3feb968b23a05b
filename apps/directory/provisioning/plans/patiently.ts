/** Reads of a plan wait where the app asks for it, and give up for the whole plan where no read will succeed. */
import type { FailureOutcome } from "@lockstep/engine";
import type { Timers } from "@lockstep/ports";

/** No subject can be read: the plan ends with these words. */
export class TargetUnavailableError extends Error {
  override readonly name = "TargetUnavailableError";
}

const ATTEMPTS_MAX = 5;
const WAIT_MS = 1_000;
const WAIT_MAX_MS = 60_000;

/**
 * The plan of one subject, tried again after a pause while the app asks to wait or cannot be reached. `TargetUnavailableError`
 * when it refuses the credential, or still does not answer; a fault of this one subject alone is part of its plan.
 */
export async function patiently<Planned extends { readonly failure: FailureOutcome | undefined }>(
  waiting: { readonly timers: Timers; readonly signal: AbortSignal | undefined },
  plan: () => Promise<Planned>,
): Promise<Planned> {
  for (let attempt = 1; ; attempt += 1) {
    const planned = await plan();
    const { failure } = planned;
    if (failure === undefined || failure.kind === "rejected" || failure.kind === "gone") return planned;
    if (failure.kind === "stopped" || attempt >= ATTEMPTS_MAX || waiting.signal?.aborted === true) {
      throw new TargetUnavailableError(`The app cannot be read: ${failure.detail}`);
    }
    const asked = failure.kind === "retryAfter" ? failure.delayMs : undefined;
    await pause(Math.min(asked ?? WAIT_MS * 2 ** (attempt - 1), WAIT_MAX_MS), waiting);
  }
}

async function pause(
  delayMs: number,
  { timers, signal }: { readonly timers: Timers; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const callOff = timers.after(delayMs, resolve);
  signal?.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  callOff();
}
