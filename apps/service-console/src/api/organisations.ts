import type { Organisation } from "@lockstep/service-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, type Items } from "./client.ts";

const path = (id: string) => `/api/organisations/${encodeURIComponent(id)}`;

/** All organisations of the account. */
export const organisationsQuery = queryOptions({
  queryKey: ["organisations"],
  queryFn: async ({ signal }) => (await api.get<Items<Organisation>>("/api/organisations", undefined, signal)).items,
});

/** Adds an organisation below another. */
export function createOrganisation(request: { name: string; code: string; parentId: string | null }) {
  return api.post<Organisation>("/api/organisations", request);
}

/** Gives an organisation its name, code and parent. */
export function changeOrganisation(id: string, change: { name: string; code: string; parentId: string | null }) {
  return api.put<Organisation>(path(id), change);
}

/** Removes an organisation that nobody belongs to. */
export function removeOrganisation(id: string): Promise<void> {
  return api.remove(path(id));
}
