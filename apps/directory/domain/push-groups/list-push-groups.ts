/** Lists of push groups with what an administrator asks about them: by name, page by page. */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PushGroup, PushGroupCounts } from "../../contract-push-groups.ts";
import { notFound } from "../error.ts";
import type { DirectoryTables } from "../tables.ts";

/** A push group as the API shows it. */
export interface PushGroupRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly group_id: GroupId;
  readonly group_name: string;
  readonly group_description: string | null;
  readonly status: PushGroup["status"];
  readonly pending: boolean;
  readonly members: number;
  readonly pushed_members: number;
  readonly left_out_members: number;
  readonly members_wanted: boolean;
  readonly external_id: string | null;
  readonly target_name: string;
  readonly linked_by_choice: boolean;
  readonly rule_id: string | null;
  readonly rule_name: string | null;
  readonly assigned: boolean;
  readonly error_summary: string | null;
  readonly error_cause: string | null;
  readonly task_id: string | null;
  readonly last_push_at: Date | null;
  readonly created_at: Date;
  readonly last_updated_at: Date;
  readonly name_key: string;
}

/** Causes of tasks that say: the app has the name already. */
export const CLASH_CAUSES: readonly string[] = ["groupNameTaken", "ambiguousMatch"];

/** Which push groups. */
export interface PushGroupFilter {
  readonly status?: PushGroup["status"] | undefined;
  readonly by?: "NAME" | "RULE" | undefined;
  readonly ruleId?: string | undefined;
  readonly clash?: boolean | undefined;
  /** Stands in the group's name or in its name in the app; letter case is ignored. */
  readonly text?: string | undefined;
}

const NAME_KEY = sql<string>`(lower(person_group.name) collate "C")`;

const STATUS = sql<PushGroup["status"]>`case when push_group.removing then 'UNLINKING' else push_group.status end`;

const PENDING = sql<boolean>`(push_group.is_dirty and (push_group.status = 'ACTIVE' or push_group.removing))`;

/** The cause of the newest task, open or set aside, while the push is in error. */
const ERROR_CAUSE = sql<string | null>`case when push_group.status = 'ERROR' then (select task.cause from task
  where task.push_group_id = push_group.id and task.state <> 'RESOLVED' order by task.created_at desc limit 1) end`;

const CLASH = sql<boolean>`coalesce(${ERROR_CAUSE} = any(${CLASH_CAUSES}::text[]), false)`;

const SELECT = sql<PushGroupRow>`
  select push_group.id, push_group.app_id, push_group.group_id, person_group.name as group_name, person_group.description as group_description,
    ${STATUS} as status, ${PENDING} as pending, push_group.members_wanted, push_group.external_id, push_group.linked_by_choice,
    coalesce(push_group.target_name, case when app.rename_app_groups then person_group.name else coalesce(push_group.known_display_name, person_group.name) end) as target_name,
    (select count(*)::int from group_member where group_member.group_id = push_group.group_id) as members,
    push_group.held_count as pushed_members,
    (select count(*)::int from push_group_left_out where push_group_left_out.push_group_id = push_group.id) as left_out_members,
    push_group.rule_id, push_rule.name as rule_name, push_group.error_summary, ${ERROR_CAUSE} as error_cause,
    exists (select from app_group_assignment as granted where granted.app_id = push_group.app_id and granted.group_id = push_group.group_id) as assigned,
    (select task.id from task where task.push_group_id = push_group.id and task.state = 'OPEN' limit 1) as task_id,
    push_group.last_push_at, push_group.created_at, push_group.last_updated_at, ${NAME_KEY} as name_key
  from push_group
  join person_group on person_group.id = push_group.group_id
  join app on app.id = push_group.app_id
  left join push_rule on push_rule.id = push_group.rule_id`;

