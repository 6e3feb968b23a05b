/** Back-off and rate arithmetic with injected randomness and time; no timers, no clock. */
export { type BackoffPolicy, backoffDelayMs } from "./backoff.ts";
export { type Bucket, type RateLimit, takeFromBucket } from "./bucket.ts";
