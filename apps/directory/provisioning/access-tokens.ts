/** OAuth 2.0 client credentials (RFC 6749 §4.4): access tokens for a connection, held in memory only and renewed in time. */
import { createHash } from "node:crypto";
import type { AppId, Clock, Timers } from "@lockstep/ports";
import {
  type AccessTokenResult,
  type AccessTokens,
  classifyFailure,
  type FetchPort,
  hideSecrets,
  readBoundedText,
  type TokenEndpointBusy,
} from "@lockstep/scim-client";
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
  ResponseBodyError,
} from "oauth4webapi";

/** What a token is asked for with. */
export interface OauthClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
  readonly audience?: string | undefined;
  /** How the client signs in at the token endpoint (RFC 6749 §2.3.1): in the header, or in the body. */
  readonly clientAuth: "client_secret_basic" | "client_secret_post";
}

/** The outside world of a token source. */
export interface AccessTokenWorld {
  readonly fetch: FetchPort;
  readonly clock: Clock;
  readonly timers: Pick<Timers, "timeout">;
}

/** The token sources of a process: the runs of an app share one, and its token. */
export interface AccessTokenCache {
  /** The app's source. A changed client gets a new one. */
  of(appId: AppId, client: OauthClient): AccessTokens;
}

const TIMEOUT_MS = 20_000;
const ANSWER_BYTES_MAX = 64 * 1024;
/** Renewed so long before its end, or at half its time where that is shorter. */
const RENEW_BEFORE_MS = 60_000;
/** RFC 6749 §5.1: without `expires_in` the end is not known; 401 tells it at the latest. */
const LIFETIME_UNKNOWN_MS = 3_600_000;
const SOURCES_MAX = 1_000;

/** An empty cache. */
export function createAccessTokenCache(world: AccessTokenWorld): AccessTokenCache {
  const sources = new Map<AppId, { readonly fingerprint: string; readonly tokens: AccessTokens }>();
  return {
    of(appId, client) {
      const fingerprint = createHash("sha256").update(JSON.stringify(client)).digest("base64");
      const known = sources.get(appId);
      if (known?.fingerprint === fingerprint) return known.tokens;
      if (sources.size >= SOURCES_MAX) sources.clear();
      const tokens = createAccessTokens(client, world);
      sources.set(appId, { fingerprint, tokens });
      return tokens;
    },
  };
}

/** A source of one client's tokens. Callers that wait at the same moment share one request. */
export function createAccessTokens(client: OauthClient, world: AccessTokenWorld): AccessTokens {
  let held: { readonly token: string; readonly renewAt: number } | undefined;
  let fetching: Promise<AccessTokenResult> | undefined;
  const renew = async (traceparent: string): Promise<AccessTokenResult> => {
    const requestedAt = world.clock.now();
    const result = await requestToken(client, world, traceparent);
    if (!result.ok) return result;
    const renewBeforeMs = Math.min(RENEW_BEFORE_MS, result.lifetimeMs / 2);
    held = { token: result.token, renewAt: requestedAt + result.lifetimeMs - renewBeforeMs };
    return result;
  };
  return {
    async get({ traceparent, signal, refused }) {
      if (held !== undefined && (held.token === refused || world.clock.now() >= held.renewAt)) held = undefined;
      if (held !== undefined) return { ok: true, token: held.token };
      fetching ??= renew(traceparent).finally(() => {
        fetching = undefined;
      });
      return await unlessAborted(fetching, signal);
    },
  };
}

/** Who no longer wants the token does not wait for it; the others do. */
function unlessAborted(work: Promise<AccessTokenResult>, signal: AbortSignal | undefined): Promise<AccessTokenResult> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => resolve({ ok: false, isRefusal: false, reason: "The token endpoint did not answer in time." });
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

type NewToken =
  | { readonly ok: true; readonly token: string; readonly lifetimeMs: number }
  | Extract<AccessTokenResult, { readonly ok: false }>;

async function requestToken(client: OauthClient, world: AccessTokenWorld, traceparent: string): Promise<NewToken> {
  const server = { issuer: client.tokenUrl, token_endpoint: client.tokenUrl };
  const { clientId: client_id, clientSecret, scope, audience } = client;
  const authentication =
    client.clientAuth === "client_secret_post" ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
  let answered: Response | undefined;
  try {
    const response = await clientCredentialsGrantRequest(
      server,
      { client_id },
      authentication,
      { ...(scope === undefined ? {} : { scope }), ...(audience === undefined ? {} : { audience }) },
      {
        headers: { traceparent },
        signal: () => world.timers.timeout(TIMEOUT_MS),
        [customFetch]: (url, { body, ...init }) => boundedFetch(world.fetch, url, { ...init, body: body ?? null }),
        // Which addresses may be called without TLS is decided by the fetch, for token endpoints as for targets.
        [allowInsecureRequests]: true,
      },
    );
    answered = response;
    const granted = await processClientCredentialsResponse(server, { client_id }, response);
    const lifetimeMs = granted.expires_in === undefined ? LIFETIME_UNKNOWN_MS : granted.expires_in * 1_000;
    return { ok: true, token: granted.access_token, lifetimeMs };
  } catch (error) {
    return { ok: false, ...explain(client, error, answered) };
  }
}

/** The answer, read up to a bound: the library reads whatever comes. */
async function boundedFetch(fetch: FetchPort, url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const text = await readBoundedText(response, ANSWER_BYTES_MAX);
  if (text === undefined) throw new Error("The answer of the token endpoint is larger than is read.");
  const { status, headers } = response;
  return new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
}

function explain(
  client: OauthClient,
  error: unknown,
  answered: Response | undefined,
): Omit<Extract<AccessTokenResult, { readonly ok: false }>, "ok"> {
  const endpoint = `The token endpoint ${client.tokenUrl}`;
  if (answered === undefined) {
    const failure = classifyFailure(error, { timedOut: false, cancelled: false, timeoutMs: TIMEOUT_MS });
    return { isRefusal: false, reason: `${endpoint} could not be asked. ${failure.reason}` };
  }
  const { status } = answered;
  const told = { ...busyOf(answered), isRefusal: status < 500 && status !== 408 && status !== 429 };
  if (error instanceof ResponseBodyError) {
    const words = [error.error, error.error_description].filter((text) => text !== undefined).join(": ");
    return { ...told, reason: `${endpoint} gives no token (${withoutSecret(client, words)}).` };
  }
  return { ...told, reason: `${endpoint} answered with status ${status} and no access token.` };
}

/** A 503 that names no time is an outage like any other. */
function busyOf({ status, headers }: Response): { readonly busy?: TokenEndpointBusy } {
  const retryAfter = headers.get("retry-after") ?? undefined;
  if (status === 429) return { busy: { status, retryAfter } };
  return status === 503 && retryAfter !== undefined ? { busy: { status, retryAfter } } : {};
}

/** A server may quote what it refuses. */
function withoutSecret(client: OauthClient, words: string): string {
  const { clientId, clientSecret } = client;
  // RFC 6749 §2.3.1: both are form-encoded before they are joined.
  const pair = [clientId, clientSecret].map((part) => encodeURIComponent(part).replaceAll("%20", "+")).join(":");
  return hideSecrets(words, [clientSecret, btoa(pair)]).slice(0, 500);
}
