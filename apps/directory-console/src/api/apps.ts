import type { AppTemplate, DirectoryApp, Progress } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP, OKTA } from "./client.ts";

const APPS_MAX = 200;
const PROGRESS_INTERVAL_MS = 3_000;

/** Path of an app in the Okta-compatible part. */
export function appPath(appId: string): string {
  return `${OKTA}/apps/${encodeURIComponent(appId)}`;
}

/** Path of an app in our own part. */
export function lockstepAppPath(appId: string): string {
  return `${LOCKSTEP}/apps/${encodeURIComponent(appId)}`;
}

/** All apps. */
export const appsQuery = queryOptions({
  queryKey: ["apps"],
  queryFn: async ({ signal }) => (await api.page<DirectoryApp>(`${OKTA}/apps`, { limit: APPS_MAX }, signal)).items,
});

/** One app by id. */
export function appQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId],
    queryFn: ({ signal }) => api.get<DirectoryApp>(appPath(appId), undefined, signal),
  });
}

/** How far provisioning has come; refreshes by itself. */
export function progressQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "progress"],
    queryFn: ({ signal }) => api.get<Progress>(`${lockstepAppPath(appId)}/progress`, undefined, signal),
    refetchInterval: PROGRESS_INTERVAL_MS,
  });
}

/** What apps can be made from. */
export const appTemplatesQuery = queryOptions({
  queryKey: ["app-templates"],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: readonly AppTemplate[] }>(`${LOCKSTEP}/app-templates`, undefined, signal)).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Adds an app made from a template. */
export function createApp(input: { readonly name: string; readonly label: string }): Promise<DirectoryApp> {
  return api.post<DirectoryApp>(`${OKTA}/apps`, input);
}

/** What of an app can be changed on its pages. */
export interface AppChange {
  readonly label?: string;
  readonly dialect?: string;
  readonly renameAppGroups?: boolean;
  readonly visibility?: DirectoryApp["visibility"];
}

/** Replaces an app with its changed self. */
export function updateApp(app: DirectoryApp, change: AppChange): Promise<DirectoryApp> {
  return api.put<DirectoryApp>(appPath(app.id), {
    ...app,
    signOnMode: "AUTO_LOGIN",
    label: change.label ?? app.label,
    visibility: change.visibility ?? app.visibility,
    credentials: { userNameTemplate: app.credentials.userNameTemplate },
    settings: {
      ...app.settings,
      provisioning: {
        ...app.settings.provisioning,
        dialect: change.dialect ?? app.settings.provisioning.dialect,
        renameAppGroups: change.renameAppGroups ?? app.settings.provisioning.renameAppGroups,
      },
    },
  });
}

/** Switches an app on or off. */
export function setAppActive(appId: string, isActive: boolean): Promise<void> {
  return api.post(`${appPath(appId)}/lifecycle/${isActive ? "activate" : "deactivate"}`);
}

/** Deletes an inactive app. */
export function deleteApp(appId: string): Promise<void> {
  return api.remove(appPath(appId));
}

/** Stops sending to an app, or goes on. */
export function setAppPaused(appId: string, isPaused: boolean): Promise<void> {
  return api.post(`${lockstepAppPath(appId)}/${isPaused ? "pause" : "resume"}`);
}
