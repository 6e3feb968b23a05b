/** `/api/lockstep/v1/import-safeguard` and `/apps/{id}/import-safeguard`: how much an import may take away without a person. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { requireApp } from "../../domain/apps.ts";
import { readSafeguard, writeAppSafeguard, writeSafeguard } from "../../domain/import-safeguard.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const ACCOUNTS_MAX = 100_000_000;
const limitSchema = z.strictObject({
  status: z.enum(["ENABLED", "DISABLED"]).exactOptional(),
  percent: z.number().min(0).max(100).exactOptional(),
  from: z.number().int().min(1).max(ACCOUNTS_MAX).exactOptional(),
});
const directorySchema = z.strictObject({ app: limitSchema.exactOptional(), directory: limitSchema.exactOptional() });
const appSchema = z.strictObject({ app: limitSchema.nullable() });

/** Routes below `/api/lockstep/v1/import-safeguard`. */
export function importSafeguardRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/", async (context) => context.json(await readSafeguard(deps.database.kysely)));
  routes.put("/", async (context) => {
    const change = await readJson(context, directorySchema);
    return context.json(await writeSafeguard(actOf(deps, context), change));
  });
  return routes;
}

/** Routes below `/api/lockstep/v1/apps/{appId}/import-safeguard`. */
export function appImportSafeguardRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);
  routes.get("/", async (context) =>
    context.json(await readSafeguard(deps.database.kysely, (await appOf(context)).id)),
  );
  routes.put("/", async (context) => {
    const { app: change } = await readJson(context, appSchema);
    return context.json(await writeAppSafeguard(actOf(deps, context), (await appOf(context)).id, change));
  });
  return routes;
}
