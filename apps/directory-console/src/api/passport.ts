import type { PassportView } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

const PROGRESS_INTERVAL_MS = 1_000;

/** True while the target is being measured. */
export function isMeasuring({ run }: PassportView): boolean {
  return run?.state === "RUNNING" || run?.state === "CANCELLING";
}

/** What was measured on the target; refreshes by itself while it is measured. */
export function passportQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "passport"],
    queryFn: ({ signal }) => api.get<PassportView>(`${lockstepAppPath(appId)}/passport`, undefined, signal),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isMeasuring(state.data) ? PROGRESS_INTERVAL_MS : false,
  });
}

/** Measures the target anew, with the consent that this takes. */
export function measureTarget(appId: string): Promise<PassportView> {
  return api.post<PassportView>(`${lockstepAppPath(appId)}/passport`, { consent: true });
}

/** Ends a measuring; what it made in the target is removed first. */
export function cancelMeasuring(appId: string): Promise<PassportView> {
  return api.post<PassportView>(`${lockstepAppPath(appId)}/passport/cancel`);
}

/** Removes test resources that an earlier measuring left in the target. */
export function cleanUpTarget(
  appId: string,
): Promise<{ removed: number; leftovers: readonly { name: string; reason: string }[] }> {
  return api.post(`${lockstepAppPath(appId)}/passport/clean-up`);
}
