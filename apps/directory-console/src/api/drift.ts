import type { DriftCheck, DriftFindingView, DriftRepair, DriftSettings } from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

const RUNNING_INTERVAL_MS = 1_000;
const PAGE_SIZE = 25;

/** True while the app's groups are being looked at. */
export function isChecking(check: DriftCheck | undefined): boolean {
  return check?.state === "QUEUED" || check?.state === "RUNNING";
}

/** The looks at the pushed groups of an app, the newest first; refreshes quickly while one goes on. */
export function driftChecksQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "drift", "checks"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly DriftCheck[] }>(`${lockstepAppPath(appId)}/drift/checks`, undefined, signal))
        .items,
    refetchInterval: ({ state }) => (isChecking(state.data?.[0]) ? RUNNING_INTERVAL_MS : false),
  });
}

/** One page of what the last look at each group found; read anew as the latest look goes on and ends. */
export function driftFindingsQuery(appId: string, after: string | undefined, latest: DriftCheck | undefined) {
  return queryOptions({
    queryKey: ["app", appId, "drift", "groups", after ?? "", latest?.id, latest?.state, latest?.checked],
    queryFn: ({ signal }) =>
      api.answer<{ items: readonly DriftFindingView[] }>(
        `${lockstepAppPath(appId)}/drift/groups`,
        { after, limit: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** Looks at all pushed groups in the app. */
export function startDriftCheck(appId: string): Promise<DriftCheck> {
  return api.post<DriftCheck>(`${lockstepAppPath(appId)}/drift/checks`, {});
}

/** Ends a look. */
export function cancelDriftCheck(appId: string, checkId: string): Promise<DriftCheck> {
  return api.post<DriftCheck>(`${lockstepAppPath(appId)}/drift/checks/${encodeURIComponent(checkId)}/cancel`);
}

function repairPath(appId: string, pushId: string): string {
  return `${lockstepAppPath(appId)}/drift/groups/${encodeURIComponent(pushId)}/repair`;
}

/** What would make a group of the app equal again. The app is read, nothing is written. */
export function driftRepairQuery(appId: string, pushId: string) {
  return queryOptions({
    queryKey: ["app", appId, "drift", "repair", pushId],
    queryFn: ({ signal }) => api.get<DriftRepair>(repairPath(appId, pushId), undefined, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Does exactly the repair that was shown. */
export function repairDrift(appId: string, pushId: string, plan: string): Promise<DriftRepair> {
  return api.post<DriftRepair>(repairPath(appId, pushId), { plan });
}

/** When the app's groups are compared by themselves, and what a repair does with members that the directory does not know. */
export function driftSettingsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "drift", "settings"],
    queryFn: ({ signal }) => api.get<DriftSettings>(`${lockstepAppPath(appId)}/drift/settings`, undefined, signal),
  });
}

/** Stores them; the answer says when the next look is. */
export function saveDriftSettings(appId: string, settings: Omit<DriftSettings, "next">): Promise<DriftSettings> {
  return api.put<DriftSettings>(`${lockstepAppPath(appId)}/drift/settings`, settings);
}
