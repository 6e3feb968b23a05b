/** One failure type for everything that can go wrong between a console and its API. */

import { uiMessages } from "./messages.ts";

/** What an API call ended in when it did not succeed. `status` 0 means that no answer came. */
export class ApiFailure extends Error {
  readonly status: number;
  /** Stable code of the API: `E0000001`, `signedOut`, … or `unreachable`, `notJson` from this side. */
  readonly code: string;
  /** The input field that the API complains about, if it names one. */
  readonly field: string | undefined;
  /** Further sentences of the API, one per problem. */
  readonly causes: readonly string[];
  /** The whole body of the answer, for what an endpoint adds to its errors. */
  readonly body: unknown;
  /** The id under which the API's log knows this failure. */
  readonly reference: string | undefined;

  constructor(
    message: string,
    details: {
      status: number;
      code: string;
      field?: string | undefined;
      causes?: readonly string[];
      reference?: string | undefined;
      body?: unknown;
      cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
    this.name = "ApiFailure";
    this.status = details.status;
    this.code = details.code;
    this.field = details.field;
    this.causes = details.causes ?? [];
    this.reference = details.reference;
    this.body = details.body;
  }
}

const SIGNED_OUT_CODES = new Set(["signedOut", "E0000005"]);

/** True when the failure means that the session is over and the person must sign in again. */
export function isSignedOut(failure: unknown): boolean {
  return failure instanceof ApiFailure && SIGNED_OUT_CODES.has(failure.code);
}

/** True when the failure says that the object does not exist. */
export function isNotFound(failure: unknown): boolean {
  return failure instanceof ApiFailure && failure.status === 404;
}

/**
 * Messages of a failure by the form field that they belong to. Reads the house shape's `field` and the
 * `field: reason` form of Okta's error causes.
 */
export function fieldMessages(failure: unknown): Readonly<Record<string, string>> {
  if (!(failure instanceof ApiFailure)) return {};
  const messages: Record<string, string> = {};
  if (failure.field !== undefined) messages[failure.field] = failure.message;
  for (const cause of failure.causes) {
    const colon = cause.indexOf(": ");
    const field = cause.slice(0, Math.max(colon, 0));
    if (colon > 0 && !field.includes(" ")) messages[field] = sentence(cause.slice(colon + 2));
  }
  return messages;
}

/** Reads an error body of either API into a failure; a body that is neither still gives a useful sentence. */
export function readFailure(status: number, body: unknown): ApiFailure {
  if (isRecord(body)) {
    if (isRecord(body.error) && typeof body.error.message === "string") return houseFailure(status, body);
    if (typeof body.errorCode === "string") return oktaFailure(status, body);
  }
  return new ApiFailure(uiMessages.failure.unexplained(status), {
    status,
    code: `http${status}`,
  });
}

function houseFailure(status: number, body: Readonly<Record<string, unknown>>): ApiFailure {
  const error = isRecord(body.error) ? body.error : {};
  const field = typeof error.field === "string" ? error.field : undefined;
  const message = String(error.message);
  const prefix = field === undefined ? "" : `${field}: `;
  return new ApiFailure(message.startsWith(prefix) ? sentence(message.slice(prefix.length)) : message, {
    status,
    code: typeof error.code === "string" ? error.code : `http${status}`,
    field,
    body,
  });
}

function oktaFailure(status: number, body: Readonly<Record<string, unknown>>): ApiFailure {
  const causes = Array.isArray(body.errorCauses)
    ? body.errorCauses.flatMap((cause: unknown) =>
        isRecord(cause) && typeof cause.errorSummary === "string" ? [cause.errorSummary] : [],
      )
    : [];
  return new ApiFailure(typeof body.errorSummary === "string" ? body.errorSummary : `Status ${status}`, {
    status,
    code: String(body.errorCode),
    causes,
    reference: typeof body.errorId === "string" ? body.errorId : undefined,
    body,
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
