/** Console sessions: a cookie's random token, kept as SHA-256. */
import type { AccountId, ResourceId } from "@lockstep/ports";
import type { Role, Session } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { sha256 } from "./digest.ts";

/** How long a session lasts. */
export const SESSION_SECONDS = 12 * 60 * 60;
/** Most sessions of one user; the oldest gives way. */
export const SESSIONS_MAX = 50;

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
  session: { readonly id: string; readonly token: string; readonly userAgent: string | null; readonly now: number },
): Promise<boolean> {
  const now = new Date(session.now);
  await sql`
    delete from console_session
    where account_id = ${user.accountId} and user_id = ${user.userId} and (
      expires_at <= ${now} or id in (
        select id from console_session
        where account_id = ${user.accountId} and user_id = ${user.userId} and expires_at > ${now}
        order by created_at desc, id desc offset ${SESSIONS_MAX - 1}))`.execute(trx);
  const { rows } = await sql`
    insert into console_session (
      token_sha256, account_id, user_id, id, created_at, last_seen_at, expires_at, user_agent)
    select ${sha256(session.token)}, s.account_id, s.user_id, ${session.id}::uuid, ${now}::timestamptz, ${now}::timestamptz,
      ${new Date(session.now + SESSION_SECONDS * 1000)}::timestamptz, ${session.userAgent}::text
    from sign_in s
    where s.account_id = ${user.accountId} and s.user_id = ${user.userId} and s.is_active
      and s.credential_version = ${user.credentialVersion}
    for share of s
    returning token_sha256`.execute(trx);
  return rows.length === 1;
}

/** The session behind a cookie's token and whose it is; undefined when it is unknown, expired or its user deactivated. */
export async function findSession(
  db: QueryExecutorProvider,
  token: string,
  now: number,
): Promise<{ readonly id: string; readonly viewer: Viewer } | undefined> {
  const { rows } = await sql<{ account_id: AccountId; user_id: ResourceId; session_id: string; roles: Role[] }>`
    select account_id, user_id, session_id, roles from find_session(${sha256(token)}, ${new Date(now)})`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  return { id: row.session_id, viewer: { accountId: row.account_id, userId: row.user_id, roles: row.roles } };
}

interface SessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly user_agent: string | null;
}

/** The sessions of a user that are alive at `now`, the last seen first; `currentId` is the one that asks. */
export async function listSessions(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
  { currentId, now }: { readonly currentId: string; readonly now: number },
): Promise<readonly Session[]> {
  const { rows } = await sql<SessionRow>`
    select id, created_at, last_seen_at, expires_at, user_agent from console_session
    where account_id = ${user.accountId} and user_id = ${user.userId} and expires_at > ${new Date(now)}
    order by last_seen_at desc, id desc limit ${SESSIONS_MAX}`.execute(trx);
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    userAgent: row.user_agent,
    isCurrent: row.id === currentId,
  }));
}

/** Ends a session by its id; false when the user has none such. */
export async function revokeSession(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
  id: string,
): Promise<boolean> {
  const { rows } = await sql`
    delete from console_session where account_id = ${user.accountId} and user_id = ${user.userId} and id = ${id}
    returning id`.execute(trx);
  return rows.length === 1;
}

/** Ends one session. */
export async function endSession(trx: QueryExecutorProvider, accountId: AccountId, token: string): Promise<void> {
  await sql`
    delete from console_session where account_id = ${accountId} and token_sha256 = ${sha256(token)}`.execute(trx);
}
