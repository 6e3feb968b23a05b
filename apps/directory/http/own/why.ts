/** Why, and why not: below `/api/lockstep/v1/apps/{id}`. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { requireApp } from "../../domain/apps.ts";
import { whyMember, whyUser } from "../../provisioning/index.ts";
import { type Env, type HttpDeps, wordsOf } from "../env.ts";

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function whyRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/users/:personId/why", async (context) =>
    context.json(
      await whyUser(deps, await appOf(context), { asked: context.req.param("personId"), words: wordsOf(context) }),
    ),
  );

  routes.get("/group-push/mappings/:mappingId/members/:personId/why", async (context) => {
    const of = {
      mappingId: context.req.param("mappingId"),
      asked: context.req.param("personId"),
      words: wordsOf(context),
    };
    return context.json(await whyMember(deps, await appOf(context), of));
  });
  return routes;
}
