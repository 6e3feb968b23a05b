/** Rows of imported accounts: found, counted, cleared. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { ImportRow, ImportRowCounts } from "../../contract.ts";
import { type Act, eventOf } from "../../domain/act.ts";
import { appTarget, lockApp } from "../../domain/apps.ts";
import type { ImportRowTable } from "../../domain/import-tables.ts";
import { writeEvent } from "../../domain/system-log.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import { SHOWN_MATCH, SHOWN_PERSON, SHOWN_REASON } from "./shared-claims.ts";

/** Which rows. `q` is looked for in user name, display name and the person's login. */
export interface RowFilter {
  readonly match?: ImportRow["match"] | undefined;
  readonly state?: ImportRow["state"] | undefined;
  readonly active?: boolean | undefined;
  readonly q?: string | undefined;
}

/** A row with its person. */
export type ListedRow = Selectable<ImportRowTable> & {
  readonly person_login: string | null;
  /** The account is linked by this confirmation still. */
  readonly can_undo: boolean;
  readonly order_key: string;
};

/** The rows of an app by user name, one more than `limit` when there are more. */
export async function listImportRows(
  db: Kysely<DirectoryTables>,
  appId: AppId,
  {
    filter,
    limit,
    after,
  }: {
    readonly filter: RowFilter;
    readonly limit: number;
    readonly after: { readonly key: string; readonly id: string } | undefined;
  },
): Promise<readonly ListedRow[]> {
  const place =
    after === undefined ? sql`true` : sql`(lower(r.user_name), r.external_id) > (${after.key}, ${after.id})`;
  const { rows } = await sql<ListedRow>`
    select r.*, ${SHOWN_MATCH} as match, p.id as person_id, ${SHOWN_REASON} as reason, p.profile->>'login' as person_login,
      lower(r.user_name) as order_key,
      r.confirmed_as is not null and exists (
        select from app_user u where u.app_id = r.app_id and u.external_id = r.external_id and u.person_id = r.person_id) as can_undo
    from import_row r left join person p on p.id = ${SHOWN_PERSON}
    where r.app_id = ${appId} and ${place} and ${conditionOf(filter)}
    order by lower(r.user_name), r.external_id limit ${limit + 1}`.execute(db);
  return rows;
}

function conditionOf({ match, state, active, q }: RowFilter): RawBuilder<unknown> {
  const pattern = q === undefined ? undefined : `%${q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(${match ?? null}::text is null or ${SHOWN_MATCH} = ${match ?? null})
    and (${state ?? null}::text is null or r.state = ${state ?? null})
    and (${active ?? null}::boolean is null or r.active = ${active ?? null})
    and (${pattern ?? null}::text is null or lower(r.user_name) like ${pattern ?? null}
      or lower(r.profile->>'displayName') like ${pattern ?? null} or lower(p.profile->>'login') like ${pattern ?? null})`;
}

/** All rows of an app by what they wait for. */
export async function countImportRows(db: Kysely<DirectoryTables>, appId: AppId): Promise<ImportRowCounts> {
  const { rows } = await sql<{ state: ImportRow["state"]; match: ImportRow["match"]; count: number }>`
    select state, case when several.claims is null then match else 'AMBIGUOUS' end as match, count(*)::int as count
      from import_row r left join (
        select claims from import_row where app_id = ${appId} and claims is not null group by claims having count(*) > 1) as several
        on several.claims = r.claims
     where app_id = ${appId} group by 1, 2`.execute(db);
  const sum = (state: ImportRow["state"], match?: ImportRow["match"]) =>
    rows
      .filter((row) => row.state === state && (match === undefined || row.match === match))
      .reduce((total, { count }) => total + count, 0);
  const waiting = (match: ImportRow["match"]) => sum("UNCONFIRMED", match);
  return {
    unconfirmed: {
      EXACT: waiting("EXACT"),
      PARTIAL: waiting("PARTIAL"),
      NONE: waiting("NONE"),
      AMBIGUOUS: waiting("AMBIGUOUS"),
    },
    confirmed: sum("CONFIRMED"),
    ignored: sum("IGNORED"),
  };
}

/** "Clear unconfirmed users": rows that wait are removed; the next import finds them again. Returns how many. */
export async function clearImportRows(act: Act, appId: AppId): Promise<number> {
  return await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    const { numAffectedRows } = await sql`
      delete from import_row where app_id = ${appId} and state = 'UNCONFIRMED'`.execute(trx);
    const cleared = Number(numAffectedRows ?? 0n);
    if (cleared > 0) {
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "system.import.clear.unconfirmed.users.summary",
          displayMessage: "Clear unconfirmed imported users",
          targets: [appTarget(app)],
          debug: { cleared },
        }),
      );
    }
    return cleared;
  });
}
