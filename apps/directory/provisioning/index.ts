/** The worker that makes targets equal the directory, and what the HTTP API calls of provisioning. */
export { pauseApp, resumeApp } from "./app-pause.ts";
export { readAppSide } from "./app-side.ts";
export { decideHold, type HoldRow, listHoldSubjects, listHolds, requireHold } from "./budget/decide-hold.ts";
export { wordsOfExcess } from "./budget/open-hold.ts";
export { readBudget, readDefaultBudget } from "./budget/read-budget.ts";
export { writeAppBudget, writeDefaultBudget } from "./budget/write-budget.ts";
export { saveConnection, testConnection } from "./connection.ts";
export { createWorker, type Worker, type WorkerOptions } from "./dispatcher/worker.ts";
export {
  cancelDriftCheck,
  type DriftCheckRow,
  listDriftChecks,
  requireDriftCheck,
  startDriftCheck,
} from "./drift/check-rows.ts";
export { driftSettings, updateDriftSettings } from "./drift/drift-settings.ts";
export { type DriftFindingRow, listFindings } from "./drift/list-findings.ts";
export { applyRepair, planRepair } from "./drift/repair-group.ts";
export { loadFacts } from "./expression-facts.ts";
export { scopeOf } from "./expression-scope.ts";
export { startImport } from "./imports/claim-import.ts";
export { confirmAllRows } from "./imports/confirm-all.ts";
export { CONFIRM_ROWS_MAX, confirmImportRows } from "./imports/confirm-rows.ts";
export { approveImport, cancelImport } from "./imports/decide-run.ts";
export {
  clearImportRows,
  countImportRows,
  type ListedRow,
  listImportRows,
  type RowFilter,
} from "./imports/import-rows.ts";
export {
  compareResults,
  countResults,
  type ListedResult,
  listResults,
  OUTCOMES,
  type ResultFilter,
} from "./imports/list-results.ts";
export { rematchFew, rematchRows } from "./imports/rematch.ts";
export { listRemovals, listRuns, REMOVAL_STATES, type RemovalRow, requireRun } from "./imports/run-rows.ts";
export { checkImportSchedule, isFullMoreFrequent, nextImportAt } from "./imports/schedule.ts";
export { tryHook } from "./imports/try-hook.ts";
export { undoConfirmations } from "./imports/undo-confirmation.ts";
export { createPacer } from "./pace-requests.ts";
export { applyPlan } from "./plans/apply-plan.ts";
export {
  appExcess,
  assertWithinBudget,
  exceedsBudget,
  settingsExcess,
  signOnExcess,
} from "./plans/overwrite-impact.ts";
export { planExcess } from "./plans/plan-excess.ts";
export {
  cancelPlan,
  listPlanSubjects,
  listPlans,
  PLAN_PEOPLE_MAX,
  type PlanRow,
  requirePlan,
  startPlan,
} from "./plans/plan-rows.ts";
export { peopleAwaited } from "./plans/plan-user.ts";
export { previewAppUser } from "./preview.ts";
export { previewExpression, previewMappings } from "./preview-values.ts";
export { findPushCandidates } from "./push-candidates.ts";
export { remedyTold } from "./remedy.ts";
export { forceSyncApp, resetAppPasswords } from "./replay.ts";
export { planSignOn } from "./sign-on-plan.ts";
export { computeUserName } from "./user-name.ts";
export { whyMember } from "./why/why-member.ts";
export { whyUser } from "./why/why-user.ts";
