/**
 * A full import of an app's users (okta-client §1.4): page after page in constant memory. Each page is one transaction that
 * also stores where the next one starts, so that a crash, a pause or a stop goes on from there. A row that is seen twice
 * because the app changed meanwhile is written over; one that slipped through is found by the next import.
 */
import { importedUserOf, interpretAnswer } from "@lockstep/engine";
import { createTraceparent } from "@lockstep/ports";
import { listAll, pageSizeOf, type ScimAnswer } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { writeEvent } from "../../domain/system-log.ts";
import type { ImportMatch } from "../../domain/tables.ts";
import { openClient } from "../open-client.ts";
import { judgeRun, type Verdict } from "../outcome-rules.ts";
import { retryDelayMs } from "../retry-rules.ts";
import { stopApp } from "../stop-app.ts";
import { APP_COLUMNS, type AppColumns, toDialect, toTarget } from "../user-subject.ts";
import type { ImportClaim } from "./claim-import.ts";
import { recordPage } from "./record-page.ts";

/** Failures in a row before the import gives up; the next scheduled one starts anew. */
const ATTEMPTS_MAX = 5;

/** An import run with its app's settings. */
export interface ImportSubject extends AppColumns {
  readonly runId: string;
  readonly nextStartIndex: number;
  readonly userNameTemplate: string;
  readonly rules: ImportMatch;
}

/** Runs a leased import until it is done, cancelled, paused with its app, or the signal stops it. */
export async function runImport(deps: Deps, claim: ImportClaim, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const subject = await loadImport(deps, claim);
    if (subject === undefined) return;
    const end = await readPages(deps, claim, { subject, signal });
    if (end.progressed) attempt = 1;
    switch (end.kind) {
      case "done":
        return await finish(deps, claim, { subject, state: "DONE" });
      case "lost":
        return;
      case "stopped":
        return await release(deps, claim);
      case "failed": {
        const { verdict } = end;
        if (verdict.kind === "appStops" || verdict.kind === "appWaits")
          return await pause(deps, claim, { subject, verdict });
        const mayRetry = verdict.kind === "retries" && attempt < ATTEMPTS_MAX;
        if (!mayRetry) return await finish(deps, claim, { subject, state: "FAILED", error: detailOf(verdict) });
        if (!(await sleep(deps, retryDelayMs(deps.random, attempt), signal))) return await release(deps, claim);
      }
    }
  }
}

type PagesEnd = { readonly progressed: boolean } & (
  | { readonly kind: "done" }
  /** The lease is gone: cancelled, or taken over. */
  | { readonly kind: "lost" }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly verdict: Verdict }
);

async function readPages(
  deps: Deps,
  claim: ImportClaim,
  options: { readonly subject: ImportSubject; readonly signal: AbortSignal },
): Promise<PagesEnd> {
  const { subject, signal } = options;
  const opened = openClient(deps, toTarget(subject));
  let progressed = false;
  if (!opened.ok) {
    const verdict = {
      kind: "appStops",
      cause: "credential",
      status: undefined,
      detail: opened.message,
      step: undefined,
    } as const;
    return { kind: "failed", verdict, progressed };
  }
  const { traceId } = createTraceparent(deps.random);
  let startIndex = subject.nextStartIndex;
  const pages = listAll(opened.client, "/Users", {
    startIndex: subject.nextStartIndex,
    count: pageSizeOf(subject.passport),
    traceparent: () => createTraceparent(deps.random, traceId).traceparent,
    signal,
  });
  for await (const step of pages) {
    if (!step.ok)
      return signal.aborted
        ? { kind: "stopped", progressed }
        : { kind: "failed", verdict: judge(deps, subject, step.answer), progressed };
    const users = step.page.resources.flatMap((resource) => importedUserOf(resource) ?? []);
    const isHeld = await recordPage(deps, claim, {
      subject,
      users,
      traceId,
      startIndex,
      total: step.page.totalResults,
      nextStartIndex: step.nextStartIndex,
    });
    if (!isHeld) return { kind: "lost", progressed };
    progressed = true;
    startIndex = step.nextStartIndex;
    if (signal.aborted) return { kind: "stopped", progressed };
  }
  return { kind: "done", progressed };
}

function judge(deps: Deps, subject: ImportSubject, answer: ScimAnswer): Verdict {
  const dialect = toDialect(subject);
  const outcome = interpretAnswer(answer, { purpose: "readUser", dialect, nowMs: deps.clock.now() });
  if (outcome.kind === "done" || outcome.kind === "unchanged" || outcome.kind === "linked") {
    const detail = "The answer is not a SCIM list.";
    return {
      kind: "waits",
      cause: "rejected",
      status: answer.kind === "answer" ? answer.status : undefined,
      detail,
      step: undefined,
    };
  }
  return judgeRun({ steps: [], complete: false, failure: outcome });
}

async function loadImport(deps: Deps, claim: ImportClaim): Promise<ImportSubject | undefined> {
  const { rows } = await sql<ImportSubject>`
    select r.id as "runId", r.next_start_index as "nextStartIndex", a.import_user_name_template as "userNameTemplate",
      a.import_match as rules, ${APP_COLUMNS}
    from import_run r join app a on a.id = r.app_id
    where r.id = ${claim.id} and r.lease_owner = ${claim.owner} and r.state = 'RUNNING'`.execute(deps.database.kysely);
  return rows[0];
}

async function finish(
  deps: Deps,
  claim: ImportClaim,
  end: { readonly subject: ImportSubject; readonly state: "DONE" | "FAILED"; readonly error?: string },
): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.database.transaction(async (trx) => {
    const { rows } = await sql<{
      scanned: number;
      newPeople: number;
      matched: number;
      updated: number;
      unchanged: number;
    }>`
      update import_run set state = ${end.state}, error = ${end.error ?? null}, finished_at = ${now}, lease_owner = null, lease_expires_at = null
       where id = ${claim.id} and lease_owner = ${claim.owner}
      returning scanned, new_people as "newPeople", matched, updated, unchanged`.execute(trx);
    const [counts] = rows;
    if (counts === undefined) return;
    if (end.state === "DONE") {
      // Accounts that are no longer there wait for nobody.
      await sql`
        delete from import_row where app_id = ${claim.appId} and import_run_id <> ${claim.id} and state = 'UNCONFIRMED'`.execute(
        trx,
      );
    }
    await writeEvent(trx, {
      eventType: "system.import.complete",
      displayMessage: end.state === "DONE" ? "Import of users is complete" : "Import of users failed",
      severity: end.state === "DONE" ? "INFO" : "WARN",
      outcome: { result: end.state === "DONE" ? "SUCCESS" : "FAILURE", reason: end.error },
      targets: [
        { id: claim.appId, type: "AppInstance", displayName: end.subject.label, alternateId: end.subject.label },
      ],
      debug: { importRunId: claim.id, ...counts },
    });
  });
}

/** The app may not be asked now: the run goes on where it stands once the app does. */
async function pause(
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

async function release(deps: Deps, claim: ImportClaim): Promise<void> {
  await sql`
    update import_run set lease_owner = null, lease_expires_at = null
     where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(deps.database.kysely);
}

function detailOf(verdict: Verdict): string {
  return "detail" in verdict ? verdict.detail : "The import ended without a result.";
}

/** False when the signal ended the wait. */
async function sleep(deps: Deps, delayMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return await new Promise((resolve) => {
    const callOff = deps.timers.after(delayMs, () => {
      signal.removeEventListener("abort", onAbort);
      resolve(true);
    });
    const onAbort = () => {
      callOff();
      resolve(false);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
