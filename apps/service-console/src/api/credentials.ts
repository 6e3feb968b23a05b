import type {
  ClientTraffic,
  Credential,
  CredentialChange,
  CredentialDraft,
  NewCredential,
} from "@lockstep/service-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, type Items } from "./client.ts";

const path = (id: string) => `/api/credentials/${encodeURIComponent(id)}`;

/** The credentials that the signed-in user may see: their own, or all of the account. */
export const credentialsQuery = queryOptions({
  queryKey: ["credentials"],
  queryFn: async ({ signal }): Promise<readonly Credential[]> =>
    (await api.get<Items<Credential>>("/api/credentials", undefined, signal)).items,
});

/** How each credential fared in the last 24 hours. */
export const trafficQuery = queryOptions({
  queryKey: ["traffic"],
  queryFn: async ({ signal }): Promise<readonly ClientTraffic[]> =>
    (await api.get<Items<ClientTraffic>>("/api/traffic", undefined, signal)).items,
});

/** Makes a credential; the answer is the only place where its secret stands. */
export function createCredential(draft: CredentialDraft): Promise<NewCredential> {
  return api.post<NewCredential>("/api/credentials", draft);
}

/** Changes what is named and nothing else. */
export function changeCredential(id: string, change: CredentialChange): Promise<Credential> {
  return api.patch<Credential>(path(id), change);
}

/** Gives a new secret; the old one holds for `overlapSeconds` more. */
export function rotateCredential(id: string, overlapSeconds: number): Promise<NewCredential> {
  return api.post<NewCredential>(`${path(id)}/rotate`, { overlapSeconds });
}

/** Ends a credential at once. */
export function revokeCredential(id: string): Promise<void> {
  return api.remove(path(id));
}

/** Ends the access tokens of an OAuth client; the client lives. */
export function revokeTokens(id: string): Promise<void> {
  return api.remove(`${path(id)}/tokens`);
}
