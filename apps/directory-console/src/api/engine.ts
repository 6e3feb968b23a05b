import type { EngineSettings, TargetSwitchesView } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

/** Pace and policies of an app. */
export function engineQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "engine"],
    queryFn: ({ signal }) => api.get<EngineSettings>(`${lockstepAppPath(appId)}/engine`, undefined, signal),
  });
}

/** Changes what is given of pace and policies. */
export function saveEngine(appId: string, change: Partial<EngineSettings>): Promise<EngineSettings> {
  return api.put(`${lockstepAppPath(appId)}/engine`, change);
}

/** In what the target differs from its dialect, and what that comes to. */
export function switchesQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "switches"],
    queryFn: ({ signal }) =>
      api.get<TargetSwitchesView>(`${lockstepAppPath(appId)}/target-switches`, undefined, signal),
  });
}

/** Replaces all switches at once; for an app that is not connected, where there is nothing to plan. */
export function saveSwitches(appId: string, switches: Readonly<Record<string, unknown>>): Promise<TargetSwitchesView> {
  return api.put(`${lockstepAppPath(appId)}/target-switches`, { switches });
}
