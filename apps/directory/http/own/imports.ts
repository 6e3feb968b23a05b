/** `/api/lockstep/v1/apps/{id}/imports`: reading people from the app. What becomes of them is in import-rows.ts. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { type Selectable, sql } from "kysely";
import type { ImportRun } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError, notFound } from "../../domain/error.ts";
import { requireProvisioning } from "../../domain/features.ts";
import type { ImportRunTable } from "../../domain/import-run-tables.ts";
import { cancelImport, startImport } from "../../provisioning/index.ts";
import type { Env, HttpDeps } from "../env.ts";
import { renderImportRun } from "../render/import-run.ts";

const RUNS_SHOWN = 50;

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function importRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.post("/imports", async (context) => {
    const app = requireProvisioning(await appOf(context));
    const now = new Date(deps.clock.now());
    const id = await deps.database.transaction((trx) =>
      startImport(trx, deps.random, { appId: app.id, trigger: "MANUAL", now }),
    );
    if (id === undefined) {
      throw new DirectoryError("E0000195", {
        causes: ["An import of this app is running already: wait for it, or cancel it."],
      });
    }
    return context.json(await requireRun(deps, app.id, id), 202);
  });

  routes.get("/imports", async (context) => {
    const app = await appOf(context);
    const { rows } = await sql<Selectable<ImportRunTable>>`
      select * from import_run where app_id = ${app.id} order by created_at desc, id limit ${RUNS_SHOWN}`.execute(
      deps.database.kysely,
    );
    return context.json({ items: rows.map((run) => renderImportRun(run, deps.clock.now())) });
  });

  routes.get("/imports/:runId", async (context) => {
    return context.json(await requireRun(deps, (await appOf(context)).id, context.req.param("runId")));
  });

  routes.post("/imports/:runId/cancel", async (context) => {
    const app = await appOf(context);
    const run = await requireRun(deps, app.id, context.req.param("runId"));
    const now = new Date(deps.clock.now());
    const isCancelled = await deps.database.transaction((trx) => cancelImport(trx, run.id, now));
    if (!isCancelled) throw new DirectoryError("E0000107", { causes: ["The import has ended already."] });
    return context.json(await requireRun(deps, app.id, run.id));
  });

  return routes;
}

async function requireRun(deps: HttpDeps, appId: AppId, id: string): Promise<ImportRun> {
  const { rows } = await sql<Selectable<ImportRunTable>>`
    select * from import_run where app_id = ${appId} and id = ${id}`.execute(deps.database.kysely);
  if (rows[0] === undefined) throw notFound(id, "ImportRun");
  return renderImportRun(rows[0], deps.clock.now());
}
