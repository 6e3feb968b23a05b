import type { DirectoryApp, DirectoryGroup, DirectoryUser } from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, OKTA } from "./client.ts";

const GROUPS_PAGE_SIZE = 25;
const MEMBERS_PAGE_SIZE = 25;
const CHOICES_MAX = 20;

/** One page of groups with their number of people. */
export function groupsQuery(filters: { readonly q?: string; readonly after?: string }, limit = GROUPS_PAGE_SIZE) {
  return queryOptions({
    queryKey: ["groups", filters, limit],
    queryFn: ({ signal }) =>
      api.page<DirectoryGroup>(
        `${OKTA}/groups`,
        { q: filters.q, after: filters.after, limit, expand: "stats" },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** Groups to choose from while a name is typed. */
export function groupChoicesQuery(text: string) {
  return groupsQuery(text === "" ? {} : { q: text }, CHOICES_MAX);
}

/** One group by id. */
export function groupQuery(id: string) {
  return queryOptions({
    queryKey: ["group", id],
    queryFn: ({ signal }) =>
      api.get<DirectoryGroup>(`${OKTA}/groups/${encodeURIComponent(id)}`, { expand: "stats" }, signal),
  });
}

/** One page of a group's people. */
export function groupMembersQuery(id: string, after: string | undefined) {
  return queryOptions({
    queryKey: ["group", id, "members", after ?? ""],
    queryFn: ({ signal }) =>
      api.page<DirectoryUser>(
        `${OKTA}/groups/${encodeURIComponent(id)}/users`,
        { after, limit: MEMBERS_PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** Apps that a group is assigned to. */
export function groupAppsQuery(id: string) {
  return queryOptions({
    queryKey: ["group", id, "apps"],
    queryFn: ({ signal }) =>
      api.get<readonly DirectoryApp[]>(`${OKTA}/groups/${encodeURIComponent(id)}/apps`, undefined, signal),
  });
}

/** Name and description of a group. */
export interface GroupInput {
  readonly name: string;
  readonly description: string | null;
}

/** Creates a group. */
export function createGroup(profile: GroupInput): Promise<DirectoryGroup> {
  return api.post<DirectoryGroup>(`${OKTA}/groups`, { profile });
}

/** Replaces name and description of a group. */
export function updateGroup(id: string, profile: GroupInput): Promise<DirectoryGroup> {
  return api.put<DirectoryGroup>(`${OKTA}/groups/${encodeURIComponent(id)}`, { profile });
}

/** Deletes a group. */
export function deleteGroup(id: string): Promise<void> {
  return api.remove(`${OKTA}/groups/${encodeURIComponent(id)}`);
}

/** Adds a person to a group. */
export function addMember(groupId: string, personId: string): Promise<void> {
  return api.put(`${OKTA}/groups/${encodeURIComponent(groupId)}/users/${encodeURIComponent(personId)}`);
}

/** Takes a person out of a group. */
export function removeMember(groupId: string, personId: string): Promise<void> {
  return api.remove(`${OKTA}/groups/${encodeURIComponent(groupId)}/users/${encodeURIComponent(personId)}`);
}
