/** `/api/lockstep/v1/saved-views`: searches that the caller kept. */
import { Hono } from "hono";
import { z } from "zod";
import type { SavedView } from "../../contract.ts";
import { deleteView, listSavedViews, saveView } from "../../domain/saved-views.ts";
import type { Env, HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { tokenNameSchema } from "../token-name.ts";

const PARAMETERS_MAX = 20;
const viewSchema = z.object({
  page: z.enum(["systemLog", "people"]),
  name: tokenNameSchema,
  search: z
    .record(z.string().max(50), z.string().max(2000))
    .refine((search) => Object.keys(search).length <= PARAMETERS_MAX, `At most ${PARAMETERS_MAX} parameters`),
});

/** Routes below `/api/lockstep/v1/saved-views`. */
export function savedViewRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/", async (context) => {
    const items: readonly SavedView[] = await listSavedViews(deps, context.get("caller").administratorId);
    return context.json({ items });
  });

  routes.post("/", async (context) => {
    const view = await readJson(context, viewSchema);
    const saved: SavedView = await saveView(deps, context.get("caller").administratorId, view);
    return context.json(saved, 201);
  });

  routes.delete("/:id", async (context) => {
    await deleteView(deps, context.get("caller").administratorId, context.req.param("id"));
    return context.body(null, 204);
  });
  return routes;
}
