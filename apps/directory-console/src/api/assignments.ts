import type {
  AppUser,
  AssignmentRow,
  DirectoryGroup,
  DirectoryUser,
  MappingPreview,
  PlanPreview,
  Why,
} from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { appPath, lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";
import { profileText } from "./people.ts";

const ASSIGNMENTS_PAGE_SIZE = 25;
const GROUPS_MAX = 200;
const REFRESH_MS = 5_000;

/** One page of the people who have an app, each with what became of the account; refreshes by itself. */
export function assignmentsQuery(
  appId: string,
  filters: { readonly q?: string; readonly state?: AssignmentRow["state"]; readonly after?: string },
) {
  return queryOptions({
    queryKey: ["app", appId, "assignments", filters.q ?? "", filters.state ?? "", filters.after ?? ""],
    queryFn: ({ signal }) =>
      api.answer<{ items: readonly AssignmentRow[] }>(
        `${lockstepAppPath(appId)}/assignments`,
        { q: filters.q, state: filters.state, after: filters.after, limit: ASSIGNMENTS_PAGE_SIZE },
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
  /** Values for the people of the group, by attribute name. */
  readonly profile: Readonly<Record<string, unknown>>;
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

/** *Provision User* for everybody who waits for it. */
export function provisionWaiting(appId: string): Promise<{ count: number }> {
  return api.post(`${lockstepAppPath(appId)}/provision`);
}

/** Turns assignments into individual ones or into those of groups; all of the app without `personIds`. */
export function convertAssignments(
  appId: string,
  input: { readonly to: "USER" | "GROUP"; readonly personIds?: readonly string[] },
): Promise<{ converted: number; leftOut: readonly unknown[] }> {
  return api.post(`${lockstepAppPath(appId)}/assignments/convert`, input);
}

/** Gives a person values of the own in the app; null gives one up. */
export function overrideValues(
  appId: string,
  personId: string,
  change: { readonly profile: Readonly<Record<string, unknown>>; readonly userName?: string | null },
): Promise<AppUser> {
  return api.post<AppUser>(`${appPath(appId)}/users/${encodeURIComponent(personId)}`, {
    profile: change.profile,
    ...(change.userName === undefined ? {} : { credentials: { userName: change.userName } }),
  });
}

/** Takes all values of the own from a person: the groups and the mapping count again. */
export function resetOverrides(appId: string, personId: string): Promise<void> {
  return api.post(`${lockstepAppPath(appId)}/users/${encodeURIComponent(personId)}/reset`, {});
}

/** Every value that a person has in the app as it is set up now, and where each comes from. */
export function personValuesQuery(appId: string, personId: string) {
  return queryOptions({
    queryKey: ["app", appId, "values-of", personId],
    queryFn: () => api.post<MappingPreview>(`${lockstepAppPath(appId)}/mappings/preview`, { personId }),
  });
}

/** Changes an assigned group: its place, or the values for its people; null gives one up. */
export function updateAppGroup(
  appId: string,
  groupId: string,
  change: { readonly priority?: number; readonly profile?: Readonly<Record<string, unknown>> },
): Promise<AppGroup> {
  const operations = [
    ...(change.priority === undefined ? [] : [{ op: "replace", path: "/priority", value: change.priority }]),
    ...Object.entries(change.profile ?? {}).map(([name, value]) => {
      const path = `/profile/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      return value === null ? { op: "remove", path } : { op: "replace", path, value };
    }),
  ];
  return api.patch<AppGroup>(`${appPath(appId)}/groups/${encodeURIComponent(groupId)}`, operations);
}

/** Why a person has the app or not, in a sentence and condition by condition. */
export function whyQuery(appId: string, personId: string) {
  return queryOptions({
    queryKey: ["app", appId, "why", personId],
    queryFn: ({ signal }) =>
      api.get<Why>(`${lockstepAppPath(appId)}/users/${encodeURIComponent(personId)}/why`, undefined, signal),
    staleTime: 0,
  });
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
