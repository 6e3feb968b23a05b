import type { LogEvent } from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, OKTA } from "./client.ts";
import { logFilter } from "./records.ts";

const PAGE_SIZE = 50;
const LIVE_INTERVAL_MS = 2_500;

/** Which events of an app, as it stands in the URL. */
export interface AppEventFilters {
  readonly q?: string;
  readonly severity?: LogEvent["severity"];
  readonly after?: string;
}

/** Events that concern an app, the newest first; the first page is live. */
export function appEventsQuery(appId: string, filters: AppEventFilters) {
  const { severity } = filters;
  const filter = logFilter({ target: appId, ...(severity === undefined ? {} : { severity }) });
  return queryOptions({
    queryKey: ["app", appId, "events", filters],
    queryFn: ({ signal }) =>
      api.page<LogEvent>(
        `${OKTA}/logs`,
        { q: filters.q, filter, after: filters.after, sortOrder: "DESCENDING", limit: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: filters.after === undefined ? LIVE_INTERVAL_MS : false,
  });
}
