/** A task as the API shows it: what failed, in the target's words, and what comes next. */
import type { Task } from "../../contract.ts";
import type { TaskRow } from "../../domain/tasks.ts";
import { remedyTold } from "../../provisioning/index.ts";
import type { Words } from "../../words/index.ts";
import { taskWords } from "../../words/tasks.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** `nowMs` tells whether the next attempt is due. */
export function renderTask(row: TaskRow, nowMs: number, words: Words["tasks"] = taskWords): Task {
  const subject = { ...subjectOf(row), name: row.subject_name };
  return {
    id: row.id,
    app: { id: row.app_id, label: row.app_label },
    subject,
    cause: row.cause,
    summary: row.summary,
    detail: row.detail,
    remedy: remedyTold({ cause: row.cause, remedy: row.remedy, statusCode: row.status_code }, words),
    statusCode: row.status_code,
    requestId: row.request_id,
    traceId: row.trace_id,
    attempts: row.attempts,
    state: row.state,
    nextAttemptAt: toInstantOrNull(row.next_attempt_at),
    next: nextOf(row, nowMs, words),
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
  };
}

function subjectOf(row: TaskRow): Pick<Task["subject"], "kind" | "id"> {
  if (row.app_user_id !== null) return { kind: "appUser", id: row.person_id ?? row.app_user_id };
  if (row.push_group_id !== null) return { kind: "pushGroup", id: row.push_group_id };
  return { kind: "app", id: row.app_id };
}

function nextOf(row: TaskRow, nowMs: number, words: Words["tasks"]): string {
  switch (row.state) {
    case "RESOLVED":
      return words.done;
    case "CANCELLED":
      return words.cancelled;
    case "OPEN":
      if (row.next_attempt_at === null) return words.waits;
      return row.next_attempt_at.getTime() <= nowMs ? words.now : words.at(toInstant(row.next_attempt_at));
  }
}
