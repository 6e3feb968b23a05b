/** How long an app waits after 429 (or 503 with Retry-After). */
import type { Dialect } from "./types.ts";

/** Okta gives up after ten attempts; so do we. A task for a person follows. */
export const RATE_LIMIT_ATTEMPTS_MAX = 10;

/** No target may make an app wait longer than this by its header alone. */
const DELAY_MAX_MS = 24 * 60 * 60 * 1000;

/** What the 429 rule reads: the header's delay, and the wait before this one. */
export interface RateLimitAnswer {
  /** From `Retry-After`; undefined when absent or not readable in this dialect. */
  readonly delayMs: number | undefined;
  readonly previousDelayMs?: number | undefined;
}

/**
 * The wait after the `attempt`-th 429 in a row (1 = first); after `RATE_LIMIT_ATTEMPTS_MAX` a person decides.
 * Okta's rule to the number: the first wait is the header's whole seconds, else five minutes; each further 429 doubles
 * the previous wait, whatever its header says. The rfc dialect obeys each header and doubles from one second without one.
 */
export function rateLimitDelayMs(dialect: Dialect, attempt: number, answer: RateLimitAnswer): number {
  const further = Math.max(attempt, 1) - 1;
  if (dialect.rateLimitHonoursDates) {
    return bounded(answer.delayMs ?? dialect.rateLimitFirstDelayMs * 2 ** further);
  }
  if (further > 0 && answer.previousDelayMs !== undefined) return bounded(answer.previousDelayMs * 2);
  return bounded((answer.delayMs ?? dialect.rateLimitFirstDelayMs) * 2 ** further);
}

/** Reads `Retry-After` (RFC 9110 §10.2.3) as milliseconds from `nowMs`; undefined when the dialect cannot use it. */
export function readRetryAfterMs(dialect: Dialect, header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d{1,10}$/.test(text)) return bounded(Number(text) * 1000);
  // A date is three letters of a weekday first; Date.parse alone would take far more for a date.
  if (!dialect.rateLimitHonoursDates || !/^[A-Z][a-z]{2}, /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : bounded(Math.max(at - nowMs, 0));
}

function bounded(delayMs: number): number {
  return Math.min(delayMs, DELAY_MAX_MS);
}
