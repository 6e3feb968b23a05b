import type {
  AppAttributeSettings,
  MappableAttribute,
  Mapping,
  MappingPreview,
} from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api, OKTA } from "./client.ts";

/** The attribute mappings from a person to the app, and everything that a mapping could fill. */
export function mappingsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "mappings"],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly Mapping[]; attributes: readonly MappableAttribute[] }>(
        `${lockstepAppPath(appId)}/mappings`,
        undefined,
        signal,
      ),
  });
}

/** Replaces the attribute mappings at once; for an app that is not connected, where there is nothing to plan. */
export function saveMappings(appId: string, items: readonly Mapping[]): Promise<{ items: readonly Mapping[] }> {
  return api.put(`${lockstepAppPath(appId)}/mappings`, { items });
}

/** What an expression gives for a person; with an attribute it is checked as when it is saved. */
export function expressionPreviewQuery(
  appId: string,
  input: { readonly expression: string; readonly attribute?: string; readonly personId: string },
) {
  return queryOptions({
    queryKey: ["app", appId, "expression-preview", input],
    queryFn: () => api.post<{ value: unknown }>(`${lockstepAppPath(appId)}/mappings/preview`, input),
    retry: false,
  });
}

/** Every value that a person would have in the app with these mappings, and where each comes from. */
export function mappingPreviewQuery(appId: string, items: readonly Mapping[], personId: string) {
  return queryOptions({
    queryKey: ["app", appId, "mapping-preview", items, personId],
    queryFn: () => api.post<MappingPreview>(`${lockstepAppPath(appId)}/mappings/preview`, { items, personId }),
    retry: false,
  });
}

interface Schema {
  readonly definitions: Readonly<
    Record<"base" | "custom", { readonly properties: Readonly<Record<string, { readonly title: string }>> }>
  >;
}

/** The attributes of people, that a mapping can take a value from. */
export const personAttributesQuery = queryOptions({
  queryKey: ["person-attributes"],
  queryFn: async ({ signal }) => {
    const { definitions } = await api.get<Schema>(`${OKTA}/meta/schemas/user/default`, undefined, signal);
    return Object.entries({ ...definitions.base.properties, ...definitions.custom.properties }).map(
      ([name, { title }]) => ({ name, title }),
    );
  },
});

/** What the form for a new attribute asks; the rest has no limits. */
export type NewAttribute = Pick<
  AppAttributeSettings,
  "name" | "title" | "type" | "items" | "externalName" | "externalNamespace" | "required" | "scope" | "union"
>;

/** Adds an attribute to the app's user schema. */
export function addAppAttribute(appId: string, { name, items, union, ...attribute }: NewAttribute): Promise<unknown> {
  const property = {
    ...attribute,
    ...(attribute.type === "array" ? { items: { type: items ?? "string" }, union: union ? "ENABLE" : "DISABLE" } : {}),
  };
  return changeSchema(appId, { [name]: property });
}

/** Removes an attribute that an administrator added. */
export function removeAppAttribute(appId: string, name: string): Promise<unknown> {
  return changeSchema(appId, { [name]: null });
}

function changeSchema(appId: string, properties: Readonly<Record<string, unknown>>): Promise<unknown> {
  return api.post(`${OKTA}/meta/schemas/apps/${encodeURIComponent(appId)}/default`, {
    definitions: { custom: { properties } },
  });
}
