/** Sign-in: the login and password of a user, and the version that says whether a remembered credential still holds. */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock, ResourceId } from "@lockstep/ports";
import { foldCase } from "@lockstep/scim";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { type AttemptKind, giveBackAttempt, reserveAttempt } from "./attempt.ts";
import type { PasswordHasher } from "./password.ts";

/** A user whose password was right. */
export interface VerifiedSignIn {
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly userId: ResourceId;
  readonly credentialVersion: number;
  readonly mayProvision: boolean;
}

export type Verification =
  /** Never empty. The same login and password may fit users of several accounts; the oldest comes first. */
  | { readonly kind: "verified"; readonly matches: readonly VerifiedSignIn[] }
  | { readonly kind: "failed" }
  | { readonly kind: "tooMany"; readonly retryAfterSeconds: number };

/** The form of a userName under which a user signs in: blanks around it are dropped, then it is compared as SCIM compares it. */
export function toLoginKey(userName: string): string {
  return foldCase(userName.trim());
}

interface SignInRow {
  readonly account_id: AccountId;
  readonly account_name: string;
  readonly user_id: ResourceId;
  readonly password_hash: string | null;
  /** A bigint, as the driver gives it. */
  readonly credential_version: string;
  readonly is_active: boolean;
  readonly may_provision: boolean;
}

/** Checks a login and password; the answer and its time are the same for unknown, deactivated and wrong. */
export async function verifySignIn(
  db: QueryExecutorProvider,
  attempt: { readonly kind: AttemptKind; readonly login: string; readonly password: string },
  world: { readonly clock: Clock; readonly hasher: PasswordHasher; readonly masterKey: Uint8Array },
): Promise<Verification> {
  const loginKey = toLoginKey(attempt.login);
  const counted = { kind: attempt.kind, masterKey: world.masterKey, loginKey };
  const reservation = await reserveAttempt(db, counted, world.clock.now());
  if (!reservation.allowed) return { kind: "tooMany", retryAfterSeconds: reservation.retryAfterSeconds };
  const { rows } = await sql<SignInRow>`select * from find_sign_ins(${loginKey})`.execute(db);
  if (rows.length === 0) await world.hasher.verify(null, attempt.password);
  const matches: VerifiedSignIn[] = [];
  let isGuess = false;
  for (const row of rows) {
    const isRight = await world.hasher.verify(row.password_hash, attempt.password);
    if (isRight && row.is_active) matches.push(toVerified(row));
    if (!isRight && row.is_active && row.password_hash !== null) isGuess = true;
  }
  if (matches.length === 0) return { kind: "failed" };
  // A password that fits one account's user and not another's is a guess at the other's: somebody may have set it to be just that.
  if (!isGuess) await giveBackAttempt(db, counted, reservation);
  return { kind: "verified", matches };
}

function toVerified(row: SignInRow): VerifiedSignIn {
  return {
    accountId: row.account_id,
    accountName: row.account_name,
    userId: row.user_id,
    credentialVersion: Number(row.credential_version),
    mayProvision: row.may_provision,
  };
}

/** Replaces the password and ends the user's sessions and open reset links. Runs in the account's transaction. */
export async function setPassword(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
  change: { readonly passwordHash: string; readonly now: number },
): Promise<void> {
  await sql`
    update sign_in set password_hash = ${change.passwordHash}, password_changed_at = ${new Date(change.now)},
      credential_version = default
    where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
  await endSessions(trx, user);
  await sql`delete from reset_link where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
}

/**
 * Deactivates or reactivates. Deactivation ends sessions, reset links, API keys, OAuth clients and their tokens at once; the e-mail and
 * password stop while it lasts. Reactivation restores sign-in only.
 */
export async function setActivity(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
  isActive: boolean,
): Promise<void> {
  await sql`
    update sign_in set is_active = ${isActive}, credential_version = default
    where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
  if (isActive) return;
  await endSessions(trx, user);
  await sql`delete from reset_link where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
  await sql`
    delete from credential
    where account_id = ${user.accountId} and user_id = ${user.userId} and kind <> 'basic'`.execute(trx);
}

/** Ends all sessions of a user. */
export async function endSessions(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
): Promise<void> {
  await sql`delete from console_session where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
}

/** The version of a user's credential now. */
export async function findCredentialVersion(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
): Promise<number> {
  const { rows } = await sql<{ credential_version: string }>`
    select credential_version from sign_in
    where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx);
  return Number(rows[0]?.credential_version ?? 0);
}

/** Checks the password of someone who is signed in; counts like a sign-in, so that an open browser is no place for guessing. */
export async function checkOwnPassword(
  world: { readonly database: Database<ServiceTables>; readonly clock: Clock; readonly masterKey: Uint8Array },
  user: { readonly accountId: AccountId; readonly userId: string; readonly password: string },
  hasher: PasswordHasher,
): Promise<{ readonly kind: "right" | "failed" } | { readonly kind: "tooMany"; readonly retryAfterSeconds: number }> {
  const { rows } = await world.database.inAccount(user.accountId, (trx) =>
    sql<{ login_key: string; password_hash: string | null }>`
      select login_key, password_hash from sign_in
      where account_id = ${user.accountId} and user_id = ${user.userId}`.execute(trx),
  );
  const counted = { kind: "web", masterKey: world.masterKey, loginKey: rows[0]?.login_key ?? "" } as const;
  const reservation = await reserveAttempt(world.database.kysely, counted, world.clock.now());
  if (!reservation.allowed) return { kind: "tooMany", retryAfterSeconds: reservation.retryAfterSeconds };
  if (!(await hasher.verify(rows[0]?.password_hash, user.password))) return { kind: "failed" };
  await giveBackAttempt(world.database.kysely, counted, reservation);
  return { kind: "right" };
}
