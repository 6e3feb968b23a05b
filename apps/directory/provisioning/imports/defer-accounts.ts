/**
 * Accounts of which a run decides when its list has ended. Only then is it known whether another account means the same person, on whatever
 * page it stands. They are kept in the database, so that memory does not grow and an interrupted run goes on with them.
 */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { profileText } from "../../domain/profile.ts";
import type { StoredRow } from "./decide-confirmations.ts";
import { retractResults } from "./import-results.ts";
import { isFirst } from "./import-subject.ts";
import { dropAnswersOfUnseen } from "./kept-answers.ts";
import type { MatchedAccount } from "./matched-account.ts";
import { isNoted } from "./seen-accounts.ts";
import { claimOf, IS_SHARED, reasonFor, SHOWN_MATCH, SHOWN_PERSON, SHOWN_REASON } from "./shared-claims.ts";

/** Notes accounts of a page. `note` goes to their results. */
export async function deferAccounts(
  trx: Trx,
  runId: string,
  page: {
    readonly accounts: readonly (MatchedAccount & { readonly note: string | undefined })[];
    readonly isPreview: boolean;
  },
): Promise<void> {
  if (page.accounts.length === 0) return;
  const rows = page.accounts.map((account) => ({
    external_id: account.user.id,
    user_name: account.user.userName,
    note: account.note ?? null,
    ...(page.isPreview ? previewOf(account) : {}),
  }));
  await sql`
    insert into import_deferred (run_id, external_id, user_name, note, account, claims)
    select ${runId}, external_id, user_name, note, account, claims
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (external_id text, user_name text, note text, account jsonb, claims text)
    on conflict do nothing`.execute(trx);
}

function previewOf({ user, mapped, match, person, reason }: MatchedAccount) {
  const personId = person?.id ?? null;
  const { active } = user;
  return {
    account: { active, profile: mapped.profile, match, personId, reason: reason ?? null },
    claims: claimOf({ match, personId, login: profileText(mapped.profile, "login") }),
  };
}

/** A run whose list has ended. */
export interface EndedList {
  readonly runId: string;
  readonly appId: AppId;
  readonly isPreview: boolean;
  /** The list was read to its end without doubt, and was one of everybody. */
  readonly isWhole: boolean;
}

/**
 * Looks over the whole list once: rows of accounts that are not in it go, and those that turn out to mean somebody whom another account
 * means too are decided with the deferred ones. False: there is nothing to decide.
 */
export async function gatherDeferred(trx: Trx, list: EndedList): Promise<boolean> {
  if (!list.isPreview) {
    if (list.isWhole) {
      await dropUnseen(trx, list);
      await dropAnswersOfUnseen(trx, list);
    }
    await deferShared(trx, list);
  }
  // Ambiguous accounts counted as new on their pages.
  await sql`
    with turned as (
      select count(*)::int as count from import_deferred d left join import_row r on r.app_id = ${list.appId} and r.external_id = d.external_id
       where d.run_id = ${list.runId} and ${list.isPreview ? sharedInPreview(list) : IS_SHARED}
         and coalesce(d.account->>'match', r.match) = 'NONE')
    update import_run set new_people = new_people - turned.count, matched = matched + turned.count
      from turned where id = ${list.runId} and turned.count > 0`.execute(trx);
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from import_deferred where run_id = ${list.runId}) as found`.execute(trx);
  return rows[0]?.found === true;
}

/** Rows that tell of themselves for the run are in its list. Perf: after a first import there are no others. */
async function dropUnseen(trx: Trx, { runId, appId }: EndedList): Promise<void> {
  await sql`
    delete from import_row r where r.app_id = ${appId} and r.state = 'UNCONFIRMED' and r.told_in is distinct from ${runId}
      and not (select ${isFirst({ id: sql`${runId}`, appId: sql`${appId}` })})
      and not ${isNoted(runId, sql`r.external_id`)}`.execute(trx);
}

/** What their pages have told of them is told anew. Perf: the pages of a first import have looked whether there are any. */
async function deferShared(trx: Trx, { runId, appId }: EndedList): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into import_deferred (run_id, external_id, user_name)
    select ${runId}, r.external_id, r.user_name from import_row r join (
        select claims from import_row where app_id = ${appId} and claims is not null group by claims having count(*) > 1) as several
      on several.claims = r.claims
     where r.app_id = ${appId} and (r.told_in = ${runId} or ${isNoted(runId, sql`r.external_id`)})
       and (select claims_met or not ${isFirst({ id: sql`${runId}`, appId: sql`${appId}` })} from import_run where id = ${runId})
    on conflict do nothing returning external_id as id`.execute(trx);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await sql`
    update import_row set told_in = null where app_id = ${appId} and told_in = ${runId} and external_id = any(${ids}::text[])`.execute(
    trx,
  );
  await retractResults(trx, runId, ids);
}

