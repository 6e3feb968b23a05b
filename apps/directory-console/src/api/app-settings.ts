import type { SettingsReport } from "@lockstep/directory-app/contract";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

/** Where all settings of an app are downloaded as one file, without secrets. */
export function settingsFile(appId: string): string {
  return `${lockstepAppPath(appId)}/settings`;
}

/** Applies a settings file, or only tells what it would change. All of it or nothing. */
export function applySettings(
  appId: string,
  file: unknown,
  options: { readonly isDryRun: boolean },
): Promise<SettingsReport> {
  return api.put<SettingsReport>(
    `${lockstepAppPath(appId)}/settings`,
    file,
    options.isDryRun ? { dryRun: true } : undefined,
  );
}
