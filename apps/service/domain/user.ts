/** Users as the console shows them: the SCIM resource with its sign-in, organisations, roles and groups. */
import type { AccountId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import type { Role, User, UserOrganisation, UserPage } from "../contract.ts";
import { type QueryExecutorProvider, sql, toPattern } from "../sql.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/** Most groups that one user is shown with. */
const GROUPS_SHOWN_MAX = 200;

/** What a page of users is asked for. Positions are one-based. */
export interface UserQuery {
  readonly search: string | undefined;
  readonly startIndex: number;
  readonly count: number;
  readonly organisationId: string | undefined;
  readonly active: boolean | undefined;
}

interface UserRow {
  readonly id: string;
  readonly doc: JsonObject;
  readonly created_at: Date;
  readonly modified_at: Date;
  readonly is_provisioned: boolean;
  readonly roles: readonly Role[];
  readonly organisations: readonly UserOrganisation[];
  readonly groups: readonly { id: string; displayName: string }[];
  readonly manager: { id: string; displayName: string } | null;
}

/** One user; undefined when the account has none with that id. */
export async function findUser(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  id: string,
): Promise<User | undefined> {
  return (await readUsers(trx, accountId, [id]))[0];
}

/** A page of users by user name, with the number of all that match. */
export async function listUsers(trx: QueryExecutorProvider, accountId: AccountId, query: UserQuery): Promise<UserPage> {
  const matches = sql`
    r.account_id = ${accountId} and r.type = 'User'
    ${query.active === undefined ? sql`` : sql`and coalesce(r.doc->>'active', 'true') = ${String(query.active)}`}
    ${
      query.organisationId === undefined
        ? sql``
        : sql`and exists (
            select from user_organisation o
            where o.account_id = ${accountId} and o.user_id = r.id and o.organisation_id = ${query.organisationId})`
    }
    ${query.search === undefined ? sql`` : searchCondition(query.search)}`;
  const { rows } = await sql<{ id: string }>`
    select r.id from resource r where ${matches}
    order by r.user_name_key, r.id
    offset ${query.startIndex - 1} limit ${query.count}`.execute(trx);
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from resource r where ${matches}`.execute(trx);
  const ids = rows.map((row) => row.id);
  const items = ids.length === 0 ? [] : await readUsers(trx, accountId, ids);
  return { items, total: counted.rows[0]?.total ?? 0, startIndex: query.startIndex };
}

function searchCondition(search: string) {
  const pattern = toPattern(search);
  return sql`and (
    r.doc->>'userName' ilike ${pattern} or r.doc->>'displayName' ilike ${pattern}
    or concat_ws(' ', r.doc->'name'->>'givenName', r.doc->'name'->>'familyName') ilike ${pattern})`;
}

/** The users with these ids, by user name; ids that the account does not have are left out. */
export async function readUsers(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  ids: readonly string[],
): Promise<readonly User[]> {
  const { rows } = await sql<UserRow>`
    select r.id, r.doc, r.created_at, r.modified_at, s.is_provisioned,
      array(
        select g.role from role_grant g where g.account_id = r.account_id and g.user_id = r.id order by g.role
      ) as roles,
      coalesce((
        select json_agg(json_build_object('id', m.id, 'name', m.name, 'code', m.code, 'isDefault', m.is_default,
          'source', m.source) order by m.is_default desc, lower(m.code))
        from (
          select o.id, o.name, o.code, bool_or(u.is_default) as is_default, min(u.source) as source
          from user_organisation u
          join organisation o on o.account_id = u.account_id and o.id = u.organisation_id
          where u.account_id = r.account_id and u.user_id = r.id
          group by o.id, o.name, o.code
        ) m), '[]') as organisations,
      coalesce((
        select json_agg(json_build_object('id', h.id, 'displayName', h.display_name) order by h.sort_key)
        from (
          select g.id, g.doc->>'displayName' as display_name, g.display_name_key as sort_key
          from membership m join resource g on g.account_id = m.account_id and g.id = m.group_id
          where m.account_id = r.account_id and m.member_id = r.id
          order by g.display_name_key limit ${GROUPS_SHOWN_MAX}
        ) h), '[]') as groups,
      (
        select json_build_object('id', b.id, 'displayName', coalesce(
          b.doc->>'displayName', nullif(concat_ws(' ', b.doc->'name'->>'givenName', b.doc->'name'->>'familyName'), ''),
          b.doc->>'userName'))
        from resource b
        where b.account_id = r.account_id and b.type = 'User' and b.id::text = r.doc->${ENTERPRISE}->'manager'->>'value'
      ) as manager
    from resource r join sign_in s on s.account_id = r.account_id and s.user_id = r.id
    where r.account_id = ${accountId} and r.type = 'User' and r.id = any(${ids}::uuid[])
    order by r.user_name_key, r.id`.execute(trx);
  return rows.map(toUser);
}

function toUser(row: UserRow): User {
  const name = objectAt(row.doc, "name");
  const enterprise = objectAt(row.doc, ENTERPRISE);
  const email = textAt(row.doc, "userName") ?? "";
  const givenName = textAt(name, "givenName");
  const familyName = textAt(name, "familyName");
  const fullName = [givenName, familyName].filter((part) => part !== null).join(" ");
  return {
    id: row.id,
    email,
    displayName: textAt(row.doc, "displayName") ?? (fullName === "" ? email : fullName),
    givenName,
    familyName,
    active: row.doc["active"] !== false,
    locale: textAt(row.doc, "locale"),
    department: textAt(enterprise, "department"),
    title: textAt(row.doc, "title"),
    externalId: textAt(row.doc, "externalId"),
    manager: row.manager,
    roles: row.roles,
    organisations: row.organisations,
    groups: row.groups,
    provisioned: row.is_provisioned,
    createdAt: row.created_at.toISOString(),
    lastModifiedAt: row.modified_at.toISOString(),
  };
}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : {};
}

function textAt(object: JsonObject, name: string): string | null {
  const value = object[name];
  return typeof value === "string" && value !== "" ? value : null;
}
