/** An import run as the API shows it, with its rate and the time that remains. */
import type { Selectable } from "kysely";
import type { ImportRun } from "../../contract.ts";
import type { ImportRunTable } from "../../domain/import-run-tables.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** The run; rate and remaining time are those of the time that it worked, whatever it waited in between. */
export function renderImportRun(run: Selectable<ImportRunTable>): ImportRun {
  return {
    id: run.id,
    trigger: run.trigger,
    mode: run.mode,
    state: run.state,
    phase: run.phase,
    total: run.total,
    scanned: run.scanned,
    newPeople: run.new_people,
    matched: run.matched,
    updated: run.updated,
    unchanged: run.unchanged,
    linked: run.linked,
    peopleCreated: run.created,
    skipped: run.skipped,
    failed: run.failed,
    hookFailures: run.hook_failures,
    preview: run.preview,
    absent: run.absent,
    removed: run.departed,
    deactivated: run.deactivated,
    suspended: run.suspended,
    kept: run.kept,
    present: run.present,
    unverified: run.unverified,
    groups: {
      total: run.groups_total,
      scanned: run.groups_scanned,
      created: run.groups_new,
      updated: run.groups_updated,
      unchanged: run.groups_unchanged,
      removed: run.groups_removed,
      problem: run.groups_problem,
    },
    complete: run.complete,
    incompleteReason: run.incomplete_reason,
    note: run.note,
    ...paceOf(run),
    fetchMs: Number(run.fetch_ms),
    storeMs: Number(run.store_ms),
    hold: holdOf(run),
    error: run.error,
    created: toInstant(run.created_at),
    started: toInstantOrNull(run.started_at),
    finished: toInstantOrNull(run.finished_at),
  };
}

function paceOf(run: Selectable<ImportRunTable>): Pick<ImportRun, "rowsPerSecond" | "remainingSeconds"> {
  const workedMs = Number(run.fetch_ms) + Number(run.store_ms);
  const isReading = run.state === "RUNNING" && run.phase === "USERS" && workedMs > 0 && run.scanned > 0;
  if (!isReading) return { rowsPerSecond: null, remainingSeconds: null };
  const rowsPerSecond = run.scanned / (workedMs / 1_000);
  const left = run.total === null ? undefined : Math.max(0, run.total - run.scanned);
  return {
    rowsPerSecond: Math.round(rowsPerSecond * 10) / 10,
    remainingSeconds: left === undefined ? null : Math.ceil(left / rowsPerSecond),
  };
}

function holdOf(run: Selectable<ImportRunTable>): ImportRun["hold"] {
  if (run.hold === null || run.held_at === null) return null;
  return {
    ...run.hold,
    heldAt: toInstant(run.held_at),
    decidedAt: toInstantOrNull(run.decided_at),
    decidedBy: run.decided_by?.displayName ?? null,
  };
}
