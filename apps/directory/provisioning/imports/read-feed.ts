/**
 * The first phase of an incremental import by the app's event feed: accounts that changed are read as they are now, and those that were removed are
 * noted, to be looked at like accounts that a whole list did not show. A feed that does not reach back far enough ends in a whole import.
 */
import { isJsonObject, type JsonObject } from "@lockstep/scim";
import type { ScimAnswer } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import type { Verdict } from "../outcome-rules.ts";
import { judgeAnswer, outcomeOf } from "./answer-verdict.ts";
import type { ImportClaim } from "./claim-import.ts";
import { gatherDeferred } from "./defer-accounts.ts";
import { type FeedPage, findFeedEnd, readFeedPage } from "./event-feed.ts";
import { retractResults } from "./import-results.ts";
import type { PhaseEnd, PhaseWork } from "./import-subject.ts";
import { recordPage } from "./record-page.ts";
import { readUser, type TakenIn, takeInPage } from "./take-in.ts";

/** Reads of changed accounts at once. */
const READS_AT_ONCE = 4;

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

/** Reads what changed, page after page, until the feed ends. */
export async function readFeed(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<PhaseEnd> {
  const { subject, signal } = work;
  let cursor = subject.nextCursor ?? subject.feedAfter ?? "";
  let progressed = false;
  for (;;) {
    const read = await readFeedPage(deps, work, { resourceType: "User", cursor });
    if (signal.aborted) return { kind: "stopped", progressed };
    if (!read.ok) {
      if (read.isOver || read.answer === undefined) return await readAllInstead(deps, claim);
      return { kind: "failed", verdict: judgeAnswer(deps, subject, read.answer), progressed };
    }
    const beganAt = deps.clock.now();
    const accounts = await readAccounts(deps, work, read.page);
    if (signal.aborted) return { kind: "stopped", progressed };
    if (!accounts.ok) return { kind: "failed", verdict: accounts.verdict, progressed };
    const { page, answer } = read;
    if (accounts.found.length + accounts.gone.length > 0) {
      const isHeld = await storeFeedPage(deps, claim, { work, page, answer, accounts, beganAt });
      if (!isHeld) return { kind: "lost", progressed };
      progressed = true;
    }
    const isEnd = !page.hasMore || page.cursor === cursor;
    cursor = page.cursor;
    if (!isEnd) continue;
    const isHeld = await endFeed(deps, claim, { isPreview: subject.preview, cursor });
    return { kind: isHeld ? "done" : "lost", progressed: true };
  }
}

interface Accounts {
  readonly ok: true;
  readonly found: readonly JsonObject[];
  readonly gone: readonly string[];
}

/** The changed accounts as they are now: a later event of one may be on a later page, and shows it once more. */
async function readAccounts(
  deps: Deps,
  work: PhaseWork,
  page: FeedPage,
): Promise<Accounts | { readonly ok: false; readonly verdict: Verdict }> {
  const found: JsonObject[] = [];
  const gone = [...page.removed];
  for (let at = 0; at < page.changed.length; at += READS_AT_ONCE) {
    const ids = page.changed.slice(at, at + READS_AT_ONCE);
    const answers = await Promise.all(
      ids.map((id) =>
        work.client.send(
          { method: "GET", path: `/Users/${encodeURIComponent(id)}` },
          { traceparent: work.traceparent(), signal: work.signal },
        ),
      ),
    );
    for (const [index, answer] of answers.entries()) {
      const body = bodyOf(answer);
      if (body !== undefined) found.push(body);
      else if (outcomeOf(deps, work.subject, answer).kind === "gone") gone.push(ids[index] ?? "");
      else return { ok: false, verdict: judgeAnswer(deps, work.subject, answer) };
    }
  }
  return { ok: true, found, gone };
}

function bodyOf(answer: ScimAnswer): JsonObject | undefined {
  return answer.kind === "answer" && answer.status === 200 && isJsonObject(answer.body) ? answer.body : undefined;
}

async function storeFeedPage(
  deps: Deps,
  claim: ImportClaim,
  read: {
    readonly work: PhaseWork;
    readonly page: FeedPage;
    readonly answer: Extract<ScimAnswer, { kind: "answer" }>;
    readonly accounts: Accounts;
    readonly beganAt: number;
  },
): Promise<boolean> {
  const { work, page, answer, accounts, beganAt } = read;
  const place = { kind: "cursor", cursor: work.subject.feedAfter ?? undefined } as const;
  const list = { totalResults: 0, isTotalTold: false, startIndex: 1, resources: accounts.found, deviations: [] };
  const next = { kind: "cursor", cursor: page.cursor } as const;
  const step = { ok: true, page: list, place, next, answer, doubt: undefined } as const;
  const spent = { fetchMs: answer.durationMs + deps.clock.now() - beganAt, storeMs: 0 };
  return await recordPage(deps, claim, {
    subject: work.subject,
    traceId: work.traceId,
    readAt: new Date(beganAt - answer.durationMs),
    users: accounts.found.flatMap((resource) => readUser(resource) ?? []),
    request: `GET /events ${JSON.stringify(place)}`,
    takeIn: async (trx): Promise<Omit<TakenIn, "newlySeen">> => {
      await lookAnew(trx, claim, [...accounts.found.map(({ id }) => String(id)), ...accounts.gone]);
      const taken = await takeInPage(trx, claim, { deps, step, spent });
      await noteGone(trx, claim, { gone: accounts.gone, isPreview: work.subject.preview });
      return taken;
    },
  });
}

/** Whom an earlier page of the feed has shown already: what counts is how they are now. */
async function lookAnew(trx: Trx, claim: ImportClaim, ids: readonly string[]): Promise<void> {
  const { numAffectedRows } = await sql`
    delete from import_seen where run_id = ${claim.id} and external_id = any(${ids}::text[])`.execute(trx);
  if ((numAffectedRows ?? 0n) === 0n) return;
  await sql`
    update import_run set scanned = scanned - ${Number(numAffectedRows)} where id = ${claim.id}`.execute(trx);
  await sql`
    delete from import_deferred where run_id = ${claim.id} and external_id = any(${ids}::text[])`.execute(trx);
  await retractResults(trx, claim.id, ids);
}

async function noteGone(
  trx: Trx,
  claim: ImportClaim,
  { gone, isPreview }: { readonly gone: readonly string[]; readonly isPreview: boolean },
): Promise<void> {
  if (gone.length === 0) return;
  await sql`
    insert into import_seen (run_id, external_id, active, gone) select ${claim.id}, id, true, true from unnest(${gone}::text[]) as id
    on conflict (run_id, external_id) do update set gone = true`.execute(trx);
  await sql`
    update import_run set scanned = scanned + ${gone.length} where id = ${claim.id}`.execute(trx);
  if (isPreview) return;
  await sql`
    delete from import_row where app_id = ${claim.appId} and state = 'UNCONFIRMED' and external_id = any(${gone}::text[])`.execute(
    trx,
  );
}

async function endFeed(
  deps: Deps,
  claim: ImportClaim,
  end: { readonly isPreview: boolean; readonly cursor: string },
): Promise<boolean> {
  return await deps.database.transaction(async (trx) => {
    const { rows } = await sql`
      select from import_run where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(
      trx,
    );
    if (rows.length === 0) return false;
    const list = { runId: claim.id, appId: claim.appId, isPreview: end.isPreview, isWhole: false };
    const phase = (await gatherDeferred(trx, list)) ? "CONFIRMATIONS" : "GROUPS";
    await sql`
      update import_run set complete = true, phase = ${phase}, feed_end = ${end.cursor}, next_cursor = null, rows_read = 0
       where id = ${claim.id}`.execute(trx);
    return true;
  });
}

/** What was read counts; who is gone is found out by the whole list. */
async function readAllInstead(deps: Deps, claim: ImportClaim): Promise<PhaseEnd> {
  const isHeld = await deps.database.transaction(async (trx) => {
    const { numAffectedRows } = await sql`
      update import_run set mode = 'FULL', note = ${NO_FEED}, feed_after = null, feed_end = null, paging = null, next_cursor = null,
          rows_read = 0, reading_began_at = null
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING'`.execute(trx);
    if ((numAffectedRows ?? 0n) === 0n) return false;
    await sql`delete from import_seen where run_id = ${claim.id} and gone`.execute(trx);
    return true;
  });
  return { kind: isHeld ? "done" : "lost", progressed: true };
}
