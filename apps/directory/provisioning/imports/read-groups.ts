/**
 * The second phase of an import: the app's groups with their members. A group that is no longer listed is removed only after a list that
 * was read to its end without doubt. What goes wrong here is told with the run; people are imported all the same.
 */
import { isJsonObject } from "@lockstep/scim";
import { type ListStep, pageSizeOf, TOO_LARGE, walkList } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { detailOf, judgeAnswer } from "./answer-verdict.ts";
import { modifiedAfterQuery } from "./changes-trial.ts";
import type { ImportClaim } from "./claim-import.ts";
import { type PhaseEnd, type PhaseWork, placeOf } from "./import-subject.ts";
import { judgeListing } from "./judge-listing.ts";
import { readGroupFeed } from "./read-group-feed.ts";
import { type ReadGroup, readGroup, storeGroups } from "./store-groups.ts";
import { nextIndexOf, type ReadStep } from "./take-in.ts";

/** How groups are asked for: fewer at once, and in the end without members, where an answer is too large to be read. */
interface Shape {
  count: number;
  withMembers: boolean;
}

/** Reads one walk over the groups; a walk whose answers are too large goes on in smaller pages. */
export async function readGroups(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<PhaseEnd> {
  const skipped = reasonToSkip(work);
  if (skipped !== undefined) return await leavePhase(deps, claim, { problem: skipped === "" ? null : skipped });
  const { subject, signal } = work;
  if (subject.feedAfter !== null) {
    const end = await readGroupFeed(deps, claim, { work, readWhole });
    if (end !== undefined) return end;
  }
  const shape: Shape = { count: pageSizeOf(subject.passport), withMembers: true };
  let place = placeOf(subject);
  let doubt: string | undefined;
  let leftOut = 0;
  let progressed = false;
  for (let isWalking = true; isWalking; ) {
    isWalking = false;
    for await (const step of walkList(work.client, "/Groups", { ...walkOptions(work, shape), place })) {
      if (!step.ok) {
        if (signal.aborted) return { kind: "stopped", progressed };
        if (isTooLarge(step) && narrow(shape)) isWalking = true;
        else return await giveUp(deps, claim, { work, step, progressed });
        break;
      }
      doubt ??= step.doubt;
      const groups = await readMembersApart(work, step, shape);
      if (groups === undefined) return { kind: "stopped", progressed };
      leftOut += step.page.resources.filter((resource) => readGroup(resource, false) === undefined).length;
      const isHeld = await storePage(deps, claim, { step, groups });
      if (!isHeld) return { kind: "lost", progressed };
      progressed = true;
      if (step.next !== undefined) place = step.next;
      if (signal.aborted) return { kind: "stopped", progressed };
      if (shape.withMembers) continue;
      // That one was too large; the ones behind it are asked for with their members again.
      shape.withMembers = true;
      isWalking = step.next !== undefined;
      break;
    }
  }
  return await endWalk(deps, claim, { subject: work.subject, doubt, leftOut });
}

/** Why the groups are left alone; the empty text when nobody wants them. */
function reasonToSkip({ subject }: PhaseWork): string | undefined {
  if (subject.passport !== null && subject.passport.group === null)
    return subject.mode === "GROUPS" ? "The app has no groups, as its passport says." : "";
  return subject.mode === "GROUPS" || subject.importGroups ? undefined : "";
}

function walkOptions({ subject, traceparent, signal }: PhaseWork, shape: Shape) {
  const queries = [
    ...(subject.modifiedAfter === null ? [] : [modifiedAfterQuery(subject.modifiedAfter)]),
    ...(shape.withMembers ? [] : ["excludedAttributes=members"]),
  ];
  return { count: shape.count, traceparent, signal, ...(queries.length === 0 ? {} : { query: queries.join("&") }) };
}

function isTooLarge(step: Extract<ListStep, { ok: false }>): boolean {
  return step.answer.kind === "answer" && step.answer.notJson === TOO_LARGE;
}

/** False when there is nothing smaller to ask for. */
function narrow(shape: Shape): boolean {
  if (shape.count > 1) shape.count = Math.ceil(shape.count / 10);
  else if (shape.withMembers) shape.withMembers = false;
  else return false;
  return true;
}

/**
 * The groups of a page. One whose row is silent about members is read by itself, since some targets tell them only there (RFC 7643 §2.5:
 * what is silent then is empty); undefined when the signal ended that.
 */
async function readMembersApart(
  work: PhaseWork,
  step: ReadStep,
  shape: Shape,
): Promise<readonly ReadGroup[] | undefined> {
  const groups = new Map<string, ReadGroup>();
  for (const resource of step.page.resources) {
    const group = readGroup(resource, false);
    if (group === undefined) continue;
    const whole = group.members === undefined && shape.withMembers ? await readWhole(work, group.id) : undefined;
    if (work.signal.aborted) return undefined;
    groups.set(group.id, whole ?? group);
  }
  return [...groups.values()];
}

async function readWhole(work: PhaseWork, id: string): Promise<ReadGroup | undefined> {
  const answer = await work.client.send(
    { method: "GET", path: `/Groups/${encodeURIComponent(id)}` },
    { traceparent: work.traceparent(), signal: work.signal },
  );
  const body = answer.kind === "answer" && answer.status === 200 ? answer.body : undefined;
  return isJsonObject(body) ? readGroup(body, true) : undefined;
}

async function storePage(
  deps: Deps,
  claim: ImportClaim,
  { step, groups }: { readonly step: ReadStep; readonly groups: readonly ReadGroup[] },
): Promise<boolean> {
  return await deps.database.transaction(async (trx) => {
    if (!(await lockRun(trx, claim))) return false;
    const { appId } = claim;
    const { rows: seenBefore } = await sql<{ id: string }>`
      select external_id as id from app_group where app_id = ${appId} and last_seen_run = ${claim.id}
        and external_id = any(${groups.map(({ id }) => id)}::text[])`.execute(trx);
    const known = new Set(seenBefore.map(({ id }) => id));
    const fresh = groups.filter(({ id }) => !known.has(id));
    const now = new Date(deps.clock.now());
    const counts = await storeGroups(trx, { appId, runId: claim.id, groups: fresh, now });
    const total = step.page.isTotalTold ? step.page.totalResults : null;
    await sql`
      update import_run set groups_total = coalesce(${total}::int, groups_total), first_total = coalesce(first_total, ${total}),
          paging = ${step.place.kind === "index" ? "INDEX" : "CURSOR"}, next_start_index = ${nextIndexOf(step)},
          next_cursor = ${step.next?.kind === "cursor" ? (step.next.cursor ?? null) : null}, rows_read = rows_read + ${groups.length}, error = null,
          groups_scanned = groups_scanned + ${fresh.length}, groups_new = groups_new + ${counts.created},
          groups_updated = groups_updated + ${counts.updated}, groups_unchanged = groups_unchanged + ${counts.unchanged},
          lease_expires_at = ${new Date(now.getTime() + claim.leaseMs)}
       where id = ${claim.id}`.execute(trx);
    return true;
  });
}

/** The run's row is locked first: a cancellation waits for the page, or the page is not stored at all. */
async function lockRun(trx: Trx, claim: ImportClaim): Promise<boolean> {
  const { rows } = await sql`
    select from import_run where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(
    trx,
  );
  return rows.length > 0;
}

/** The groups cannot be read: an import of groups alone fails, another one goes on and says so. */
async function giveUp(
  deps: Deps,
  claim: ImportClaim,
  end: { readonly work: PhaseWork; readonly step: Extract<ListStep, { ok: false }>; readonly progressed: boolean },
): Promise<PhaseEnd> {
  const { work, step, progressed } = end;
  const { answer } = step;
  // A credential that may read people and not groups is no reason to pause the app.
  const isForbidden = answer.kind === "answer" && answer.status === 403;
  const verdict = judgeAnswer(deps, work.subject, answer);
  if (!isForbidden && verdict.kind !== "waits") return { kind: "failed", verdict, progressed };
  if (work.subject.mode === "GROUPS")
    return { kind: "failed", verdict: { ...verdict, kind: "waits" } as typeof verdict, progressed };
  const detail = step.isExpired ? "The app let its cursor expire." : detailOf(verdict);
  return await skipGroups(deps, claim, detail);
}

/** The groups are left alone for this time. */
export async function skipGroups(deps: Deps, claim: ImportClaim, detail: string): Promise<PhaseEnd> {
  return await leavePhase(deps, claim, { problem: `The groups could not be read: ${detail}` });
}

async function endWalk(
  deps: Deps,
  claim: ImportClaim,
  walk: { readonly subject: PhaseWork["subject"]; readonly doubt: string | undefined; readonly leftOut: number },
): Promise<PhaseEnd> {
  const { subject, doubt, leftOut } = walk;
  const isHeld = await deps.database.transaction(async (trx) => {
    if (!(await lockRun(trx, claim))) return false;
    const { rows } = await sql<{ pass: number; firstTotal: number | null; total: number | null; seen: number }>`
      select pass, first_total as "firstTotal", groups_total as total, groups_scanned as seen from import_run where id = ${claim.id}`.execute(
      trx,
    );
    const [run] = rows;
    if (run === undefined) return false;
    const isByCursor = placeOf(subject).kind === "cursor";
    const seen = run.seen + leftOut;
    const verdict = judgeListing({ ...run, seen, noun: "groups", isByCursor, newlySeen: undefined, doubt });
    if (verdict.kind === "again") {
      await sql`
        update import_run set pass = pass + 1, next_start_index = 1, next_cursor = null, rows_read = 0, first_total = null
         where id = ${claim.id}`.execute(trx);
    } else {
      const isComplete = verdict.kind === "complete" && subject.mode !== "INCREMENTAL";
      const removed = isComplete ? await removeVanished(trx, claim) : 0;
      const words = [
        leftOut === 0 ? "" : leftOutWords(leftOut),
        verdict.kind === "incomplete" ? `${verdict.reason} No group was removed.` : "",
      ].filter(Boolean);
      const problem = words.length === 0 ? null : words.join(" ");
      await toRemovals(trx, claim, { problem, removed });
    }
    return true;
  });
  return { kind: isHeld ? "done" : "lost", progressed: true };
}

/** Rows that no group can be made of are seen all the same: they are no reason to doubt the list. */
function leftOutWords(count: number): string {
  const which = count === 1 ? "1 group was left out: it has" : `${count} groups were left out: they have`;
  return `${which} no name, or an id that cannot be kept.`;
}

async function removeVanished(trx: Trx, claim: ImportClaim): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from app_group where app_id = ${claim.appId} and last_seen_run is distinct from ${claim.id}`.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

async function leavePhase(deps: Deps, claim: ImportClaim, end: { readonly problem: string | null }): Promise<PhaseEnd> {
  const isHeld = await deps.database.transaction(async (trx) => {
    if (!(await lockRun(trx, claim))) return false;
    await toRemovals(trx, claim, { ...end, removed: 0 });
    return true;
  });
  return { kind: isHeld ? "done" : "lost", progressed: true };
}

async function toRemovals(
  trx: Trx,
  claim: ImportClaim,
  end: { readonly problem: string | null; readonly removed: number },
): Promise<void> {
  await sql`
    update import_run set phase = 'REMOVALS', groups_problem = ${end.problem}, groups_removed = ${end.removed}, next_start_index = 1,
        next_cursor = null, rows_read = 0, first_total = null, pass = 1
     where id = ${claim.id}`.execute(trx);
}
