/** `/api/lockstep/v1/apps/{id}/imports` and `/import-rows`: reading people from the app, and what becomes of them. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { type Selectable, sql } from "kysely";
import { z } from "zod";
import type { ImportRow, ImportRun } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError, invalidField, notFound } from "../../domain/error.ts";
import { requireProvisioning } from "../../domain/features.ts";
import type { ImportRunTable } from "../../domain/import-run-tables.ts";
import type { ImportRowTable } from "../../domain/tables.ts";
import { cancelImport, confirmImportRows, startImport } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { renderImportRun } from "../render/import-run.ts";

const RUNS_SHOWN = 50;
const ROWS_SHOWN_MAX = 1000;

const confirmSchema = z.object({
  rows: z
    .array(
      z.object({
        externalId: z.string(),
        action: z.enum(["LINK", "NEW", "IGNORE"]),
        personId: z.string().nullish(),
      }),
    )
    .min(1, "Name at least one row")
    .max(ROWS_SHOWN_MAX, `At most ${ROWS_SHOWN_MAX} rows can be confirmed at once`),
  activateNew: z.boolean().optional(),
});

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

  routes.get("/import-rows", async (context) => {
    const app = await appOf(context);
    const state = context.req.query("state") || null;
    if (state !== null && !["UNCONFIRMED", "CONFIRMED", "IGNORED"].includes(state)) {
      throw invalidField("state", "Must be UNCONFIRMED, CONFIRMED or IGNORED");
    }
    const { rows } = await sql<ImportedRow>`
      select import_row.*, person.profile->>'login' as person_login
      from import_row left join person on person.id = import_row.person_id
      where import_row.app_id = ${app.id} and (${state}::text is null or import_row.state = ${state})
      order by lower(import_row.user_name), import_row.external_id limit ${ROWS_SHOWN_MAX}`.execute(
      deps.database.kysely,
    );
    return context.json({ items: rows.map(renderRow) });
  });

  routes.post("/import-rows/confirm", async (context) => {
    const body = await readJson(context, confirmSchema);
    const app = await appOf(context);
    const rows = body.rows.map(({ externalId, action, personId }) => ({
      externalId,
      action,
      ...(typeof personId === "string" ? { personId: personId as PersonId } : {}),
    }));
    const activate = body.activateNew === undefined ? {} : { activateNew: body.activateNew };
    return context.json(await confirmImportRows(actOf(deps, context), app.id, { rows, ...activate }));
  });
  return routes;
}

type ImportedRow = Selectable<ImportRowTable> & { readonly person_login: string | null };

async function requireRun(deps: HttpDeps, appId: AppId, id: string): Promise<ImportRun> {
  const { rows } = await sql<Selectable<ImportRunTable>>`
    select * from import_run where app_id = ${appId} and id = ${id}`.execute(deps.database.kysely);
  if (rows[0] === undefined) throw notFound(id, "ImportRun");
  return renderImportRun(rows[0], deps.clock.now());
}

function renderRow(row: ImportedRow): ImportRow {
  const displayName = row.profile["displayName"];
  return {
    externalId: row.external_id,
    userName: row.user_name,
    active: row.active,
    displayName: typeof displayName === "string" && displayName !== "" ? displayName : row.user_name,
    match: row.match,
    state: row.state,
    person: row.person_id === null ? null : { id: row.person_id, login: row.person_login ?? "" },
  };
}
