/** What the read API shows: users and groups in order of creation, members by id, page after page at the same cost. */
import type { AccountId } from "@lockstep/ports";
import type { User } from "../contract.ts";
import { type QueryExecutorProvider, sql, toPattern } from "../sql.ts";
import { cutPage, fromCursor, type Position, toCursor } from "./keyset.ts";
import { readUsers } from "./user.ts";

/** One page; `next` is the cursor of the page after it, null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Which page of which items. */
export interface PageQuery {
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly search: string | undefined;
  /** ISO 8601: changed at that time or later. */
  readonly updatedSince: string | undefined;
}

export interface UserPageQuery extends PageQuery {
  readonly active: boolean | undefined;
  /** Id or code. */
  readonly organisation: string | undefined;
}

export interface ReadGroup {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly memberCount: number;
  readonly createdAt: string;
  readonly lastModifiedAt: string;
}

export interface GroupMember {
  readonly id: string;
  readonly type: string;
  readonly displayName: string | null;
  /** The user name; null for what is no user. */
  readonly email: string | null;
  readonly active: boolean;
}

interface GroupRow extends Position {
  readonly display_name: string;
  readonly external_id: string | null;
  readonly member_count: number;
  readonly created_at: Date;
  readonly modified_at: Date;
}

/** A page of users. Throws `ApiFault` for a cursor that is none of ours. */
export async function listUserPage(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  query: UserPageQuery,
): Promise<Page<User>> {
  const { active, organisation, search } = query;
  const { rows } = await sql<Position>`
    select r.id, to_json(r.created_at) #>> '{}' as at from resource r
    where ${inOrder(accountId, "User", query)}
    ${active === undefined ? sql`` : sql`and coalesce(r.doc->>'active', 'true') = ${String(active)}`}
    ${organisation === undefined ? sql`` : inOrganisation(accountId, organisation)}
    ${search === undefined ? sql`` : matchesUser(toPattern(search))}
    order by r.created_at, r.id limit ${query.limit + 1}`.execute(trx);
  const { kept, last } = cutPage(rows, query.limit);
  const ids = kept.map(({ id }) => id);
  const users = new Map((ids.length === 0 ? [] : await readUsers(trx, accountId, ids)).map((user) => [user.id, user]));
  return { items: ids.flatMap((id) => users.get(id) ?? []), next: last === undefined ? null : toCursor(last) };
}

/** A page of groups. Throws `ApiFault` for a cursor that is none of ours. */
export async function listGroupPage(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  query: PageQuery,
): Promise<Page<ReadGroup>> {
  const { search } = query;
  const { rows } = await sql<GroupRow>`
    ${groupColumns} where ${inOrder(accountId, "Group", query)}
    ${search === undefined ? sql`` : sql`and r.doc->>'displayName' ilike ${toPattern(search)}`}
    order by r.created_at, r.id limit ${query.limit + 1}`.execute(trx);
  const { kept, last } = cutPage(rows, query.limit);
  return { items: kept.map(toGroup), next: last === undefined ? null : toCursor(last) };
}

/** One group without its members; undefined when the account has none with that id. */
export async function findReadGroup(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  id: string,
): Promise<ReadGroup | undefined> {
  const { rows } = await sql<GroupRow>`
    ${groupColumns} where r.account_id = ${accountId} and r.type = 'Group' and r.id = ${id}`.execute(trx);
  return rows[0] === undefined ? undefined : toGroup(rows[0]);
}

/** What tells whether two groups hold the same members, without their members. */
export interface ReadGroupDigest extends Pick<ReadGroup, "id" | "displayName" | "externalId" | "memberCount"> {
  readonly digest: string;
}

/**
 * The digest of a group's members; undefined when the account has none with that id.
 *
 * Perf: made when it is asked for, from the membership's key alone; kept beside the group it would be one more write with each change.
 */
