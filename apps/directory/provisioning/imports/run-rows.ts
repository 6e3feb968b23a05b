/** Runs and the accounts that they found gone, as the API shows them. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import { notFound } from "../../domain/error.ts";
import type { ImportRunTable } from "../../domain/import-run-tables.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

/** A run as a list shows it: with its place in the list. */
export type ListedRun = Selectable<ImportRunTable> & { readonly created_key: string };

/** The run of this app; 404 otherwise. */
export async function requireRun(
  db: Kysely<DirectoryTables>,
  ids: { readonly appId: AppId; readonly runId: string },
): Promise<Selectable<ImportRunTable>> {
  const { rows } = await sql<Selectable<ImportRunTable>>`
    select * from import_run where app_id = ${ids.appId} and id = ${ids.runId}`.execute(db);
  if (rows[0] === undefined) throw notFound(ids.runId, "ImportRun");
  return rows[0];
}

/** Runs of an app, the newest first; `beyond` is the condition of a page. */
export async function listRuns(
  db: Kysely<DirectoryTables>,
  page: { readonly appId: AppId; readonly beyond: RawBuilder<boolean>; readonly limit: number },
): Promise<readonly ListedRun[]> {
  const { rows } = await sql<ListedRun>`
    select *, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key from import_run
     where app_id = ${page.appId} and ${page.beyond} order by created_at desc, id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** An account that a run found gone or inactive, with its person. */
export interface RemovalRow {
  readonly app_user_id: string;
  readonly external_id: string;
  readonly cause: "absent" | "inactive";
  readonly state: RemovalState;
  readonly detail: string | null;
  readonly user_name: string | null;
  readonly person_id: PersonId;
  readonly login: string;
  readonly display_name: string;
}

/** States of a removal in the order of its life. */
export const REMOVAL_STATES = [
  "PENDING",
  "GONE",
  "REMOVED",
  "DEACTIVATED",
  "SUSPENDED",
  "KEPT",
  "PRESENT",
  "UNVERIFIED",
] as const;
/** One of them. */
export type RemovalState = (typeof REMOVAL_STATES)[number];

/** What a run is about to take away, or has, by the id of the app user. */
export async function listRemovals(
  db: Kysely<DirectoryTables>,
  page: {
    readonly runId: string;
    readonly state: RemovalState | undefined;
    readonly after: string;
    readonly limit: number;
  },
): Promise<readonly RemovalRow[]> {
  const { rows } = await sql<RemovalRow>`
    select r.app_user_id, r.external_id, r.cause, r.state, r.detail, u.user_name, u.person_id, p.profile->>'login' as login,
      coalesce(nullif(p.profile->>'displayName', ''), concat_ws(' ', p.profile->>'firstName', p.profile->>'lastName')) as display_name
      from import_removal r join app_user u on u.id = r.app_user_id join person p on p.id = u.person_id
     where r.run_id = ${page.runId} and r.app_user_id > ${page.after} and (${page.state ?? null}::text is null or r.state = ${page.state ?? null})
     order by r.app_user_id limit ${page.limit}`.execute(db);
  return rows;
}
