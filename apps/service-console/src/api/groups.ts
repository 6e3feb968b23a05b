import type { GroupDetail } from "@lockstep/service-app/contract";
import { api } from "./client.ts";

const path = (id: string) => `/api/groups/${encodeURIComponent(id)}`;

/** Makes an empty group. */
export function createGroup(displayName: string): Promise<GroupDetail> {
  return api.post<GroupDetail>("/api/groups", { displayName });
}

/** Gives a group another name. */
export function renameGroup(id: string, displayName: string): Promise<GroupDetail> {
  return api.put<GroupDetail>(path(id), { displayName });
}

/** Adds and removes members by the ids of users. */
export function changeMembers(
  id: string,
  change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<GroupDetail> {
  return api.post<GroupDetail>(`${path(id)}/members`, change);
}

/** Deletes a group; its members stay users. */
export function deleteGroup(id: string): Promise<void> {
  return api.remove(path(id));
}
