/** Groups of an app as imports found them: to be shown and to be linked to a pushed group. The app owns them. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { notFound } from "./error.ts";
import type { DirectoryTables } from "./tables.ts";

/** A group of an app. */
export interface ImportedGroupRow {
  /** Its id in the app. */
  readonly external_id: string;
  readonly display_name: string;
  readonly description: string | null;
  readonly member_count: number;
  /** False: the app did not tell who is in it. */
  readonly members_known: boolean;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly last_changed_at: Date;
  /** Its name as the list is ordered by it: folded by the database. */
  readonly name_key: string;
}

/** A member of such a group; the person is known when the account is linked. */
export interface ImportedMemberRow {
  readonly member_id: string;
  readonly kind: "USER" | "GROUP";
  readonly display: string | null;
  readonly person_id: PersonId | null;
  readonly person_login: string | null;
}

/** Where a page of groups ends: the folded name and the id of its last row. */
export interface GroupPosition {
  readonly key: string;
  readonly id: string;
}

const SELECT = sql`
  select external_id, display_name, description, member_count, members_known, first_seen_at, last_seen_at, last_changed_at,
    lower(display_name) as name_key from app_group`;

/** The app's groups whose name contains `q`, whatever its letter case, by name; at most `limit` after a position. */
export async function findAppGroups(
  db: Kysely<DirectoryTables>,
  appId: AppId,
  page: {
    readonly q?: string | undefined;
    readonly limit: number;
    readonly after?: GroupPosition | undefined;
  },
): Promise<readonly ImportedGroupRow[]> {
  const { q, after } = page;
  const { rows } = await sql<ImportedGroupRow>`
    ${SELECT} where app_id = ${appId}
      and (${q ?? ""} = '' or position(lower(${q ?? ""}) in lower(display_name)) > 0)
      and (${after === undefined} or (lower(display_name), external_id) > (${after?.key ?? ""}, ${after?.id ?? ""}))
    order by lower(display_name), external_id limit ${page.limit}`.execute(db);
  return rows;
}

/** The group with this id in the app; 404 when no import has found it. */
export async function requireImportedGroup(
  db: Kysely<DirectoryTables>,
  appId: AppId,
  externalId: string,
): Promise<ImportedGroupRow> {
  const { rows } = await sql<ImportedGroupRow>`
    ${SELECT} where app_id = ${appId} and external_id = ${externalId}`.execute(db);
  if (rows[0] === undefined) throw notFound(externalId, "AppGroup");
  return rows[0];
}

/** Members of a group by their id in the app; at most `limit` after one. */
export async function findImportedMembers(
  db: Kysely<DirectoryTables>,
  group: { readonly appId: AppId; readonly externalId: string },
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<readonly ImportedMemberRow[]> {
  const { rows } = await sql<ImportedMemberRow>`
    select m.member_id, m.kind, m.display, person.id as person_id, person.profile->>'login' as person_login
      from app_group_member m
      left join app_user on app_user.app_id = m.app_id and app_user.external_id = m.member_id
      left join person on person.id = app_user.person_id
     where m.app_id = ${group.appId} and m.group_id = ${group.externalId} and m.member_id > ${page.after ?? ""}
     order by m.member_id limit ${page.limit}`.execute(db);
  return rows;
}
