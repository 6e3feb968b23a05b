/** `/api/lockstep/v1/apps/{id}/drift`: whether pushed groups are in the app what they were made there, and their repair. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { requireApp } from "../../domain/apps.ts";
import { invalidField } from "../../domain/error.ts";
import {
  applyRepair,
  cancelDriftCheck,
  driftSettings,
  listDriftChecks,
  listFindings,
  planRepair,
  requireDriftCheck,
  startDriftCheck,
  updateDriftSettings,
} from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { readJson } from "../read-body.ts";
import { renderDriftCheck, renderFinding } from "../render/drift.ts";

const LIMITS = { byDefault: 100, max: 500 };
const STATES = ["IN_SYNC", "DRIFTED", "DELETED", "RECREATED", "UNKNOWN"];
const REQUESTS_MAX = 1_000_000;

const settingsSchema = z.strictObject({
  schedule: z.string().max(100).optional(),
  timeZone: z.string().max(100).optional(),
  foreignMembers: z.enum(["KEEP", "REMOVE"]).optional(),
});
const checkSchema = z.strictObject({
  pushGroupId: z.string().max(100).nullish(),
  requestsMax: z.int().min(1).max(REQUESTS_MAX).nullish(),
});
const repairSchema = z.strictObject({ plan: z.string().max(200) });

/** Routes below `/api/lockstep/v1/apps/{appId}/drift`. */
export function driftRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);

  routes.get("/settings", async (context) => context.json(driftSettings(await appOf(context))));
  routes.put("/settings", async (context) => {
    const change = await readJson(context, settingsSchema);
    const app = await appOf(context);
    return context.json(driftSettings(await updateDriftSettings(actOf(deps, context), app.id, change)));
  });

  routes.get("/checks", async (context) => {
    const rows = await listDriftChecks(db, (await appOf(context)).id);
    return context.json({ items: rows.map(renderDriftCheck) });
  });
  routes.post("/checks", async (context) => {
    const { pushGroupId, requestsMax } = await readJson(context, checkSchema);
    const input = {
      appId: (await appOf(context)).id,
      pushGroupId: pushGroupId ?? undefined,
      requestsMax: requestsMax ?? undefined,
    };
    return context.json(renderDriftCheck(await startDriftCheck(actOf(deps, context), input)), 202);
  });
  routes.get("/checks/:checkId", async (context) => {
    const { id } = await appOf(context);
    return context.json(renderDriftCheck(await requireDriftCheck(db, id, context.req.param("checkId"))));
  });
  routes.post("/checks/:checkId/cancel", async (context) => {
    const { id } = await appOf(context);
    return context.json(
      renderDriftCheck(await cancelDriftCheck(actOf(deps, context), id, context.req.param("checkId"))),
    );
  });

  routes.get("/groups", async (context) => {
    const state = context.req.query("state") || null;
    if (state !== null && !STATES.includes(state)) throw invalidField("state", `Must be one of ${STATES.join(", ")}`);
    const page = readPage(context, LIMITS);
    const filter = { appId: (await appOf(context)).id, state, pushGroupId: context.req.query("pushGroupId") || null };
    const cut = cutPage(await listFindings(db, filter, page), page, (row) => ({
      key: row.group_name,
      id: row.push_group_id,
    }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    return context.json({ items: cut.rows.map(renderFinding) });
  });
  routes.get("/groups/:pushId/repair", async (context) => {
    const { id: appId } = await appOf(context);
    return context.json(await planRepair(deps, { appId, id: context.req.param("pushId") }));
  });
  routes.post("/groups/:pushId/repair", async (context) => {
    const { plan } = await readJson(context, repairSchema);
    const { id: appId } = await appOf(context);
    return context.json(await applyRepair(actOf(deps, context), { appId, id: context.req.param("pushId") }, plan), 202);
  });
  return routes;
}
