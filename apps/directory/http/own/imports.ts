/** `/api/lockstep/v1/apps/{id}/imports`: reading people from the app. What becomes of them is in import-rows.ts. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { ImportRemoval, ImportRun } from "../../contract.ts";
import { type AppRow, requireApp } from "../../domain/apps.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import { requireProvisioning } from "../../domain/features.ts";
import type { ImportMode } from "../../domain/import-run-tables.ts";
import {
  approveImport,
  cancelImport,
  listRemovals,
  listRuns,
  REMOVAL_STATES,
  type RemovalRow,
  requireRun,
  startImport,
} from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { beforeCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { readJson } from "../read-body.ts";
import { renderImportRun } from "../render/import-run.ts";
import { appImportSafeguardRoutes } from "./import-safeguard.ts";
import { importedGroupRoutes } from "./imported-groups.ts";

const RUNS_PER_PAGE = { byDefault: 50, max: 200 };
const REMOVALS_PER_PAGE = { byDefault: 100, max: 1_000 };

const startSchema = z.strictObject({
  mode: z.enum(["FULL", "INCREMENTAL", "GROUPS"]).optional(),
  preview: z.boolean().optional(),
});

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function importRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);
  const idsOf = async (context: Context<Env>) => ({
    appId: (await appOf(context)).id,
    runId: context.req.param("runId") ?? "",
  });
  const runOf = async (context: Context<Env>) => await requireRun(db, await idsOf(context));

  routes.route("/import-safeguard", appImportSafeguardRoutes(deps));
  routes.route("/app-groups", importedGroupRoutes(deps));

  routes.post("/imports", async (context) => {
    const { mode = "FULL", preview } = await readJson(context, startSchema);
    if (preview === true && mode === "GROUPS")
      throw invalidField("preview", "Groups are only looked at anyway: import them without a preview");
    return context.json(await start(deps, context, { app: await appOf(context), mode, isPreview: preview }), 202);
  });

  routes.post("/app-groups/refresh", async (context) =>
    context.json(await start(deps, context, { app: await appOf(context), mode: "GROUPS" }), 202),
  );

  routes.get("/imports", async (context) => {
    const page = readPage(context, RUNS_PER_PAGE);
    const app = await appOf(context);
    const runs = await listRuns(db, {
      appId: app.id,
      beyond: beforeCreation("import_run", page.after),
      limit: page.limit + 1,
    });
    const cut = cutPage(runs, page, (run) => ({ key: run.created_key, id: run.id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    return context.json({ items: cut.rows.map(renderImportRun) });
  });

  routes.get("/imports/:runId", async (context) => context.json(renderImportRun(await runOf(context))));

  routes.post("/imports/:runId/cancel", async (context) =>
    context.json(renderImportRun(await cancelImport(actOf(deps, context), await idsOf(context)))),
  );

  routes.post("/imports/:runId/approve", async (context) =>
    context.json(renderImportRun(await approveImport(actOf(deps, context), await idsOf(context)))),
  );

  routes.get("/imports/:runId/removals", async (context) => {
    const page = readPage(context, REMOVALS_PER_PAGE);
    const asked = context.req.query("state") || undefined;
    const state = REMOVAL_STATES.find((known) => known === asked);
    if (asked !== undefined && state === undefined)
      throw invalidField("state", `Must be one of ${REMOVAL_STATES.join(", ")}`);
    const run = await runOf(context);
    const found = await listRemovals(db, { runId: run.id, state, after: page.after?.id ?? "", limit: page.limit + 1 });
    const cut = cutPage(found, page, (row) => ({ key: "", id: row.app_user_id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    return context.json({ items: cut.rows.map(renderRemoval) });
  });

  return routes;
}

async function start(
  deps: HttpDeps,
  context: Context<Env>,
  {
    app,
    mode,
    isPreview,
  }: { readonly app: AppRow; readonly mode: ImportMode; readonly isPreview?: boolean | undefined },
): Promise<ImportRun> {
  requireProvisioning(app);
  const act = actOf(deps, context);
  return await deps.database.transaction(async (trx) => {
    const runId = await startImport(trx, act, { appId: app.id, trigger: "MANUAL", mode, isPreview });
    if (runId !== undefined) return renderImportRun(await requireRun(trx, { appId: app.id, runId }));
    throw new DirectoryError("E0000195", {
      causes: ["An import of this app has not ended yet: wait for it, approve it when it is held, or cancel it."],
    });
  });
}

function renderRemoval(row: RemovalRow): ImportRemoval {
  return {
    externalId: row.external_id,
    cause: row.cause,
    state: row.state,
    detail: row.detail,
    userName: row.user_name,
    person: { id: row.person_id, login: row.login, displayName: row.display_name || row.login },
  };
}
