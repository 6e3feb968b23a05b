import type { ImportRow, ImportRun } from "@lockstep/directory-app/contract";
import { queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

const RUNNING_INTERVAL_MS = 1_000;

/** True while an import goes on. */
export function isRunning(run: ImportRun): boolean {
  return run.state === "QUEUED" || run.state === "RUNNING";
}

/** Imports of an app, newest first; refreshes quickly while one runs. */
export function importRunsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "imports"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly ImportRun[] }>(`${lockstepAppPath(appId)}/imports`, undefined, signal)).items,
    refetchInterval: (query) => (query.state.data?.some(isRunning) === true ? RUNNING_INTERVAL_MS : false),
  });
}

/** People that imports found, by state. */
export function importRowsQuery(appId: string, state: ImportRow["state"]) {
  return queryOptions({
    queryKey: ["app", appId, "import-rows", state],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly ImportRow[] }>(`${lockstepAppPath(appId)}/import-rows`, { state }, signal))
        .items,
  });
}

/** *Import Now*. */
export function startImport(appId: string): Promise<ImportRun> {
  return api.post<ImportRun>(`${lockstepAppPath(appId)}/imports`);
}

/** Stops a running import; what it has read stays. */
export function cancelImport(appId: string, runId: string): Promise<ImportRun> {
  return api.post<ImportRun>(`${lockstepAppPath(appId)}/imports/${encodeURIComponent(runId)}/cancel`);
}

/** What becomes of one imported row. */
export interface RowDecision {
  readonly externalId: string;
  readonly action: "LINK" | "NEW" | "IGNORE";
  readonly personId?: string;
}

/** How many rows were linked, became new people, or were ignored. */
export interface ConfirmResult {
  readonly linked: number;
  readonly created: number;
  readonly ignored: number;
}

/** *Confirm Assignments*. */
export function confirmRows(appId: string, rows: readonly RowDecision[]): Promise<ConfirmResult> {
  return api.post<ConfirmResult>(`${lockstepAppPath(appId)}/import-rows/confirm`, { rows });
}
