import type { Credential, LoggedRequest, NormalisationCount, RequestPage } from "@lockstep/service-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

interface Items<Item> {
  readonly items: readonly Item[];
}

/** How many requests are shown. */
const LATEST_MAX = 20;

/** How many requests needed which tolerance, per credential. */
export const normalisationsQuery = queryOptions({
  queryKey: ["normalisations"],
  queryFn: async ({ signal }): Promise<readonly NormalisationCount[]> =>
    (await api.get<Items<NormalisationCount>>("/api/normalisations", undefined, signal)).items,
});

/** The latest SCIM requests of the account, the newest first. */
export const latestRequestsQuery = queryOptions({
  queryKey: ["requests", "latest"],
  queryFn: async ({ signal }): Promise<readonly LoggedRequest[]> =>
    (await api.get<RequestPage>("/api/requests", { limit: LATEST_MAX }, signal)).items,
});

/** The credentials that the signed-in user may see: their own, or all of the account. */
export const credentialsQuery = queryOptions({
  queryKey: ["credentials"],
  queryFn: async ({ signal }): Promise<readonly Credential[]> =>
    (await api.get<Items<Credential>>("/api/credentials", undefined, signal)).items,
});
