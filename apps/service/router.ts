/** Which part answers which address: SCIM, API, health, console; and the headers that every answer carries. */
import { timingSafeEqual } from "node:crypto";
import type { Database } from "@lockstep/database";
import type { Clock, Logger } from "@lockstep/ports";
import { sha256 } from "./domain/digest.ts";
import type { Metrics } from "./operate/metrics.ts";
import { traced } from "./operate/tracing.ts";
import { sql } from "./sql.ts";
import type { ServiceTables } from "./tables.ts";

type Answer = (request: Request) => Response | Promise<Response>;

interface RouterParts {
  readonly scim: Answer;
  readonly api: Answer;
  readonly rest: Answer;
  readonly openApi: Answer;
  readonly consoleFiles: ((request: Request) => Promise<Response | undefined>) | undefined;
  readonly database: Database<ServiceTables>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Who may read `/metrics`: whoever has the token, or without one everybody who can reach a service that serves this machine only. */
  readonly metricsAccess: { readonly token: string | undefined; readonly isLocal: boolean };
  /** Spans are made only where the operator has loaded an SDK. */
  readonly hasTraces: boolean;
}

/** Styles are set by the console's components at run time; scripts come from files only. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

const REST = /^\/v1(\/|$)/;
const API = /^\/(api(\/|$)|events\/?$|oauth\/|\.well-known\/oauth-authorization-server$)/;
/** Other versions of the protocol too: what is wrong there is told in the protocol's own errors (RFC 7644 §3.13). */
const SCIM = /^\/scim(\/|$)/i;
/** Such an address as nearly all are: no escape and no dot leads it elsewhere. */
const PLAIN_SCIM = /^https?:\/\/[^/?#\\]+\/scim\/[\w~/-]*(?:\?|$)/i;
/** Addresses of programs: a page of the console there would hide a mistyped URL behind a 200. */
const RESERVED = /^\/(api|v1|oauth|events|healthz|readyz|metrics|openapi\.json)(\/|$)/i;

/** One function for the whole service. */
export function createRouter(parts: RouterParts): (request: Request) => Promise<Response> {
  return async (request) => {
    // Perf: SCIM answers are JSON for programs; browser headers would be weight on the hottest path, and so would parsing its addresses twice.
    if (PLAIN_SCIM.test(request.url) && !parts.hasTraces) return parts.scim(request);
    const { pathname } = new URL(request.url);
    if (SCIM.test(pathname)) {
      if (!parts.hasTraces) return parts.scim(request);
      return traced(request, { part: "scim", path: pathname }, () => parts.scim(request));
    }
    return measured(parts, request, pathname);
  };
}

async function measured(parts: RouterParts, request: Request, pathname: string): Promise<Response> {
  const startedAtMs = parts.clock.now();
  const part = partOf(pathname);
  const work = async () => withSecurityHeaders(await answer(parts, request, pathname));
  const response = await (parts.hasTraces ? traced(request, { part, path: pathname }, work) : work());
  const { method } = request;
  const seconds = (parts.clock.now() - startedAtMs) / 1000;
  parts.metrics.observeRequest({ part, method, status: response.status, seconds });
  return response;
}

/** The part as a label of metrics and spans. */
function partOf(pathname: string): string {
  const part = /^\/(api|v1|events|openapi\.json|healthz|readyz|metrics)(\/|$)/.exec(pathname)?.[1];
  return part ?? "console";
}

async function answer(parts: RouterParts, request: Request, pathname: string): Promise<Response> {
  if (API.test(pathname)) return parts.api(request);
  if (REST.test(pathname)) return parts.rest(request);
  if (pathname === "/openapi.json") return parts.openApi(request);
  if (pathname === "/healthz") return Response.json({ status: "alive" });
  if (pathname === "/readyz") return readiness(parts);
  if (pathname === "/metrics") return figures(parts, request);
  const file = RESERVED.test(pathname) ? undefined : await parts.consoleFiles?.(request);
  return file ?? plainText(404, "There is nothing at this address.\n");
}

function plainText(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

async function figures({ metrics, metricsAccess }: RouterParts, request: Request): Promise<Response> {
  const { token, isLocal } = metricsAccess;
  if (token === undefined && !isLocal) {
    return plainText(404, "Metrics are off: set LOCKSTEP_METRICS_TOKEN to serve them beyond this machine.\n");
  }
  if (token !== undefined && !isEqualSecret(request.headers.get("authorization") ?? "", `Bearer ${token}`)) {
    const response = plainText(401, "Send the metrics token as Authorization: Bearer.\n");
    response.headers.set("www-authenticate", 'Bearer realm="metrics"');
    return response;
  }
  const { text, contentType } = await metrics.expose();
  return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
}

/** Equal in a time that tells nothing: digests of one length are compared. */
function isEqualSecret(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}

/** Ready when the database answers and holds this program's tables. */
async function readiness(parts: RouterParts): Promise<Response> {
  try {
    await sql`select 1 from find_sign_ins('')`.execute(parts.database.kysely);
    return Response.json({ status: "ready" });
  } catch (error) {
    parts.logger.warn({ error }, "The service is not ready: its database does not answer");
    return Response.json(
      { status: "notReady", reason: "The database does not answer or is not migrated." },
      { status: 503 },
    );
  }
}

function withSecurityHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}
