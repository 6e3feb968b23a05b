/** Signing in and out, and who one is. */
import { uuidV7 } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import type { Me } from "../contract.ts";
import { writeAudit } from "../domain/audit.ts";
import { newToken } from "../domain/digest.ts";
import { endSession, SESSION_SECONDS, startSession, type Viewer } from "../domain/session.ts";
import { type VerifiedSignIn, verifySignIn } from "../domain/sign-in.ts";
import { findUser } from "../domain/user.ts";
import { shortenUserAgent } from "../domain/user-agent.ts";
import { readAccount } from "./account-routes.ts";
import { type ApiEnv, type ApiParts, SESSION_COOKIE } from "./environment.ts";
import { readBody } from "./read-input.ts";

const SignIn = z.object({
  email: z.string().trim().min(1, "enter your e-mail").max(320, "is longer than an e-mail can be"),
  password: z.string().min(1, "enter your password").max(1_024, "is longer than a password can be"),
});

/** `POST /session`: the only route here that needs no session. */
export function signInRoutes(parts: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.post("/session", async (context) => {
    const { email, password } = await readBody(context, SignIn);
    const user = await verify(parts, email, password);
    await openSession(context, parts, user);
    return context.json(await readMe(parts, { accountId: user.accountId, userId: user.userId, roles: [] }));
  });
  return routes;
}

/** The rest, behind the session. */
export function sessionRoutes(parts: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.delete("/session", async (context) => {
    const { viewer, traceId } = context.var;
    const { accountId, userId } = viewer;
    await parts.config.database.inAccount(accountId, async (trx) => {
      await endSession(trx, accountId, context.var.sessionToken);
      await writeAudit(trx, { accountId, action: "session.ended", actorUserId: userId, traceId }, parts.config);
    });
    deleteCookie(context, SESSION_COOKIE, { path: "/" });
    return context.body(null, 204);
  });
  routes.get("/me", async (context) => context.json(await readMe(parts, context.var.viewer)));
  return routes;
}

/** Starts a session of a verified user and sets its cookie. Throws `ApiFault` when the credential changed meanwhile. */
export async function openSession(
  context: Context<ApiEnv>,
  parts: ApiParts,
  user: Pick<VerifiedSignIn, "accountId" | "userId" | "credentialVersion">,
): Promise<void> {
  const { config } = parts;
  const token = newToken(config.random);
  const isStarted = await config.database.inAccount(user.accountId, async (trx) => {
    const userAgent = shortenUserAgent(context.req.header("user-agent"));
    const id = uuidV7(config.clock, config.random);
    const started = await startSession(trx, user, { id, token, userAgent, now: config.clock.now() });
    const entry = { accountId: user.accountId, action: "session.started", actorUserId: user.userId } as const;
    if (started) await writeAudit(trx, { ...entry, traceId: context.var.traceId }, config);
    return started;
  });
  if (!isStarted) throw signInFailed();
  setCookie(context, SESSION_COOKIE, token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: parts.baseUrl().startsWith("https://"),
    maxAge: SESSION_SECONDS,
  });
}

async function verify(parts: ApiParts, email: string, password: string): Promise<VerifiedSignIn> {
  const { database, clock, masterKey } = parts.config;
  const attempt = { kind: "web", login: email, password } as const;
  const verification = await verifySignIn(database.kysely, attempt, { clock, masterKey, hasher: parts.hasher });
  if (verification.kind === "tooMany") throw tooManyAttempts(verification.retryAfterSeconds);
  const user = verification.kind === "verified" ? verification.matches[0] : undefined;
  if (user === undefined) throw signInFailed();
  return user;
}

/** 429 with the time to wait. */
export function tooManyAttempts(retryAfterSeconds: number): ApiFault {
  const minutes = Math.ceil(retryAfterSeconds / 60);
  return new ApiFault(
    429,
    "tooManyAttempts",
    `Too many attempts for this e-mail. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}, or reset the password.`,
    { headers: { "Retry-After": String(retryAfterSeconds) } },
  );
}

function signInFailed(): ApiFault {
  return new ApiFault(
    401,
    "signInFailed",
    "The e-mail or password is wrong, or the user is deactivated. Check both, or reset the password.",
  );
}

async function readMe(parts: ApiParts, viewer: Viewer): Promise<Me> {
  return parts.config.database.inAccount(viewer.accountId, async (trx) => {
    const user = await findUser(trx, viewer.accountId, viewer.userId);
    if (user === undefined) throw signInFailed();
    return { user, account: await readAccount(trx, parts, viewer.accountId) };
  });
}
