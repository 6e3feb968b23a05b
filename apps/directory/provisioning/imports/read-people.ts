/** The first phase of an import: the app's accounts, page after page in constant memory, until the list is complete or stays in doubt. */
import { pageSizeOf, walkList } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { judgeAnswer } from "./answer-verdict.ts";
import { modifiedAfterQuery } from "./changes-trial.ts";
import type { ImportClaim } from "./claim-import.ts";
import { gatherDeferred } from "./defer-accounts.ts";
import { type ImportSubject, type PhaseEnd, type PhaseWork, placeOf } from "./import-subject.ts";
import { type EndedWalk, judgeListing, type ListingVerdict } from "./judge-listing.ts";
import { recordPage } from "./record-page.ts";
import { readRows, takeInPage } from "./take-in.ts";

/** What a walk left in memory; the rest is in the run's row. */
interface Walked {
  newlySeen: number | undefined;
  doubt: string | undefined;
  isExpired: boolean;
  storeMs: number;
}

/** Reads one walk over the accounts, and decides what follows from it. */
export async function readPeople(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<PhaseEnd> {
  const { subject, signal } = work;
  const isResumed = subject.rowsRead > 0;
  const walked: Walked = { newlySeen: isResumed ? undefined : 0, doubt: undefined, isExpired: false, storeMs: 0 };
  let progressed = false;
  const pages = walkList(work.client, "/Users", {
    place: placeOf(subject),
    count: pageSizeOf(subject.passport),
    isTotalTrue: subject.passport?.paging.totalIsTrue === true,
    // Perf: the app makes the next page while this one is stored.
    isReadAhead: true,
    traceparent: work.traceparent,
    signal,
    ...(subject.modifiedAfter === null ? {} : { query: modifiedAfterQuery(subject.modifiedAfter) }),
  });
  // A page was asked for at the earliest when the one before it was taken.
  const began = { before: deps.clock.now(), last: deps.clock.now() };
  for await (const step of pages) {
    if (!step.ok) {
      if (signal.aborted) return { kind: "stopped", progressed };
      if (!step.isExpired) return { kind: "failed", verdict: judgeAnswer(deps, subject, step.answer), progressed };
      walked.isExpired = true;
      break;
    }
    walked.doubt ??= step.doubt;
    const beganAt = deps.clock.now();
    const rows = readRows(step.page.resources);
    const spent = { fetchMs: beganAt - began.last, storeMs: walked.storeMs };
    const isHeld = await recordPage(deps, claim, {
      subject,
      traceId: work.traceId,
      readAt: new Date(began.before),
      users: rows.flatMap(({ user }) => user ?? []),
      request: `GET /Users ${JSON.stringify(step.place)}`,
      takeIn: async (trx) => {
        const { newlySeen, ...taken } = await takeInPage(trx, claim, { deps, step, rows, spent });
        if (walked.newlySeen !== undefined) walked.newlySeen += newlySeen;
        return taken;
      },
    });
    if (!isHeld) return { kind: "lost", progressed };
    began.before = began.last;
    began.last = deps.clock.now();
    walked.storeMs = began.last - beganAt;
    progressed = true;
    if (signal.aborted) return { kind: "stopped", progressed };
  }
  const isHeld = await endWalk(deps, claim, { subject, walked });
  return { kind: isHeld ? "done" : "lost", progressed: true };
}

/** Stores what follows from the walk: another one, or the next phase. False when the lease is gone. */
async function endWalk(
  deps: Deps,
  claim: ImportClaim,
  { subject, walked }: { readonly subject: ImportSubject; readonly walked: Walked },
): Promise<boolean> {
  return await deps.database.transaction(async (trx) => {
    const { rows } = await sql<Pick<EndedWalk, "pass" | "firstTotal" | "total" | "seen" | "isByCursor">>`
      select pass, first_total as "firstTotal", total, scanned as seen, paging = 'CURSOR' as "isByCursor"
        from import_run
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(trx);
    const [run] = rows;
    if (run === undefined) return false;
    const verdict = judgeListing({ ...run, ...walked, noun: "accounts" });
    const { mode, preview: isPreview } = subject;
    const isWhole = verdict.kind === "complete" && mode === "FULL";
    const list = { runId: claim.id, appId: claim.appId, isPreview, isWhole };
    const isUndecided = verdict.kind !== "again" && (await gatherDeferred(trx, list));
    await sql`
      update import_run set next_start_index = 1, next_cursor = null, rows_read = 0, first_total = null,
          store_ms = store_ms + ${Math.round(walked.storeMs)}, ${afterWalk(verdict, isUndecided ? "CONFIRMATIONS" : "GROUPS")}
       where id = ${claim.id}`.execute(trx);
    return true;
  });
}

function afterWalk(verdict: ListingVerdict, phase: "CONFIRMATIONS" | "GROUPS") {
  switch (verdict.kind) {
    case "again":
      return sql`pass = pass + 1`;
    case "complete":
      return sql`complete = true, phase = ${phase}, pass = 1`;
    case "incomplete":
      return sql`complete = false, incomplete_reason = ${verdict.reason}, phase = ${phase}, pass = 1`;
  }
}
