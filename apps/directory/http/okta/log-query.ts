/** What a request asks of the System Log (okta-management-api §10): a span of time, a filter, keywords, an order. */
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import { DirectoryError, invalid } from "../../domain/error.ts";
import { systemLogWithin } from "../../domain/roles/app-limit.ts";
import { retellingFor } from "../../words/index.ts";
import { appLimitOf } from "../authorise.ts";
import type { Env } from "../env.ts";
import { compileQuery, type Field, parseInstant } from "../query/compile-query.ts";

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const AGE_DAYS_MAX = 180;
const KEYWORDS_MAX = 10;
const KEYWORD_LENGTH_MAX = 40;

/** One question. */
export interface LogQuery {
  /** Absent when a cursor carries on: what came before it is not asked about again. */
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly isDescending: boolean;
  /** The log as far as the caller sees it. */
  readonly log: RawBuilder<unknown>;
  /** Filter and keywords. */
  readonly condition: RawBuilder<unknown>;
}

/** Reads the parameters. `nowMs` is what a week is counted back from. */
export function readLogQuery(context: Context<Env>, nowMs: number): LogQuery {
  const until = readInstant(context, "until");
  return {
    since: readSince(context, until, nowMs),
    until,
    isDescending: readOrder(context),
    log: systemLogWithin(appLimitOf(context)),
    condition: sql`(${readFilter(context)} and ${readKeywords(context)})`,
  };
}

/** The span of time as a condition. */
export function withinSpan(query: Pick<LogQuery, "since" | "until">): RawBuilder<unknown> {
  const { since, until } = query;
  const from = since === undefined ? sql`true` : sql`published >= ${since}`;
  return until === undefined ? from : sql`(${from} and published < ${until})`;
}

function readOrder(context: Context): boolean {
  const sortOrder = context.req.query("sortOrder")?.toUpperCase() || "ASCENDING";
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

function readSince(context: Context, until: Date | undefined, nowMs: number): Date | undefined {
  const given = readInstant(context, "since");
  if (given === undefined && context.req.query("after")) return undefined;
  const since = given ?? new Date((until?.getTime() ?? nowMs) - WEEK_MS);
  if (nowMs - since.getTime() > AGE_DAYS_MAX * 24 * 60 * 60 * 1000) {
    throw new DirectoryError("E0000053", { causes: [`since: must not be more than ${AGE_DAYS_MAX} days ago`] });
  }
  return since;
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
  "transaction.type": sql`case when actor->>'type' in ('User', 'PublicClientApp') then 'WEB' else 'JOB' end`,
  "transaction.detail.requestApiTokenId": sql`case when origin->>'via' = 'token' then origin->>'credentialId' end`,
  "client.id": sql`case when origin->>'via' = 'serviceApp' then origin->>'credentialId' end`,
  "client.userAgent.rawUserAgent": sql`origin->>'userAgent'`,
};

/** Values that Okta does not search through. */
const WITHOUT_CONTAINS = ["url", "requestUri"];

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
  if (debugKey === undefined) return undefined;
  const refuses = WITHOUT_CONTAINS.includes(debugKey) ? ["co" as const] : [];
  return { kind: "text", sql: sql`(debug->>${debugKey}::text)`, refuses };
}

function readFilter(context: Context): RawBuilder<unknown> {
  const filter = context.req.query("filter");
  if (filter === undefined || filter.trim() === "") return sql`true`;
  return compileQuery(filter, { field: logField, isCaseSensitive: false, errorCode: "E0000053" });
}

/** Keywords must all occur, letter case ignored; those of another language also in the titles of events as they are told in it. */
function readKeywords(context: Context): RawBuilder<unknown> {
  const words = (context.req.query("q") ?? "").split(/\s+/).filter((word) => word !== "");
  if (words.length > KEYWORDS_MAX || words.some((word) => word.length > KEYWORD_LENGTH_MAX)) {
    throw invalid("q", [`q: At most ${KEYWORDS_MAX} keywords of at most ${KEYWORD_LENGTH_MAX} characters`]);
  }
  if (words.length === 0) return sql`true`;
  const retelling = retellingFor(context.req.header("accept-language"));
  const text = sql`lower(concat_ws(' ', event_type, display_message, severity, outcome_result, outcome_reason, actor::text, targets::text, debug::text))`;
  return sql`(${sql.join(
    words.map((word) => {
      const isSaid = sql`strpos(${text}, lower(${word}::text)) > 0`;
      const titles = retelling?.eventsWith(word) ?? [];
      return titles.length === 0 ? isSaid : sql`(${isSaid} or display_message = any(${titles}::text[]))`;
    }),
    sql` and `,
  )})`;
}
