import type { ApiToken, LogEvent, NewApiToken } from "@lockstep/directory-app/contract";
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
  readonly after?: string;
}

/** One page of the System Log, newest first. */
export function logQuery(filters: LogFilters) {
  return queryOptions({
    queryKey: ["log", filters],
    queryFn: ({ signal }) =>
      api.page<LogEvent>(
        `${OKTA}/logs`,
        {
          q: filters.q,
          filter: logFilter(filters),
          since: filters.days === undefined ? undefined : daysAgo(Number(filters.days)),
          after: filters.after,
          sortOrder: "DESCENDING",
          limit: LOG_PAGE_SIZE,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
}

/** Okta's `filter` expression of the log. */
export function logFilter({ severity, eventType, target }: LogFilters): string | undefined {
  const terms = [
    severity === undefined ? undefined : `severity eq "${severity}"`,
    eventType === undefined ? undefined : `eventType sw ${JSON.stringify(eventType)}`,
    target === undefined ? undefined : `target.id eq ${JSON.stringify(target)}`,
  ].filter((term) => term !== undefined);
  return terms.length === 0 ? undefined : terms.join(" and ");
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
