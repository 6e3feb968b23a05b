/** `/api/lockstep/v1/session`: signing in to the console. */
import { type Context, Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import type { ConsoleSession } from "../../contract.ts";
import { changeOwnPassword } from "../../domain/administrator-invitation.ts";
import { endSession, findSession, type SessionRow, signIn } from "../../domain/console-sessions.ts";
import { DirectoryError } from "../../domain/error.ts";
import { forgetFailures, takeSignIn } from "../../domain/sign-in-failures.ts";
import { requireOwnHeader, SESSION_COOKIE, sessionToken } from "../authenticate.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant } from "../render/instant.ts";

const credentialsSchema = z.object({ login: z.string().max(200), password: z.string().max(200) });

const passwordSchema = z.object({ oldPassword: z.string().max(200), newPassword: z.string().max(200) });

/** Routes below `/api/lockstep/v1/session`. */
export function sessionRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post("/", async (context) => {
    requireOwnHeader(context);
    const credentials = await readJson(context, credentialsSchema);
    await takeSignIn(deps, credentials.login);
    const { token, session } = await signIn(deps, { ...credentials, userAgent: context.req.header("user-agent") });
    await forgetFailures(deps, credentials.login);
    setCookie(context, SESSION_COOKIE, token, { ...cookieOptions(deps), expires: session.expires_at });
    return context.json(render(deps, session));
  });

  routes.get("/", async (context) => {
    const session = await requireSession(deps, context);
    return context.json(render(deps, session));
  });

  routes.post("/password", async (context) => {
    const change = await readJson(context, passwordSchema);
    const { administratorId, actor, sessionId } = context.get("caller");
    const login = actor.alternateId ?? "";
    await takeSignIn(deps, login);
    await changeOwnPassword(actOf(deps, context), administratorId, { ...change, sessionId });
    await forgetFailures(deps, login);
    return context.body(null, 204);
  });

  routes.delete("/", async (context) => {
    const token = sessionToken(context);
    if (token !== undefined) await endSession(deps, token);
    deleteCookie(context, SESSION_COOKIE, cookieOptions(deps));
    return context.body(null, 204);
  });
  return routes;
}

function cookieOptions(deps: HttpDeps) {
  const secure = deps.publicBaseUrl().startsWith("https://");
  return { path: "/", httpOnly: true, sameSite: "Strict", secure } as const;
}

async function requireSession(deps: HttpDeps, context: Context<Env>): Promise<SessionRow> {
  const token = sessionToken(context);
  const session = token === undefined ? undefined : await findSession(deps, token);
  if (session === undefined) throw new DirectoryError("E0000005");
  return session;
}

function render(deps: HttpDeps, session: SessionRow): ConsoleSession {
  return {
    login: session.login,
    name: session.name,
    id: session.id,
    role: session.role,
    appIds: session.appIds,
    expiresAt: toInstant(session.expires_at),
    supportUrl: deps.supportUrl,
    pricingUrl: deps.pricingUrl,
    guideUrl: deps.guideUrl,
  };
}
