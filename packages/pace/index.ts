/** Back-off arithmetic with injected randomness; no timers, no clock. */
export { backoffDelayMs, type BackoffPolicy } from "./backoff.ts";
