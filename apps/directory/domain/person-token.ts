/** One-time tokens with which a person chooses a password without knowing the old one. Only their digests are kept. */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Act, Trx } from "./act.ts";
import { randomText } from "./ids.ts";
import { tokenDigest } from "./password.ts";

/** What a token is for. */
export type TokenPurpose = "ACTIVATION" | "RECOVERY";

/** How long a token works: Okta's week after an activation, and an hour after a reset. */
const LIFE_MS: Readonly<Record<TokenPurpose, number>> = {
  ACTIVATION: 7 * 24 * 60 * 60 * 1000,
  RECOVERY: 60 * 60 * 1000,
};
/** 43 characters of 62: 256 bits. */
const TOKEN_LENGTH = 43;
const TOKEN_LENGTH_MAX = 200;

/** Makes a token; an earlier one of the person ends. */
export async function issueToken(trx: Trx, act: Act, personId: PersonId, purpose: TokenPurpose): Promise<string> {
  const token = randomText(act.random, TOKEN_LENGTH);
  await sql`
    insert into person_token (person_id, token_sha256, purpose, expires_at)
    values (${personId}, ${tokenDigest(token)}, ${purpose}, ${new Date(act.clock.now() + LIFE_MS[purpose])})
    on conflict (person_id) do update
      set token_sha256 = excluded.token_sha256, purpose = excluded.purpose, expires_at = excluded.expires_at`.execute(
    trx,
  );
  return token;
}

/** Whose token it is; undefined when it is unknown, used or too old. */
export async function findTokenOwner(
  act: Pick<Act, "database" | "clock">,
  token: string,
): Promise<PersonId | undefined> {
  if (token.length > TOKEN_LENGTH_MAX) return undefined;
  const { rows } = await sql<{ person_id: PersonId }>`
    select person_id from person_token
    where token_sha256 = ${tokenDigest(token)} and expires_at > ${new Date(act.clock.now())}`.execute(
    act.database.kysely,
  );
  return rows[0]?.person_id;
}

/** Uses a token up; false when somebody else did, or it is too old. */
export async function spendToken(trx: Trx, act: Act, token: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from person_token where token_sha256 = ${tokenDigest(token)} and expires_at > ${new Date(act.clock.now())}`.execute(
    trx,
  );
  return (numAffectedRows ?? 0n) > 0n;
}

/** Ends the person's token, if there is one. */
export async function endToken(trx: Trx, personId: PersonId): Promise<void> {
  await sql`delete from person_token where person_id = ${personId}`.execute(trx);
}
