import type {
  GroupDetail,
  GroupPage,
  NewUser,
  Role,
  Session,
  User,
  UserPage,
  UserProfile,
} from "@lockstep/service-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Items } from "./client.ts";

/** Rows of a page of users or groups. */
export const PAGE_SIZE = 25;

/** Filters of the user list, as they stand in the URL. */
export interface UserFilters {
  readonly q?: string;
  readonly organisationId?: string;
  readonly active?: "true" | "false";
  readonly page?: number;
}

/** One page of users. */
export function usersQuery(filters: UserFilters) {
  return queryOptions({
    queryKey: ["users", filters],
    queryFn: ({ signal }) =>
      api.get<UserPage>(
        "/api/users",
        {
          search: filters.q,
          organisationId: filters.organisationId,
          active: filters.active,
          startIndex: ((filters.page ?? 1) - 1) * PAGE_SIZE + 1,
          count: PAGE_SIZE,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** One user. */
export function userQuery(id: string) {
  return queryOptions({
    queryKey: ["user", id],
    queryFn: ({ signal }) => api.get<User>(`/api/users/${encodeURIComponent(id)}`, undefined, signal),
  });
}

/** Adds a user by hand. Without a password they get a link to set one. */
export function createUser(user: NewUser): Promise<User> {
  return api.post<User>("/api/users", user);
}

/** Switches a user on or off. */
export function setActive(id: string, active: boolean): Promise<User> {
  return api.put<User>(`/api/users/${encodeURIComponent(id)}/active`, { active });
}

/** Replaces the roles of a user. */
export function setRoles(id: string, roles: readonly Role[]): Promise<User> {
  return api.put<User>(`/api/users/${encodeURIComponent(id)}/roles`, { roles });
}

/** Replaces the organisations of a user and says which is the default. */
export function setOrganisations(
  id: string,
  organisationIds: readonly string[],
  defaultOrganisationId: string,
): Promise<User> {
  return api.put<User>(`/api/users/${encodeURIComponent(id)}/organisations`, {
    organisationIds,
    defaultOrganisationId,
  });
}

/** One page of groups. */
export function groupsQuery(filters: { readonly q?: string; readonly page?: number }) {
  return queryOptions({
    queryKey: ["groups", filters],
    queryFn: ({ signal }) =>
      api.get<GroupPage>(
        "/api/groups",
        { search: filters.q, startIndex: ((filters.page ?? 1) - 1) * PAGE_SIZE + 1, count: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** One group with its members. */
export function groupQuery(id: string) {
  return queryOptions({
    queryKey: ["group", id],
    queryFn: ({ signal }) => api.get<GroupDetail>(`/api/groups/${encodeURIComponent(id)}`, undefined, signal),
  });
}

/** Corrects the name and the e-mail of a user. */
export function setProfile(id: string, profile: UserProfile): Promise<User> {
  return api.put<User>(`/api/users/${encodeURIComponent(id)}/profile`, profile);
}

/** Mails a link to choose a password. */
export function inviteUser(id: string): Promise<void> {
  return api.post(`/api/users/${encodeURIComponent(id)}/invitation`);
}

/** Where a user is signed in. */
export function userSessionsQuery(id: string) {
  return queryOptions({
    queryKey: ["user", id, "sessions"],
    queryFn: async ({ signal }): Promise<readonly Session[]> =>
      (await api.get<Items<Session>>(`/api/users/${encodeURIComponent(id)}/sessions`, undefined, signal)).items,
  });
}

/** Signs a user out everywhere. */
export function endUserSessions(id: string): Promise<void> {
  return api.remove(`/api/users/${encodeURIComponent(id)}/sessions`);
}
