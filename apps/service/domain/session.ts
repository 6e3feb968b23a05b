/** Console sessions: a cookie's random token, kept as SHA-256. */
import type { AccountId, ResourceId } from "@lockstep/ports";
import type { Role } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { sha256 } from "./digest.ts";

/** How long a session lasts. */
export const SESSION_SECONDS = 12 * 60 * 60;

/** Who looks at the console. */
export interface Viewer {
  readonly accountId: AccountId;
  readonly userId: ResourceId;
  readonly roles: readonly Role[];
}

/** Owners and administrators run the account. */
export function isAdministrator(viewer: Viewer): boolean {
  return viewer.roles.includes("owner") || viewer.roles.includes("administrator");
}

/**
 * Starts a session if the credential version still holds; false when the password changed or the user was deactivated
 * meanwhile. The lock on sign_in makes a change of password, which deletes sessions, wait for this row or be seen by it.
 */
export async function startSession(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string; readonly credentialVersion: number },
  session: { readonly token: string; readonly now: number },
): Promise<boolean> {
  await sql`
    delete from console_session
    where account_id = ${user.accountId} and user_id = ${user.userId} and expires_at <= ${new Date(session.now)}
  `.execute(trx);
  const { rows } = await sql`
    insert into console_session (token_sha256, account_id, user_id, created_at, expires_at)
    select ${sha256(session.token)}, s.account_id, s.user_id, ${new Date(session.now)},
      ${new Date(session.now + SESSION_SECONDS * 1000)}
    from sign_in s
    where s.account_id = ${user.accountId} and s.user_id = ${user.userId} and s.is_active
      and s.credential_version = ${user.credentialVersion}
    for share of s
    returning token_sha256`.execute(trx);
  return rows.length === 1;
}

/** The viewer behind a cookie's token; undefined when it is unknown, expired or its user deactivated. */
export async function findViewer(db: QueryExecutorProvider, token: string, now: number): Promise<Viewer | undefined> {
  const { rows } = await sql<{ account_id: AccountId; user_id: ResourceId; roles: Role[] }>`
    select account_id, user_id, roles from find_session(${sha256(token)}, ${new Date(now)})`.execute(db);
  const row = rows[0];
  return row === undefined ? undefined : { accountId: row.account_id, userId: row.user_id, roles: row.roles };
}

/** Ends one session. */
export async function endSession(trx: QueryExecutorProvider, accountId: AccountId, token: string): Promise<void> {
  await sql`
    delete from console_session where account_id = ${accountId} and token_sha256 = ${sha256(token)}`.execute(trx);
}
