/** Tasks: failed or waiting pieces of provisioning work; an administrator retries or cancels them. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { markAppDirty, markAppUsers, markPushGroups } from "./dirty.ts";
import { DirectoryError, notFound } from "./error.ts";
import { forgetGroupLinks } from "./push-link.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** A task as the API shows it. */
export interface TaskRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly app_label: string;
  readonly app_user_id: string | null;
  readonly push_group_id: string | null;
  readonly person_id: string | null;
  readonly subject_name: string;
  readonly cause: string;
  readonly summary: string;
  readonly detail: string;
  readonly remedy: string;
  readonly status_code: number | null;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  readonly attempts: number;
  readonly state: "OPEN" | "RESOLVED" | "CANCELLED";
  readonly next_attempt_at: Date | null;
  readonly created_at: Date;
  readonly last_updated_at: Date;
}

/** `select … from task join app …`, without a condition. */
export const SELECT_TASKS = sql<TaskRow>`
  select task.id, task.app_id, app.label as app_label, task.app_user_id, task.push_group_id, app_user.person_id, task.cause, task.summary, task.detail,
    task.remedy, task.status_code, task.request_id, task.trace_id, task.attempts, task.state, task.next_attempt_at, task.created_at,
    task.last_updated_at,
    coalesce(person.profile->>'displayName', nullif(concat_ws(' ', person.profile->>'firstName', person.profile->>'lastName'), ''),
      person_group.name, app.label) as subject_name
  from task
  join app on app.id = task.app_id
  left join app_user on app_user.id = task.app_user_id
  left join person on person.id = app_user.person_id
  left join push_group on push_group.id = task.push_group_id
  left join person_group on person_group.id = push_group.group_id`;

