/** What the judge looks at, read from the directory's tables. */
import type { Database } from "@lockstep/database";
import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import type { AppUserView, DirectoryView, PushView } from "../directory.ts";

const WORK = `row.is_dirty as "isDirty", row.dirty_version::int as version,
  (extract(epoch from row.due_at) * 1000)::float8 as "dueAt", row.lease_owner is not null as "isLeased"`;

const APP_USERS = `
  select row.id, person_id as "personId", assigned, external_id as "externalId", known_active as "knownActive",
    provision_requested as "provisionRequested", password_pending as "passwordPending", task.cause as "taskCause", ${WORK}
  from app_user as row left join task on task.app_user_id = row.id and task.state = 'OPEN' where row.app_id = $1 order by row.id`;

const PUSHES = `
  select row.id, group_id as "groupId", status, external_id as "externalId", linked_by_choice as "linkedByChoice", removing,
    task.cause as "taskCause", ${WORK}
  from push_group as row left join task on task.push_group_id = row.id and task.state = 'OPEN' where row.app_id = $1 order by row.id`;

const GROUPS = `
  select id, name, array(select person_id from group_member where group_id = person_group.id order by person_id) as members
  from person_group where type <> 'BUILT_IN' order by id`;

const IS_SENDING = `
  select status = 'ACTIVE' and provisioning_enabled and (paused_reason is null
    or (paused_reason in ('rateLimit', 'quarantine') and resume_at <= to_timestamp($2::float8 / 1000))) as "isSending"
  from app where id = $1`;

/** Reads the view. */
export async function readView(
  database: Database<DirectoryTables>,
  appId: string,
  now: number,
): Promise<DirectoryView> {
  const { pool } = database;
  const [app] = (await pool.query<{ isSending: boolean }>(IS_SENDING, [appId, now])).rows;
  const appUsers = (await pool.query<Omit<AppUserView, "taskCause"> & { taskCause: string | null }>(APP_USERS, [appId]))
    .rows;
  const pushes = (await pool.query<Omit<PushView, "taskCause"> & { taskCause: string | null }>(PUSHES, [appId])).rows;
  const people = await pool.query<DirectoryView["people"][number]>(
    "select id, status, profile from person order by id",
  );
  return {
    isSending: app?.isSending === true,
    people: people.rows,
    appUsers: appUsers.map((row) => ({ ...row, taskCause: row.taskCause ?? undefined })),
    groups: (await pool.query<DirectoryView["groups"][number]>(GROUPS)).rows,
    pushes: pushes.map((row) => ({ ...row, taskCause: row.taskCause ?? undefined })),
  };
}
