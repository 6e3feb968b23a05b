/** Which part answers which address: SCIM, API, health, console; and the headers that every answer carries. */
import type { Database } from "@lockstep/database";
import type { Logger } from "@lockstep/ports";
import { sql } from "./sql.ts";
import type { ServiceTables } from "./tables.ts";

type Answer = (request: Request) => Response | Promise<Response>;

interface RouterParts {
  readonly scim: Answer;
  readonly api: Answer;
  readonly consoleFiles: ((request: Request) => Promise<Response | undefined>) | undefined;
  readonly database: Database<ServiceTables>;
  readonly logger: Logger;
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

const API = /^\/(api(\/|$)|events\/?$)/;
const SCIM = /^\/scim\/v2(\/|$)/i;
/** Addresses of programs: a page of the console there would hide a mistyped URL behind a 200. */
const RESERVED = /^\/(api|scim|oauth|events|healthz|readyz)(\/|$)/i;

/** One function for the whole service. */
export function createRouter(parts: RouterParts): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    // Perf: SCIM answers are JSON for programs; browser headers would be weight on the hottest path.
    if (SCIM.test(pathname)) return parts.scim(request);
    return withSecurityHeaders(await answer(parts, request, pathname));
  };
}

async function answer(parts: RouterParts, request: Request, pathname: string): Promise<Response> {
  if (API.test(pathname)) return parts.api(request);
  if (pathname === "/healthz") return Response.json({ status: "alive" });
  if (pathname === "/readyz") return readiness(parts);
  const file = RESERVED.test(pathname) ? undefined : await parts.consoleFiles?.(request);
  return (
    file ??
    new Response("There is nothing at this address.\n", {
      status: 404,
      headers: { "content-type": "text/plain; charset=utf-8" },
    })
  );
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
