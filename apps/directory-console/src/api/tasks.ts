import type { Task } from "@lockstep/directory-app/contract";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP } from "./client.ts";

const REFRESH_MS = 5_000;
/** Tasks of one cause that are shown at first, and with each "more". */
const PAGE_SIZE = 5;

/** Filters of task lists. */
export interface TaskFilters {
  readonly state: Task["state"];
  readonly appId?: string;
  readonly q?: string;
}

/** How many tasks fit, in all and by cause; refreshes by itself. */
export function taskCountsQuery(filters: TaskFilters) {
  return queryOptions({
    queryKey: ["tasks", "counts", filters],
    queryFn: async ({ signal }) => {
      const answer = await api.get<{ total: number; causes: readonly { cause: string; count: number }[] }>(
        `${LOCKSTEP}/tasks`,
        { ...filters, limit: 1 },
        signal,
      );
      return { total: answer.total, causes: answer.causes };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** The tasks of one cause, the newest first, a portion at a time; refreshes by itself. */
export function tasksOfCauseQuery(filters: TaskFilters, cause: string) {
  return infiniteQueryOptions({
    queryKey: ["tasks", "of-cause", cause, filters],
    queryFn: ({ pageParam, signal }) =>
      api.answer<{ items: readonly Task[] }>(
        `${LOCKSTEP}/tasks`,
        { ...filters, cause, after: pageParam, limit: PAGE_SIZE },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  });
}

/** Where the tasks that fit are downloaded as a file. */
export function tasksFile(filters: TaskFilters): string {
  return `${LOCKSTEP}/tasks/export?${new URLSearchParams({ format: "csv", ...filters })}`;
}

/** Tries one task again. */
export function retryTask(id: string): Promise<void> {
  return api.post(`${LOCKSTEP}/tasks/${encodeURIComponent(id)}/retry`);
}

/** Tries all open tasks again that fit. */
export function retryTasks(which: { appId?: string; cause?: string }): Promise<{ count: number }> {
  return api.post(`${LOCKSTEP}/tasks/retry`, which);
}

/** Does once what a task asks leave for. */
export function approveTask(id: string): Promise<void> {
  return api.post(`${LOCKSTEP}/tasks/${encodeURIComponent(id)}/approve`);
}

/** Closes a task without doing it. */
export function cancelTask(id: string): Promise<void> {
  return api.post(`${LOCKSTEP}/tasks/${encodeURIComponent(id)}/cancel`);
}
