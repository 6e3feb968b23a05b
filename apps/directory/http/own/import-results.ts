/** `/api/lockstep/v1/apps/{id}/imports/{runId}/results`: what a run made of each account that it did not find unchanged. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import type { ImportResult, ImportResultPage } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { invalidField, notFound } from "../../domain/error.ts";
import {
  compareResults,
  countResults,
  type ListedResult,
  listResults,
  OUTCOMES,
  type ResultFilter,
} from "../../provisioning/index.ts";
import type { Env, HttpDeps } from "../env.ts";
import { type Cursor, cutPage, encodeCursor, readPage } from "../paging.ts";
import { readFormat, streamRows } from "../stream-rows.ts";

const LIMITS = { byDefault: 100, max: 1_000 };
const TEXT_LENGTH_MAX = 200;

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function importResultRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;

  routes.get("/imports/:runId/results", async (context) => {
    const page = readPage(context, LIMITS);
    const filter = readFilter(context);
    const runId = await requireRunId(deps, context);
    const cut = cutPage(await listResults(db, runId, { filter, ...page }), page, placeOf);
    const body: ImportResultPage = {
      items: cut.rows.map(render),
      next: cut.next === undefined ? null : encodeCursor(cut.next),
      counts: await countResults(db, runId),
      difference: await compareResults(db, runId),
    };
    return context.json(body);
  });

  routes.get("/imports/:runId/results/export", async (context) => {
    const filter = readFilter(context);
    const runId = await requireRunId(deps, context);
    const pages = readPages(deps, runId, filter);
    return streamRows({ name: `import-${runId}`, columns: COLUMNS, toJson: render, pages }, readFormat(context));
  });
  return routes;
}

async function requireRunId(deps: HttpDeps, context: Context<Env>): Promise<string> {
  const app = await requireApp(deps.database.kysely, context.req.param("appId") as AppId);
  const id = context.req.param("runId") ?? "";
  const run = await deps.database.kysely
    .selectFrom("import_run")
    .select("id")
    .where("app_id", "=", app.id)
    .where("id", "=", id)
    .executeTakeFirst();
  if (run === undefined) throw notFound(id, "ImportRun");
  return run.id;
}

function readFilter(context: Context): ResultFilter {
  const [outcome, difference, q] = ["outcome", "difference", "q"].map((name) => context.req.query(name) || undefined);
  const known = OUTCOMES.find((name) => name === outcome);
  if (outcome !== undefined && known === undefined) throw invalidField("outcome", `Must be ${OUTCOMES.join(", ")}`);
  if (difference !== undefined && difference !== "APPEARED")
    throw invalidField("difference", "Must be APPEARED: rows that the run before did not have");
  if (q !== undefined && q.length > TEXT_LENGTH_MAX)
    throw invalidField("q", `Must be at most ${TEXT_LENGTH_MAX} characters long`);
  return { outcome: known, isNew: difference === "APPEARED", q };
}

async function* readPages(
  deps: HttpDeps,
  runId: string,
  filter: ResultFilter,
): AsyncGenerator<readonly ListedResult[]> {
  let after: Cursor | undefined;
  for (;;) {
    const rows = await listResults(deps.database.kysely, runId, { filter, limit: LIMITS.max, after });
    const page = rows.slice(0, LIMITS.max);
    yield page;
    const last = page.at(-1);
    if (rows.length <= LIMITS.max || last === undefined) return;
    after = placeOf(last);
  }
}

function placeOf(row: ListedResult): Cursor {
  return { key: row.order_key, id: row.external_id };
}

function render(row: ListedResult): ImportResult {
  return {
    externalId: row.external_id,
    userName: row.user_name,
    outcome: row.outcome,
    match: row.match,
    person: row.person_id === null ? null : { id: row.person_id, login: row.person_login ?? "" },
    reason: row.reason,
    changes: row.changes,
  };
}

const COLUMNS: Readonly<Record<string, (row: ListedResult) => unknown>> = {
  userName: (row) => row.user_name,
  outcome: (row) => row.outcome,
  match: (row) => row.match,
  person: (row) => row.person_login,
  reason: (row) => row.reason,
  changes: (row) => row.changes.join(" "),
  externalId: (row) => row.external_id,
  personId: (row) => row.person_id,
};
