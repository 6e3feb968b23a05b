import type { ConsoleSession, Overview } from "@lockstep/directory-app/contract";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
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
