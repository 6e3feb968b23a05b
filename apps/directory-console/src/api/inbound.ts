import type {
  ImportHook,
  ImportHookInput,
  ImportHookTest,
  ImportMapping,
  ImportSafeguard,
  ImportSafeguardChange,
} from "@lockstep/directory-app/contract";
import { isNotFound } from "@lockstep/ui";
import { queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

/** How many accounts an import may take away without a person. */
export function safeguardQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "safeguard"],
    queryFn: ({ signal }) => api.get<ImportSafeguard>(`${lockstepAppPath(appId)}/import-safeguard`, undefined, signal),
  });
}

/** Changes the safeguard of an app; `app: null` makes the directory's count again. */
export function saveSafeguard(appId: string, change: ImportSafeguardChange): Promise<ImportSafeguard> {
  return api.put<ImportSafeguard>(`${lockstepAppPath(appId)}/import-safeguard`, change);
}

/** Which attributes of people an import fills, from which of the app's. */
export function importMappingsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "import-mappings"],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ items: readonly ImportMapping[] }>(
          `${lockstepAppPath(appId)}/import-mappings`,
          undefined,
          signal,
        )
      ).items,
  });
}

/** Replaces the import mappings. */
export function saveImportMappings(
  appId: string,
  items: readonly ImportMapping[],
): Promise<{ items: readonly ImportMapping[] }> {
  return api.put(`${lockstepAppPath(appId)}/import-mappings`, { items });
}

/** The hook that is asked about each imported account; null when there is none. */
export function importHookQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "import-hook"],
    queryFn: async ({ signal }) => {
      try {
        return await api.get<ImportHook>(`${lockstepAppPath(appId)}/import-hook`, undefined, signal);
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
  });
}

/** Sets the hook; the answer to a new one holds its secret, and no other does. */
export function saveImportHook(appId: string, input: ImportHookInput): Promise<ImportHook> {
  return api.put<ImportHook>(`${lockstepAppPath(appId)}/import-hook`, input);
}

/** Removes the hook. */
export function removeImportHook(appId: string): Promise<void> {
  return api.remove(`${lockstepAppPath(appId)}/import-hook`);
}

/** Gives the hook a new secret; the old one ends. */
export function renewHookSecret(appId: string): Promise<ImportHook> {
  return api.post<ImportHook>(`${lockstepAppPath(appId)}/import-hook/secret`);
}

/** Asks the hook one question with a made-up account. */
export function testImportHook(appId: string, url: string): Promise<ImportHookTest> {
  return api.post<ImportHookTest>(`${lockstepAppPath(appId)}/import-hook/test`, { url });
}
