/** `/api/lockstep/v1/apps/{id}/import-rows`: what becomes of the accounts that imports read. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { type Selectable, sql } from "kysely";
import { z } from "zod";
import type { ImportRow } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { invalidField } from "../../domain/error.ts";
import type { ImportRowTable } from "../../domain/import-tables.ts";
import { confirmImportRows } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

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
export function importRowRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

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
    reason: row.reason,
    profile: row.profile,
    confirmed: null,
  };
}
