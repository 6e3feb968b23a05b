import type { DefinitionList, ResourceTypeResource, SchemaResource } from "@lockstep/service-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** The account's own schemas, and those of the service. */
export const schemasQuery = queryOptions({
  queryKey: ["schemas"],
  queryFn: ({ signal }) => api.get<DefinitionList<SchemaResource>>("/api/schemas", undefined, signal),
});

/** The account's own resource types, and those of the service. */
export const resourceTypesQuery = queryOptions({
  queryKey: ["resource-types"],
  queryFn: ({ signal }) => api.get<DefinitionList<ResourceTypeResource>>("/api/resource-types", undefined, signal),
});

/** Which kind of definition, and its place in the API. */
export type DefinitionKind = "schemas" | "resource-types";

/** Adds a definition, or replaces the one with that id. */
export function saveDefinition(kind: DefinitionKind, id: string | undefined, definition: unknown): Promise<unknown> {
  return id === undefined
    ? api.post(`/api/${kind}`, definition)
    : api.put(`/api/${kind}/${encodeURIComponent(id)}`, definition);
}

/** Removes a definition of the account. */
export function removeDefinition(kind: DefinitionKind, id: string): Promise<void> {
  return api.remove(`/api/${kind}/${encodeURIComponent(id)}`);
}
