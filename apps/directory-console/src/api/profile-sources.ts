import type { ProfileSource } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP } from "./client.ts";

const PATH = `${LOCKSTEP}/profile-sources`;

/** The apps that source people; the first counts most. */
export const profileSourcesQuery = queryOptions({
  queryKey: ["profile-sources"],
  queryFn: async ({ signal }) => (await api.get<{ items: readonly ProfileSource[] }>(PATH, undefined, signal)).items,
});

/** Puts them in another order; every source is named once. */
export async function orderProfileSources(appIds: readonly string[]): Promise<readonly ProfileSource[]> {
  return (await api.put<{ items: readonly ProfileSource[] }>(PATH, { appIds })).items;
}