/** One page and one push group more. */
export async function listPushGroups(
  db: Kysely<DirectoryTables>,
  of: { readonly appId: AppId; readonly filter: PushGroupFilter },
  page: { readonly limit: number; readonly after: { readonly key: string; readonly id: string } | undefined },
): Promise<readonly PushGroupRow[]> {
  const { after } = page;
  const beyond = after === undefined ? sql`true` : sql`(${NAME_KEY}, push_group.id) > (${after.key}, ${after.id})`;
  const { rows } = await sql<PushGroupRow>`
    ${SELECT} where push_group.app_id = ${of.appId} and ${conditionOf(of.filter)} and ${beyond}
    order by ${NAME_KEY}, push_group.id limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** Ids and names of the push groups that fit, in the order of ids: for work on many of them. */
export async function selectPushGroups(
  db: Kysely<DirectoryTables>,
  of: { readonly appId: AppId; readonly filter: PushGroupFilter },
  page: { readonly limit: number; readonly afterId: string; readonly ids?: readonly string[] },
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const among = page.ids === undefined ? sql`true` : sql`push_group.id = any(${page.ids}::text[])`;
  const { rows } = await sql<{ id: string; name: string }>`
    select push_group.id, person_group.name from push_group join person_group on person_group.id = push_group.group_id
     where push_group.app_id = ${of.appId} and ${conditionOf(of.filter)} and ${among} and push_group.id > ${page.afterId}
     order by push_group.id limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** The push group, one that is being unlinked too, or 404. */
export async function requirePushGroup(
  db: Kysely<DirectoryTables>,
  ids: { readonly appId: AppId; readonly id: string },
): Promise<PushGroupRow> {
  const { rows } = await sql<PushGroupRow>`
    ${SELECT} where push_group.app_id = ${ids.appId} and push_group.id = ${ids.id}`.execute(db);
  if (rows[0] === undefined) throw notFound(ids.id, "GroupPushMapping");
  return rows[0];
}

/** How many push groups fit. */
export async function countFittingPushGroups(
  db: Kysely<DirectoryTables>,
  of: { readonly appId: AppId; readonly filter: PushGroupFilter },
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from push_group join person_group on person_group.id = push_group.group_id
     where push_group.app_id = ${of.appId} and ${conditionOf(of.filter)}`.execute(db);
  return rows[0]?.total ?? 0;
}

/** All push groups of the app, counted. */
export async function countPushGroups(db: Kysely<DirectoryTables>, appId: AppId): Promise<PushGroupCounts> {
  const { rows } = await sql<PushGroupCounts>`
    select count(*)::int as total,
      count(*) filter (where ${STATUS} = 'ACTIVE')::int as active,
      count(*) filter (where ${STATUS} = 'INACTIVE')::int as inactive,
      count(*) filter (where ${STATUS} = 'ERROR')::int as error,
      count(*) filter (where ${STATUS} = 'UNLINKING')::int as unlinking,
      count(*) filter (where ${PENDING})::int as pending,
      count(*) filter (where push_group.rule_id is null)::int as "byName",
      count(*) filter (where push_group.rule_id is not null)::int as "byRule",
      count(*) filter (where ${CLASH})::int as clashes
    from push_group where push_group.app_id = ${appId}`.execute(db);
  const none = {
    total: 0,
    active: 0,
    inactive: 0,
    error: 0,
    unlinking: 0,
    pending: 0,
    byName: 0,
    byRule: 0,
    clashes: 0,
  };
  return rows[0] ?? none;
}

function conditionOf(filter: PushGroupFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.status !== undefined) conditions.push(sql`${STATUS} = ${filter.status}`);
  if (filter.by !== undefined) conditions.push(sql`(push_group.rule_id is not null) = ${filter.by === "RULE"}`);
  if (filter.ruleId !== undefined) conditions.push(sql`push_group.rule_id = ${filter.ruleId}`);
  if (filter.clash !== undefined) conditions.push(sql`${CLASH} = ${filter.clash}`);
  if (filter.text !== undefined) {
    const names = sql`lower(concat_ws(' ', person_group.name, push_group.target_name))`;
    conditions.push(sql`strpos(${names}, lower(${filter.text}::text)) > 0`);
  }
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;
}
