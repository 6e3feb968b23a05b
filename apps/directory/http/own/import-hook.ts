/** `/api/lockstep/v1/apps/{id}/import-hook`: the customer's endpoint that is asked about each imported account. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { requireApp } from "../../domain/apps.ts";
import { invalidField, notFound } from "../../domain/error.ts";
import {
  deleteImportHook,
  findImportHook,
  openImportHook,
  putImportHook,
  renewHookSecret,
  requireHookUrl,
} from "../../domain/import-hook.ts";
import { tryHook } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { optionalText, readJson } from "../read-body.ts";

const hookSchema = z.object({
  url: z.string().min(1, "The field cannot be left blank").max(2_000),
  enabled: z.boolean().default(true),
});
const testSchema = z.object({ url: optionalText });

/** Routes below `/api/lockstep/v1/apps/{appId}/import-hook`. */
export function importHookRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);

  routes.get("/", async (context) => {
    const app = await appOf(context);
    const hook = await findImportHook(db, app.id);
    if (hook === undefined) throw notFound(app.id, "ImportHook");
    return context.json(hook);
  });

  routes.put("/", async (context) => {
    const input = await readJson(context, hookSchema);
    const app = await appOf(context);
    return context.json(await putImportHook(actOf(deps, context), app.id, input));
  });

  routes.delete("/", async (context) => {
    await deleteImportHook(actOf(deps, context), (await appOf(context)).id);
    return context.body(null, 204);
  });

  routes.post("/secret", async (context) =>
    context.json(await renewHookSecret(actOf(deps, context), (await appOf(context)).id)),
  );

  routes.post("/test", async (context) => {
    const { url } = await readJson(context, testSchema);
    const app = await appOf(context);
    const stored = await openImportHook(db, deps.masterKey, app.id);
    const address = url ?? stored?.url;
    if (address === undefined)
      throw invalidField("url", "There is no hook that is switched on: give the address to be tried");
    // Another address is no holder of the secret: what it is asked must not pass for a question to the hook.
    const secret = address === stored?.url ? stored.secret : undefined;
    return context.json(await tryHook(deps, app.id, { url: requireHookUrl(deps, address), secret }));
  });
  return routes;
}
