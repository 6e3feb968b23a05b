import type { ConsoleSession, Overview, Trends } from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, LOCKSTEP } from "./client.ts";

/** The signed-in administrator and the addresses of support, pricing and the guide. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => api.get<ConsoleSession>(`${LOCKSTEP}/session`, undefined, signal),
  staleTime: 5 * 60_000,
});

/** The session inside signed-in pages, where it is always known. */
export function useSession(): ConsoleSession {
  return useSuspenseQuery(sessionQuery).data;
}

/** Signs in with the administrator's login and password. */
export function signIn(login: string, password: string): Promise<ConsoleSession> {
  return api.post<ConsoleSession>(`${LOCKSTEP}/session`, { login, password });
}

/** Ends the session. */
export function signOut(): Promise<void> {
  return api.remove(`${LOCKSTEP}/session`);
}

/** Counts and recent events. */
export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => api.get<Overview>(`${LOCKSTEP}/overview`, undefined, signal),
  refetchInterval: 10_000,
});

/** The dashboard's figures over some days. */
export function trendsQuery(days: string) {
  return queryOptions({
    queryKey: ["overview", "trends", days],
    queryFn: ({ signal }) => api.get<Trends>(`${LOCKSTEP}/overview/trends`, { days }, signal),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
}

/** What the signed-in administrator's role opens; the API refuses the rest, whatever a page shows. */
export function useRights() {
  const { role, appIds } = useSession();
  const isSuper = role === "SUPER_ADMIN";
  const isApp = role === "APP_ADMIN";
  return {
    role,
    /** People, groups, rules, schema, administrators, service apps, settings. */
    changesDirectory: isSuper,
    /** Unlock, reset, suspend. */
    helpsPeople: isSuper || role === "HELP_DESK_ADMIN",
    /** Apps at all, or this one. */
    changesApps: (appId?: string) =>
      isSuper || (isApp && (appIds === null || (appId !== undefined && appIds.includes(appId)))),
    /** Who administers what: not for somebody who is limited to some apps. */
    readsAdministrators: role !== "HELP_DESK_ADMIN" && appIds === null,
    /** Tasks, the log, tokens of others, figures: everything that is only read. */
    readsEverything: role !== "HELP_DESK_ADMIN",
  };
}
