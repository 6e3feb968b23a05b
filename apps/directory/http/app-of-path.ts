import type { AppId } from "@lockstep/ports";
import type { Context } from "hono";
import { type AppRow, requireApp } from "../domain/apps.ts";
import type { Env, HttpDeps } from "./env.ts";

/** The app that `:appId` of the path names, or 404. */
export function appOf(deps: HttpDeps, context: Context<Env>): Promise<AppRow> {
  return requireApp(deps.database.kysely, context.req.param("appId") as AppId);
}
