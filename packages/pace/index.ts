/** Back-off arithmetic with injected randomness; no timers, no clock. */
export { type BackoffPolicy, backoffDelayMs } from "./backoff.ts";
