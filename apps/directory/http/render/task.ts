/** A task as the API shows it: what failed, in the target's words, and what comes next. */
import type { Task } from "../../contract.ts";
import type { TaskRow } from "../../domain/tasks.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** `nowMs` tells whether the next attempt is due. */
export function renderTask(row: TaskRow, nowMs: number): Task {
  return {
    id: row.id,
    app: { id: row.app_id, label: row.app_label },
    subject: { ...subjectOf(row), name: row.subject_name },
    cause: row.cause,
    summary: row.summary,
    detail: row.detail,
    remedy: row.remedy,
    statusCode: row.status_code,
    requestId: row.request_id,
    traceId: row.trace_id,
    attempts: row.attempts,
    state: row.state,
    nextAttemptAt: toInstantOrNull(row.next_attempt_at),
    next: nextOf(row, nowMs),
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
  };
}

function subjectOf(row: TaskRow): Pick<Task["subject"], "kind" | "id"> {
  if (row.app_user_id !== null) return { kind: "appUser", id: row.person_id ?? row.app_user_id };
  if (row.push_group_id !== null) return { kind: "pushGroup", id: row.push_group_id };
  return { kind: "app", id: row.app_id };
}

function nextOf(row: TaskRow, nowMs: number): string {
  switch (row.state) {
    case "RESOLVED":
      return "Nothing: the work is done.";
    case "CANCELLED":
      return "Nothing, until something about it changes.";
    case "OPEN":
      if (row.next_attempt_at === null) return "Nothing by itself: it waits for a retry, or for a change.";
      return row.next_attempt_at.getTime() <= nowMs
        ? "It is tried again now."
        : `It is tried again at ${toInstant(row.next_attempt_at)}.`;
  }
}
