/** The worker that makes targets equal the directory, and what the HTTP API calls of provisioning. */
export { pauseApp, resumeApp } from "./app-pause.ts";
export { saveConnection, testConnection } from "./connection.ts";
export { createWorker, type Worker, type WorkerOptions } from "./dispatcher/worker.ts";
export { factsAsked, loadFacts } from "./expression-facts.ts";
export { scopeOf } from "./expression-scope.ts";
export { cancelImport, startImport } from "./imports/claim-import.ts";
export { confirmImportRows } from "./imports/confirm-rows.ts";
export { checkImportSchedule, nextImportAt } from "./imports/schedule.ts";
export { createPacer } from "./pace-requests.ts";
export { previewAppUser } from "./preview.ts";
export { previewExpression, previewMappings } from "./preview-values.ts";
export { forceSyncApp, resetAppPasswords } from "./replay.ts";
export { planSignOn } from "./sign-on-plan.ts";
export { computeUserName } from "./user-name.ts";
