/** What an administrator's role reaches: asked for every call, before its route. What no rule allows is refused. */
import type { Context, MiddlewareHandler } from "hono";
import { sql } from "kysely";
import { DirectoryError } from "../domain/error.ts";
import type { AppLimit } from "../domain/roles/app-limit.ts";
import { appInPath, type Reach, reachOf } from "../domain/roles/reach.ts";
import type { Env, HttpDeps } from "./env.ts";

/** Refuses with E0000006 what the caller's role does not reach. Service apps are held by their scopes instead. */
export function authorise(deps: HttpDeps): MiddlewareHandler<Env> {
  return async (context, next) => {
    const rights = context.get("caller")?.rights;
    if (rights !== undefined) {
      const { method, path } = context.req;
      const reach = reachOf(rights, { method, path });
      if (!reach.allowed) throw refusal();
      if (reach.app !== undefined) await requireOwnApp(deps, context, reach.app);
    }
    return await next();
  };
}

/** The only apps that the caller is shown; null = all. For routes that list what belongs to several apps. */
export function appLimitOf(context: Context<Env>): AppLimit {
  return context.get("caller").rights?.appIds ?? null;
}

/** For routes whose body names the app. Nothing named: every app, which a limited administrator cannot mean. */
export function requireAppReach(context: Context<Env>, appId: string | undefined): void {
  const limit = appLimitOf(context);
  if (limit === null || (appId !== undefined && limit.includes(appId))) return;
  throw refusal("Your role is limited to some apps. Name one of them.");
}

/** Where a request that is allowed names its app. */
type NamedAt = NonNullable<Extract<Reach, { allowed: true }>["app"]>;

async function requireOwnApp(deps: HttpDeps, context: Context<Env>, place: NamedAt): Promise<void> {
  // The route reads the body itself, and asks then.
  if (place === "body") return;
  const { path } = context.req;
  const isElsewhere = place === "task" || place === "hold";
  requireAppReach(context, isElsewhere ? await findAppOf(deps, place, path) : appInPath(path));
}

/** The app of a task or hold; undefined when there is none of that name. */
async function findAppOf(deps: HttpDeps, place: "task" | "hold", path: string): Promise<string | undefined> {
  const id = /\/(?:tasks|holds)\/([^/]+)/.exec(path)?.[1] ?? "";
  const table = sql.table(place === "task" ? "task" : "budget_hold");
  const { rows } = await sql<{ app_id: string }>`select app_id from ${table} where id = ${id}`.execute(
    deps.database.kysely,
  );
  return rows[0]?.app_id;
}

function refusal(cause = "Your role does not allow this."): DirectoryError {
  return new DirectoryError("E0000006", { causes: [cause] });
}
