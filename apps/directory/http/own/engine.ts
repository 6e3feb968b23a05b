/** How the engine works an app, below `/api/lockstep/v1/apps/{appId}`: `target-switches` and `engine`. */
import { dialectOf, findDialectName, SWITCHES } from "@lockstep/engine";
import type { AppId } from "@lockstep/ports";
import type { Json } from "@lockstep/scim";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { TargetSwitchesView } from "../../contract.ts";
import { engineSettings, replaceSwitches, updateEngine } from "../../domain/app-engine.ts";
import { type AppRow, requireApp } from "../../domain/apps.ts";
import { loadPassports } from "../../provisioning/passport/passport-rows.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const switchesSchema = z.object({ switches: z.record(z.string(), z.unknown()) });
const engineSchema = z.object({
  suspendedPeople: z.enum(["IGNORE", "DEACTIVATE"]).optional(),
  goneAccounts: z.enum(["RECREATE", "ASK"]).optional(),
  rate: z.object({ requests: z.int().min(1).max(1_000_000), per: z.enum(["SECOND", "MINUTE", "HOUR"]) }).nullish(),
  concurrencyMax: z.int().min(1).max(64).nullish(),
  password: z.object({ length: z.int().optional(), alphabet: z.string().max(200).optional() }).optional(),
});

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function engineRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/target-switches", async (context) => context.json(await viewOf(deps, await appOf(context))));

  routes.put("/target-switches", async (context) => {
    const { switches } = await readJson(context, switchesSchema);
    const app = await appOf(context);
    await replaceSwitches(actOf(deps, context), app.id, switches as Json);
    return context.json(await viewOf(deps, await appOf(context)));
  });

  routes.get("/engine", async (context) => context.json(engineSettings(await appOf(context))));

  routes.put("/engine", async (context) => {
    const change = await readJson(context, engineSchema);
    const app = await appOf(context);
    return context.json(engineSettings(await updateEngine(actOf(deps, context), app.id, change)));
  });
  return routes;
}

async function viewOf(deps: HttpDeps, app: AppRow): Promise<TargetSwitchesView> {
  const [latest] = await loadPassports(deps.database.kysely, app.id);
  const passport = latest?.base_url === app.base_url ? latest?.passport : undefined;
  const { name, ...effective } = dialectOf(findDialectName(app.dialect) ?? "rfc", app.target_switches, passport);
  return {
    dialect: name,
    switches: { ...app.target_switches },
    effective: { ...effective },
    known: SWITCHES.map(({ name: known, kind, meaning, neededBy }) => ({ name: known, kind, meaning, neededBy })),
  };
}
