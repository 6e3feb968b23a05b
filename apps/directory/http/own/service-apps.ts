/** `/api/lockstep/v1/service-apps`: OAuth clients that act by themselves. Only administrators reach it, never a service app. */
import { Hono } from "hono";
import { z } from "zod";
import type { NewServiceApp, ServiceApp } from "../../contract.ts";
import {
  createServiceApp,
  deleteServiceApp,
  listServiceApps,
  renewSecret,
  requireServiceApp,
  type ServiceAppRow,
  updateServiceApp,
} from "../../domain/service-apps.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";
import { tokenNameSchema } from "../token-name.ts";

const keysSchema = z.object({ keys: z.array(z.unknown()).max(100) });
const scopesSchema = z.array(z.string().max(100)).max(100);
const createSchema = z.object({
  name: tokenNameSchema,
  scopes: scopesSchema,
  jwks: keysSchema.optional(),
  withSecret: z.boolean().optional(),
});
const changeSchema = z.object({
  name: tokenNameSchema.optional(),
  scopes: scopesSchema.optional(),
  jwks: keysSchema.optional(),
  status: z.enum(["ACTIVE", "INACTIVE"]).optional(),
});

/** Routes below `/api/lockstep/v1/service-apps`. */
export function serviceAppRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) =>
    context.json({ items: (await listServiceApps(deps.database.kysely)).map(renderServiceApp) }),
  );

  routes.post("/", async (context) => {
    const { name, scopes, jwks, withSecret } = await readJson(context, createSchema);
    const { row, secret } = await createServiceApp(actOf(deps, context), context.get("caller").administratorId, {
      name,
      scopes,
      keys: jwks?.keys,
      withSecret: withSecret === true,
    });
    const body: NewServiceApp = { ...renderServiceApp(row), clientSecret: secret ?? null };
    return context.json(body);
  });

  routes.get("/:id", async (context) =>
    context.json(renderServiceApp(await requireServiceApp(deps.database.kysely, context.req.param("id")))),
  );

  routes.put("/:id", async (context) => {
    const { jwks, ...rest } = await readJson(context, changeSchema);
    const settings = { ...rest, keys: jwks?.keys };
    return context.json(
      renderServiceApp(await updateServiceApp(actOf(deps, context), context.req.param("id"), settings)),
    );
  });

  routes.post("/:id/secret", async (context) => {
    return context.json({ clientSecret: await renewSecret(actOf(deps, context), context.req.param("id")) });
  });

  routes.delete("/:id", async (context) => {
    await deleteServiceApp(actOf(deps, context), context.req.param("id"));
    return context.body(null, 204);
  });
  return routes;
}

function renderServiceApp(row: ServiceAppRow): ServiceApp {
  return {
    clientId: row.id,
    name: row.name,
    status: row.status,
    scopes: row.scopes,
    jwks: { keys: row.keys },
    hasSecret: row.has_secret,
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
    lastUsed: toInstantOrNull(row.last_used_at),
  };
}
