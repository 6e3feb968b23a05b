/** `GET /api/v1/logs`: the System Log, bounded or as a feed to be polled (okta-management-api §10). */
import { type Context, Hono } from "hono";
import { type RawBuilder, sql } from "kysely";
import { settleLog } from "../../domain/log-feed.ts";
import type { Env, HttpDeps } from "../env.ts";
import {
  type Cursor,
  encodeCursor,
  foreignCursor,
  type PageRequest,
  readPage,
  requireInstantKey,
  setLinks,
} from "../paging.ts";
import { type LogRow, renderEvent } from "../render/log-event.ts";
import { type LogQuery, readLogQuery, withinSpan } from "./log-query.ts";

/** Key of the feed's cursors; those of bounded lists have an instant there. */
const FEED_KEY = "feed";

/** Routes below `/api/v1/logs`. */
export function logRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/", async (context) => {
    const page = readPage(context, { byDefault: 100, max: 1000, min: 0 });
    const query = readLogQuery(context, deps.clock.now());
    const isFeed = query.until === undefined && !query.isDescending;
    return await (isFeed ? pollEvents(deps, context, { page, query }) : listEvents(deps, context, { page, query }));
  });
  return routes;
}

interface Asked {
  readonly page: PageRequest;
  readonly query: LogQuery;
}

/** A feed has always a next page, also after an empty one: it is asked for later. */
async function pollEvents(deps: HttpDeps, context: Context<Env>, { page, query }: Asked): Promise<Response> {
  const after = page.after === undefined ? 0n : requireNumber(page.after, FEED_KEY);
  const settled = await settleLog(deps.database.kysely);
  const { rows } = await sql<LogRow>`
    select * from ${query.log}
    where position > ${after} and position <= ${settled} and ${withinSpan(query)} and ${query.condition}
    order by position limit ${page.limit}`.execute(deps.database.kysely);
  // Below the limit everything that is settled was looked at: the next page need not look again.
  const isWhole = page.limit > 0 && rows.length < page.limit;
  const last = isWhole ? settled : BigInt(rows.at(-1)?.position ?? after);
  const next = encodeCursor({ key: FEED_KEY, id: String(last > after ? last : after) });
  setLinks(context, deps.publicBaseUrl(), next, sinceOf(query));
  return context.json(rows.map(renderEvent));
}

/** The next page has the same lower bound, also where it was the default. */
function sinceOf(query: LogQuery): Readonly<Record<string, string>> {
  return query.since === undefined ? {} : { since: query.since.toISOString() };
}

async function listEvents(deps: HttpDeps, context: Context<Env>, { page, query }: Asked): Promise<Response> {
  const rows = page.limit === 0 ? [] : await readEvents(deps, query, page);
  const kept = rows.slice(0, page.limit);
  const last = kept.at(-1);
  const next = rows.length > kept.length && last !== undefined ? encodeCursor(cursorOf(last)) : undefined;
  setLinks(context, deps.publicBaseUrl(), next, sinceOf(query));
  return context.json(kept.map(renderEvent));
}

/** A row of a bounded list. */
export interface ListedLogRow extends LogRow {
  readonly published_key: string;
}

/** Where the page after this row begins. */
export function cursorOf(row: ListedLogRow): Cursor {
  return { key: row.published_key, id: row.seq };
}

/** One page and one row more, by time of publication. */
export async function readEvents(deps: HttpDeps, query: LogQuery, page: PageRequest): Promise<readonly ListedLogRow[]> {
  const direction = query.isDescending ? sql`desc` : sql`asc`;
  const { rows } = await sql<ListedLogRow>`
    select *, to_char(published at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as published_key from ${query.log}
    where ${withinSpan(query)} and ${query.condition} and ${beyond(page.after, query.isDescending)}
    order by published ${direction}, seq ${direction} limit ${page.limit + 1}`.execute(deps.database.kysely);
  return rows;
}

function beyond(after: Cursor | undefined, isDescending: boolean): RawBuilder<unknown> {
  if (after === undefined) return sql`true`;
  const place = sql`(${requireInstantKey(after).key}::timestamptz, ${requireNumber(after, after.key)})`;
  return isDescending ? sql`(published, seq) < ${place}` : sql`(published, seq) > ${place}`;
}

function requireNumber(after: Cursor, key: string): bigint {
  if (after.key === key && /^\d{1,18}$/.test(after.id)) return BigInt(after.id);
  throw foreignCursor();
}
