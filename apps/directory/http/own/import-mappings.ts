/** `/api/lockstep/v1/apps/{id}/import-mappings`: what an app's users are worth as people. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { requireApp } from "../../domain/apps.ts";
import { listImportMappings, replaceImportMappings } from "../../domain/import-mappings.ts";
import { rematchFew } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const MAPPINGS_MAX = 200;

const bodySchema = z.object({
  items: z
    .array(
      z.object({
        attribute: z.string().min(1, "The field cannot be left blank").max(255, "Must be at most 255 characters long"),
        expression: z.string().max(1024, "Must be at most 1024 characters long"),
      }),
    )
    .max(MAPPINGS_MAX),
});

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function importMappingRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/import-mappings", async (context) => {
    return context.json({ items: await listImportMappings(deps.database.kysely, (await appOf(context)).id) });
  });

  routes.put("/import-mappings", async (context) => {
    const { items } = await readJson(context, bodySchema);
    const app = await appOf(context);
    const act = actOf(deps, context);
    const stored = await replaceImportMappings(act, app.id, items);
    await rematchFew(act, app.id);
    return context.json({ items: stored });
  });
  return routes;
}
