/** `/api/lockstep/v1/profile-sources` and `/people/{id}/sources`: which apps source people, in which order, and what of one person. */
import type { AppId } from "@lockstep/ports";
import { Hono } from "hono";
import { z } from "zod";
import { findPerson } from "../../domain/person-row.ts";
import { findSources } from "../../domain/person-sources.ts";
import { listProfileSources, orderProfileSources } from "../../domain/profile-sources.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const orderSchema = z.object({ appIds: z.array(z.string().max(50)).max(1_000) });

/** Routes below `/api/lockstep/v1/profile-sources`. */
export function profileSourceRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/", async (context) => context.json({ items: await listProfileSources(deps.database.kysely) }));

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
    return context.json({ items: await findSources(deps.database.kysely, person.id) });
  });
  return routes;
}
