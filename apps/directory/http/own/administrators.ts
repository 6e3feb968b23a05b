/** `/api/lockstep/v1/administrators`: who administers the directory, with which role; their sessions. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Administrator, NewAdministrator } from "../../contract.ts";
import { actorOf } from "../../domain/access.ts";
import {
  type AdministratorRow,
  changeAdministrator,
  inviteAdministrator,
  listAdministrators,
  renewInvitation,
  requireAdministrator,
  setAdministratorStatus,
} from "../../domain/administrators.ts";
import { listSessions, revokeSession, revokeSessions } from "../../domain/console-sessions.ts";
import { ADMINISTRATOR_ROLES } from "../../domain/roles/role.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { ADMINISTRATOR_PAGE } from "../password-page.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";
import { tokenNameSchema } from "../token-name.ts";
import { renderSession } from "./sessions.ts";

const LOGIN_LENGTH_MAX = 200;
const appIdsSchema = z.array(z.string().max(100)).max(1000).nullish();
const roleSchema = z.enum(ADMINISTRATOR_ROLES);
const newSchema = z.object({
  login: z
    .string()
    .trim()
    .max(LOGIN_LENGTH_MAX, `Must be at most ${LOGIN_LENGTH_MAX} characters long`)
    .regex(/^[^\s@]+@[^\s@]+$/, "Must be an e-mail address"),
  name: tokenNameSchema,
  role: roleSchema,
  appIds: appIdsSchema,
});
const changeSchema = z.object({
  name: tokenNameSchema.optional(),
  role: roleSchema.optional(),
  appIds: appIdsSchema,
});

/** Routes below `/api/lockstep/v1/administrators`. */
export function administratorRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const linkOf = (token: string) => `${deps.publicBaseUrl()}/${ADMINISTRATOR_PAGE}/${token}`;

  routes.get("/", async (context) => context.json({ items: (await listAdministrators(db)).map(render) }));

  routes.post("/", async (context) => {
    const { row, token } = await inviteAdministrator(actOf(deps, context), await readJson(context, newSchema));
    const body: NewAdministrator = { ...render(row), invitationUrl: linkOf(token) };
    return context.json(body, 201);
  });

  routes.get("/:id", async (context) => context.json(render(await requireAdministrator(db, context.req.param("id")))));

  routes.put("/:id", async (context) => {
    const change = await readJson(context, changeSchema);
    return context.json(render(await changeAdministrator(actOf(deps, context), context.req.param("id"), change)));
  });

  routes.post("/:id/invite", async (context) =>
    context.json({ invitationUrl: linkOf(await renewInvitation(actOf(deps, context), context.req.param("id"))) }),
  );

  for (const [verb, status] of [["activate", "ACTIVE"] as const, ["deactivate", "INACTIVE"] as const]) {
    routes.post(`/:id/${verb}`, async (context) =>
      context.json(render(await setAdministratorStatus(actOf(deps, context), context.req.param("id"), status))),
    );
  }
  addSessionRoutes(deps, routes);
  return routes;
}

function addSessionRoutes(deps: HttpDeps, routes: Hono<Env>): void {
  const partyOf = async (context: Context<Env>) =>
    actorOf(await requireAdministrator(deps.database.kysely, context.req.param("id") ?? ""));

  routes.get("/:id/sessions", async (context) => {
    const sessions = await listSessions(deps, (await partyOf(context)).id);
    const current = context.get("caller").sessionId;
    return context.json({ items: sessions.map((session) => renderSession(session, current)) });
  });

  routes.delete("/:id/sessions", async (context) =>
    context.json({ count: await revokeSessions(actOf(deps, context), { party: await partyOf(context) }) }),
  );

  routes.delete("/:id/sessions/:sessionId", async (context) => {
    const party = await partyOf(context);
    await revokeSession(actOf(deps, context), { party, sessionId: context.req.param("sessionId") });
    return context.body(null, 204);
  });
}

function render(row: AdministratorRow): Administrator {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    role: row.role,
    appIds: row.appIds,
    status: row.status === "ACTIVE" && !row.has_password ? "INVITED" : row.status,
    created: toInstant(row.created_at),
    lastSignIn: toInstantOrNull(row.last_sign_in_at),
  };
}
