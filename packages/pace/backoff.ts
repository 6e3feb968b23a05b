/** How long to wait between attempts. All times in milliseconds. */
export interface BackoffPolicy {
  readonly firstDelayMs: number;
  readonly delayMaxMs: number;
  /** Share of the delay that is randomised, 0 (none) to 1 (anything between nothing and the whole). */
  readonly jitter: number;
}

/**
 * The wait before attempt `attempt + 1`, after `attempt` failures (1 = first failure).
 * `fraction` is a random number in [0, 1) that decides the jitter.
 */
export function backoffDelayMs(policy: BackoffPolicy, attempt: number, fraction: number): number {
  const exponent = Math.min(Math.max(attempt, 1) - 1, 30);
  const whole = Math.min(policy.firstDelayMs * 2 ** exponent, policy.delayMaxMs);
  return Math.round(whole * (1 - policy.jitter * fraction));
}
