/** Which organisations a user belongs to: one membership by provisioning at most, any number by hand, one default. */
import type { AccountId, OrganisationId } from "@lockstep/ports";
import { ApiFault } from "../api-fault.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { ORGANISATIONS_MAX } from "./organisation.ts";

interface UserKey {
  readonly accountId: AccountId;
  readonly userId: string;
}

/** Moves the provisioned membership to `organisationId`, or makes it; memberships by hand stay. */
export async function placeProvisioned(
  trx: QueryExecutorProvider,
  user: UserKey,
  organisationId: OrganisationId,
  now: number,
): Promise<void> {
  await sql`
    insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
    select s.account_id, s.user_id, ${organisationId}, 'provisioned',
      not exists (
        select from user_organisation
        where account_id = ${user.accountId} and user_id = ${user.userId} and is_default),
      ${new Date(now)}
    from sign_in s where s.account_id = ${user.accountId} and s.user_id = ${user.userId} for key share of s
    on conflict (account_id, user_id, (case source when 'manual' then organisation_id end))
    do update set organisation_id = excluded.organisation_id`.execute(trx);
}

/** True when provisioning gave the user a membership. */
export async function hasProvisioned(trx: QueryExecutorProvider, user: UserKey): Promise<boolean> {
  const { rows } = await sql`
    select 1 from user_organisation
    where account_id = ${user.accountId} and user_id = ${user.userId} and source = 'provisioned'`.execute(trx);
  return rows.length === 1;
}

/** Adds a membership by hand; the first one is the default. */
export async function addManual(
  trx: QueryExecutorProvider,
  user: UserKey,
  organisationId: string,
  now: number,
): Promise<void> {
  await sql`
    insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
    select s.account_id, s.user_id, ${organisationId}, 'manual',
      not exists (
        select from user_organisation
        where account_id = ${user.accountId} and user_id = ${user.userId} and is_default),
      ${new Date(now)}
    from sign_in s where s.account_id = ${user.accountId} and s.user_id = ${user.userId} for key share of s
    on conflict do nothing`.execute(trx);
}

/**
 * Makes the user's organisations exactly those given, with one default. Memberships that stay keep their source; new ones
 * are by hand. Throws `ApiFault` for an unknown organisation.
 */
export async function setOrganisations(
  trx: QueryExecutorProvider,
  user: UserKey,
  wanted: { readonly organisationIds: readonly string[]; readonly defaultOrganisationId: string },
  now: number,
): Promise<void> {
  const ids = [...new Set(wanted.organisationIds)].slice(0, ORGANISATIONS_MAX);
  const { rows } = await sql<{ id: string }>`
    select id from organisation where account_id = ${user.accountId} and id = any(${ids}::uuid[])`.execute(trx);
  if (rows.length !== ids.length) {
    const message = "One of the organisations does not exist; choose from the list of organisations.";
    throw new ApiFault(400, "unknownOrganisation", message, { field: "organisationIds" });
  }
  await sql`select 1 from sign_in where account_id = ${user.accountId} and user_id = ${user.userId} for update`.execute(
    trx,
  );
  await sql`
    delete from user_organisation
    where account_id = ${user.accountId} and user_id = ${user.userId} and organisation_id <> all(${ids}::uuid[])
  `.execute(trx);
  await sql`
    update user_organisation set is_default = false
    where account_id = ${user.accountId} and user_id = ${user.userId} and is_default`.execute(trx);
  await sql`
    insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
    select s.account_id, s.user_id, wanted.id, 'manual', false, ${new Date(now)}
    from sign_in s cross join unnest(${ids}::uuid[]) as wanted (id)
    where s.account_id = ${user.accountId} and s.user_id = ${user.userId} and not exists (
      select from user_organisation u
      where u.account_id = ${user.accountId} and u.user_id = ${user.userId} and u.organisation_id = wanted.id)
  `.execute(trx);
  await sql`
    update user_organisation set is_default = true
    where account_id = ${user.accountId} and user_id = ${user.userId}
      and (organisation_id, source) = (
        select organisation_id, source from user_organisation
        where account_id = ${user.accountId} and user_id = ${user.userId}
          and organisation_id = ${wanted.defaultOrganisationId}
        order by source limit 1)`.execute(trx);
}
