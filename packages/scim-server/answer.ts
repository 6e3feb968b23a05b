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

/** What a response is made of. */
export interface ResponseParts {
  readonly status: number;
  /** Names in lower case; without `content-length`, which follows from the text. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: no body. */
  readonly text: string | undefined;
  /** RFC 9110 §9.3.2: the headers of the text, without it. */
  readonly isHead: boolean;
}

/** Makes a response. */
export type MakeResponse = (parts: ResponseParts) => Response;

/** How answers are put; the default is the standard's. */
export interface AnswerStyle {
  readonly mediaType?: string;
  readonly make?: MakeResponse | undefined;
}

const makeResponse: MakeResponse = ({ status, headers, text, isHead }) => {
  if (text === undefined) return new Response(null, { status, headers });
  const body = new TextEncoder().encode(text);
  const init = { status, headers: { ...headers, "content-length": String(body.length) } };
  return new Response(isHead ? null : body, init);
};

/** The response of an answer; `HEAD` gets the headers only. */
export function toResponse(answer: Answer, method: string, style: AnswerStyle = {}): Response {
  const { mediaType = SCIM_MEDIA_TYPE, make = makeResponse } = style;
  const hasBody = answer.body !== undefined;
  const headers: Record<string, string> = { ...answer.headers, "x-content-type-options": "nosniff" };
  if (hasBody) headers["content-type"] = mediaType;
  return make({
    status: answer.status,
    headers,
    text: hasBody ? JSON.stringify(answer.body) : undefined,
    isHead: method === "HEAD",
  });
}

/** The response of an error. */
export function toErrorResponse(error: ScimError, method: string, style: AnswerStyle = {}): Response {
  const response = toResponse({ status: error.status, body: error.toBody(), headers: error.headers }, method, style);
  if (error.status === 401 && !response.headers.has("www-authenticate")) {
    for (const challenge of CHALLENGES) response.headers.append("www-authenticate", challenge);
  }
  return response;
}
