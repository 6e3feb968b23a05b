/** `/api/lockstep/v1/profile-sources` and `/people/{id}/sources`: which apps source people, in which order, and what of one person. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { findPerson } from "../../domain/person-row.ts";
import { findSources } from "../../domain/person-sources.ts";
import { listProfileSources, orderProfileSources } from "../../domain/profile-sources.ts";
import { appLimitOf } from "../authorise.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const orderSchema = z.object({ appIds: z.array(z.string().max(50)).max(1_000) });

/** Routes below `/api/lockstep/v1/profile-sources`. */
export function profileSourceRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/", async (context) => {
    const sources = await listProfileSources(deps.database.kysely);
    return context.json({ items: withinLimit(context, sources, ({ id }) => id) });
  });

  routes.put("/", async (context) => {
    const { appIds } = await readJson(context, orderSchema);
    return context.json({ items: await orderProfileSources(actOf(deps, context), appIds as AppId[]) });
  });
  return routes;
}

/** Routes below `/api/lockstep/v1/people`. */
export function personSourceRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/:personId/sources", async (context) => {
    const person = await findPerson(deps.database.kysely, context.req.param("personId"));
    const sources = await findSources(deps.database.kysely, person.id);
    return context.json({ items: withinLimit(context, sources, ({ app }) => app.id) });
  });
  return routes;
}

/** What belongs to the apps that the caller sees. */
function withinLimit<Item>(
  context: Context<Env>,
  items: readonly Item[],
  appIdOf: (item: Item) => string,
): readonly Item[] {
  const limit = appLimitOf(context);
  return items.filter((item) => limit === null || limit.includes(appIdOf(item)));
}
