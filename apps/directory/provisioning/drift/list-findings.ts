/** What the last looks found, a page at a time. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../../domain/tables.ts";
import type { DriftFinding, DriftMember } from "./judge-sight.ts";

/** A finding as it is stored, with its group. */
export interface DriftFindingRow {
  readonly push_group_id: string;
  readonly group_id: string;
  readonly group_name: string;
  readonly checked_at: Date;
  readonly method: DriftFinding["method"];
  readonly state: DriftFinding["state"];
  readonly target_name: string | null;
  readonly target_id: string | null;
  readonly missing_count: number;
  readonly extra_count: number;
  readonly missing: readonly DriftMember[];
  readonly extra: readonly DriftMember[];
  readonly detail: string | null;
}

/** Findings of an app by group name, one more than asked for when there are more. `state` null: all. */
export async function listFindings(
  db: Kysely<DirectoryTables>,
  filter: { readonly appId: AppId; readonly state: string | null; readonly pushGroupId: string | null },
  page: { readonly after?: { readonly key: string; readonly id: string } | undefined; readonly limit: number },
): Promise<readonly DriftFindingRow[]> {
  const { after } = page;
  const { rows } = await sql<DriftFindingRow>`
    select f.push_group_id, g.group_id, s.name as group_name, f.checked_at, f.method, f.state, f.target_name, f.target_id,
      f.missing_count, f.extra_count, f.missing, f.extra, f.detail
    from drift_finding f join push_group g on g.id = f.push_group_id join person_group s on s.id = g.group_id
    where g.app_id = ${filter.appId} and (${filter.state}::text is null or f.state = ${filter.state})
      and (${filter.pushGroupId}::text is null or g.id = ${filter.pushGroupId})
      and (${after?.key ?? null}::text is null or (s.name, f.push_group_id) > (${after?.key ?? null}, ${after?.id ?? null}))
    order by s.name, f.push_group_id limit ${page.limit + 1}`.execute(db);
  return rows;
}
