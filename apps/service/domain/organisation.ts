/** Organisations: a tree per account under one mother organisation. */
import { violationOf } from "@lockstep/database";
import { type AccountId, type Clock, type OrganisationId, type Random, uuidV7 } from "@lockstep/ports";
import { ApiFault } from "../api-fault.ts";
import type { Organisation } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";

/** Most organisations of an account, and deepest tree. */
export const ORGANISATIONS_MAX = 5_000;
export const DEPTH_MAX = 32;

interface OrganisationRow {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly parent_id: string | null;
  readonly user_count: number;
}

/** All organisations, the mother first, then by code. */
export async function listOrganisations(
  trx: QueryExecutorProvider,
  accountId: AccountId,
): Promise<readonly Organisation[]> {
  const { rows } = await sql<OrganisationRow>`
    select o.id, o.name, o.code, o.parent_id, coalesce(u.user_count, 0)::integer as user_count
    from organisation o
    left join (
      select organisation_id, count(distinct user_id) as user_count from user_organisation
      where account_id = ${accountId} group by organisation_id
    ) u on u.organisation_id = o.id
    where o.account_id = ${accountId}
    order by o.parent_id is not null, lower(o.code)
    limit ${ORGANISATIONS_MAX}`.execute(trx);
  return rows.map(toOrganisation);
}

/** Adds an organisation below `parentId`. Throws `ApiFault` for an unknown parent, a taken code or too deep a tree. */
export async function createOrganisation(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  draft: { readonly name: string; readonly code: string; readonly parentId: string },
  world: { readonly clock: Clock; readonly random: Random },
): Promise<Organisation> {
  const { rows } = await sql<{ depth: number; total: number }>`
    with recursive above as (
      select id, parent_id, 1 as depth from organisation where account_id = ${accountId} and id = ${draft.parentId}
      union all
      select o.id, o.parent_id, a.depth + 1 from organisation o join above a on o.id = a.parent_id
      where o.account_id = ${accountId} and a.depth < ${DEPTH_MAX}
    )
    select coalesce(max(depth), 0)::integer as depth,
      (select count(*)::integer from organisation where account_id = ${accountId}) as total
    from above`.execute(trx);
  const { depth, total } = rows[0] ?? { depth: 0, total: 0 };
  if (depth === 0) {
    throw new ApiFault(
      400,
      "unknownOrganisation",
      "The parent organisation does not exist; choose one from the list.",
      { field: "parentId" },
    );
  }
  if (depth >= DEPTH_MAX || total >= ORGANISATIONS_MAX) {
    throw new ApiFault(
      409,
      "tooManyOrganisations",
      `An account has at most ${ORGANISATIONS_MAX} organisations, ${DEPTH_MAX} levels deep; choose a parent further up.`,
      { field: "parentId" },
    );
  }
  const id = uuidV7(world.clock, world.random);
  await insertOrganisation(trx, accountId, { ...draft, id }, world.clock.now()).catch(refuseTakenCode(draft.code));
  return { id, name: draft.name, code: draft.code, parentId: draft.parentId, userCount: 0 };
}

/** A handler of a failed write: 409 when the code is taken. */
export function refuseTakenCode(code: string): (error: unknown) => never {
  return (error) => {
    if (violationOf(error)?.constraint !== "organisation_code_unique") throw error;
    throw new ApiFault(409, "codeTaken", `The code "${code}" belongs to another organisation; choose another.`, {
      field: "code",
    });
  };
}

/** Writes the row; constraints speak for themselves. */
export async function insertOrganisation(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  row: { readonly id: string; readonly code: string; readonly name: string; readonly parentId: string | null },
  now: number,
): Promise<void> {
  await sql`
    insert into organisation (account_id, id, code, name, parent_id, created_at)
    values (${accountId}, ${row.id}, ${row.code}, ${row.name}, ${row.parentId}, ${new Date(now)})`.execute(trx);
}

/** The organisation where the people land whom this administrator provisions; undefined when there is none. */
export async function findDefaultOrganisation(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
): Promise<OrganisationId | undefined> {
  const { rows } = await sql<{ organisation_id: OrganisationId }>`
    select organisation_id from user_organisation
    where account_id = ${user.accountId} and user_id = ${user.userId} and is_default`.execute(trx);
  return rows[0]?.organisation_id;
}

/** The organisations at or below `root` that `codeOrName` means: the one with that code, else all with that name. */
export async function findOrganisationsBelow(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  root: OrganisationId,
  codeOrName: string,
): Promise<readonly OrganisationId[]> {
  const { rows } = await sql<{ id: OrganisationId; is_code: boolean }>`
    with recursive below as (
      select id, code, name, 1 as depth from organisation where account_id = ${accountId} and id = ${root}
      union all
      select o.id, o.code, o.name, b.depth + 1 from organisation o join below b on o.parent_id = b.id
      where o.account_id = ${accountId} and b.depth < ${DEPTH_MAX}
    )
    select id, lower(code) = lower(${codeOrName}) as is_code from below
    where lower(code) = lower(${codeOrName}) or lower(name) = lower(${codeOrName})
    order by is_code desc limit 3`.execute(trx);
  const byCode = rows.filter((row) => row.is_code);
  return (byCode.length > 0 ? byCode : rows).map((row) => row.id);
}

function toOrganisation(row: OrganisationRow): Organisation {
  return { id: row.id, name: row.name, code: row.code, parentId: row.parent_id, userCount: row.user_count };
}
