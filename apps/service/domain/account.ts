/** Accounts: a customer of the service, with the modules of its plan. */
import type { AccountId } from "@lockstep/ports";
import { type QueryExecutorProvider, sql } from "../sql.ts";

/** The account's own row. */
export interface AccountRecord {
  readonly id: AccountId;
  readonly name: string;
  readonly hasScim: boolean;
  readonly restoresIds: boolean;
}

/** The account; it exists whenever one of its users is signed in. */
export async function requireAccount(trx: QueryExecutorProvider, accountId: AccountId): Promise<AccountRecord> {
  const { rows } = await sql<{ name: string; has_scim: boolean; restores_ids: boolean }>`
    select name, 'scim' = any (modules) as has_scim, restores_ids from account where id = ${accountId}`.execute(trx);
  const row = rows[0];
  if (row === undefined) throw new Error(`Account ${accountId} has a user but no row`);
  return { id: accountId, name: row.name, hasScim: row.has_scim, restoresIds: row.restores_ids };
}

/** Adds the account unless it is there. */
export async function insertAccount(
  trx: QueryExecutorProvider,
  account: { readonly id: AccountId; readonly name: string; readonly hasScim: boolean },
  now: number,
): Promise<void> {
  await sql`
    insert into account (id, name, modules, created_at)
    values (${account.id}, ${account.name}, ${account.hasScim ? ["scim"] : []}::text[], ${new Date(now)})
    on conflict (id) do nothing`.execute(trx);
}

/** Switches the `scim` module; SCIM requests see it at once. */
export async function setScimModule(trx: QueryExecutorProvider, accountId: AccountId, enabled: boolean): Promise<void> {
  await sql`
    update account set modules = array_remove(modules, 'scim') || ${enabled ? ["scim"] : []}::text[]
    where id = ${accountId}`.execute(trx);
  await growConfigVersion(trx, accountId);
}

/** Whether deleted resources come back with their ids. Switched off, what is left of deleted ones goes. */
export async function setRestoresIds(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  enabled: boolean,
): Promise<void> {
  await sql`update account set restores_ids = ${enabled} where id = ${accountId}`.execute(trx);
  if (!enabled) await sql`delete from tombstone where account_id = ${accountId}`.execute(trx);
  await growConfigVersion(trx, accountId);
}

/** Makes every process judge the account's callers anew: called by whatever changes how the account's requests are served. */
export async function growConfigVersion(trx: QueryExecutorProvider, accountId: AccountId): Promise<void> {
  await sql`update account set config_version = config_version + 1 where id = ${accountId}`.execute(trx);
}
