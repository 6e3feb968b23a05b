import type {
  BulkConfirmResult,
  BulkProgress,
  ConfirmResult,
  ImportedGroup,
  ImportedGroupMember,
  ImportRemoval,
  ImportResult,
  ImportResultPage,
  ImportRow,
  ImportRowPage,
  ImportRun,
  RematchResult,
  UndoResult,
} from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

const RUNNING_INTERVAL_MS = 1_000;
const PAGE_SIZE = 25;

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

/** What an import reads; a preview decides everything and changes nothing. */
export interface ImportStart {
  readonly mode: ImportRun["mode"];
  readonly preview?: boolean;
}

/** *Import Now*: everybody, only what changed, or the groups alone (*Refresh App Groups*). */
export function startImport(appId: string, start: ImportStart): Promise<ImportRun> {
  return api.post<ImportRun>(`${lockstepAppPath(appId)}/imports`, start);
}

function runPath(appId: string, runId: string): string {
  return `${lockstepAppPath(appId)}/imports/${encodeURIComponent(runId)}`;
}

/** Stops an import; what it has read stays. */
export function cancelImport(appId: string, runId: string): Promise<ImportRun> {
  return api.post<ImportRun>(`${runPath(appId, runId)}/cancel`);
}

/** Lets an import go on that the safeguard stopped. */
export function approveImport(appId: string, runId: string): Promise<ImportRun> {
  return api.post<ImportRun>(`${runPath(appId, runId)}/approve`);
}

/** One page of the accounts that an import found gone or inactive. */
export function removalsQuery(appId: string, runId: string, after: string | undefined) {
  return queryOptions({
    queryKey: ["app", appId, "imports", runId, "removals", after ?? ""],
    queryFn: ({ signal }) =>
      api.answer<{ items: readonly ImportRemoval[] }>(
        `${runPath(appId, runId)}/removals`,
        { after, limit: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** Filters of the results of a run. */
export interface ResultFilters {
  readonly outcome?: ImportResult["outcome"];
  readonly q?: string;
  readonly after?: string;
}

/** One page of what became of each account of a run. */
export function importResultsQuery(appId: string, runId: string, filters: ResultFilters) {
  return queryOptions({
    queryKey: ["app", appId, "imports", runId, "results", filters],
    queryFn: ({ signal }) =>
      api.get<ImportResultPage>(`${runPath(appId, runId)}/results`, { ...filters, limit: PAGE_SIZE }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Where the results of a run are downloaded as a file. */
export function resultsFile(appId: string, runId: string, { outcome, q }: ResultFilters): string {
  const query = new URLSearchParams({
    format: "csv",
    ...(outcome === undefined ? {} : { outcome }),
    ...(q === undefined ? {} : { q }),
  });
  return `${runPath(appId, runId)}/results/export?${query}`;
}

/** Filters of the imported rows, as they stand in the URL. */
export interface RowFilters {
  readonly state?: ImportRow["state"];
  readonly match?: ImportRow["match"];
  readonly q?: string;
  readonly after?: string;
}

/** One page of the users that imports found, with the counts of all. */
export function importRowsQuery(appId: string, filters: RowFilters) {
  return queryOptions({
    queryKey: ["app", appId, "import-rows", filters],
    queryFn: ({ signal }) =>
      api.get<ImportRowPage>(`${lockstepAppPath(appId)}/import-rows`, { ...filters, limit: PAGE_SIZE }, signal),
    placeholderData: keepPreviousData,
  });
}

/** What becomes of one imported row. */
export interface RowDecision {
  readonly externalId: string;
  readonly action: "LINK" | "NEW" | "IGNORE" | "UNIGNORE";
  readonly personId?: string;
}

/** *Confirm Assignments*: all of them or none. */
export function confirmRows(appId: string, rows: readonly RowDecision[], activateNew: boolean): Promise<ConfirmResult> {
  return api.post<ConfirmResult>(`${lockstepAppPath(appId)}/import-rows/confirm`, { rows, activateNew });
}

/** Confirms every waiting row of a match; tells how far it is. */
export function confirmAllRows(
  appId: string,
  input: { readonly match: ImportRow["match"]; readonly activateNew: boolean },
  onStep: (progress: BulkProgress) => void,
): Promise<BulkConfirmResult> {
  return api.follow<BulkProgress, BulkConfirmResult>(`${lockstepAppPath(appId)}/import-rows/confirm-all`, input, {
    onStep,
  });
}

/** Takes confirmations back: links end, people made by them are deleted again where nothing else holds them. */
export function undoRows(appId: string, externalIds: readonly string[]): Promise<UndoResult> {
  return api.post<UndoResult>(`${lockstepAppPath(appId)}/import-rows/undo`, { externalIds });
}

/** Compares every waiting row with the people there are now. */
export function rematchRows(appId: string): Promise<RematchResult> {
  return api.post<RematchResult>(`${lockstepAppPath(appId)}/import-rows/rematch`);
}

/** *Clear unconfirmed users*. */
export function clearRows(appId: string): Promise<{ cleared: number }> {
  return api.post(`${lockstepAppPath(appId)}/import-rows/clear`);
}

/** One page of the app's groups, as imports found them. */
export function appGroupsFoundQuery(appId: string, filters: { readonly q?: string; readonly after?: string }) {
  return queryOptions({
    queryKey: ["app", appId, "app-groups", filters],
    queryFn: ({ signal }) =>
      api.answer<{ items: readonly ImportedGroup[] }>(
        `${lockstepAppPath(appId)}/app-groups`,
        { ...filters, limit: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** One page of the members of a group of the app. */
export function appGroupMembersQuery(appId: string, groupId: string, after: string | undefined) {
  return queryOptions({
    queryKey: ["app", appId, "app-groups", groupId, "members", after ?? ""],
    queryFn: ({ signal }) =>
      api.answer<{ items: readonly ImportedGroupMember[] }>(
        `${lockstepAppPath(appId)}/app-groups/${encodeURIComponent(groupId)}/members`,
        { after, limit: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}