/** The task, or 404. */
export async function requireTask(db: Kysely<DirectoryTables>, id: string): Promise<TaskRow> {
  const { rows } = await sql<TaskRow>`${SELECT_TASKS} where task.id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "Task");
  return rows[0];
}

/** Tries a task's work again at once. The task stays open until the work succeeds. */
export async function retryTask(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    const task = await lockOpenTask(trx, id);
    assertNoDecision(task);
    const now = new Date(act.clock.now());
    await sql`update task set next_attempt_at = ${now}, last_updated_at = ${now} where id = ${id}`.execute(trx);
    await retrySubject(trx, task, now);
    await logTask(trx, act, { task, verb: "retry" });
  });
}

async function retrySubject(trx: Trx, task: TaskRow, now: Date): Promise<void> {
  if (task.app_user_id !== null) {
    // Retrying "Create Users was off" is asking for the account.
    if (task.cause === "featureOff") {
      await sql`update app_user set provision_requested = true where id = ${task.app_user_id}`.execute(trx);
    }
    await markAppUsers(trx, sql`id = ${task.app_user_id}`, now);
  } else if (task.push_group_id !== null) {
    await sql`
      update push_group set status = 'ACTIVE', error_summary = null where id = ${task.push_group_id} and status = 'ERROR'`.execute(
      trx,
    );
    if (task.cause === "groupGone") await forgetGroupLinks(trx, [task.push_group_id]);
    await markPushGroups(trx, sql`id = ${task.push_group_id}`, now);
  } else {
    await sql`
      update app set paused_reason = null, paused_detail = null, paused_at = null, resume_at = null, rate_limit_count = 0, health = null
      where id = ${task.app_id} and paused_reason = any(array['credential', 'rateLimit', 'quarantine'])`.execute(trx);
    // The app goes on; if it is refused again, it says so by a new task.
    await sql`
      update task set state = 'RESOLVED', resolved_at = ${now}, next_attempt_at = null where id = ${task.id}`.execute(
      trx,
    );
    await markAppDirty(trx, task.app_id, now);
  }
}

/** Retries every open task, or those of an app or cause. Returns how many. */
export async function retryTasks(
  act: Act,
  filter: { readonly appId?: string | undefined; readonly cause?: string | undefined },
): Promise<number> {
  return await act.database.transaction(async (trx) => {
    const { rows } = await sql<TaskRow>`
      ${SELECT_TASKS} where task.state = 'OPEN'
        and (${filter.appId ?? null}::text is null or task.app_id = ${filter.appId ?? null})
        and (${filter.cause ?? null}::text is null or task.cause = ${filter.cause ?? null}) and task.cause <> all(${DECISIONS}::text[])
      order by task.id for no key update of task`.execute(trx);
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    const now = new Date(act.clock.now());
    await sql`update task set next_attempt_at = ${now}, last_updated_at = ${now} where id = any(${ids}::text[])`.execute(
      trx,
    );
    await retryAll(trx, rows, now);
    const [first] = rows;
    if (first !== undefined) await logTask(trx, act, { task: first, verb: "retry", count: rows.length });
    return rows.length;
  });
}

async function retryAll(trx: Trx, tasks: readonly TaskRow[], now: Date): Promise<void> {
  const appUserIds = tasks.flatMap((task) => task.app_user_id ?? []);
  const askedFor = tasks.flatMap((task) => (task.cause === "featureOff" ? (task.app_user_id ?? []) : []));
  const pushGroupIds = tasks.flatMap((task) => task.push_group_id ?? []);
  await sql`update app_user set provision_requested = true where id = any(${askedFor}::text[])`.execute(trx);
  await markAppUsers(trx, sql`id = any(${appUserIds}::text[])`, now);
  await sql`
    update push_group set status = 'ACTIVE', error_summary = null where id = any(${pushGroupIds}::text[]) and status = 'ERROR'`.execute(
    trx,
  );
  await forgetGroupLinks(
    trx,
    tasks.flatMap((task) => (task.cause === "groupGone" ? (task.push_group_id ?? []) : [])),
  );
  await markPushGroups(trx, sql`id = any(${pushGroupIds}::text[])`, now);
  for (const task of tasks) {
    if (task.app_user_id === null && task.push_group_id === null) await retrySubject(trx, task, now);
  }
}

/** Sets a task aside: its work is not tried again until something changes. */
export async function cancelTask(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    const task = await lockOpenTask(trx, id);
    assertNoDecision(task);
    const now = new Date(act.clock.now());
    await sql`
      update task set state = 'CANCELLED', resolved_at = ${now}, next_attempt_at = null, last_updated_at = ${now} where id = ${id}`.execute(
      trx,
    );
    // Clean as far as it is known; a later change or retry makes it dirty again.
    await sql`
      update app_user set clean_version = dirty_version, password_expired_at = null where id = ${task.app_user_id} and lease_owner is null`.execute(
      trx,
    );
    // An unlinking that nobody tries again is called off: the mapping is shown again, and can be unlinked or used.
    await sql`
      update push_group set clean_version = dirty_version, removing = false, delete_in_target = false,
          status = case when removing then 'INACTIVE' else status end,
          error_summary = case when removing then null else error_summary end, members_known = members_known and not removing
       where id = ${task.push_group_id} and lease_owner is null`.execute(trx);
    await logTask(trx, act, { task, verb: "cancel" });
  });
}

/** Tasks that ask for a decision: neither trying again nor setting aside is one. */
const DECISIONS = ["deactivationBudget", "membershipBudget", "overwriteBudget", "importHeld"];

const OVER_BUDGET = "approve or reject it (lockstep budget, or the app's budget holds).";
const IMPORT_HELD = "approve or cancel the import (lockstep import, or the app's imports).";

function assertNoDecision(task: TaskRow): void {
  if (!DECISIONS.includes(task.cause)) return;
  throw new DirectoryError("E0000107", {
    causes: [`The task asks for a decision: ${task.cause === "importHeld" ? IMPORT_HELD : OVER_BUDGET} ${task.remedy}`],
  });
}

/** The task under a row lock, or 404; E0000107 when it is no longer open. */
export async function lockOpenTask(trx: Trx, id: string): Promise<TaskRow> {
  const { rows } = await sql<TaskRow>`${SELECT_TASKS} where task.id = ${id} for no key update of task`.execute(trx);
  const task = rows[0];
  if (task === undefined) throw notFound(id, "Task");
  if (task.state !== "OPEN") {
    throw new DirectoryError("E0000107", { causes: [`The task is ${task.state.toLowerCase()} already.`] });
  }
  return task;
}

async function logTask(
  trx: Trx,
  act: Act,
  step: { readonly task: TaskRow; readonly verb: "retry" | "cancel"; readonly count?: number },
): Promise<void> {
  const { task, verb } = step;
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: `application.provision.task.${verb}`,
      displayMessage: verb === "retry" ? "Retry provisioning task" : "Cancel provisioning task",
      targets: [{ id: task.app_id, type: "AppInstance", displayName: task.app_label }],
      debug: {
        cause: task.cause,
        subject: task.subject_name,
        ...(step.count === undefined ? {} : { tasks: step.count }),
      },
    }),
  );
}
