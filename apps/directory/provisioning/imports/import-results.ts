/**
 * Results of a run: a row for each account that was not found unchanged, of the last runs of each app. What an earlier run told of an account
 * in the same words is kept by a list of ids, so that an import that finds nothing changed stores no rows; and by such a list of its own a run
 * keeps what the rows of accounts say that wait (ADR 55).
 */
import type { AppId, PersonId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { ImportResult } from "../../contract-import-rows.ts";
import type { Trx } from "../../domain/act.ts";
import { booleanList, textList } from "./list-parameter.ts";

/** Runs of an app whose rows are kept; their counts stay for good. */
export const RUNS_KEPT = 10;

/** Earlier runs whose rows are looked through at most: those that the last runs keep most of. What an older one told is told anew. */
const EARLIER_MAX = 8;

/** One row to be stored. */
export interface NewResult {
  readonly externalId: string;
  readonly userName: string;
  readonly outcome: ImportResult["outcome"];
  readonly match?: ImportResult["match"] | undefined;
  readonly personId?: PersonId | undefined;
  readonly reason?: string | undefined;
  readonly changes?: readonly string[] | undefined;
  /** The account has no row yet: it is told of anew, whatever earlier runs told. */
  readonly isNew?: boolean | undefined;
}

/** The rows as a relation `told`; an account that is told of twice has its last row. */
function relationOf(results: readonly NewResult[]) {
  const rows = [...new Map(results.map((result) => [result.externalId, result])).values()];
  const texts = (read: (row: NewResult) => string | null) => textList(rows.map(read));
  // Perf: lists of texts are read in half the time of a document; changes are told of few.
  return sql`
    told as materialized (
      select external_id, user_name, outcome, match, person_id, reason, is_new,
          case when changes is null then '{}'::text[] else array(select jsonb_array_elements_text(changes::jsonb)) end as changes
        from unnest(${texts(({ externalId }) => externalId)}, ${texts(({ userName }) => userName)}, ${texts(({ outcome }) => outcome)},
            ${texts(({ match }) => match ?? null)}, ${texts(({ personId }) => personId ?? null)}, ${texts(({ reason }) => reason ?? "")},
            ${texts(({ changes }) => (changes === undefined ? null : JSON.stringify(changes)))}, ${booleanList(rows.map(({ isNew }) => isNew === true))})
          as row (external_id, user_name, outcome, match, person_id, reason, changes, is_new))`;
}

const insertFor = (runId: string) => sql`
  insert into import_result (import_run_id, external_id, user_name, outcome, match, person_id, reason, changes)
  select ${runId}, external_id, user_name, outcome, match, person_id, reason, changes from told`;

const REPLACE = sql`
  on conflict (import_run_id, external_id) do update
    set user_name = excluded.user_name, outcome = excluded.outcome, match = excluded.match, person_id = excluded.person_id,
        reason = excluded.reason, changes = excluded.changes`;

/** Stores rows of a run in one statement, in place of those that it has. */
export async function storeResults(trx: Trx, runId: string, results: readonly NewResult[]): Promise<void> {
  if (results.length === 0) return;
  await sql`
    update import_row set told_in = null from import_run run
     where run.id = ${runId} and import_row.app_id = run.app_id and import_row.told_in = run.id
       and import_row.external_id = any(${results.map(({ externalId }) => externalId)}::text[])`.execute(trx);
  await sql`with ${relationOf(results)} ${insertFor(runId)} ${REPLACE}`.execute(trx);
}

/** What a page tells: anew, and of accounts of which a row or an earlier run tells what is to be told, by the run that told of them first. */
export interface PageResults {
  readonly results: readonly NewResult[];
  readonly kept: ReadonlyMap<string, readonly string[]>;
}

/** Stores what a page tells of accounts that the run has not told of yet: what the last runs tell in the same words is kept, the rest is written. */
export async function storePageResults(
  trx: Trx,
  run: { readonly id: string; readonly appId: AppId },
  { results, kept }: PageResults,
): Promise<void> {
  const lists = [...kept].map(([toldIn, ids]) =>
    sql`insert into import_result_kept (import_run_id, told_in, external_ids) values (${run.id}, ${toldIn}, ${textList(ids)})`.execute(
      trx,
    ),
  );
  if (lists.length > 0) await Promise.all(lists);
  if (results.length === 0) return;
  await sql`
    with ${relationOf(results)}, ${earlierRuns(run)},
    kept as materialized (
      select told.external_id, same.told_in from told cross join lateral (
        (select row.import_run_id as told_in from earlier join import_result row
            on row.import_run_id = earlier.id and row.external_id = told.external_id
         where (row.user_name, row.outcome, row.match, row.person_id, row.reason, row.changes)
           is not distinct from (told.user_name, told.outcome, told.match, told.person_id, told.reason, told.changes)
         limit 1)
        union all
        (select row.told_in from import_row row
          where row.app_id = ${run.appId} and row.external_id = told.external_id and row.told_in in (select id from earlier) and ${isRetained(sql`row.told_in`)}
            and (told.user_name, told.outcome, told.match, told.reason) = (row.user_name, 'WAITING', 'NONE', row.reason)
            and told.person_id is null and told.changes = '{}')
        limit 1) as same
       where not told.is_new),
    listed as (
      insert into import_result_kept (import_run_id, told_in, external_ids)
      select ${run.id}, told_in, array_agg(external_id) from kept group by told_in)
    ${insertFor(run.id)} where external_id not in (select external_id from kept) ${REPLACE}`.execute(trx);
}

/** Takes back what the run has told of these accounts: it tells of them anew. */
export async function retractResults(trx: Trx, runId: string, externalIds: readonly string[]): Promise<void> {
  await sql`
    delete from import_result where import_run_id = ${runId} and external_id = any(${externalIds}::text[])`.execute(
    trx,
  );
  await sql`
    update import_result_kept set external_ids = array(select unnest(external_ids) except select unnest(${externalIds}::text[]))
     where import_run_id = ${runId} and external_ids && ${externalIds}::text[]`.execute(trx);
}

/** Whether the results of the run are there still: of one whose rows tell of themselves some list says so (migrations/0036-waiting-accounts-tell-of-themselves.sql). */
export function isRetained(runId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (select from import_result_kept retained where retained.told_in = ${runId})`;
}

/** Relation `earlier`: the runs whose rows a run looks through, the last one and the last full one among them. */
export function earlierRuns(run: { readonly id: string; readonly appId: AppId }) {
  const before = sql`
    select id from import_run where app_id = ${run.appId} and id <> ${run.id} and mode <> 'GROUPS' and not preview`;
  return sql`
    last as materialized (
      (${before} order by created_at desc, id desc limit 1)
      union (${before} and mode = 'FULL' and state = 'DONE' order by created_at desc, id desc limit 1)),
    earlier as materialized (
      select id from last union all (
        select told_in from import_result_kept where import_run_id in (select id from last) and told_in not in (select id from last)
         group by told_in order by count(*) desc, told_in limit ${EARLIER_MAX}))`;
}

/** Removes what all but the app's last runs tell, as far as the last ones do not keep of it. */
export async function pruneResults(trx: Trx, appId: AppId): Promise<void> {
  await sql`
    with old as materialized (
      select id from import_run where app_id = ${appId} order by created_at desc, id desc offset ${RUNS_KEPT}),
    alone as materialized (
      select id from old where not exists (
        select from import_result_kept list where list.told_in = old.id and list.import_run_id not in (select id from old))),
    lists as (
      delete from import_result_kept where import_run_id in (select id from old)
        and (told_in <> import_run_id or told_in in (select id from alone))),
    removals as (delete from import_removal where run_id in (select id from old))
    delete from import_result where import_run_id in (select id from alone)`.execute(trx);
}
