/** API keys: 256 random bits under a prefix, shown once, kept as SHA-256; several may live side by side for rotation. */
import { type AccountId, type Clock, type Random, uuidV7 } from "@lockstep/ports";
import { ApiFault } from "../api-fault.ts";
import type { ApiKey, NewApiKey } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { newToken, sha256 } from "./digest.ts";

/** How every key begins, so that a leaked one is recognised. */
export const API_KEY_PREFIX = "lsk_";
/** Most keys of one user. */
export const API_KEYS_MAX = 20;
/** How much of a key is shown in lists. */
const SHOWN_LENGTH = 10;

interface UserKey {
  readonly accountId: AccountId;
  readonly userId: string;
}

interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date | null;
}

/** The user's keys, newest first. */
export async function listApiKeys(trx: QueryExecutorProvider, user: UserKey): Promise<readonly ApiKey[]> {
  const { rows } = await sql<ApiKeyRow>`
    select id, name, prefix, created_at, last_used_at, expires_at from api_key
    where account_id = ${user.accountId} and user_id = ${user.userId}
    order by created_at desc, id desc limit ${API_KEYS_MAX}`.execute(trx);
  return rows.map(toApiKey);
}

/** Makes a key; the answer is the only time that it is seen. Throws `ApiFault` when the user has too many. */
export async function createApiKey(
  trx: QueryExecutorProvider,
  user: UserKey,
  draft: { readonly name: string; readonly expiresAt: Date | null },
  world: { readonly clock: Clock; readonly random: Random },
): Promise<NewApiKey> {
  // The lock makes two requests at the same moment count one another's key.
  await sql`select 1 from sign_in where account_id = ${user.accountId} and user_id = ${user.userId} for update`.execute(
    trx,
  );
  const { rows } = await sql<{ amount: number }>`
    select count(*)::integer as amount from api_key
    where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
  if ((rows[0]?.amount ?? 0) >= API_KEYS_MAX) {
    throw new ApiFault(
      409,
      "tooManyKeys",
      `A user has at most ${API_KEYS_MAX} API keys; revoke one that is no longer used.`,
    );
  }
  const key = `${API_KEY_PREFIX}${newToken(world.random)}`;
  const id = uuidV7(world.clock, world.random);
  return { ...(await insertApiKey(trx, user, { ...draft, id, key, now: world.clock.now() })), key };
}

/** Stores `key` as its digest. */
export async function insertApiKey(
  trx: QueryExecutorProvider,
  user: UserKey,
  row: {
    readonly id: string;
    readonly name: string;
    readonly key: string;
    readonly expiresAt: Date | null;
    readonly now: number;
  },
): Promise<ApiKey> {
  const createdAt = new Date(row.now);
  const prefix = row.key.slice(0, SHOWN_LENGTH);
  await sql`
    insert into api_key (account_id, id, user_id, name, prefix, key_sha256, created_at, expires_at)
    values (
      ${user.accountId}, ${row.id}, ${user.userId}, ${row.name}, ${prefix}, ${sha256(row.key)}, ${createdAt},
      ${row.expiresAt})
    on conflict (key_sha256) do nothing`.execute(trx);
  return toApiKey({
    id: row.id,
    name: row.name,
    prefix,
    created_at: createdAt,
    last_used_at: null,
    expires_at: row.expiresAt,
  });
}

/** Ends a key at once; false when the user has no such key. */
export async function revokeApiKey(trx: QueryExecutorProvider, user: UserKey, id: string): Promise<boolean> {
  const { rows } = await sql`
    delete from api_key where account_id = ${user.accountId} and user_id = ${user.userId} and id = ${id}
    returning id`.execute(trx);
  return rows.length === 1;
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}
