/** Groups as the console shows them. */
import type { AccountId } from "@lockstep/ports";
import type { Group, GroupDetail, GroupPage } from "../contract.ts";
import { type QueryExecutorProvider, sql, toPattern } from "../sql.ts";

/** Most members that one group is shown with. */
export const MEMBERS_SHOWN_MAX = 1_000;

/** What a page of groups is asked for. Positions are one-based. */
export interface GroupQuery {
  readonly search: string | undefined;
  readonly startIndex: number;
  readonly count: number;
}

interface GroupRow {
  readonly id: string;
  readonly display_name: string;
  readonly member_count: number;
  readonly created_at: Date;
  readonly modified_at: Date;
}

/** A page of groups by name, with the number of all that match. */
export async function listGroups(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  query: GroupQuery,
): Promise<GroupPage> {
  const pattern = query.search === undefined ? undefined : toPattern(query.search);
  const matches = sql`
    g.account_id = ${accountId} and g.type = 'Group'
    ${pattern === undefined ? sql`` : sql`and g.doc->>'displayName' ilike ${pattern}`}`;
  const { rows } = await sql<GroupRow>`
    ${groupColumns} where ${matches}
    order by g.display_name_key, g.id
    offset ${query.startIndex - 1} limit ${query.count}`.execute(trx);
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from resource g where ${matches}`.execute(trx);
  return { items: rows.map(toGroup), total: counted.rows[0]?.total ?? 0, startIndex: query.startIndex };
}

/** One group with its members by name, at most `MEMBERS_SHOWN_MAX`; undefined when the account has none with that id. */
export async function findGroup(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  id: string,
): Promise<GroupDetail | undefined> {
  const { rows } = await sql<GroupRow>`
    ${groupColumns} where g.account_id = ${accountId} and g.type = 'Group' and g.id = ${id}`.execute(trx);
  const row = rows[0];
  if (row === undefined) return undefined;
  const members = await sql<{ id: string; displayName: string; email: string; active: boolean }>`
    select u.id,
      coalesce(
        u.doc->>'displayName', nullif(concat_ws(' ', u.doc->'name'->>'givenName', u.doc->'name'->>'familyName'), ''),
        u.doc->>'userName', '') as "displayName",
      coalesce(u.doc->>'userName', '') as email, coalesce(u.doc->>'active', 'true') = 'true' as active
    from membership m join resource u on u.account_id = m.account_id and u.id = m.member_id
    where m.account_id = ${accountId} and m.group_id = ${id}
    order by 2, 1 limit ${MEMBERS_SHOWN_MAX}`.execute(trx);
  return { ...toGroup(row), members: members.rows };
}

const groupColumns = sql`
  select g.id, coalesce(g.doc->>'displayName', '') as display_name, g.member_count, g.created_at, g.modified_at
  from resource g`;

function toGroup(row: GroupRow): Group {
  return {
    id: row.id,
    displayName: row.display_name,
    memberCount: row.member_count,
    createdAt: row.created_at.toISOString(),
    lastModifiedAt: row.modified_at.toISOString(),
  };
}
