/**
 * What an answer means for the action that asked: the decision table of the engine. Values, never exceptions.
 *
 * Reads and writes differ. A read that got lost is simply repeated; a write that got lost is `unknown` and the target
 * is asked. 403 on a read means that the credential is of no use and the app pauses; on a write it may concern this one
 * object only. 404 means "gone" only when SCIM says so: a proxy's page must never pass for a deleted account.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import {
  describeAnswer,
  errorDetail,
  errorType,
  type ScimAnswer,
  speaksOfModule,
  TOKEN_REFUSED,
  TOO_LARGE,
} from "@lockstep/scim-client";
import { readRetryAfterMs } from "../rate-limit.ts";
import type { ActionPurpose, Dialect, Outcome } from "../types.ts";

/** What an answer is read against. */
export interface InterpretContext {
  readonly purpose: ActionPurpose;
  readonly dialect: Dialect;
  /** Milliseconds since the Unix epoch, for dates in `Retry-After`. */
  readonly nowMs: number;
}

type Answer = Extract<ScimAnswer, { kind: "answer" }>;

/** Decides what became of an action. `done` of a lookup carries the list answer; 404 on a lookup is an empty list. */
export function interpretAnswer(answer: ScimAnswer, context: InterpretContext): Outcome {
  if (answer.kind === "unreachable") {
    // RFC 6749 §5.2: a client that its token endpoint refuses is refused like a wrong password.
    if (answer.code === TOKEN_REFUSED) return { kind: "stopped", status: 401, detail: answer.reason };
    return { kind: "failed", status: undefined, detail: answer.reason };
  }
  if (answer.kind === "unknown") {
    return isRead(context.purpose)
      ? { kind: "failed", status: undefined, detail: answer.reason }
      : { kind: "unknown", detail: answer.reason };
  }
  if (answer.status >= 200 && answer.status < 300) return readSuccess(answer, context.purpose);
  const detail = describeAnswer(answer);
  switch (answer.status) {
    case 401:
      return { kind: "stopped", status: 401, detail };
    case 403:
      return readForbidden(answer, context.purpose);
    case 404:
    case 410:
      return readMissing(answer, context.purpose);
    case 429:
    case 503:
      return readBusy(answer, context);
    case 408:
    case 425:
      return { kind: "failed", status: answer.status, detail };
    default:
      return answer.status >= 500 && answer.status !== 501 && answer.status !== 505
        ? { kind: "failed", status: answer.status, detail }
        : { kind: "rejected", status: answer.status, scimType: errorType(answer.body), detail };
  }
}

/** Whether an action only reads. */
export function isRead(purpose: ActionPurpose): boolean {
  return isLookup(purpose) || purpose === "readUser" || purpose === "readGroup";
}

function isLookup(purpose: ActionPurpose): boolean {
  return purpose === "lookupUser" || purpose === "lookupGroup";
}

function readSuccess(answer: Answer, purpose: ActionPurpose): Outcome {
  const resource = isJsonObject(answer.body) ? withoutPassword(answer.body) : undefined;
  if (isRead(purpose) && resource === undefined) {
    const detail = answer.notJson === undefined ? "The answer is empty." : describeAnswer(answer);
    const size = answer.notJson === TOO_LARGE ? { isTooLarge: true as const } : {};
    return { kind: "failed", status: answer.status, detail, ...size };
  }
  return { kind: "done", status: answer.status, resource, durationMs: answer.durationMs };
}

function readForbidden(answer: Answer, purpose: ActionPurpose): Outcome {
  const detail = describeAnswer(answer);
  if (isRead(purpose) || speaksOfModule(errorDetail(answer))) return { kind: "stopped", status: 403, detail };
  return { kind: "rejected", status: 403, scimType: errorType(answer.body), detail };
}

function readMissing(answer: Answer, purpose: ActionPurpose): Outcome {
  const detail = describeAnswer(answer);
  if (answer.notJson !== undefined) {
    return {
      kind: "failed",
      status: answer.status,
      detail: `A page that is not SCIM answered with ${answer.status}; check the base URL. ${detail}`,
    };
  }
  if (isLookup(purpose)) {
    return {
      kind: "done",
      status: answer.status,
      resource: { totalResults: 0, Resources: [] },
      durationMs: answer.durationMs,
    };
  }
  if (purpose === "createUser" || purpose === "createGroup") {
    return { kind: "rejected", status: answer.status, scimType: errorType(answer.body), detail };
  }
  return { kind: "gone", detail };
}

function readBusy(answer: Answer, context: InterpretContext): Outcome {
  const detail = describeAnswer(answer);
  const delayMs = readRetryAfterMs(context.dialect, answer.retryAfter, context.nowMs);
  if (answer.status === 503 && delayMs === undefined) return { kind: "failed", status: 503, detail };
  return { kind: "retryAfter", status: answer.status, delayMs, detail };
}

/** RFC 7643 §4.1.1: a password is never returned; a target that returns it all the same must not spread it into our log. */
function withoutPassword(resource: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(resource)) {
    if (value === undefined || key.toLowerCase() === "password") continue;
    kept[key] = isJsonArray(value) ? value.map((item) => (isJsonObject(item) ? withoutPassword(item) : item)) : value;
  }
  return kept;
}
