/** `GET /api/v1/logs`: the System Log, bounded or as a feed to be polled (okta-management-api §10). */
import { type Context, Hono } from "hono";
import type { Selectable } from "kysely";
import { type RawBuilder, sql } from "kysely";
import type { LogEvent } from "../../contract.ts";
import { DirectoryError, invalid } from "../../domain/error.ts";
import type { SystemLogTable } from "../../domain/tables.ts";
import type { Env, HttpDeps } from "../env.ts";
import { encodeCursor, readPage, setLinks } from "../paging.ts";
import { compileQuery, type Field, parseInstant } from "../query/compile-query.ts";
import { toInstant } from "../render/instant.ts";

/** A row of the System Log. */
export type LogRow = Selectable<SystemLogTable>;

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const AGE_DAYS_MAX = 180;
const KEYWORDS_MAX = 10;
const KEYWORD_LENGTH_MAX = 40;

/** Routes below `/api/v1/logs`. */
export function logRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/", (context) => listEvents(deps, context));
  return routes;
}

async function listEvents(deps: HttpDeps, context: Context<Env>): Promise<Response> {
  const page = readPage(context, { byDefault: 100, max: 1000, min: 0 });
  const isDescending = readOrder(context);
  const until = readInstant(context, "until");
  const since = readSince(deps, context, until);
  const after = page.after === undefined ? undefined : requireSeq(page.after.id);
  const beyond = after === undefined ? sql`true` : isDescending ? sql`seq < ${after}` : sql`seq > ${after}`;
  const { rows } = await sql<LogRow>`
    select * from system_log
    where published >= ${since} and (${until ?? null}::timestamptz is null or published < ${until ?? null})
      and ${readFilter(context)} and ${readKeywords(context)} and ${beyond}
    order by seq ${isDescending ? sql`desc` : sql`asc`} limit ${page.limit}`.execute(deps.database.kysely);
  // A feed has always a next page: it is asked for later. Bounded lists end.
  const isFeed = until === undefined && !isDescending;
  const last = rows.at(-1)?.seq ?? after ?? "0";
  const hasNext = isFeed || (rows.length === page.limit && page.limit > 0);
  setLinks(context, deps.publicBaseUrl(), hasNext ? encodeCursor({ key: "seq", id: last }) : undefined);
  return context.json(rows.map(renderEvent));
}

function readOrder(context: Context): boolean {
  const sortOrder = context.req.query("sortOrder")?.toUpperCase() ?? "ASCENDING";
  if (sortOrder === "ASCENDING" || sortOrder === "DESCENDING") return sortOrder === "DESCENDING";
  throw invalid("sortOrder", ["sortOrder: Must be ASCENDING or DESCENDING"]);
}

function readInstant(context: Context, name: "since" | "until"): Date | undefined {
  const text = context.req.query(name);
  if (text === undefined || text === "") return undefined;
  try {
    return parseInstant(text);
  } catch (cause) {
    throw new DirectoryError("E0000001", {
      summary: `Api validation failed: '${name}'`,
      causes: [`${name}: must be a date such as 2026-03-02T09:15:04.000Z`],
      cause,
    });
  }
}

function readSince(deps: HttpDeps, context: Context, until: Date | undefined): Date {
  const now = deps.clock.now();
  const since = readInstant(context, "since") ?? new Date((until?.getTime() ?? now) - WEEK_MS);
  if (now - since.getTime() > AGE_DAYS_MAX * 24 * 60 * 60 * 1000) {
    throw new DirectoryError("E0000053", { causes: [`since: must not be more than ${AGE_DAYS_MAX} days ago`] });
  }
  return since;
}

function requireSeq(text: string): string {
  if (/^\d{1,18}$/.test(text)) return text;
  throw new DirectoryError("E0000029", { causes: ["after: The cursor belongs to another list"] });
}

const PARTS = ["id", "type", "displayName", "alternateId"];
const TEXTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  uuid: sql.ref("uuid"),
  eventType: sql.ref("event_type"),
  severity: sql.ref("severity"),
  displayMessage: sql.ref("display_message"),
  "outcome.result": sql.ref("outcome_result"),
  "outcome.reason": sql.ref("outcome_reason"),
  "transaction.id": sql.ref("trace_id"),
};

/** What the names in a log expression stand for. */
function logField(path: string): Field | undefined {
  if (Object.hasOwn(TEXTS, path)) return { kind: "text", sql: TEXTS[path] ?? sql`null` };
  const [head, part] = path.split(/\.(.*)/s);
  if (head === "actor" && part !== undefined && PARTS.includes(part))
    return { kind: "text", sql: sql`(actor->>${part}::text)` };
  if (head === "target" && part !== undefined && PARTS.includes(part)) {
    return {
      kind: "texts",
      any: (condition) =>
        sql`exists (select 1 from jsonb_array_elements(targets) as target where ${condition(sql`(target->>${part}::text)`)})`,
    };
  }
  const debugKey = /^debugContext\.debugData\.(\w+)$/.exec(path)?.[1];
  return debugKey === undefined ? undefined : { kind: "text", sql: sql`(debug->>${debugKey}::text)` };
}

function readFilter(context: Context): RawBuilder<unknown> {
  const filter = context.req.query("filter");
  if (filter === undefined || filter.trim() === "") return sql`true`;
  return compileQuery(filter, { field: logField, isCaseSensitive: false, errorCode: "E0000053" });
}

/** Keywords must all occur, letter case ignored. */
function readKeywords(context: Context): RawBuilder<unknown> {
  const words = (context.req.query("q") ?? "").split(/\s+/).filter((word) => word !== "");
  if (words.length > KEYWORDS_MAX || words.some((word) => word.length > KEYWORD_LENGTH_MAX)) {
    throw invalid("q", [`q: At most ${KEYWORDS_MAX} keywords of at most ${KEYWORD_LENGTH_MAX} characters`]);
  }
  if (words.length === 0) return sql`true`;
  const text = sql`lower(concat_ws(' ', event_type, display_message, severity, outcome_result, outcome_reason, actor::text, targets::text, debug::text))`;
  return sql`(${sql.join(
    words.map((word) => sql`strpos(${text}, lower(${word}::text)) > 0`),
    sql` and `,
  )})`;
}

/** Okta's LogEvent, as far as it is served. */
export function renderEvent(row: LogRow): LogEvent & Readonly<Record<string, unknown>> {
  const isAdministrator = row.actor.type === "User";
  const actor = { ...row.actor, detailEntry: null };
  const target = row.targets.map((party) => ({ ...party, detailEntry: null }));
  const transaction = { type: isAdministrator ? "WEB" : "JOB", id: row.trace_id, detail: {} };
  return {
    uuid: row.uuid,
    published: toInstant(row.published),
    eventType: row.event_type,
    version: "0",
    severity: row.severity,
    displayMessage: row.display_message,
    outcome: { result: row.outcome_result, reason: row.outcome_reason },
    actor,
    target,
    transaction,
    debugContext: { debugData: row.debug },
  };
}
