/** What follows from an attempt: delivered, tried again later, given up, or the end of the webhook. Pure. */
import { type BackoffPolicy, backoffDelayMs } from "@lockstep/pace";
import type { SendResult } from "./send.ts";

/** Attempts of one delivery: with the delays below, about three days. */
export const ATTEMPTS_MAX = 20;
const BACKOFF: BackoffPolicy = { firstDelayMs: 5_000, delayMaxMs: 10 * 3_600_000, jitter: 0.1 };
/** A receiver may ask for no longer pause than this. */
const RETRY_AFTER_MS_MAX = 24 * 3_600_000;

/** What is written down of an attempt. */
export interface Outcome {
  readonly kind: "delivered" | "retry" | "dead" | "gone";
  readonly status: number | null;
  readonly error: string | null;
  /** Milliseconds until the next attempt; 0 when there is none. */
  readonly delayMs: number;
  /** False when the receiver could not be reached or said nothing in time; undefined when it was not asked. */
  readonly isAnswered?: boolean;
}

/** Attempts in a row without an answer from which on a webhook rests between attempts, and for how long. */
const SILENCES_BEFORE_REST = 5;
const REST: BackoffPolicy = { firstDelayMs: 5_000, delayMaxMs: 5 * 60_000, jitter: 0 };

/** How long nothing is sent to a receiver that was silent `silences` times in a row, in milliseconds. */
export function restMs(silences: number): number {
  return silences < SILENCES_BEFORE_REST ? 0 : backoffDelayMs(REST, silences - SILENCES_BEFORE_REST + 1, 0);
}

/** Whether a receiver was silent so often that it gets one message at a time until it answers. */
export function isProbed(silences: number): boolean {
  return silences >= SILENCES_BEFORE_REST;
}

/** Judges attempt number `attempt` (1 = first). `fraction` in [0, 1) decides the jitter. */
export function judge(result: SendResult, attempt: Attempt): Outcome {
  return { ...judgeAnswer(result, attempt), isAnswered: result.kind === "answered" };
}

interface Attempt {
  readonly number: number;
  readonly now: number;
  readonly fraction: number;
}

function judgeAnswer(result: SendResult, attempt: Attempt): Outcome {
  if (result.kind === "answered" && result.status >= 200 && result.status < 300) {
    return { kind: "delivered", status: result.status, error: null, delayMs: 0 };
  }
  const status = result.kind === "answered" ? result.status : null;
  const error = result.kind === "answered" ? wordsFor(result) : result.message;
  // Standard Webhooks: 410 says that nobody wants these messages any more.
  if (status === 410) return { kind: "gone", status, error, delayMs: 0 };
  if (attempt.number >= ATTEMPTS_MAX) return { kind: "dead", status, error, delayMs: 0 };
  const asked = result.kind === "answered" ? askedDelayMs(result.retryAfter, attempt.now) : 0;
  return {
    kind: "retry",
    status,
    error,
    delayMs: Math.max(asked, backoffDelayMs(BACKOFF, attempt.number, attempt.fraction)),
  };
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function askedDelayMs(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0;
  const text = retryAfter.trim();
  const delayMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(delayMs) ? 0 : Math.min(Math.max(delayMs, 0), RETRY_AFTER_MS_MAX);
}

function wordsFor({ status, text }: { readonly status: number; readonly text: string }): string {
  const redirect = status >= 300 && status < 400 ? " Redirects are not followed: enter the final URL." : "";
  return `The receiver answered ${status}.${redirect}${text === "" ? "" : ` ${text}`}`;
}
