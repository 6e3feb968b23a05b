import type { SignOn, SignOnChange, SignOnPlan } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

/** How user names of an app are made. */
export function signOnQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "sign-on"],
    queryFn: ({ signal }) => api.get<SignOn>(`${lockstepAppPath(appId)}/sign-on`, undefined, signal),
  });
}

/** How many user names a format would change, who would get none, and who would share one. Nothing is saved. */
export function planSignOn(appId: string, change: SignOnChange): Promise<SignOnPlan> {
  return api.post<SignOnPlan>(`${lockstepAppPath(appId)}/sign-on/plan`, change);
}

/** Saves a format of which the plan was looked at. */
export function saveSignOn(appId: string, change: SignOnChange, plan: SignOnPlan): Promise<SignOn> {
  return api.put<SignOn>(`${lockstepAppPath(appId)}/sign-on`, {
    ...change,
    token: plan.token,
    ...(plan.overBudget === null ? {} : { overBudget: "HOLD" }),
  });
}

/** The user names that five people would have under a format. */
export function userNamePreviewQuery(appId: string, { type, template, userSuffix }: SignOnChange) {
  return queryOptions({
    queryKey: ["app", appId, "user-names", type, template, userSuffix],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly { login: string; userName: string | null; problem?: string }[] }>(
        `${lockstepAppPath(appId)}/user-name-preview`,
        { template, type, userSuffix: userSuffix ?? undefined },
        signal,
      ),
    retry: false,
  });
}
