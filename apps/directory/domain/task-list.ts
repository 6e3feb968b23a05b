/** Lists of tasks: by state, app, cause and text, the newest first, page by page. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import { type AppLimit, isWithin } from "./roles/app-limit.ts";
import type { DirectoryTables } from "./tables.ts";
import { SELECT_TASKS, type TaskRow } from "./tasks.ts";

/** Which tasks. */
export interface TaskFilter {
  readonly state?: TaskRow["state"] | undefined;
  readonly appId?: string | undefined;
  readonly cause?: string | undefined;
  /** Stands in the subject's name, the app's label, the summary, the target's words or the request id; letter case is ignored. */
  readonly text?: string | undefined;
  /** The only apps whose tasks are shown. */
  readonly appLimit: AppLimit;
}

/** A task with its place in the list. */
export interface ListedTask extends TaskRow {
  readonly created_key: string;
}

/** One page and one task more, and how many there are in all. */
export async function listTasks(
  db: Kysely<DirectoryTables>,
  filter: TaskFilter,
  page: { readonly limit: number; readonly after: { readonly key: string; readonly id: string } | undefined },
): Promise<readonly ListedTask[]> {
  const { after } = page;
  const beyond = after === undefined ? sql`true` : sql`(created_at, id) < (${after.key}::timestamptz, ${after.id})`;
  const { rows } = await sql<ListedTask>`
    select *, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key
    from (${SELECT_TASKS}) as listed where ${conditionOf(filter)} and ${beyond}
    order by created_at desc, id desc limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** How many tasks fit. */
export async function countTasks(db: Kysely<DirectoryTables>, filter: TaskFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from (${SELECT_TASKS}) as listed where ${conditionOf(filter)}`.execute(db);
  return rows[0]?.total ?? 0;
}

/** How many tasks of each cause fit, the most frequent first; the filter's own cause is not asked. */
export async function countTaskCauses(
  db: Kysely<DirectoryTables>,
  { cause: _, ...filter }: TaskFilter,
): Promise<readonly { readonly cause: string; readonly count: number }[]> {
  const { rows } = await sql<{ cause: string; count: number }>`
    select cause, count(*)::int as count from (${SELECT_TASKS}) as listed where ${conditionOf(filter)}
    group by cause order by count desc, cause`.execute(db);
  return rows;
}

function conditionOf(filter: TaskFilter): RawBuilder<unknown> {
  const exact = [
    ["state", filter.state],
    ["app_id", filter.appId],
    ["cause", filter.cause],
  ] as const;
  const conditions: RawBuilder<unknown>[] = exact.flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`],
  );
  if (filter.text !== undefined) {
    const words = sql`lower(concat_ws(' ', subject_name, app_label, summary, detail, request_id))`;
    conditions.push(sql`strpos(${words}, lower(${filter.text}::text)) > 0`);
  }
  return sql`(${sql.join([...conditions, isWithin(filter.appLimit, sql.ref("app_id"))], sql` and `)})`;
}
