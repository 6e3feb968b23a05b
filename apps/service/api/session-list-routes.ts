/** Sessions as a list: one's own, and for administrators those of a user. */
import { type Context, Hono } from "hono";
import { writeAudit } from "../domain/audit.ts";
import { listSessions, revokeSession } from "../domain/session.ts";
import { endSessions } from "../domain/sign-in.ts";
import { findUser } from "../domain/user.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { notFound, readId } from "./read-input.ts";
import { requireAdministrator, requireRightOver } from "./rights.ts";

export function sessionListRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config } = parts;
  const routes = new Hono<ApiEnv>();
  routes.get("/me/sessions", async (context) => {
    const { viewer, sessionId: currentId } = context.var;
    const items = await config.database.inAccount(viewer.accountId, (trx) =>
      listSessions(trx, viewer, { currentId, now: config.clock.now() }),
    );
    return context.json({ items });
  });
  routes.delete("/me/sessions/:id", async (context) => {
    const { viewer } = context.var;
    const id = readId(context, "session");
    await config.database.inAccount(viewer.accountId, async (trx) => {
      if (!(await revokeSession(trx, viewer, id))) throw notFound("session");
      await audit(trx, context, { parts, subjectId: viewer.userId });
    });
    return context.body(null, 204);
  });
  return userSessionRoutes(parts, routes);
}

function userSessionRoutes(parts: ApiParts, routes: Hono<ApiEnv>): Hono<ApiEnv> {
  const { config } = parts;
  routes.get("/users/:id/sessions", async (context) => {
    const { viewer, sessionId: currentId } = context.var;
    const items = await config.database.inAccount(viewer.accountId, async (trx) => {
      const userId = await requireRightOverUser(context, trx);
      const user = { accountId: viewer.accountId, userId };
      return listSessions(trx, user, { currentId, now: config.clock.now() });
    });
    return context.json({ items });
  });
  routes.delete("/users/:id/sessions", async (context) => {
    const { accountId } = context.var.viewer;
    await config.database.inAccount(accountId, async (trx) => {
      const userId = await requireRightOverUser(context, trx);
      await endSessions(trx, { accountId, userId });
      await audit(trx, context, { parts, subjectId: userId });
    });
    return context.body(null, 204);
  });
  return routes;
}

async function requireRightOverUser(context: Context<ApiEnv>, trx: QueryExecutorProvider): Promise<string> {
  const { viewer } = context.var;
  requireAdministrator(viewer);
  const id = readId(context, "user");
  const user = await findUser(trx, viewer.accountId, id);
  if (user === undefined) throw notFound("user");
  requireRightOver(viewer, user.roles);
  return id;
}

async function audit(
  trx: QueryExecutorProvider,
  context: Context<ApiEnv>,
  { parts, subjectId }: { readonly parts: ApiParts; readonly subjectId: string },
): Promise<void> {
  const { viewer, traceId } = context.var;
  const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, subjectId, traceId };
  await writeAudit(trx, { ...entry, action: "session.revoked" }, parts.config);
}
