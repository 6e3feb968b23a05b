/** How an import's work ends: finished, paused with its app, or given back to be taken up by any worker. */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import type { ImportChanges } from "../../domain/import-run-tables.ts";
import { writeEvent } from "../../domain/system-log.ts";
import type { Verdict } from "../outcome-rules.ts";
import { stopApp } from "../stop-app.ts";
import { toTarget } from "../user-subject.ts";
import { changesOf } from "./changes-trial.ts";
import type { ImportClaim } from "./claim-import.ts";
import { tellUndecided } from "./defer-accounts.ts";
import type { ImportSubject } from "./import-subject.ts";

/** What a finished run counted, for its event. */
const COUNTS = sql`
  scanned, new_people as "newPeople", matched, updated, unchanged, departed as removed, groups_scanned as "groupsScanned",
  groups_new as "groupsNew", groups_updated as "groupsUpdated", groups_removed as "groupsRemoved"`;

/** The run is over. `error`: why it failed. */
export async function finishRun(
  deps: Deps,
  claim: ImportClaim,
  end: { readonly subject: ImportSubject; readonly error?: string },
): Promise<void> {
  const now = new Date(deps.clock.now());
  const state = end.error === undefined ? "DONE" : "FAILED";
  await deps.database.transaction(async (trx) => {
    const { rows } = await sql<Readonly<Record<string, number>>>`
      update import_run set state = ${state}, error = ${end.error ?? null}, finished_at = ${now}, lease_owner = null, lease_expires_at = null
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING'
      returning ${COUNTS}`.execute(trx);
    const [counts] = rows;
    if (counts === undefined) return;
    await tellUndecided(trx, claim.id);
    if (state === "DONE") await keepWhatWasLearned(trx, claim, end.subject);
    await writeEvent(trx, {
      eventType: "system.import.complete",
      displayMessage: state === "DONE" ? "Import of users is complete" : "Import of users failed",
      severity: state === "DONE" ? "INFO" : "WARN",
      outcome: { result: state === "DONE" ? "SUCCESS" : "FAILURE", reason: end.error },
      targets: [
        { id: claim.appId, type: "AppInstance", displayName: end.subject.label, alternateId: end.subject.label },
      ],
      debug: { importRunId: claim.id, mode: end.subject.mode, ...counts },
    });
  });
}

/** Accounts that are linked by now, or no longer there, wait for nobody, and the next incremental import goes on from here. */
async function keepWhatWasLearned(trx: Trx, claim: ImportClaim, subject: ImportSubject): Promise<void> {
  if (subject.mode === "GROUPS") return;
  const { rows: previews } = await sql`select from import_run where id = ${claim.id} and preview`.execute(trx);
  if (previews.length > 0) return;
  // An account may be linked while its row waits: provisioning finds it by its user name.
  await sql`
    delete from import_row r using app_user u where r.app_id = ${claim.appId} and r.state = 'UNCONFIRMED'
      and u.app_id = r.app_id and u.external_id = r.external_id`.execute(trx);
  if (subject.complete !== true) return;
  const { works = null, detail = "" } = changesOf(subject) ?? {};
  // A feed in which nothing happened shows no page.
  const since = subject.readingBeganAt?.toISOString() ?? changesOf(subject)?.since ?? null;
  const changes: ImportChanges = { baseUrl: subject.baseUrl ?? "", works, detail, since, feed: subject.feedEnd };
  await sql`update app set import_changes = ${JSON.stringify(changes)}::jsonb where id = ${claim.appId}`.execute(trx);
}

/** The app may not be asked now: the run goes on where it stands once the app does. */
export async function pauseRun(
  deps: Deps,
  claim: ImportClaim,
  end: { readonly subject: ImportSubject; readonly verdict: Extract<Verdict, { kind: "appStops" | "appWaits" }> },
): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.database.transaction(async (trx) => {
    await stopApp(deps, trx, toTarget(end.subject), { trouble: end.verdict, now });
    await sql`
      update import_run set lease_owner = null, lease_expires_at = null, error = ${end.verdict.detail}
       where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(trx);
  });
}

const FAULT =
  "A fault of our own stopped this step twice. Nothing of the step was stored, and everything before it was; the program's log names the fault.";

/**
 * A step failed by a fault of our own. Once, the run is tried again when its lease ends; a second time before anything was stored, it is over:
 * it must not begin anew for ever without a word to anybody.
 */
export async function noteFault(deps: Deps, claim: ImportClaim, subject: ImportSubject | undefined): Promise<void> {
  const { numAffectedRows } = await sql`
    update import_run set error = ${FAULT}
     where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' and error is distinct from ${FAULT}`.execute(
    deps.database.kysely,
  );
  if ((numAffectedRows ?? 0n) === 0n && subject !== undefined) await finishRun(deps, claim, { subject, error: FAULT });
}

/** Gives the run back as it stands. */
export async function releaseRun(deps: Deps, claim: ImportClaim): Promise<void> {
  await sql`
    update import_run set lease_owner = null, lease_expires_at = null
     where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(deps.database.kysely);
}

/** Rows of what ended runs have seen that are erased at once. */
const ERASED_AT_ONCE = 50_000;

/** Erases whom ended runs have seen and what they put off: nobody asks any more. */
export async function pruneSeen(deps: Deps): Promise<void> {
  for (const table of ["import_seen", "import_changed", "import_deferred", "import_preview_value"]) {
    await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select s.ctid from ${sql.table(table)} s join import_run r on r.id = s.run_id
         where r.state in ('DONE', 'FAILED', 'CANCELLED') limit ${ERASED_AT_ONCE}))`.execute(deps.database.kysely);
  }
}
