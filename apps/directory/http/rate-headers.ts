/** `X-Rate-Limit-…`: how much of a caller's rate is left, on every answer (okta-management-api §4). */
import { DirectoryError } from "../domain/error.ts";
import { writeEvent } from "../domain/system-log.ts";
import type { LogParty } from "../domain/tables.ts";
import type { HttpDeps } from "./env.ts";
import { endpointRateOf } from "./rate-limits.ts";

/** What the headers say. */
export interface Rate {
  readonly limit: number;
  readonly remaining: number;
  /** Epoch seconds. */
  readonly resetAt: number;
}

/** Holder of the rate of all who are not recognised, together. */
export const UNKNOWN_CALLER = "unknown";

/** Whose request it is. */
export interface RateCaller {
  readonly credentialId: string;
  readonly actor?: LogParty;
}

/** Counts one request; `isGranted` false: it must be refused by `tooManyRequests`. */
export async function takeRate(
  deps: HttpDeps,
  request: { readonly method: string; readonly path: string },
  caller: RateCaller,
): Promise<{ readonly rate: Rate; readonly isGranted: boolean }> {
  const endpoint = endpointRateOf(request.method, request.path);
  const limit = Math.max(1, Math.floor(endpoint.perMinute * deps.rateFactor));
  const subject = { holder: caller.credentialId, endpoint: endpoint.name, perMinute: limit };
  const taken = await deps.pace(subject);
  if (!taken.isGranted && taken.isFirstRefusal) await logViolation(deps, caller, endpoint.name);
  const rate = { limit, remaining: taken.remaining, resetAt: Math.ceil(taken.resetAtMs / 1000) };
  return { rate, isGranted: taken.isGranted };
}

/** 429 E0000047. Okta documents no Retry-After; X-Rate-Limit-Reset says when to come back. */
export function tooManyRequests(): DirectoryError {
  return new DirectoryError("E0000047");
}

async function logViolation(deps: HttpDeps, caller: RateCaller, endpoint: string): Promise<void> {
  await writeEvent(deps.database.kysely, {
    eventType: "system.org.rate_limit.violation",
    displayMessage: "Rate limit violation",
    severity: "WARN",
    outcome: { result: "FAILURE", reason: "Too many requests" },
    actor: caller.actor,
    targets: [{ id: endpoint, type: "Bucket", displayName: endpoint }],
  });
}

/** The three headers. */
export function rateHeaders(rate: Rate): Readonly<Record<string, string>> {
  return {
    "x-rate-limit-limit": String(rate.limit),
    "x-rate-limit-remaining": String(rate.remaining),
    "x-rate-limit-reset": String(rate.resetAt),
  };
}
