/**
 * Who calls: an API token (`SSWS`), a service app's access token (`Bearer`), or the console's session cookie. Everything else is
 * refused, and every call is counted (okta-management-api §2, §4).
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { type Administrator, actorOf } from "../domain/access.ts";
import { findTokenHolder } from "../domain/api-tokens.ts";
import { findSession } from "../domain/console-sessions.ts";
import { DirectoryError } from "../domain/error.ts";
import { isScopeGranted, scopesNeeded } from "../domain/service-app-scopes.ts";
import { findServiceTokenHolder } from "../domain/service-app-token.ts";
import { serviceAppParty } from "../domain/service-apps.ts";
import { BearerRefusal } from "./bearer-refusal.ts";
import type { Caller, Env, HttpDeps } from "./env.ts";
import { takeRate, tooManyRequests, UNKNOWN_CALLER } from "./rate-headers.ts";

/** Name of the session cookie. */
export const SESSION_COOKIE = "lockstep_directory";
/** Holder of the rate of signing in: whoever sends wrong tokens must not keep administrators out. */
const SIGN_IN = "sign-in";
/** Longer values are no tokens of ours and are not hashed. */
const SECRET_LENGTH_MAX = 200;

/** Lets a request through only with a credential that works, and within its rate. Signing in is the one call without. */
export function authenticate(deps: HttpDeps): MiddlewareHandler<Env> {
  return async (context, next) => {
    const found = isSignIn(context) ? undefined : await recognise(deps, context);
    const { method, path } = context.req;
    const { rate, isGranted } = await takeRate(
      deps,
      { method, path },
      found?.ok === true ? found.caller : { credentialId: found === undefined ? SIGN_IN : UNKNOWN_CALLER },
    );
    context.set("rate", rate);
    if (!isGranted) throw tooManyRequests();
    if (found?.ok === false) throw found.refusal;
    if (found !== undefined) context.set("caller", found.caller);
    return await next();
  };
}

function isSignIn(context: Context): boolean {
  return context.req.method === "POST" && context.req.path === "/api/lockstep/v1/session";
}

type Recognised = { readonly ok: true; readonly caller: Caller } | { readonly ok: false; readonly refusal: Error };

/** Refusals wait until the call is counted. */
async function recognise(deps: HttpDeps, context: Context): Promise<Recognised> {
  const authorization = context.req.header("authorization")?.trim();
  try {
    if (authorization === undefined) return { ok: true, caller: await bySession(deps, context) };
    if (/^bearer\b/i.test(authorization)) {
      return { ok: true, caller: await byAccessToken(deps, context, authorization) };
    }
    return { ok: true, caller: await byToken(deps, authorization) };
  } catch (error) {
    if (error instanceof DirectoryError || error instanceof BearerRefusal) return { ok: false, refusal: error };
    throw error;
  }
}

async function byToken(deps: HttpDeps, authorization: string): Promise<Caller> {
  const token = secretOf("SSWS", authorization);
  const holder = token === undefined ? undefined : await findTokenHolder(deps, token, "management");
  if (holder === undefined) throw new DirectoryError("E0000011");
  return { ...callerOf(holder), via: "token", credentialId: holder.tokenId };
}

/** The token, and the scope that this very request needs. */
async function byAccessToken(deps: HttpDeps, context: Context, authorization: string): Promise<Caller> {
  const { method, path } = context.req;
  const needed = scopesNeeded(method, path);
  const place = { publicBaseUrl: deps.publicBaseUrl(), path };
  const token = secretOf("Bearer", authorization);
  const holder = token === undefined ? undefined : await findServiceTokenHolder(deps, token);
  if (holder === undefined) throw new BearerRefusal("invalid_token", place, needed ?? []);
  const missing = needed?.filter((scope) => !isScopeGranted(holder.scopes, scope));
  if (missing === undefined || missing.length > 0) throw new BearerRefusal("insufficient_scope", place, missing ?? []);
  return {
    actor: serviceAppParty(holder.app),
    administratorId: holder.app.administrator_id,
    via: "serviceApp",
    credentialId: holder.app.id,
    scopes: holder.scopes,
  };
}

/** The secret after the scheme, if it can be one of ours. */
export function secretOf(scheme: "SSWS" | "Bearer", authorization: string): string | undefined {
  const [name, secret, ...rest] = authorization.trim().split(/ +/);
  const isOurs = name?.toLowerCase() === scheme.toLowerCase() && rest.length === 0;
  return isOurs && secret !== undefined && secret.length <= SECRET_LENGTH_MAX ? secret : undefined;
}

async function bySession(deps: HttpDeps, context: Context): Promise<Caller> {
  const token = sessionToken(context);
  const session = token === undefined ? undefined : await findSession(deps, token);
  if (session === undefined) throw new DirectoryError("E0000005");
  requireOwnHeader(context);
  return { ...callerOf(session), via: "session", credentialId: session.id, sessionId: session.session_id };
}

function callerOf(administrator: Administrator): Pick<Caller, "actor" | "administratorId" | "rights"> {
  const { id, role, appIds } = administrator;
  return { actor: actorOf(administrator), administratorId: id, rights: { role, appIds } };
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
