/** The first phase of an import: the app's accounts, page after page in constant memory, until the list is complete or stays in doubt. */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { judgeAnswer } from "./answer-verdict.ts";
import type { ImportClaim } from "./claim-import.ts";
import { gatherDeferred } from "./defer-accounts.ts";
import type { ImportSubject, PhaseEnd, PhaseWork } from "./import-subject.ts";
import { type EndedWalk, judgeListing, type ListingVerdict } from "./judge-listing.ts";
import type { PageHint } from "./made-ahead.ts";
import { openPages } from "./pages-ahead.ts";
import { recordPage } from "./record-page.ts";
import { takeInPage } from "./take-in.ts";

/** What a walk left in memory; the rest is in the run's row. */
interface Walked {
  newlySeen: number | undefined;
  doubt: string | undefined;
  isExpired: boolean;
  storeMs: number;
}

/** Reads one walk over the accounts, and decides what follows from it. */
export async function readPeople(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<PhaseEnd> {
  const { subject } = work;
  const isResumed = subject.rowsRead > 0;
  const walked: Walked = { newlySeen: isResumed ? undefined : 0, doubt: undefined, isExpired: false, storeMs: 0 };
  const end = await walkPages(deps, claim, { work, walked });
  if (end.kind !== "done") return end;
  const isHeld = await endWalk(deps, claim, { subject, walked });
  return { kind: isHeld ? "done" : "lost", progressed: true };
}

/** Stores page after page; done when there is no further one, or the cursor has expired. */
async function walkPages(
  deps: Deps,
  claim: ImportClaim,
  { work, walked }: { readonly work: PhaseWork; readonly walked: Walked },
): Promise<PhaseEnd> {
  const { subject, signal } = work;
  let progressed = false;
  let hint: PageHint | undefined;
  // Perf: the app makes the next page, and the worker prepares it, while the database stores this one.
  const pages = openPages(deps, work, () => hint);
  let waitedFrom = deps.clock.now();
  let upcoming: ReturnType<typeof pages.next> | undefined = pages.next();
  try {
    for (;;) {
      const read = await (upcoming ?? pages.next());
      if (read === undefined) return { kind: "done", progressed };
      const { step, rows, users, hook, made, askedAt } = read;
      if (!step.ok) {
        if (signal.aborted) return { kind: "stopped", progressed };
        if (!step.isExpired) return { kind: "failed", verdict: judgeAnswer(deps, subject, step.answer), progressed };
        walked.isExpired = true;
        return { kind: "done", progressed };
      }
      upcoming = undefined;
      walked.doubt ??= step.doubt;
      const beganAt = deps.clock.now();
      const spent = { fetchMs: beganAt - waitedFrom, storeMs: walked.storeMs };
      const recorded = await recordPage(deps, claim, {
        subject,
        traceId: work.traceId,
        readAt: new Date(askedAt),
        users,
        hook,
        made,
        meanwhile: () => {
          upcoming ??= pages.next();
        },
        request: `GET /Users ${JSON.stringify(step.place)}`,
        takeIn: async (trx) => {
          const { newlySeen, ...taken } = await takeInPage(trx, claim, { deps, step, rows, spent });
          if (walked.newlySeen !== undefined) walked.newlySeen += newlySeen;
          return taken;
        },
      });
      if (recorded === undefined) return { kind: "lost", progressed };
      hint = recorded;
      waitedFrom = deps.clock.now();
      walked.storeMs = waitedFrom - beganAt;
      progressed = true;
      if (signal.aborted) return { kind: "stopped", progressed };
    }
  } finally {
    pages.leave();
  }
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
