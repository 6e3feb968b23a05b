/** `/api/lockstep/v1/sessions`: the caller's own sessions of the console. */
import { Hono } from "hono";
import type { ListedSession } from "../../contract.ts";
import {
  listSessions,
  revokeSession,
  revokeSessions,
  type ListedSession as SessionRow,
} from "../../domain/console-sessions.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { toInstant } from "../render/instant.ts";

/** Routes below `/api/lockstep/v1/sessions`. */
export function ownSessionRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => {
    const { administratorId, sessionId } = context.get("caller");
    const sessions = await listSessions(deps, administratorId);
    return context.json({ items: sessions.map((session) => renderSession(session, sessionId)) });
  });

  routes.delete("/", async (context) => {
    const { actor, sessionId } = context.get("caller");
    return context.json({ count: await revokeSessions(actOf(deps, context), { party: actor, keptId: sessionId }) });
  });

  routes.delete("/:id", async (context) => {
    const { actor } = context.get("caller");
    await revokeSession(actOf(deps, context), { party: actor, sessionId: context.req.param("id") });
    return context.body(null, 204);
  });
  return routes;
}

/** A session of a list; `currentId` is the one that asks. */
export function renderSession(session: SessionRow, currentId: string | undefined): ListedSession {
  return {
    id: session.id,
    isCurrent: session.id === currentId,
    userAgent: session.user_agent,
    created: toInstant(session.created_at),
    lastUsed: toInstant(session.last_used_at),
    expiresAt: toInstant(session.expires_at),
  };
}
