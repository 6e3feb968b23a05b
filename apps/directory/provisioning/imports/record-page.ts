/**
 * Stores one page of an import in one transaction: what is linked is compared, what is not is matched and kept as rows, and each account
 * that is not unchanged gets a result. A preview decides the same and writes nothing but the results.
 */
import type { ImportedUser } from "@lockstep/engine";
import type { TraceId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Act, Trx } from "../../domain/act.ts";
import type { OpenHook } from "../../domain/import-hook.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { SYSTEM_ACTOR, writeEvent } from "../../domain/system-log.ts";
import type { HookAnswers } from "./amend-account.ts";
import type { ImportClaim } from "./claim-import.ts";
import { askAbout } from "./hook-answers.ts";
import { type PageResults, pruneResults, storePageResults, storeResults } from "./import-results.ts";
import { type ImportSettings, loadImportSettings } from "./import-settings.ts";
import type { ImportSubject } from "./import-subject.ts";
import { keepAnswers } from "./kept-answers.ts";
import { type LinkedCounts, loadLinkedRows, recordLinked } from "./linked-accounts.ts";
import { type LooksAhead, lookAhead } from "./looks-ahead.ts";
import { type MadeAhead, type PageHint, stillMade } from "./made-ahead.ts";
import type { TakenIn } from "./take-in.ts";
import { decideUnlinked, type UnlinkedCounts } from "./unlinked-accounts.ts";

/** A page as it was read. */
export interface ImportPage {
  readonly subject: ImportSubject;
  readonly traceId: TraceId;
  /** Everybody whom the page shows. */
  readonly users: readonly ImportedUser[];
  /** Whom they are asked about before they are stored. */
  readonly hook: OpenHook | undefined;
  /** What was made of them already. */
  readonly made?: MadeAhead | undefined;
  /** Called when the first statements have left: until they are answered, the worker is free for the next page. */
  readonly meanwhile?: () => void;
  /** When it was asked for, by our clock. */
  readonly readAt: Date;
  /** The request, for the log. */
  readonly request: string;
  /** Notes the page in the run: whom it shows, and where the next one is. Returns the accounts that no earlier page of the run has shown. */
  readonly takeIn: (trx: Trx) => Promise<Omit<TakenIn, "newlySeen">>;
}

/**
 * Perf: a page has always the same statements, each a look into indexes. Where the run goes on is stored with the page, so that pages that are
 * lost with the database are read once more; nobody is told of a page before a later commit has waited for the disk.
 */
const PAGE = { isPrepared: true, mayBeLost: true };

/** Stores a page and extends the lease, and tells how it went; undefined when the lease is gone and nothing was stored. */
export async function recordPage(deps: Deps, claim: ImportClaim, page: ImportPage): Promise<PageHint | undefined> {
  const answers = await askAbout(deps, claim, page);
  return await deps.database.transaction(async (trx) => {
    const begun = await beginPage(trx, deps, claim, { page, answers });
    if (begun === undefined) return undefined;
    const { settings, isPreview } = begun;
    const { users, unreadable, noteSeen } = begun.taken;
    if (!isPreview) await keepAnswers(trx, settings, { users, answers });
    const { readAt } = page;
    const { counts, work, store, storeTelling, ...told } = await decideAccounts(trx, deps, claim, {
      ...begun,
      users,
      unreadable,
      readAt,
      answers,
      isFirst: page.subject.isFirst,
    });
    await Promise.all([
      store(trx),
      // A preview is kept by nobody and keeps nothing: what it tells is what no run has done.
      isPreview ? storeResults(trx, claim.id, told.results) : storePageResults(trx, claim, told),
      noteSeen(trx, new Set(told.kept.get(claim.id))),
      storeCounts(trx, claim, counts),
      tellPage(trx, claim, { page, scanned: users.length }),
      // Nothing above refers to these rows.
      storeTelling(trx),
    ]);
    return { settings, users: users.length, ...work };
  }, PAGE);
}

/** A page that is begun with. */
interface BegunPage {
  readonly settings: ImportSettings;
  readonly isPreview: boolean;
  readonly taken: Omit<TakenIn, "newlySeen">;
  /** What was made and looked for by these settings. */
  readonly made: MadeAhead | undefined;
  readonly looks: LooksAhead | undefined;
}

