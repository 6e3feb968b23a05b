import type { AppUser, DirectoryGroup, DirectoryUser, PlanPreview } from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { appPath, lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";
import { profileText } from "./people.ts";

const ASSIGNMENTS_PAGE_SIZE = 25;
const GROUPS_MAX = 200;
const REFRESH_MS = 5_000;

/** One page of the people who have an app; refreshes by itself. */
export function appUsersQuery(appId: string, filters: { readonly q?: string; readonly after?: string }) {
  return queryOptions({
    queryKey: ["app", appId, "users", filters.q ?? "", filters.after ?? ""],
    queryFn: ({ signal }) =>
      api.page<AppUser>(
        `${appPath(appId)}/users`,
        { q: filters.q, after: filters.after, limit: ASSIGNMENTS_PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** One person's account in an app. */
export function appUserQuery(appId: string, personId: string) {
  return queryOptions({
    queryKey: ["app", appId, "user", personId],
    queryFn: ({ signal }) =>
      api.get<AppUser>(`${appPath(appId)}/users/${encodeURIComponent(personId)}`, undefined, signal),
  });
}

/**
 * A person's account in an app, or null when they do not have it. Asks the list by login: the answer "no" is then an
 * ordinary one.
 */
export function findAppUserQuery(appId: string, person: DirectoryUser) {
  return queryOptions({
    queryKey: ["app", appId, "user-of", person.id],
    queryFn: async ({ signal }) => {
      const page = await api.page<AppUser>(
        `${appPath(appId)}/users`,
        { q: profileText(person, "login"), limit: 20 },
        signal,
      );
      return page.items.find(({ id }) => id === person.id) ?? null;
    },
    refetchInterval: REFRESH_MS,
  });
}

/** A group that has an app. */
export interface AppGroup {
  readonly id: string;
  readonly priority: number;
  readonly lastUpdated: string;
  readonly _embedded?: { readonly group?: DirectoryGroup };
}

/** The groups that have an app, with their names. */
export function appGroupsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "groups"],
    queryFn: async ({ signal }) =>
      (await api.page<AppGroup>(`${appPath(appId)}/groups`, { expand: "group", limit: GROUPS_MAX }, signal)).items,
  });
}

/** Gives a person an app. */
export function assignPerson(appId: string, personId: string): Promise<AppUser> {
  return api.post<AppUser>(`${appPath(appId)}/users`, { id: personId, scope: "USER" });
}

/** Takes an app from a person. */
export function unassignPerson(appId: string, personId: string): Promise<void> {
  return api.remove(`${appPath(appId)}/users/${encodeURIComponent(personId)}`);
}

/** Gives everyone in a group an app. */
export function assignGroup(appId: string, groupId: string): Promise<AppGroup> {
  return api.put<AppGroup>(`${appPath(appId)}/groups/${encodeURIComponent(groupId)}`, {});
}

/** Takes an app from a group. */
export function unassignGroup(appId: string, groupId: string): Promise<void> {
  return api.remove(`${appPath(appId)}/groups/${encodeURIComponent(groupId)}`);
}

/** *Provision User*: sends one person now. */
export function provisionPerson(appId: string, personId: string): Promise<void> {
  return api.post(`${lockstepAppPath(appId)}/users/${encodeURIComponent(personId)}/provision`);
}

/** The exact requests that would be sent for a person. Reads the app, writes nothing. */
export function planPreviewQuery(appId: string, personId: string) {
  return queryOptions({
    queryKey: ["app", appId, "plan", personId],
    queryFn: () => api.post<PlanPreview>(`${lockstepAppPath(appId)}/users/${encodeURIComponent(personId)}/preview`),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}
