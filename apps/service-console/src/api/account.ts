import type { Account, ApiKey, ChangePasswordRequest, NewApiKey, OutboxMail } from "@lockstep/service-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

interface Items<Item> {
  readonly items: readonly Item[];
}

/** Switches the SCIM module of the account. */
export function setScimModule(enabled: boolean): Promise<Account> {
  return api.put<Account>("/api/account/modules/scim", { enabled });
}

/** Changes the signed-in user's password. */
export function changePassword(request: ChangePasswordRequest): Promise<void> {
  return api.put("/api/me/password", request);
}

/** The signed-in user's API keys, without their secrets. */
export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async ({ signal }) => (await api.get<Items<ApiKey>>("/api/me/api-keys", undefined, signal)).items,
});

/** Generates a key; the answer is the only place where it stands. */
export function generateApiKey(name: string): Promise<NewApiKey> {
  return api.post<NewApiKey>("/api/me/api-keys", { name });
}

/** Ends a key at once. */
export function revokeApiKey(id: string): Promise<void> {
  return api.remove(`/api/me/api-keys/${encodeURIComponent(id)}`);
}

/** Mail that SMTP did not take, newest first. */
export const outboxQuery = queryOptions({
  queryKey: ["outbox"],
  queryFn: async ({ signal }) => (await api.get<Items<OutboxMail>>("/api/outbox", undefined, signal)).items,
});
