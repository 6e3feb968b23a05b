/** `GET /api/lockstep/v1/overview`: numbers for the console's first page. */
import { Hono } from "hono";
import { sql } from "kysely";
import type { Overview } from "../../contract.ts";
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
  routes.get("/", async (context) => {
    const { rows } = await sql<Counts>`
      select
        (select count(*)::int from person) as people,
        (select count(*)::int from person where status not in ('STAGED', 'SUSPENDED', 'DEPROVISIONED')) as active_people,
        (select count(*)::int from person_group) as groups,
        (select count(*)::int from app) as apps,
        (select count(*)::int from task where state = 'OPEN') as open_tasks,
        (select count(*)::int from app_user join app on app.id = app_user.app_id
          where dirty_version > clean_version and app.provisioning_enabled and app.status = 'ACTIVE')
        + (select count(*)::int from push_group join app on app.id = push_group.app_id
          where dirty_version > clean_version and app.provisioning_enabled and app.status = 'ACTIVE'
            and (push_group.status <> 'INACTIVE' or removing)) as pending_work`.execute(deps.database.kysely);
    const events =
      await sql<LogRow>`select * from system_log where severity <> 'DEBUG' order by seq desc limit ${RECENT_EVENTS}`.execute(
        deps.database.kysely,
      );
    const [counts] = rows;
    const body: Overview = {
      people: counts?.people ?? 0,
      activePeople: counts?.active_people ?? 0,
      groups: counts?.groups ?? 0,
      apps: counts?.apps ?? 0,
      openTasks: counts?.open_tasks ?? 0,
      pendingWork: counts?.pending_work ?? 0,
      recentEvents: events.rows.map(renderEvent),
    };
    return context.json(body);
  });
  return routes;
}
