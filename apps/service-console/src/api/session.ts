import type { Account, Me, SignInRequest } from "@lockstep/service-app/contract";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "./client.ts";

/** The signed-in user and the account that they belong to. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.get<Me>("/api/me", undefined, signal),
  staleTime: 60_000,
});

/** The signed-in user inside signed-in pages, where it is always known. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** True for users who may change the account: owners and administrators. */
export function canAdminister(me: Me): boolean {
  return me.user.roles.includes("owner") || me.user.roles.includes("administrator");
}

/** Signs in with e-mail and password. */
export function signIn(request: SignInRequest): Promise<Me> {
  return api.post<Me>("/api/session", request);
}

/** Ends the session. */
export function signOut(): Promise<void> {
  return api.remove("/api/session");
}

/** The account with its modules. */
export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }) => api.get<Account>("/api/account", undefined, signal),
});

/** Asks for the mail with the single-use link. The answer is the same for known and unknown addresses. */
export function requestPasswordReset(email: string): Promise<void> {
  return api.post("/api/password-reset", { email });
}

/** Sets the new password behind a single-use link. */
export function resetPassword(token: string, password: string): Promise<void> {
  return api.post(`/api/password-reset/${encodeURIComponent(token)}`, { password });
}
