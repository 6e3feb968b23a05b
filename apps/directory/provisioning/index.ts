/** The worker that makes targets equal the directory, and what the HTTP API calls of provisioning. */
export { type Pause, pauseApp, resumeApp } from "./app-pause.ts";
export { type MappedValue, type MappingProblem, mappedValue } from "./attribute-mapping.ts";
export { type SavedConnection, saveConnection, testConnection } from "./connection.ts";
export { createWorker, type Worker, type WorkerOptions } from "./dispatcher/worker.ts";
export { cancelImport, startImport } from "./imports/claim-import.ts";
export { type Confirmation, type ConfirmResult, confirmImportRows } from "./imports/confirm-rows.ts";
export { checkImportSchedule, type ImportSchedule, nextImportAt, rescheduleImport } from "./imports/schedule.ts";
export { type AppTarget, type OpenedClient, openClient } from "./open-client.ts";
export { previewAppUser } from "./preview.ts";
export { forceSyncApp, replayApp, resetAppPasswords } from "./replay.ts";
export { computeUserName, type UserNameResult } from "./user-name.ts";
