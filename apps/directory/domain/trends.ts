/** The dashboard's figures over time, counted in the database: requests, failures, and how long a change takes to reach an app. */
import { type Kysely, sql } from "kysely";
import type { OverviewApp, TrendBucket } from "../contract.ts";
import { type AppLimit, isWithin, systemLogWithin } from "./roles/app-limit.ts";
import type { DirectoryTables } from "./tables.ts";

/** A span of time, cut into buckets. */
export interface TrendSpan {
  readonly since: Date;
  readonly until: Date;
  readonly bucketMs: number;
}

/** The buckets of the span, the oldest first, empty ones included. */
export async function readTrends(
  db: Kysely<DirectoryTables>,
  span: TrendSpan,
  limit: AppLimit,
): Promise<readonly TrendBucket[]> {
  const { rows } = await sql<{ at: Date; requests: number; failures: number; changes: number }>`
    with bucket as (
      select at from generate_series(${span.since}::timestamptz, ${span.until}::timestamptz - interval '1 millisecond', ${stepOf(span)}) as at
    ), counted as (
      select date_bin(${stepOf(span)}, published, ${span.since}::timestamptz) as at,
        count(*) filter (where debug ? 'request' and severity <> 'DEBUG')::int as requests,
        count(*) filter (where debug ? 'request' and outcome_result = 'FAILURE')::int as failures,
        count(*) filter (where event_type like 'user.%' or event_type like 'group.%' or event_type like 'application.user_membership.%')::int as changes
      from ${systemLogWithin(limit)} where published >= ${span.since} and published < ${span.until} group by 1
    )
    select bucket.at, coalesce(requests, 0) as requests, coalesce(failures, 0) as failures, coalesce(changes, 0) as changes
    from bucket left join counted using (at) order by at`.execute(db);
  return rows.map(({ at, ...counts }) => ({ at: at.toISOString(), ...counts }));
}

function stepOf({ bucketMs }: TrendSpan) {
  return sql`make_interval(secs => ${bucketMs / 1000})`;
}

/** How long assignments took until the app held the account. */
export interface AccessTimes {
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly count: number;
}

/** Assignments that are looked at: the newest of the span. */
const ASSIGNMENTS_MAX = 5_000;

/** From a person getting an app to the first request by which the app had the account: created, linked or reactivated. */
export async function readAccessTimes(
  db: Kysely<DirectoryTables>,
  span: TrendSpan,
  limit: AppLimit,
): Promise<AccessTimes> {
  const { rows } = await sql<{ median: number | null; p95: number | null; count: number }>`
    with granted as (
      select published, targets->0->>'id' as app_user_id from ${systemLogWithin(limit)}
      where event_type = 'application.user_membership.add' and published >= ${span.since} and published < ${span.until}
      order by published desc limit ${ASSIGNMENTS_MAX}
    ), reached as (
      select published, targets->0->>'id' as app_user_id from ${systemLogWithin(limit)}
      where published >= ${span.since} and published < ${span.until} and outcome_result = 'SUCCESS' and severity <> 'DEBUG'
        and event_type = any(array['application.provision.user.push', 'application.provision.user.reactivate',
          'application.provision.user.verify_exists', 'application.provision.user.push_profile'])
    ), taken as (
      select granted.app_user_id, extract(epoch from min(reached.published) - granted.published) * 1000 as ms
      from granted join reached on reached.app_user_id = granted.app_user_id and reached.published >= granted.published
      group by granted.app_user_id, granted.published
    )
    select percentile_cont(0.5) within group (order by ms)::float8 as median, percentile_cont(0.95) within group (order by ms)::float8 as p95,
      count(*)::int as count from taken`.execute(db);
  const [row] = rows;
  return { medianMs: round(row?.median), p95Ms: round(row?.p95), count: row?.count ?? 0 };
}

function round(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}

/** Apps with their state and what waits or failed, by name. */
export async function readOverviewApps(db: Kysely<DirectoryTables>, limit: AppLimit): Promise<readonly OverviewApp[]> {
  const { rows } = await sql<OverviewApp>`
    select app.id, app.label, app.status, app.provisioning_enabled as "isConnected", app.paused_reason as "pausedReason",
      (select count(*)::int from app_user u where u.app_id = app.id and u.assigned) as people,
      (select count(*)::int from app_user u where u.app_id = app.id and u.is_dirty)
        + (select count(*)::int from push_group g where g.app_id = app.id and g.is_dirty) as pending,
      (select count(*)::int from task where task.app_id = app.id and task.state = 'OPEN') as "openTasks"
    from app where ${isWithin(limit, sql`app.id`)} order by lower(app.label), app.id limit 100`.execute(db);
  return rows;
}
