import type { Account, ChangePasswordRequest, Me, OutboxMail, Session } from "@lockstep/service-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, type Items } from "./client.ts";

/** Switches the SCIM module of the account. */
export function setScimModule(enabled: boolean): Promise<Account> {
  return api.put<Account>("/api/account/modules/scim", { enabled });
}

/** Changes the signed-in user's password. */
export function changePassword(request: ChangePasswordRequest): Promise<void> {
  return api.put("/api/me/password", request);
}

/** Makes one of one's own organisations the default. */
export function chooseOrganisation(organisationId: string): Promise<Me> {
  return api.put<Me>("/api/me/organisation", { organisationId });
}

/** Where the signed-in user is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }): Promise<readonly Session[]> =>
    (await api.get<Items<Session>>("/api/me/sessions", undefined, signal)).items,
});

/** Ends one of one's own sessions. */
export function endSession(id: string): Promise<void> {
  return api.remove(`/api/me/sessions/${encodeURIComponent(id)}`);
}

/** What a credential that deletes and creates again gets: the same ids, or new ones. */
export function setRestoresIds(restoresIds: boolean): Promise<Account> {
  return api.put<Account>("/api/account/settings", { restoresIds });
}

/** Mail that SMTP did not take, newest first. */
export const outboxQuery = queryOptions({
  queryKey: ["outbox"],
  queryFn: async ({ signal }) => (await api.get<Items<OutboxMail>>("/api/outbox", undefined, signal)).items,
});