export async function findGroupDigest(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  id: string,
): Promise<ReadGroupDigest | undefined> {
  const { rows } = await sql<{ name: string; externalId: string | null; memberCount: number; digest: string }>`
    select coalesce(r.doc->>'displayName', '') as name, r.external_id as "externalId", members.count as "memberCount", members.digest
    from resource r cross join lateral (
      select count(*)::int as count, concat(coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint), 0), ':',
          coalesce(sum(('x' || right(hash, 16))::bit(64)::bigint), 0)) as digest
      from (select md5(m.member_id::text) as hash from membership m where m.account_id = ${accountId} and m.group_id = r.id) as hashes) members
    where r.account_id = ${accountId} and r.type = 'Group' and r.id = ${id}`.execute(trx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { name, ...rest } = row;
  return { id, displayName: name, ...rest };
}

/** A page of a group's members in order of their ids; a page costs the same in any group. The cursor is the last id. */
export async function listMemberPage(
  trx: QueryExecutorProvider,
  group: { readonly accountId: AccountId; readonly id: string },
  query: { readonly cursor: string | undefined; readonly limit: number },
): Promise<Page<GroupMember>> {
  const { rows } = await memberPageStatement(group, query).execute(trx);
  const { kept, last } = cutPage(rows, query.limit);
  return { items: kept, next: last === undefined ? null : last.id };
}

/**
 * The statement of a page of members; one row more than the page says whether another follows.
 *
 * Perf: the ids are cut out first, and each is looked up by itself. In a plain join the planner may walk all resources of the account.
 */
export function memberPageStatement(
  { accountId, id }: { readonly accountId: AccountId; readonly id: string },
  query: { readonly cursor: string | undefined; readonly limit: number },
) {
  return sql<GroupMember>`
    select u.id, u.type,
      coalesce(
        u.doc->>'displayName', nullif(concat_ws(' ', u.doc->'name'->>'givenName', u.doc->'name'->>'familyName'), ''),
        u.doc->>'userName') as "displayName",
      u.doc->>'userName' as email,
      coalesce(u.doc->>'active', 'true') = 'true' as active
    from (
      select m.member_id from membership m where m.account_id = ${accountId} and m.group_id = ${id}
      ${query.cursor === undefined ? sql`` : sql`and m.member_id > ${query.cursor}::uuid`}
      order by m.member_id limit ${query.limit + 1}
    ) page cross join lateral (
      select r.id, r.type, r.doc from resource r where r.account_id = ${accountId} and r.id = page.member_id limit 1
    ) u order by page.member_id`;
}

const groupColumns = sql`
  select r.id, to_json(r.created_at) #>> '{}' as at, coalesce(r.doc->>'displayName', '') as display_name, r.external_id,
    r.member_count, r.created_at, r.modified_at
  from resource r`;

function inOrder(accountId: AccountId, type: string, { cursor, updatedSince }: PageQuery) {
  const after = cursor === undefined ? undefined : fromCursor(cursor);
  return sql`r.account_id = ${accountId} and r.type = ${type}
    ${after === undefined ? sql`` : sql`and (r.created_at, r.id) > (${after.at}::timestamptz, ${after.id}::uuid)`}
    ${updatedSince === undefined ? sql`` : sql`and r.modified_at >= ${updatedSince}::timestamptz`}`;
}

function inOrganisation(accountId: AccountId, organisation: string) {
  return sql`and exists (
    select from user_organisation u join organisation o on o.account_id = u.account_id and o.id = u.organisation_id
    where u.account_id = ${accountId} and u.user_id = r.id
      and (o.id::text = lower(${organisation}) or lower(o.code) = lower(${organisation})))`;
}

function matchesUser(pattern: string) {
  return sql`and (
    r.doc->>'userName' ilike ${pattern} or r.doc->>'displayName' ilike ${pattern}
    or concat_ws(' ', r.doc->'name'->>'givenName', r.doc->'name'->>'familyName') ilike ${pattern})`;
}

function toGroup(row: GroupRow): ReadGroup {
  return {
    id: row.id,
    displayName: row.display_name,
    externalId: row.external_id,
    memberCount: row.member_count,
    createdAt: row.created_at.toISOString(),
    lastModifiedAt: row.modified_at.toISOString(),
  };
}
