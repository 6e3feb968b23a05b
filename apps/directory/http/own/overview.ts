/** `GET /api/lockstep/v1/overview`: numbers for the console's first page. */
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import type { Overview, Trends } from "../../contract.ts";
import { invalidField } from "../../domain/error.ts";
import { type AppLimit, isWithin, systemLogWithin } from "../../domain/roles/app-limit.ts";
import { readAccessTimes, readOverviewApps, readTrends } from "../../domain/trends.ts";
import { appLimitOf } from "../authorise.ts";
import type { Env, HttpDeps } from "../env.ts";
import { type LogRow, renderEvent } from "../render/log-event.ts";

const RECENT_EVENTS = 10;

interface Counts {
  readonly people: number;
  readonly active_people: number;
  readonly groups: number;
  readonly apps: number;
  readonly open_tasks: number;
  readonly pending_work: number;
}

/** Routes below `/api/lockstep/v1/overview`. */
export function overviewRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/", async (context) => context.json(await readOverview(deps, appLimitOf(context))));
  routes.get("/trends", async (context) => context.json(await readOverviewTrends(deps, context)));
  return routes;
}

async function readOverview(deps: HttpDeps, limit: AppLimit): Promise<Overview> {
  const isShown = isWithin(limit, sql`app.id`);
  const isDue = sql`is_dirty and app.provisioning_enabled and app.status = 'ACTIVE' and ${isShown}`;
  const { rows } = await sql<Counts>`
    select
      (select count(*)::int from person) as people,
      (select count(*)::int from person where status not in ('STAGED', 'SUSPENDED', 'DEPROVISIONED')) as active_people,
      (select count(*)::int from person_group) as groups,
      (select count(*)::int from app where ${isShown}) as apps,
      (select count(*)::int from task where state = 'OPEN' and ${isWithin(limit, sql`app_id`)}) as open_tasks,
      (select count(*)::int from app_user join app on app.id = app_user.app_id where ${isDue})
      + (select count(*)::int from push_group join app on app.id = push_group.app_id
        where ${isDue} and (push_group.status <> 'INACTIVE' or removing)) as pending_work`.execute(
    deps.database.kysely,
  );
  const events = await sql<LogRow>`
    select * from ${systemLogWithin(limit)} where severity <> 'DEBUG' order by seq desc limit ${RECENT_EVENTS}`.execute(
    deps.database.kysely,
  );
  const [counts] = rows;
  return {
    people: counts?.people ?? 0,
    activePeople: counts?.active_people ?? 0,
    groups: counts?.groups ?? 0,
    apps: counts?.apps ?? 0,
    openTasks: counts?.open_tasks ?? 0,
    pendingWork: counts?.pending_work ?? 0,
    recentEvents: events.rows.map(renderEvent),
  };
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Days of a span, and how long its buckets are. */
const SPANS: ReadonlyMap<number, number> = new Map([
  [1, HOUR_MS],
  [7, 6 * HOUR_MS],
  [30, DAY_MS],
]);

async function readOverviewTrends(deps: HttpDeps, context: Context<Env>): Promise<Trends> {
  const days = Number(context.req.query("days") || 1);
  const bucketMs = SPANS.get(days);
  if (bucketMs === undefined) throw invalidField("days", `Must be one of ${[...SPANS.keys()].join(", ")}`);
  // The bucket that runs ends at the next full one: buckets do not move while somebody looks.
  const until = new Date((Math.floor(deps.clock.now() / bucketMs) + 1) * bucketMs);
  const span = { since: new Date(until.getTime() - days * DAY_MS), until, bucketMs };
  const db = deps.database.kysely;
  const limit = appLimitOf(context);
  const [buckets, accessTime, apps] = await Promise.all([
    readTrends(db, span, limit),
    readAccessTimes(db, span, limit),
    readOverviewApps(db, limit),
  ]);
  return { days, buckets, accessTime, apps };
}
