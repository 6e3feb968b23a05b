import type { ApiToken, LogEvent, NewApiToken, SavedView } from "@lockstep/directory-app/contract";
import type { Query } from "@lockstep/ui";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP, OKTA } from "./client.ts";

const LOG_PAGE_SIZE = 50;

/** Filters of the System Log, as they stand in the URL. */
export interface LogFilters {
  readonly q?: string;
  readonly severity?: LogEvent["severity"];
  readonly eventType?: string;
  readonly target?: string;
  /** How many days to look back; 7 when absent. */
  readonly days?: "7" | "30" | "90";
  /** An expression in Okta's filter language, together with the other filters. */
  readonly filter?: string;
  /** New events are looked for again and again. */
  readonly live?: "shown";
  readonly after?: string;
}

const LIVE_REFRESH_MS = 2_000;

/** One page of the System Log, newest first. */
export function logQuery(filters: LogFilters) {
  const { live, ...rest } = filters;
  return queryOptions({
    queryKey: ["log", rest],
    queryFn: ({ signal }) =>
      api.page<LogEvent>(
        `${OKTA}/logs`,
        { ...logParameters(rest), after: rest.after, sortOrder: "DESCENDING", limit: LOG_PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
    retry: false,
    refetchInterval: live === "shown" && rest.after === undefined ? LIVE_REFRESH_MS : false,
  });
}

/** Where the log can be fetched as a file, with the same filters. */
export function logExportUrl(filters: LogFilters, format: "csv" | "jsonl"): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(logParameters(filters))) {
    if (value !== undefined) query.set(name, String(value));
  }
  return `${LOCKSTEP}/logs/export?${query}`;
}

function logParameters(filters: LogFilters): Query {
  return {
    q: filters.q,
    filter: logFilter(filters),
    since: filters.days === undefined ? undefined : daysAgo(Number(filters.days)),
  };
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
}

/** Okta's `filter` expression of the log. */
export function logFilter({ severity, eventType, target, filter }: LogFilters): string | undefined {
  const terms = [
    severity === undefined ? undefined : `severity eq "${severity}"`,
    eventType === undefined ? undefined : `eventType sw ${JSON.stringify(eventType)}`,
    target === undefined ? undefined : `target.id eq ${JSON.stringify(target)}`,
  ].filter((term) => term !== undefined);
  if (filter === undefined) return terms.length === 0 ? undefined : terms.join(" and ");
  // Alone it is sent as it stands, so that the place of a fault is the one on the screen.
  return terms.length === 0 ? filter : `${terms.join(" and ")} and (${filter})`;
}

/** Searches that one kept, of this page. */
export function savedViewsQuery(page: SavedView["page"]) {
  return queryOptions({
    queryKey: ["saved-views"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly SavedView[] }>(`${LOCKSTEP}/saved-views`, undefined, signal)).items,
    select: (views: readonly SavedView[]) => views.filter((view) => view.page === page),
  });
}

/** Keeps a search under a name; one of the same name is replaced. */
export function saveView(view: Omit<SavedView, "id">): Promise<SavedView> {
  return api.post(`${LOCKSTEP}/saved-views`, view);
}

/** Forgets a kept search. */
export function removeView(id: string): Promise<void> {
  return api.remove(`${LOCKSTEP}/saved-views/${encodeURIComponent(id)}`);
}

/** API tokens without their secrets. */
export const apiTokensQuery = queryOptions({
  queryKey: ["api-tokens"],
  queryFn: async ({ signal }) => {
    const answer = await api.get<readonly ApiToken[] | { items: readonly ApiToken[] }>(
      `${LOCKSTEP}/api-tokens`,
      undefined,
      signal,
    );
    return "items" in answer ? answer.items : answer;
  },
});

/** Makes a token; the answer is the only place where it stands. */
export function createApiToken(name: string): Promise<NewApiToken> {
  return api.post<NewApiToken>(`${LOCKSTEP}/api-tokens`, { name });
}

/** Ends a token at once. */
export function revokeApiToken(id: string): Promise<void> {
  return api.remove(`${LOCKSTEP}/api-tokens/${encodeURIComponent(id)}`);
}
