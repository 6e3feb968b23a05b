import type { Task } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP } from "./client.ts";

const REFRESH_MS = 5_000;

/** Filters of task lists. */
export interface TaskFilters {
  readonly state: Task["state"];
  readonly appId?: string;
}

/** Tasks of one state; refreshes by itself. */
export function tasksQuery(filters: TaskFilters) {
  return queryOptions({
    queryKey: ["tasks", filters],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly Task[]; total: number }>(`${LOCKSTEP}/tasks`, { ...filters }, signal),
    refetchInterval: REFRESH_MS,
  });
}

/** Tries one task again. */
export function retryTask(id: string): Promise<void> {
  return api.post(`${LOCKSTEP}/tasks/${encodeURIComponent(id)}/retry`);
}

/** Tries all open tasks again that fit. */
export function retryTasks(which: { appId?: string; cause?: string }): Promise<{ count: number }> {
  return api.post(`${LOCKSTEP}/tasks/retry`, which);
}

/** Closes a task without doing it. */
export function cancelTask(id: string): Promise<void> {
  return api.post(`${LOCKSTEP}/tasks/${encodeURIComponent(id)}/cancel`);
}
