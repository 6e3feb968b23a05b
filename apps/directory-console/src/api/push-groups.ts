import type { GroupPushMapping } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { appPath, lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

const MAPPINGS_MAX = 1_000;
const REFRESH_MS = 5_000;

/** The push groups of an app; refreshes by itself. */
export function pushGroupsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "push-groups"],
    queryFn: async ({ signal }) =>
      (await api.page<GroupPushMapping>(`${appPath(appId)}/group-push/mappings`, { limit: MAPPINGS_MAX }, signal))
        .items,
    refetchInterval: REFRESH_MS,
  });
}

function mappingPath(appId: string, mappingId: string): string {
  return `${appPath(appId)}/group-push/mappings/${encodeURIComponent(mappingId)}`;
}

/** Pushes a group under its own name, or links it to the group of that name which the app already has. */
export function addPushGroup(
  appId: string,
  input: { sourceGroupId: string; linkToName?: string },
): Promise<GroupPushMapping> {
  return api.post<GroupPushMapping>(`${appPath(appId)}/group-push/mappings`, {
    sourceGroupId: input.sourceGroupId,
    status: "ACTIVE",
    ...(input.linkToName === undefined ? {} : { targetGroupName: input.linkToName, linkExisting: true }),
  });
}

/** Starts or stops sending changes of a group. */
export function setPushActive(appId: string, mappingId: string, isActive: boolean): Promise<GroupPushMapping> {
  return api.patch<GroupPushMapping>(mappingPath(appId, mappingId), { status: isActive ? "ACTIVE" : "INACTIVE" });
}

/** Unlinks a push group; the group in the app is deleted or left as it is. */
export async function unlinkPushGroup(
  appId: string,
  mapping: GroupPushMapping,
  options: { deleteTargetGroup: boolean },
): Promise<void> {
  if (mapping.status === "ACTIVE") await setPushActive(appId, mapping.id, false);
  await api.remove(mappingPath(appId, mapping.id), { deleteTargetGroup: options.deleteTargetGroup });
}

/** *Push Now*: sends the whole group. */
export function pushNow(appId: string, mappingId: string): Promise<void> {
  return api.post(`${lockstepAppPath(appId)}/group-push/mappings/${encodeURIComponent(mappingId)}/push`);
}
