/** Sends one SCIM request over an injected fetch and turns whatever happens into a value. */
import type { Clock } from "@lockstep/ports";
import { ERROR_SCHEMA, type Json } from "@lockstep/scim";
import { readBoundedText } from "./bounded-body.ts";
import { credentialHeaders } from "./credential-headers.ts";
import { classifyFailure } from "./failure.ts";
import { hideSecrets, hideSecretsIn } from "./hide-secrets.ts";
import { type BoundOptions, boundRequest } from "./request-bound.ts";
import type { ConnectionCredential, ScimAnswer, ScimClient, ScimRequest, TokenEndpointBusy } from "./types.ts";

/** What a request is sent with. */
export interface FetchInit extends RequestInit {
  /** Asked right before the first byte leaves, since a name and a connection may take their time: false = it must not leave any more. */
  readonly mayLeave?: () => boolean;
}

/** What the client needs of `fetch`: the global one fits, and so does a service's own handler wrapped in a line. */
export type FetchPort = (url: string, init: FetchInit) => Promise<Response>;

/** What a client is made of. */
export interface ScimClientOptions extends BoundOptions {
  readonly baseUrl: string;
  readonly credential: ConnectionCredential;
  readonly fetch: FetchPort;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  readonly answerBytesMax?: number;
}

/** Okta closes a connection after 60 s without an answer; so do we. */
const TIMEOUT_MS = 60_000;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
/** What `notJson` says of an answer that is larger than `answerBytesMax`: the same may be asked for in smaller parts. */
export const TOO_LARGE = "The answer is larger than the client reads.";
const NOT_JSON_CHARACTERS_MAX = 500;
const USER_AGENT = "Lockstep SCIM Client 0.1";
const REQUEST_ID_HEADERS = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid"];

/** A client of one target. `send` resolves to an answer, `unreachable` or `unknown`, and never rejects. */
export function createScimClient(options: ScimClientOptions): ScimClient {
  return {
    async send(request, sending) {
      const first = await attempt(options, request, sending);
      // RFC 6750 §3.1: a token may end before its time. 401 means that nothing was done, so the request is sent once more with another one.
      if (first.token === undefined || options.credential.scheme !== "OAUTH") return first.answer;
      if (first.answer.kind !== "answer" || first.answer.status !== 401) return first.answer;
      return (await attempt(options, request, { ...sending, refused: first.token })).answer;
    },
  };
}

type Sending = Parameters<ScimClient["send"]>[1] & { readonly refused?: string };

/** One request on the wire, and the access token that it went with. */
async function attempt(
  options: ScimClientOptions,
  request: ScimRequest,
  sending: Sending,
): Promise<{ readonly answer: ScimAnswer; readonly token?: string }> {
  const { signal } = sending;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const startedAt = options.clock.now();
  const elapsedMs = () => options.clock.now() - startedAt;
  const unreachable = (code: string, reason: string) =>
    ({ answer: { kind: "unreachable", reason, code, durationMs: elapsedMs() } }) as const;
  const url = joinUrl(options.baseUrl, request.path);
  if (url === undefined) {
    return unreachable("invalidUrl", `The base URL "${options.baseUrl}" is not a valid web address.`);
  }
  if (signal?.aborted) return unreachable("cancelled", "The request was cancelled.");
  const bound = boundRequest(options, { signal, timeoutMs });
  let token: { readonly token?: string } = {};
  try {
    const signedIn = await credentialHeaders(options.credential, { ...sending, signal: bound.signal });
    if (!signedIn.ok) {
      const { code, reason, busy } = signedIn;
      return busy === undefined ? unreachable(code, reason) : { answer: busyAnswer(busy, reason, elapsedMs()) };
    }
    token = signedIn.token === undefined ? {} : { token: signedIn.token };
    const init = toInit(options, request, { traceparent: sending.traceparent, credential: signedIn.headers });
    const response = await options.fetch(url, { ...init, signal: bound.signal });
    const text = await readBoundedText(response, options.answerBytesMax ?? ANSWER_BYTES_MAX);
    return { answer: readAnswer(response, text, { durationMs: elapsedMs(), secrets: signedIn.secrets }), ...token };
  } catch (cause) {
    const failure = classifyFailure(cause, {
      timedOut: bound.hasTimedOut(),
      cancelled: signal?.aborted === true,
      timeoutMs,
    });
    return { answer: { ...failure, durationMs: elapsedMs() }, ...token };
  } finally {
    bound.end();
  }
}

/** What the token endpoint asks for holds as if the target had asked for it: nothing can be sent without a token. */
function busyAnswer({ status, retryAfter }: TokenEndpointBusy, detail: string, durationMs: number): ScimAnswer {
  const body = { schemas: [ERROR_SCHEMA], status: String(status), detail };
  return { kind: "answer", status, body, retryAfter, requestId: undefined, durationMs };
}

function toInit(
  options: ScimClientOptions,
  request: ScimRequest,
  own: { readonly traceparent: string; readonly credential: Readonly<Record<string, string>> },
): RequestInit {
  const headers: Record<string, string> = {
    Accept: "application/scim+json",
    "User-Agent": options.userAgent ?? USER_AGENT,
    ...own.credential,
    traceparent: own.traceparent,
  };
  if (request.body !== undefined) headers["Content-Type"] = "application/scim+json; charset=utf-8";
  if (request.ifMatch !== undefined) headers["If-Match"] = request.ifMatch;
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  // A redirect is never followed: it would carry the credential and the person's data to another place.
  return { method: request.method, headers, redirect: "manual", ...body };
}

/** Joins base and path with exactly one slash: guides give the base with and without a trailing one. */
function joinUrl(baseUrl: string, path: string): string | undefined {
  const base = baseUrl.trim().replace(/\/+$/, "");
  const url = `${base}/${path.replace(/^\/+/, "")}`;
  return URL.canParse(url) ? url : undefined;
}

function readAnswer(
  response: Response,
  text: string | undefined,
  sent: { readonly durationMs: number; readonly secrets: readonly string[] },
): ScimAnswer {
  const { durationMs, secrets } = sent;
  const location = response.headers.get("location");
  const etag = response.headers.get("etag");
  const dateMs = Date.parse(response.headers.get("date") ?? "");
  const common = {
    kind: "answer",
    status: response.status,
    retryAfter: response.headers.get("retry-after") ?? undefined,
    requestId: readRequestId(response.headers),
    durationMs,
    ...(location === null ? {} : { location: hideSecrets(location, secrets) }),
    ...(etag === null ? {} : { etag }),
    ...(Number.isNaN(dateMs) ? {} : { dateMs }),
  } as const;
  if (text === undefined) return { ...common, body: undefined, notJson: TOO_LARGE };
  if (text.trim() === "") return { ...common, body: undefined };
  const body = parseJson(text);
  if (body === undefined) {
    return { ...common, body, notJson: hideSecrets(text, secrets).slice(0, NOT_JSON_CHARACTERS_MAX) };
  }
  // What a success carries is people's data and stays as it is.
  return { ...common, body: response.ok ? body : hideSecretsIn(body, secrets) };
}

function readRequestId(headers: Headers): string | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const value = headers.get(name);
    if (value !== null) return value;
  }
  return undefined;
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
