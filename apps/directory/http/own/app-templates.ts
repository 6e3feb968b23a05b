/** `/api/lockstep/v1/app-templates`: what apps can be made from. */
import { Hono } from "hono";
import { APP_TEMPLATES } from "../../domain/app-templates.ts";
import type { Env } from "../env.ts";

/** Routes below `/api/lockstep/v1/app-templates`. */
export function appTemplateRoutes(): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/", (context) => context.json({ items: APP_TEMPLATES }));
  return routes;
}
