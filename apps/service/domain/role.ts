/** Roles of users, and the rule that an account never loses its last owner. */
import type { AccountId } from "@lockstep/ports";
import { ApiFault } from "../api-fault.ts";
import type { Role } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";

/** All roles, from most to least power. */
export const ROLES = ["owner", "administrator", "accountant", "controller", "finalApprover", "employee"] as const;

interface UserKey {
  readonly accountId: AccountId;
  readonly userId: string;
}

/** The user's roles. */
export async function findRoles(trx: QueryExecutorProvider, user: UserKey): Promise<readonly Role[]> {
  const { rows } = await sql<{ role: Role }>`
    select role from role_grant where account_id = ${user.accountId} and user_id = ${user.userId} order by role`.execute(
    trx,
  );
  return rows.map((row) => row.role);
}

/**
 * True when the user is the only active owner. Locks the account's row when the user is an owner at all, so that two owners who are
 * taken away at the same moment see one another.
 */
export async function isLastOwner(trx: QueryExecutorProvider, user: UserKey): Promise<boolean> {
  const roles = await findRoles(trx, user);
  if (!roles.includes("owner")) return false;
  await sql`select 1 from account where id = ${user.accountId} for update`.execute(trx);
  const { rows } = await sql`
    select 1 from role_grant r
    join sign_in s on s.account_id = r.account_id and s.user_id = r.user_id and s.is_active
    where r.account_id = ${user.accountId} and r.role = 'owner' and r.user_id <> ${user.userId} limit 1`.execute(trx);
  return rows.length === 0;
}

/** Adds a role; nothing happens when the user has it. */
export async function grantRole(trx: QueryExecutorProvider, user: UserKey, role: Role, now: number): Promise<void> {
  await sql`
    insert into role_grant (account_id, user_id, role, granted_at)
    values (${user.accountId}, ${user.userId}, ${role}, ${new Date(now)}) on conflict do nothing`.execute(trx);
}

/** Makes the user's roles exactly those given; remembered credentials are checked anew. Throws `ApiFault` for the last owner. */
export async function setRoles(
  trx: QueryExecutorProvider,
  user: UserKey,
  roles: readonly Role[],
  now: number,
): Promise<void> {
  if (!roles.includes("owner") && (await isLastOwner(trx, user))) {
    throw new ApiFault(409, "lastOwner", "This is the account's last owner; make another user owner first.", {
      field: "roles",
    });
  }
  await sql`
    delete from role_grant
    where account_id = ${user.accountId} and user_id = ${user.userId} and role <> all(${[...roles]}::text[])`.execute(
    trx,
  );
  for (const role of roles) await grantRole(trx, user, role, now);
  await sql`
    update sign_in set credential_version = default
    where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
}
