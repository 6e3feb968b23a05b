/** What the routes are given, and what a request carries once it is authenticated. */
import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import type { Act } from "../domain/act.ts";
import type { LogParty } from "../domain/tables.ts";

/** The outside world of the routes. */
export interface HttpDeps extends Deps {
  /** Public base URL without trailing slash. */
  readonly publicBaseUrl: () => string;
  readonly supportUrl: string;
  readonly pricingUrl: string;
  readonly guideUrl: string;
}

/** How the caller was recognised. */
export interface Caller {
  readonly actor: LogParty;
  readonly administratorId: string;
  readonly via: "token" | "session";
}

/** Hono's environment of the API. */
export interface Env {
  Variables: { caller: Caller };
}

/** The outside world together with the caller, for rules that change something. */
export function actOf(deps: HttpDeps, context: Context<Env>): Act {
  return { ...deps, actor: context.get("caller").actor };
}
