/** Back-off of attempts that are repeated by themselves (DESIGN §7.4). */
import { type BackoffPolicy, backoffDelayMs } from "@lockstep/pace";
import type { Random } from "@lockstep/ports";

/** A subject that failed so often becomes a task, and is still tried. */
export const TASK_AFTER_ATTEMPTS = 3;

const POLICY: BackoffPolicy = { firstDelayMs: 2_000, delayMaxMs: 300_000, jitter: 0.5 };

/** The wait after the `attempt`-th failure in a row (1 = first). */
export function retryDelayMs(random: Random, attempt: number): number {
  const [high = 0, low = 0] = random.bytes(2);
  return backoffDelayMs(POLICY, attempt, (high * 256 + low) / 65_536);
}
