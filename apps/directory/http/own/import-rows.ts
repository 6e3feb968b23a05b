/** `/api/lockstep/v1/apps/{id}/import-rows`: what becomes of the accounts that imports read. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { BulkProgress, ImportRow, ImportRowPage } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { invalidField } from "../../domain/error.ts";
import {
  CONFIRM_ROWS_MAX,
  clearImportRows,
  confirmAllRows,
  confirmImportRows,
  countImportRows,
  type ListedRow,
  listImportRows,
  type RowFilter,
  rematchRows,
  undoConfirmations,
} from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { cutPage, encodeCursor, readPage } from "../paging.ts";
import { readJson } from "../read-body.ts";
import { toInstant } from "../render/instant.ts";
import { streamWhenAsked } from "../stream-steps.ts";

const LIMITS = { byDefault: 100, max: 1_000 };
const TEXT_LENGTH_MAX = 200;

const confirmSchema = z.object({
  rows: z
    .array(
      z.object({
        externalId: z.string(),
        action: z.enum(["LINK", "NEW", "IGNORE", "UNIGNORE"]),
        personId: z.string().nullish(),
      }),
    )
    .min(1, "Name at least one row")
    .max(CONFIRM_ROWS_MAX, `At most ${CONFIRM_ROWS_MAX} rows can be confirmed at once`),
  activateNew: z.boolean().optional(),
});
const confirmAllSchema = z.object({
  match: z.enum(
    ["EXACT", "PARTIAL", "NONE"],
    "Must be EXACT, PARTIAL or NONE: ambiguous accounts are confirmed one by one",
  ),
  activateNew: z.boolean().optional(),
});
const undoSchema = z.object({
  externalIds: z
    .array(z.string())
    .min(1, "Name at least one row")
    .max(CONFIRM_ROWS_MAX, `At most ${CONFIRM_ROWS_MAX} rows can be undone at once`),
});

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function importRowRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);

  routes.get("/import-rows", async (context) => {
    const page = readPage(context, LIMITS);
    const filter = readFilter(context);
    const app = await appOf(context);
    const rows = await listImportRows(db, app.id, { filter, ...page });
    const cut = cutPage(rows, page, (row) => ({ key: row.order_key, id: row.external_id }));
    const body: ImportRowPage = {
      items: cut.rows.map(renderRow),
      next: cut.next === undefined ? null : encodeCursor(cut.next),
      counts: await countImportRows(db, app.id),
    };
    return context.json(body);
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

  routes.post("/import-rows/confirm-all", async (context) => {
    const body = await readJson(context, confirmAllSchema);
    const app = await appOf(context);
    const work = (onProgress?: (progress: BulkProgress) => void) =>
      confirmAllRows(actOf(deps, context), app.id, { ...body, onProgress });
    return (await streamWhenAsked(deps, context, work)) ?? context.json(await work());
  });

  routes.post("/import-rows/undo", async (context) => {
    const { externalIds } = await readJson(context, undoSchema);
    const app = await appOf(context);
    return context.json(await undoConfirmations(actOf(deps, context), app.id, externalIds));
  });

  routes.post("/import-rows/rematch", async (context) => {
    const app = await appOf(context);
    const work = (onProgress?: (progress: BulkProgress) => void) =>
      rematchRows(actOf(deps, context), app.id, onProgress);
    return (await streamWhenAsked(deps, context, work)) ?? context.json(await work());
  });

  routes.post("/import-rows/clear", async (context) => {
    const app = await appOf(context);
    return context.json({ cleared: await clearImportRows(actOf(deps, context), app.id) });
  });
  return routes;
}

const MATCHES = ["EXACT", "PARTIAL", "NONE", "AMBIGUOUS"] as const;
const STATES = ["UNCONFIRMED", "CONFIRMED", "IGNORED"] as const;

function readFilter(context: Context): RowFilter {
  const [match, state, active, q] = ["match", "state", "active", "q"].map(
    (name) => context.req.query(name) || undefined,
  );
  if (active !== undefined && active !== "true" && active !== "false")
    throw invalidField("active", "Must be true or false");
  if (q !== undefined && q.length > TEXT_LENGTH_MAX)
    throw invalidField("q", `Must be at most ${TEXT_LENGTH_MAX} characters long`);
  return {
    match: oneOf("match", match, MATCHES),
    state: oneOf("state", state, STATES),
    active: active === undefined ? undefined : active === "true",
    q,
  };
}

function oneOf<Name extends string>(field: string, text: string | undefined, names: readonly Name[]): Name | undefined {
  const known = names.find((name) => name === text);
  if (text !== undefined && known === undefined) throw invalidField(field, `Must be ${names.join(", ")}`);
  return known;
}

function renderRow(row: ListedRow): ImportRow {
  const displayName = row.profile["displayName"];
  const { confirmed_as: as, confirmed_at: at } = row;
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
    confirmed: as === null || at === null ? null : { as, at: toInstant(at), canUndo: row.can_undo },
  };
}
