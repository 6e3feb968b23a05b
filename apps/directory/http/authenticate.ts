/** Who calls: an API token (`SSWS`) or the console's session cookie. Everything else is refused (okta-management-api §2). */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { actorOf, findSession, findTokenHolder } from "../domain/access.ts";
import { DirectoryError } from "../domain/error.ts";
import type { Caller, Env, HttpDeps } from "./env.ts";

/** Name of the session cookie. */
export const SESSION_COOKIE = "lockstep_directory";
/** Longer values are no tokens of ours and are not hashed. */
const SECRET_LENGTH_MAX = 200;

/** Lets a request through only with a token or session that works. Signing in is the one call without. */
export function authenticate(deps: HttpDeps): MiddlewareHandler<Env> {
  return async (context, next) => {
    if (context.req.method === "POST" && context.req.path === "/api/lockstep/v1/session") return await next();
    const authorization = context.req.header("authorization");
    context.set(
      "caller",
      authorization === undefined ? await bySession(deps, context) : await byToken(deps, authorization),
    );
    return await next();
  };
}

async function byToken(deps: HttpDeps, authorization: string): Promise<Caller> {
  const token = /^SSWS +(\S+)$/i.exec(authorization.trim())?.[1];
  const holder =
    token === undefined || token.length > SECRET_LENGTH_MAX ? undefined : await findTokenHolder(deps, token);
  if (holder === undefined) throw new DirectoryError("E0000011");
  return { actor: actorOf(holder), administratorId: holder.id, via: "token" };
}

async function bySession(deps: HttpDeps, context: Context): Promise<Caller> {
  const token = sessionToken(context);
  const session = token === undefined ? undefined : await findSession(deps, token);
  if (session === undefined) throw new DirectoryError("E0000005");
  requireOwnHeader(context);
  return { actor: actorOf(session), administratorId: session.id, via: "session" };
}

/** The cookie's value, if it can be one of ours. */
export function sessionToken(context: Context): string | undefined {
  const token = getCookie(context, SESSION_COOKIE);
  return token === undefined || token.length > SECRET_LENGTH_MAX ? undefined : token;
}

/** A page of another site can make a browser send the cookie, but not this header. */
export function requireOwnHeader(context: Context): void {
  if (context.req.method === "GET" || context.req.method === "HEAD" || context.req.header("x-lockstep") === "1") return;
  throw new DirectoryError("E0000006", { causes: ["Calls under a session cookie need the header X-Lockstep: 1."] });
}