/** SQL over `import_deferred d` of a preview: another account of it claims the same, or a row that waits and is not in a list of everybody. */
function sharedInPreview({ runId, appId, isWhole }: EndedList) {
  const inRows = sql`exists (
    select from import_row other where other.app_id = ${appId} and other.claims = d.claims and other.external_id <> d.external_id
      and not ${isNoted(runId, sql`other.external_id`)})`;
  return sql<boolean>`(d.claims is not null and (exists (
    select from import_deferred other where other.run_id = d.run_id and other.claims = d.claims and other.external_id <> d.external_id)
    or ${isWhole ? sql`false` : inRows}))`;
}

/** A deferred account as it stands now. */
export interface DeferredAccount extends Omit<StoredRow, "state" | "resource" | "refusal"> {
  readonly personId: PersonId | null;
  readonly reason: string | null;
  readonly note: string | null;
  /** Null: the row was cleared meanwhile. */
  readonly state: StoredRow["state"] | null;
  /** Linked meanwhile, by provisioning. */
  readonly isLinked: boolean;
}

/** The next ones that are not told of yet, by their ids. */
export async function loadDeferred(trx: Trx, list: EndedList, limit: number): Promise<readonly DeferredAccount[]> {
  const own = sql`coalesce(r.active, false) as active, coalesce(r.profile, '{}') as profile,
    ${SHOWN_MATCH} as match, ${SHOWN_PERSON} as "personId", ${SHOWN_REASON} as reason, r.state`;
  const shared = sharedInPreview(list);
  const login = sql`d.account->'profile'->>'login'`;
  const previewed = sql`(d.account->>'active')::boolean as active, d.account->'profile' as profile,
    case when ${shared} then 'AMBIGUOUS' else d.account->>'match' end as match,
    case when ${shared} then null else d.account->>'personId' end as "personId",
    case when ${shared} then ${reasonFor(sql`d.account->>'personId'`, login)} else d.account->>'reason' end as reason,
    'UNCONFIRMED' as state`;
  const { rows } = await sql<DeferredAccount>`
    select d.external_id as "externalId", d.user_name as "userName", d.note, ${list.isPreview ? previewed : own},
      exists (select from app_user u where u.app_id = ${list.appId} and u.external_id = d.external_id) as "isLinked"
    from import_deferred d left join import_row r on r.app_id = ${list.appId} and r.external_id = d.external_id
    where d.run_id = ${list.runId} and not d.is_told order by d.external_id limit ${limit}`.execute(trx);
  return rows;
}

/** They are told of. */
export async function markTold(trx: Trx, runId: string, externalIds: readonly string[]): Promise<void> {
  await sql`
    update import_deferred set is_told = true where run_id = ${runId} and external_id = any(${externalIds}::text[])`.execute(
    trx,
  );
}

const LIST_NOT_READ = "The import ended before its list was read: nothing is confirmed by a rule before that.";

/** Of a run that ended before it could decide: its deferred accounts wait. */
export async function tellUndecided(trx: Trx, runId: string): Promise<void> {
  await sql`
    insert into import_result (import_run_id, external_id, user_name, outcome, match, person_id, reason, changes)
    select d.run_id, d.external_id, d.user_name, 'WAITING', coalesce(${SHOWN_MATCH}, d.account->>'match'),
      coalesce(${SHOWN_PERSON}, d.account->>'personId'), ${LIST_NOT_READ}, '{}'
      from import_deferred d join import_run run on run.id = d.run_id
        left join import_row r on r.app_id = run.app_id and r.external_id = d.external_id
     where d.run_id = ${runId} and not d.is_told
    on conflict do nothing`.execute(trx);
}