/** Locks the run and notes the page; undefined when the lease is gone. */
async function beginPage(
  trx: Trx,
  deps: Deps,
  claim: ImportClaim,
  { page, answers }: { readonly page: ImportPage; readonly answers: HookAnswers },
): Promise<BegunPage | undefined> {
  const { made, users, readAt } = page;
  const isPreview = page.subject.preview;
  // Perf: what needs no answer of the statement before leaves together with it, here and below; they are carried out in this order.
  // The run's row is locked first: a cancellation waits for the page, or the page is not stored at all.
  const first = Promise.all([
    lockForPeopleChange(trx),
    sql<{ scanned: number }>`
      select scanned from import_run
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(trx),
    loadImportSettings(trx, claim.appId, deps.clock.now()),
    made === undefined ? undefined : page.takeIn(trx),
    made === undefined || answers.size > 0
      ? undefined
      : lookAhead(trx, { runId: claim.id, made, users, readAt, isPreview, isFirst: page.subject.isFirst }),
  ]);
  if (page.meanwhile !== undefined) setImmediate(page.meanwhile);
  const [, { rows }, settings, taken, looks] = await first;
  const [run] = rows;
  if (run === undefined) return undefined;
  if (run.scanned === 0) await pruneResults(trx, claim.appId);
  const still = stillMade(made, settings);
  return {
    settings,
    isPreview,
    taken: taken ?? (await page.takeIn(trx)),
    made: still,
    looks: still === undefined || run.scanned === 0 ? undefined : looks,
  };
}

/** What became of a page's accounts. */
type AccountCounts = Omit<LinkedCounts, "ids" | "results"> &
  Omit<UnlinkedCounts, keyof PageResults | "work" | "store" | "storeTelling">;

/** Decides about the accounts and carries out what follows for those that are linked. Rows and results are stored by the caller. */
async function decideAccounts(
  trx: Trx,
  deps: Deps,
  claim: ImportClaim,
  page: Pick<BegunPage, "settings" | "isPreview" | "made" | "looks"> & {
    readonly users: readonly ImportedUser[];
    readonly unreadable: TakenIn["unreadable"];
    readonly readAt: Date;
    readonly answers: HookAnswers;
    readonly isFirst: boolean;
  },
): Promise<PageResults & Pick<UnlinkedCounts, "work" | "store" | "storeTelling"> & { readonly counts: AccountCounts }> {
  const { users, unreadable, looks } = page;
  const act: Act = { ...deps, actor: SYSTEM_ACTOR };
  const linked = await recordLinked(trx, act, { ...page, linked: looks?.linked ?? (await loadLinkedRows(trx, page)) });
  const unlinked = await decideUnlinked(trx, {
    ...page,
    runId: claim.id,
    users: linked.ids.size === 0 ? users : users.filter((user) => !linked.ids.has(user.id)),
    // What was done for linked accounts may decide about the others.
    looks: linked.updated > 0 ? undefined : looks,
  });
  const { newPeople, matched, skipped, hookFailures, work, store, storeTelling, kept } = unlinked;
  const counts: AccountCounts = {
    hookFailures: linked.hookFailures + hookFailures,
    newPeople,
    matched,
    skipped,
    updated: linked.updated,
    unchanged: linked.unchanged,
    failed: linked.failed + unlinked.failed + unreadable.length,
  };
  return { counts, work, store, storeTelling, results: [...unreadable, ...linked.results, ...unlinked.results], kept };
}

function tellPage(
  trx: Trx,
  claim: ImportClaim,
  { page, scanned }: { readonly page: ImportPage; readonly scanned: number },
): Promise<void> {
  return writeEvent(trx, {
    eventType: "system.import.complete_batch",
    displayMessage: "Read a page of users from app",
    severity: "DEBUG",
    targets: [
      { id: claim.appId, type: "AppInstance", displayName: page.subject.label, alternateId: page.subject.label },
    ],
    traceId: page.traceId,
    debug: { request: page.request, status: 200, scanned },
  });
}

async function storeCounts(trx: Trx, claim: ImportClaim, counts: AccountCounts): Promise<void> {
  await sql`
    update import_run set new_people = new_people + ${counts.newPeople}, matched = matched + ${counts.matched},
        updated = updated + ${counts.updated}, unchanged = unchanged + ${counts.unchanged}, skipped = skipped + ${counts.skipped}, failed = failed + ${counts.failed},
        hook_failures = hook_failures + ${counts.hookFailures}
     where id = ${claim.id}`.execute(trx);
}
