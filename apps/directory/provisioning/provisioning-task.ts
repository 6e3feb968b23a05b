/** Tasks: failed or waiting work that an administrator sees. A subject has at most one open task, an app one for each cause. */
import type { Random } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import { createId } from "../domain/ids.ts";
import type { TaskCause, Trouble } from "./outcome-rules.ts";
import { remedyFor } from "./remedy.ts";

/** What a task is about: an app user, a push group, or (neither) the whole app. */
export interface TaskSubject {
  readonly appId: string;
  readonly appUserId?: string;
  readonly pushGroupId?: string;
}

/** A task to be opened, or brought up to date when one is open for the subject. */
export interface TaskInput {
  readonly subject: TaskSubject;
  readonly cause: TaskCause;
  /** What did not happen, to whom, in one line. */
  readonly summary: string;
  /** The target's own words. */
  readonly detail: string;
  readonly statusCode?: number | undefined;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  /** When it is tried again by itself; undefined = waits for a person. */
  readonly nextAttemptAt?: Date | undefined;
  /** Failures so far, when they are counted elsewhere. */
  readonly attempts?: number | undefined;
}

/** The parts of a task that come from the step that failed. */
export function taskPartsOf(
  trouble: Trouble,
): Pick<TaskInput, "cause" | "detail" | "statusCode" | "requestId" | "traceId"> {
  return {
    cause: trouble.cause,
    detail: trouble.detail,
    statusCode: trouble.status,
    requestId: trouble.step?.requestId,
    traceId: trouble.step?.traceId,
  };
}

/** Opens a task, or counts one more attempt on the open one of the same subject. */
export async function openTask(trx: Trx, random: Random, task: TaskInput & { readonly now: Date }): Promise<void> {
  const { subject } = task;
  await sql`
    insert into task (id, app_id, app_user_id, push_group_id, cause, summary, detail, remedy, status_code, request_id, trace_id,
                      attempts, next_attempt_at, created_at, last_updated_at)
    values (${createId(random, "task")}, ${subject.appId}, ${subject.appUserId ?? null}, ${subject.pushGroupId ?? null}, ${task.cause},
            ${task.summary}, ${task.detail}, ${remedyFor(task.cause, task.statusCode)}, ${task.statusCode ?? null}, ${task.requestId ?? null},
            ${task.traceId ?? null}, ${task.attempts ?? 1}, ${task.nextAttemptAt ?? null}, ${task.now}, ${task.now})
    on conflict ${openTaskOf(subject)} do update
      set cause = excluded.cause, summary = excluded.summary, detail = excluded.detail, remedy = excluded.remedy,
          status_code = excluded.status_code, request_id = excluded.request_id, trace_id = excluded.trace_id,
          attempts = greatest(task.attempts + 1, excluded.attempts), next_attempt_at = excluded.next_attempt_at,
          last_updated_at = excluded.last_updated_at`.execute(trx);
}

/** The subject is as it should be: its open task is resolved. */
export async function resolveTask(trx: Trx, subject: TaskSubject, now: Date): Promise<void> {
  const ofSubject =
    subject.appUserId === undefined
      ? sql`push_group_id = ${subject.pushGroupId ?? null}`
      : sql`app_user_id = ${subject.appUserId}`;
  await sql`
    update task set state = 'RESOLVED', resolved_at = ${now}, next_attempt_at = null, last_updated_at = ${now}
     where ${ofSubject} and state = 'OPEN'`.execute(trx);
}

/** The unique index that keeps open tasks single (constraint names: migrations/0001). */
function openTaskOf(subject: TaskSubject) {
  if (subject.appUserId !== undefined) return sql`(app_user_id) where state = 'OPEN' and app_user_id is not null`;
  if (subject.pushGroupId !== undefined) return sql`(push_group_id) where state = 'OPEN' and push_group_id is not null`;
  return sql`(app_id, cause) where state = 'OPEN' and app_user_id is null and push_group_id is null`;
}
