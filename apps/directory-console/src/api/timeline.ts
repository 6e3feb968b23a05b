import type { AppSide, Consequence, Timeline, Why } from "@lockstep/directory-app/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP } from "./client.ts";

const PAGE_SIZE = 100;

/** What of a timeline is shown, as it stands in the URL. */
export interface TimelineFilters {
  readonly appId?: string;
  readonly reads?: "shown";
}

const personPath = (id: string) => `${LOCKSTEP}/people/${encodeURIComponent(id)}`;

/** A person's timeline, page by page, the newest first. */
export function timelineQuery(personId: string, { appId, reads }: TimelineFilters) {
  return infiniteQueryOptions({
    queryKey: ["person", personId, "timeline", appId ?? "", reads ?? ""],
    queryFn: ({ signal, pageParam }) =>
      api.get<Timeline>(
        `${personPath(personId)}/timeline`,
        { appId, reads: reads === "shown" ? true : undefined, after: pageParam, limit: PAGE_SIZE },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 10_000,
  });
}

/** What an app tells of the person's account. */
export function appSideQuery(personId: string, appId: string) {
  return queryOptions({
    queryKey: ["person", personId, "app-side", appId],
    queryFn: ({ signal }) =>
      api.get<AppSide>(`${personPath(personId)}/timeline/apps/${encodeURIComponent(appId)}`, undefined, signal),
    staleTime: 30_000,
    retry: false,
    // What is under way is looked at again until its run has ended.
    refetchInterval: ({ state }) => (state.data?.items.some(({ doneBy }) => doneBy === "runUnderWay") ? 3_000 : false),
  });
}

/** Why the person has an app, or why not. */
export function whyQuery(personId: string, appId: string) {
  return queryOptions({
    queryKey: ["person", personId, "why", appId],
    queryFn: ({ signal }) =>
      api.get<Why>(
        `${LOCKSTEP}/apps/${encodeURIComponent(appId)}/users/${encodeURIComponent(personId)}/why`,
        undefined,
        signal,
      ),
  });
}

/** What a change of status does, app by app. */
export function consequencesQuery(personId: string, operation: string) {
  return queryOptions({
    queryKey: ["person", personId, "consequences", operation],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly Consequence[] }>(`${personPath(personId)}/consequences`, { operation }, signal))
        .items,
    staleTime: 0,
  });
}
