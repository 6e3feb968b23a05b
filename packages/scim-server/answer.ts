/** Answers on the wire: the only place where values and errors become responses (RFC 7644 §3.1 and §3.12). */
import type { ScimError } from "@lockstep/scim";

/** RFC 7644 §8.1, without a charset parameter: some clients compare the whole text. */
export const SCIM_MEDIA_TYPE = "application/scim+json";

/** What a handler gives back. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 7235 §4.1: both ways to authenticate, offered with each 401. */
const CHALLENGES = ['Basic realm="SCIM", charset="UTF-8"', 'Bearer realm="SCIM"'];

/** The response of an answer; `HEAD` gets the headers only. */
export function toResponse(answer: Answer, method: string, mediaType = SCIM_MEDIA_TYPE): Response {
  const headers = new Headers(answer.headers);
  headers.set("x-content-type-options", "nosniff");
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
  headers.set("content-type", mediaType);
  const body = new TextEncoder().encode(JSON.stringify(answer.body));
  headers.set("content-length", String(body.length));
  return new Response(method === "HEAD" ? null : body, { status: answer.status, headers });
}

/** The response of an error. */
export function toErrorResponse(error: ScimError, method: string, mediaType = SCIM_MEDIA_TYPE): Response {
  const response = toResponse(
    { status: error.status, body: error.toBody(), headers: error.headers },
    method,
    mediaType,
  );
  if (error.status === 401 && !response.headers.has("www-authenticate")) {
    for (const challenge of CHALLENGES) response.headers.append("www-authenticate", challenge);
  }
  return response;
}
