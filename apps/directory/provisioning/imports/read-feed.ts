/**
 * The first phase of an incremental import by the app's event feed: accounts that changed are read as they are now, and those that were removed are
 * noted, to be looked at like accounts that a whole list did not show. A feed that does not reach back far enough ends in a whole import.
 */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { openImportHook } from "../../domain/import-hook.ts";
import { judgeAnswer } from "./answer-verdict.ts";
import type { ImportClaim } from "./claim-import.ts";
import { gatherDeferred } from "./defer-accounts.ts";
import { type FeedPage, findFeedEnd, readFeedPage } from "./event-feed.ts";
import type { ImportSubject, PhaseEnd, PhaseWork } from "./import-subject.ts";
import { type Accounts, readAccounts } from "./read-accounts.ts";
import { recordPage } from "./record-page.ts";
import { readRows, type TakenIn, takeInAccounts } from "./take-in.ts";

/** Accounts of one portion. */
const PORTION = 100;

const NO_FEED = "The app's event feed does not reach back to the last import: everything was read.";

/** Before a whole list is read: where the feed ends, since the next incremental import reads after that. */
export async function noteFeedEnd(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<void> {
  const { subject } = work;
  if (subject.mode !== "FULL" || subject.preview || subject.readingBeganAt !== null) return;
  const end = await findFeedEnd(deps, work);
  if (end === undefined || work.signal.aborted) return;
  await sql`
    update import_run set feed_end = ${end} where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING'`.execute(
    deps.database.kysely,
  );
}

/** Collects what the feed tells of, up to its end, and then reads each changed account once. */
export async function readFeed(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<PhaseEnd> {
  const collected = work.subject.feedEnd === null ? await collect(deps, claim, work) : undefined;
  if (collected !== undefined && collected.kind !== "done") return collected;
  let progressed = collected?.progressed === true;
  // A feed that is none led to a whole import.
  if (collected !== undefined && !collected.isFeed) return { kind: "done", progressed };
  for (;;) {
    const { rows } = await sql<{ id: string }>`
      select external_id as id from import_changed where run_id = ${claim.id} and not removed and not is_read
       order by external_id limit ${PORTION}`.execute(deps.database.kysely);
    if (rows.length === 0) break;
    const beganAt = deps.clock.now();
    const read = await readAccounts(
      deps,
      work,
      rows.map(({ id }) => id),
    );
    if (work.signal.aborted) return { kind: "stopped", progressed };
    if (!read.ok) return { kind: "failed", verdict: read.verdict, progressed };
    const isHeld = await storePortion(deps, claim, { work, read, beganAt });
    if (!isHeld) return { kind: "lost", progressed };
    progressed = true;
    if (work.signal.aborted) return { kind: "stopped", progressed };
  }
  const isHeld = await endFeed(deps, claim, work.subject);
  return { kind: isHeld ? "done" : "lost", progressed: true };
}

/** Notes page after page of the feed. `isFeed` false: it does not reach back, and the run has become one of everybody. */
async function collect(
  deps: Deps,
  claim: ImportClaim,
  work: PhaseWork,
): Promise<PhaseEnd & { readonly isFeed: boolean }> {
  const { subject, signal } = work;
  let cursor = subject.nextCursor ?? subject.feedAfter ?? "";
  let progressed = false;
  for (;;) {
    const read = await readFeedPage(deps, work, { resourceType: "User", cursor });
    if (signal.aborted) return { kind: "stopped", progressed, isFeed: true };
    if (!read.ok) {
      if (read.isOver || read.answer === undefined) return { ...(await readAllInstead(deps, claim)), isFeed: false };
      return { kind: "failed", verdict: judgeAnswer(deps, subject, read.answer), progressed, isFeed: true };
    }
    const isEnd = !read.page.hasMore || read.page.cursor === cursor;
    cursor = read.page.cursor;
    const isHeld = await storeEvents(deps, claim, { page: read.page, isEnd, fetchMs: read.answer.durationMs });
    if (!isHeld) return { kind: "lost", progressed, isFeed: true };
    progressed = true;
    if (isEnd) return { kind: "done", progressed, isFeed: true };
  }
}

async function storeEvents(
  deps: Deps,
  claim: ImportClaim,
  read: { readonly page: FeedPage; readonly isEnd: boolean; readonly fetchMs: number },
): Promise<boolean> {
  const { page, isEnd, fetchMs } = read;
  return await deps.database.transaction(async (trx) => {
    if (!(await lockRun(trx, claim))) return false;
    const ids = [...page.changed, ...page.removed];
    await sql`
      insert into import_changed as held (run_id, external_id, removed)
      select ${claim.id}, id, id = any(${page.removed}::text[]) from unnest(${ids}::text[]) as id
      on conflict (run_id, external_id) do update set removed = excluded.removed`.execute(trx);
    await sql`
      update import_run set next_cursor = ${page.cursor}, feed_end = case when ${isEnd} then ${page.cursor} end,
          total = (select count(*)::int from import_changed where run_id = ${claim.id}), fetch_ms = fetch_ms + ${Math.round(fetchMs)},
          reading_began_at = coalesce(reading_began_at, ${new Date(deps.clock.now() - fetchMs)}), error = null,
          lease_expires_at = ${new Date(deps.clock.now() + claim.leaseMs)}
       where id = ${claim.id}`.execute(trx);
    return true;
  });
}

async function lockRun(trx: Trx, claim: ImportClaim): Promise<boolean> {
  const { rows } = await sql`
    select from import_run where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(
    trx,
  );
  return rows.length > 0;
}

async function storePortion(
  deps: Deps,
  claim: ImportClaim,
  portion: { readonly work: PhaseWork; readonly read: Accounts; readonly beganAt: number },
): Promise<boolean> {
  const { work, read, beganAt } = portion;
  const { subject } = work;
  const fetchMs = deps.clock.now() - beganAt;
  const rows = readRows(read.found);
  const recorded = await recordPage(deps, claim, {
    subject,
    traceId: work.traceId,
    readAt: new Date(beganAt),
    users: rows.flatMap(({ user }) => user ?? []),
    hook: await openImportHook(deps.database.kysely, deps.masterKey, claim.appId),
    request: `GET /Users of ${read.asked.length} accounts by id`,
    takeIn: async (trx): Promise<Omit<TakenIn, "newlySeen">> => {
      await sql`
        update import_changed set is_read = true, removed = external_id = any(${read.gone}::text[])
         where run_id = ${claim.id} and external_id = any(${read.asked}::text[])`.execute(trx);
      return await takeInAccounts(trx, claim, { deps, rows, fetchMs });
    },
  });
  return recorded !== undefined;
}

async function endFeed(
  deps: Deps,
  claim: ImportClaim,
  { preview: isPreview }: Pick<ImportSubject, "preview">,
): Promise<boolean> {
  return await deps.database.transaction(async (trx) => {
    if (!(await lockRun(trx, claim))) return false;
    const removed = sql`select external_id from import_changed where run_id = ${claim.id} and removed`;
    if (!isPreview)
      await sql`
        delete from import_row where app_id = ${claim.appId} and state = 'UNCONFIRMED' and external_id in (${removed})`.execute(
        trx,
      );
    const list = { runId: claim.id, appId: claim.appId, isPreview, isWhole: false };
    const phase = (await gatherDeferred(trx, list)) ? "CONFIRMATIONS" : "GROUPS";
    await sql`
      update import_run set complete = true, phase = ${phase}, next_cursor = null, scanned = scanned + (select count(*)::int from (${removed}) as gone)
       where id = ${claim.id}`.execute(trx);
    return true;
  });
}

/** What was read counts; who is gone is found out by the whole list. */
async function readAllInstead(deps: Deps, claim: ImportClaim): Promise<PhaseEnd> {
  const isHeld = await deps.database.transaction(async (trx) => {
    const { numAffectedRows } = await sql`
      update import_run set mode = 'FULL', note = ${NO_FEED}, total = null, feed_after = null, feed_end = null, paging = null, next_cursor = null,
          rows_read = 0, reading_began_at = null
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING'`.execute(trx);
    if ((numAffectedRows ?? 0n) === 0n) return false;
    await sql`delete from import_changed where run_id = ${claim.id}`.execute(trx);
    return true;
  });
  return { kind: isHeld ? "done" : "lost", progressed: true };
}
