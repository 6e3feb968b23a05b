/** `GET /api/lockstep/v1/logs/export`: the System Log as CSV or JSON lines, with the filters of `/api/v1/logs`. */
import { Hono } from "hono";
import type { Env, HttpDeps } from "../env.ts";
import { type LogQuery, readLogQuery } from "../okta/log-query.ts";
import { cursorOf, type ListedLogRow, readEvents } from "../okta/logs.ts";
import type { Cursor } from "../paging.ts";
import { renderEvent } from "../render/log-event.ts";
import { readFormat, streamRows } from "../stream-rows.ts";

const ROWS_PER_PAGE = 1000;

/** Routes below `/api/lockstep/v1/logs`. */
export function logExportRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/export", (context) => {
    const now = deps.clock.now();
    const asked = readLogQuery(context, now);
    // Without an end the export would run after the events that are written meanwhile, its own request's among them.
    const query = { ...asked, until: asked.until ?? new Date(now) };
    return streamRows(
      { name: "system-log", columns: COLUMNS, toJson: renderEvent, pages: readPages(deps, query) },
      readFormat(context),
    );
  });
  return routes;
}

async function* readPages(deps: HttpDeps, query: LogQuery): AsyncGenerator<readonly ListedLogRow[]> {
  let after: Cursor | undefined;
  for (;;) {
    const rows = await readEvents(deps, query, { limit: ROWS_PER_PAGE, after });
    const page = rows.slice(0, ROWS_PER_PAGE);
    yield page;
    const last = page.at(-1);
    if (rows.length <= ROWS_PER_PAGE || last === undefined) return;
    after = cursorOf(last);
  }
}

const COLUMNS: Readonly<Record<string, (row: ListedLogRow) => unknown>> = {
  published: (row) => row.published.toISOString(),
  eventType: (row) => row.event_type,
  severity: (row) => row.severity,
  displayMessage: (row) => row.display_message,
  result: (row) => row.outcome_result,
  reason: (row) => row.outcome_reason,
  actorId: (row) => row.actor.id,
  actor: (row) => row.actor.displayName,
  targetIds: (row) => row.targets.map((target) => target.id).join(" "),
  targets: (row) => row.targets.map((target) => target.displayName).join("; "),
  transactionId: (row) => row.trace_id,
  debug: (row) => row.debug,
  uuid: (row) => row.uuid,
};
