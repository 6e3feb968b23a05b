/** Results of a run as they are looked at, kept ones included: filtered, page by page, and compared with the run before. */
import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { ImportResult, ImportResultPage } from "../../contract.ts";
import type { ImportResultTable } from "../../domain/import-tables.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

/** All outcomes. */
export const OUTCOMES: readonly ImportResult["outcome"][] = [
  "CREATED",
  "LINKED",
  "WAITING",
  "UPDATED",
  "REMOVED",
  "SKIPPED",
  "FAILED",
];

/** Which rows. `APPEARED`: not told of, or otherwise, by the run before. */
export interface ResultFilter {
  readonly outcome?: ImportResult["outcome"] | undefined;
  readonly isNew?: boolean | undefined;
  readonly q?: string | undefined;
}

/** A row with its person. */
export type ListedResult = Selectable<ImportResultTable> & {
  readonly person_login: string | null;
  readonly order_key: string;
};

/** The last run of the same app and kind before this one whose rows are kept. A row that says the same in both is no difference. */
const previousOf = (runId: string) => sql<string>`(
  select earlier.id from import_run earlier join import_run this on this.id = ${runId} and earlier.app_id = this.app_id
  where (earlier.created_at, earlier.id) < (this.created_at, this.id) and earlier.state = 'DONE' and not earlier.preview
    and earlier.mode <> 'GROUPS'
  order by earlier.created_at desc, earlier.id desc limit 1)`;

/**
 * What one run tells that the other does not. Perf: both are read once, whatever the planner believes of the length of lists; looked for row by
 * row in the other run, 20,000 rows took a minute.
 */
const onlyIn = (runId: RawBuilder<string>, otherId: RawBuilder<string>) => sql`(
  select external_id, outcome, reason, match from import_result_told where import_run_id = ${runId}
  except select external_id, outcome, reason, match from import_result_told where import_run_id = ${otherId})`;

/** Rows by user name, one more than `limit` when there are more. */
export async function listResults(
  db: Kysely<DirectoryTables>,
  runId: string,
  {
    filter,
    limit,
    after,
  }: {
    readonly filter: ResultFilter;
    readonly limit: number;
    readonly after: { readonly key: string; readonly id: string } | undefined;
  },
): Promise<readonly ListedResult[]> {
  const { outcome, isNew, q } = filter;
  const place =
    after === undefined ? sql`true` : sql`(lower(r.user_name), r.external_id) > (${after.key}, ${after.id})`;
  const pattern = q === undefined ? null : `%${q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await sql<ListedResult>`
    select r.*, p.profile->>'login' as person_login, lower(r.user_name) as order_key
    from import_result_told r left join person p on p.id = r.person_id
    where r.import_run_id = ${runId} and ${place} and (${outcome ?? null}::text is null or r.outcome = ${outcome ?? null})
      and (${pattern}::text is null or lower(r.user_name) like ${pattern} or lower(p.profile->>'login') like ${pattern})
      and ${isNew === true ? sql`(r.external_id in (select external_id from ${onlyIn(sql`${runId}`, previousOf(runId))} as fresh)) is true` : sql`true`}
    order by lower(r.user_name), r.external_id limit ${limit + 1}`.execute(db);
  return rows;
}

/** How many rows there are by outcome. */
export async function countResults(db: Kysely<DirectoryTables>, runId: string): Promise<ImportResultPage["counts"]> {
  const { rows } = await sql<{ outcome: ImportResult["outcome"]; count: number }>`
    select outcome, count(*)::int as count from import_result_told where import_run_id = ${runId} group by outcome`.execute(
    db,
  );
  const counts = new Map(rows.map((row) => [row.outcome, row.count]));
  return Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, counts.get(outcome) ?? 0]),
  ) as ImportResultPage["counts"];
}

/** What this run tells that the one before did not, and the other way round; null without an earlier one. */
export async function compareResults(
  db: Kysely<DirectoryTables>,
  runId: string,
): Promise<ImportResultPage["difference"]> {
  const { rows } = await sql<{ previousRunId: string; appeared: number; ended: number }>`
    with previous as materialized (select id from (select ${previousOf(runId)} as id) as found where id is not null)
    select id as "previousRunId",
      (select count(*) from ${onlyIn(sql`${runId}`, sql`(select id from previous)`)} as fresh)::int as appeared,
      (select count(*) from ${onlyIn(sql`(select id from previous)`, sql`${runId}`)} as gone)::int as ended
    from previous`.execute(db);
  return rows[0] ?? null;
}
