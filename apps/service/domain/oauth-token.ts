/** OAuth 2.0 client credentials (RFC 6749 §4.4): checks a client and gives it an opaque access token, kept as SHA-256. */
import { timingSafeEqual } from "node:crypto";
import type { Database } from "@lockstep/database";
import type { Clock, Random } from "@lockstep/ports";
import type { Scope } from "@lockstep/scim-server";
import { sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { giveBackAttempt, reserveAttempt } from "./attempt.ts";
import { sha256 } from "./digest.ts";
import { ACCESS_TOKEN_PREFIX, newSecret } from "./secret.ts";
import { findOauthClient, type Standing } from "./standing.ts";

export const TOKEN_SECONDS = 60 * 60;
/** Most tokens of one client; the oldest gives way. */
export const TOKENS_MAX = 50;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

interface World {
  readonly database: Database<ServiceTables>;
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Uint8Array;
}

export type ClientCheck =
  | { readonly kind: "right"; readonly client: Standing }
  | { readonly kind: "wrong" }
  | { readonly kind: "tooMany"; readonly retryAfterSeconds: number };

/** Checks a client's secret. Wrong ones are counted like wrong passwords; so are, apart from them, the tokens that are fetched. */
export async function checkClient(world: World, clientId: string, secret: string): Promise<ClientCheck> {
  const { database, clock, masterKey } = world;
  const now = clock.now();
  const id = clientId.toLowerCase();
  const counted = { kind: "client", masterKey, loginKey: id } as const;
  const wrong = await reserveAttempt(database.kysely, counted, now);
  if (!wrong.allowed) return { kind: "tooMany", retryAfterSeconds: wrong.retryAfterSeconds };
  const found = UUID.test(id) ? await findOauthClient(database.kysely, id, now) : undefined;
  const digest = sha256(secret);
  const isRight = (found?.secrets ?? []).filter((stored) => timingSafeEqual(stored, digest)).length > 0;
  if (found === undefined || !isRight || !found.standing.isActive) return { kind: "wrong" };
  await giveBackAttempt(database.kysely, counted, wrong);
  const fetched = await reserveAttempt(database.kysely, { ...counted, kind: "token" }, now);
  if (!fetched.allowed) return { kind: "tooMany", retryAfterSeconds: fetched.retryAfterSeconds };
  return { kind: "right", client: found.standing };
}

/** A new access token; undefined when the client was revoked or changed meanwhile. */
export function issueToken(world: World, client: Standing, scopes: readonly Scope[]): Promise<string | undefined> {
  const { accountId, credentialId } = client;
  const now = world.clock.now();
  const token = newSecret(ACCESS_TOKEN_PREFIX, world.random);
  return world.database.inAccount(accountId, async (trx) => {
    // The lock makes a revocation either end this token too or be seen here.
    const { rows } = await sql`
      select 1 from credential
      where account_id = ${accountId} and id = ${credentialId} and version = ${client.credentialVersion}
      for update`.execute(trx);
    if (rows.length === 0) return undefined;
    await sql`
      delete from oauth_token
      where account_id = ${accountId} and credential_id = ${credentialId} and expires_at <= ${new Date(now)}`.execute(
      trx,
    );
    const evicted = await sql`
      delete from oauth_token where token_sha256 in (
        select token_sha256 from oauth_token
        where account_id = ${accountId} and credential_id = ${credentialId}
        order by expires_at desc, token_sha256 offset ${TOKENS_MAX - 1})
      returning 1`.execute(trx);
    // A token that gave way may be remembered by some process.
    if (evicted.rows.length > 0) {
      await sql`
        update credential set version = version + 1
        where account_id = ${accountId} and id = ${credentialId}`.execute(trx);
    }
    await sql`
      insert into oauth_token (account_id, token_sha256, credential_id, scopes, created_at, expires_at)
      values (
        ${accountId}, ${sha256(token)}, ${credentialId}, ${[...scopes]}::text[], ${new Date(now)},
        ${new Date(now + TOKEN_SECONDS * 1000)})`.execute(trx);
    return token;
  });
}
