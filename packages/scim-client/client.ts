/** Sends one SCIM request over an injected fetch and turns whatever happens into a value. */
import type { Clock } from "@lockstep/ports";
import type { Json } from "@lockstep/scim";
import { readBoundedText } from "./bounded-body.ts";
import { classifyFailure } from "./failure.ts";
import type { ConnectionCredential, ScimAnswer, ScimClient, ScimRequest } from "./types.ts";

/** What the client needs of `fetch`: the global one fits, and so does a service's own handler wrapped in a line. */
export type FetchPort = (url: string, init: RequestInit) => Promise<Response>;

/** What a client is made of. */
export interface ScimClientOptions {
  readonly baseUrl: string;
  readonly credential: ConnectionCredential;
  readonly fetch: FetchPort;
  readonly clock: Clock;
  /** A signal that aborts after so many milliseconds: `(ms) => AbortSignal.timeout(ms)`. The client owns no timers. */
  readonly timeout: (timeoutMs: number) => AbortSignal;
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  readonly answerBytesMax?: number;
}

/** Okta closes a connection after 60 s without an answer; so do we. */
const TIMEOUT_MS = 60_000;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
const NOT_JSON_CHARACTERS_MAX = 500;
const USER_AGENT = "Lockstep SCIM Client 0.1";
const REQUEST_ID_HEADERS = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid"];

/** A client of one target. `send` resolves to an answer, `unreachable` or `unknown`, and never rejects. */
export function createScimClient(options: ScimClientOptions): ScimClient {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const bytesMax = options.answerBytesMax ?? ANSWER_BYTES_MAX;
  return {
    async send(request, { traceparent, signal }) {
      const startedAt = options.clock.now();
      const elapsedMs = () => options.clock.now() - startedAt;
      const wire = toWire(options, request, traceparent);
      if (!wire.ok) return { kind: "unreachable", reason: wire.reason, code: wire.code, durationMs: elapsedMs() };
      if (signal?.aborted) {
        return {
          kind: "unreachable",
          reason: "The request was cancelled.",
          code: "cancelled",
          durationMs: elapsedMs(),
        };
      }
      const deadline = options.timeout(timeoutMs);
      const bounded = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
      try {
        const response = await options.fetch(wire.url, { ...wire.init, signal: bounded });
        const text = await readBoundedText(response, bytesMax);
        return readAnswer(response, text, elapsedMs());
      } catch (cause) {
        const failure = classifyFailure(cause, {
          timedOut: deadline.aborted,
          cancelled: signal?.aborted === true,
          timeoutMs,
        });
        return { ...failure, durationMs: elapsedMs() };
      }
    },
  };
}

type Wire =
  | { readonly ok: true; readonly url: string; readonly init: RequestInit }
  | { readonly ok: false; readonly code: string; readonly reason: string };

function toWire(options: ScimClientOptions, request: ScimRequest, traceparent: string): Wire {
  const url = joinUrl(options.baseUrl, request.path);
  if (url === undefined) {
    return { ok: false, code: "invalidUrl", reason: `The base URL "${options.baseUrl}" is not a valid web address.` };
  }
  const authorization = toAuthorization(options.credential);
  if (authorization === undefined) {
    return {
      ok: false,
      code: "invalidCredential",
      reason: "The credential holds characters that cannot be sent, such as a line break, or a colon in the user name.",
    };
  }
  const headers: Record<string, string> = {
    Accept: "application/scim+json",
    "User-Agent": options.userAgent ?? USER_AGENT,
    Authorization: authorization,
    traceparent,
  };
  if (request.body !== undefined) headers["Content-Type"] = "application/scim+json; charset=utf-8";
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  // A redirect is never followed: it would carry the credential and the person's data to another place.
  return { ok: true, url, init: { method: request.method, headers, redirect: "manual", ...body } };
}

/** Joins base and path with exactly one slash: guides give the base with and without a trailing one. */
function joinUrl(baseUrl: string, path: string): string | undefined {
  const base = baseUrl.trim().replace(/\/+$/, "");
  const url = `${base}/${path.replace(/^\/+/, "")}`;
  return URL.canParse(url) ? url : undefined;
}

/** RFC 7617 with UTF-8, RFC 6750; undefined when the value cannot be a header. */
function toAuthorization(credential: ConnectionCredential): string | undefined {
  if (credential.scheme === "TOKEN") {
    const token = credential.token.trim();
    return /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(token) ? `Bearer ${token}` : undefined;
  }
  if (credential.username.includes(":") || /[\r\n\0]/.test(credential.username + credential.password)) return undefined;
  const bytes = new TextEncoder().encode(`${credential.username}:${credential.password}`);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `Basic ${btoa(binary)}`;
}

function readAnswer(response: Response, text: string | undefined, durationMs: number): ScimAnswer {
  const location = response.headers.get("location");
  const common = {
    kind: "answer",
    status: response.status,
    retryAfter: response.headers.get("retry-after") ?? undefined,
    requestId: readRequestId(response.headers),
    durationMs,
    ...(location === null ? {} : { location }),
  } as const;
  if (text === undefined) return { ...common, body: undefined, notJson: "The answer is larger than the client reads." };
  if (text.trim() === "") return { ...common, body: undefined };
  const body = parseJson(text);
  if (body === undefined) return { ...common, body, notJson: text.slice(0, NOT_JSON_CHARACTERS_MAX) };
  return { ...common, body };
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
