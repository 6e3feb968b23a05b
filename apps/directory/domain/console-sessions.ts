/** Sessions of the console: begun by signing in, listed, ended one by one or all at once. Only digests of their cookies are kept. */
import { type Kysely, sql } from "kysely";
import type { Deps } from "../deps.ts";
import { ADMINISTRATOR_COLUMNS, type Administrator, actorOf, findAdministrator } from "./access.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { DirectoryError, notFound } from "./error.ts";
import { randomText } from "./ids.ts";
import { tokenDigest, verifyPassword } from "./password.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables, LogParty } from "./tables.ts";

const SESSION_MS = 12 * 60 * 60 * 1000;
/** 43 characters of 62: 256 bits. */
const SECRET_LENGTH = 43;
/** Use is recorded at most this often: every request would else write a row. */
const USE_RECORDED_EVERY_MS = 60_000;
const USER_AGENT_LENGTH_MAX = 300;

/** A session as its cookie finds it. */
export interface SessionRow extends Administrator {
  readonly session_id: string;
  readonly expires_at: Date;
}

/** What somebody signs in with. */
export interface SignInInput {
  readonly login: string;
  readonly password: string;
  readonly userAgent: string | undefined;
}

/** Signs an administrator in. E0000004 for an unknown login, an inactive administrator and a wrong password alike, in the same time. */
export async function signIn(
  deps: Deps,
  input: SignInInput,
): Promise<{ readonly token: string; readonly session: SessionRow }> {
  const administrator = await findAdministrator(deps.database.kysely, input.login);
  const isRight = await verifyPassword(administrator?.password_hash, input.password);
  if (administrator === undefined || !isRight || administrator.status !== "ACTIVE") {
    if (administrator !== undefined) await logFailure(deps, administrator);
    throw new DirectoryError("E0000004");
  }
  const token = randomText(deps.random, SECRET_LENGTH);
  const now = new Date(deps.clock.now());
  const session = await deps.database.transaction(async (trx) => {
    await sql`delete from console_session where expires_at < ${now}`.execute(trx);
    // Deactivated between the check and here: the statement finds nobody.
    const { rowCount } = await touchSignIn(trx, administrator.id, now);
    if (rowCount === 0) throw new DirectoryError("E0000004");
    await trx
      .insertInto("console_session")
      .values({
        token_sha256: tokenDigest(token),
        administrator_id: administrator.id,
        created_at: now,
        last_used_at: now,
        expires_at: new Date(now.getTime() + SESSION_MS),
        user_agent: input.userAgent?.slice(0, USER_AGENT_LENGTH_MAX) ?? null,
      })
      .execute();
    await writeEvent(trx, {
      eventType: "user.session.start",
      displayMessage: "User login to Lockstep",
      actor: actorOf(administrator),
    });
    return await findIn(trx, token, now);
  });
  if (session === undefined) throw new DirectoryError("E0000004");
  return { token, session };
}

async function touchSignIn(trx: Trx, id: string, now: Date): Promise<{ readonly rowCount: number }> {
  const { numAffectedRows } = await sql`
    update administrator set last_sign_in_at = ${now} where id = ${id} and status = 'ACTIVE'`.execute(trx);
  return { rowCount: Number(numAffectedRows ?? 0n) };
}

async function logFailure(deps: Deps, administrator: Administrator): Promise<void> {
  await writeEvent(deps.database.kysely, {
    eventType: "user.session.start",
    displayMessage: "User login to Lockstep",
    severity: "WARN",
    outcome: { result: "FAILURE", reason: "INVALID_CREDENTIALS" },
    actor: actorOf(administrator),
  });
}

/** The session of a cookie; undefined when it is unknown or has ended, or the administrator is not active. */
export async function findSession(deps: Deps, token: string): Promise<SessionRow | undefined> {
  const now = new Date(deps.clock.now());
  const session = await findIn(deps.database.kysely, token, now);
  if (session === undefined) return undefined;
  const { last_used_at: lastUsedAt, ...row } = session;
  if (now.getTime() - lastUsedAt.getTime() > USE_RECORDED_EVERY_MS) {
    await sql`update console_session set last_used_at = ${now} where id = ${row.session_id}`.execute(
      deps.database.kysely,
    );
  }
  return row;
}

async function findIn(
  db: Kysely<DirectoryTables>,
  token: string,
  now: Date,
): Promise<(SessionRow & { readonly last_used_at: Date }) | undefined> {
  const { rows } = await sql<SessionRow & { last_used_at: Date }>`
    select ${ADMINISTRATOR_COLUMNS}, console_session.id as session_id, console_session.expires_at, console_session.last_used_at
    from console_session join administrator on administrator.id = console_session.administrator_id
    where console_session.token_sha256 = ${tokenDigest(token)} and console_session.expires_at > ${now}
      and administrator.status = 'ACTIVE'`.execute(db);
  return rows[0];
}

/** Signs out: ends the session of a cookie. */
export async function endSession(deps: Deps, token: string): Promise<void> {
  await deps.database.transaction(async (trx) => {
    const session = await findIn(trx, token, new Date(deps.clock.now()));
    await sql`delete from console_session where token_sha256 = ${tokenDigest(token)}`.execute(trx);
    if (session === undefined) return;
    await writeEvent(trx, {
      eventType: "user.session.end",
      displayMessage: "User logout from Lockstep",
      actor: actorOf(session),
    });
  });
}

/** A session as lists show it. */
export interface ListedSession {
  readonly id: string;
  readonly user_agent: string | null;
  readonly created_at: Date;
  readonly last_used_at: Date;
  readonly expires_at: Date;
}

/** Sessions of an administrator that have not ended, the newest first. */
export async function listSessions(deps: Deps, administratorId: string): Promise<readonly ListedSession[]> {
  const { rows } = await sql<ListedSession>`
    select id, user_agent, created_at, last_used_at, expires_at from console_session
    where administrator_id = ${administratorId} and expires_at > ${new Date(deps.clock.now())}
    order by created_at desc, id limit 200`.execute(deps.database.kysely);
  return rows;
}

/** Ends one session of an administrator, or 404. */
export async function revokeSession(
  act: Act,
  of: { readonly party: LogParty; readonly sessionId: string },
): Promise<void> {
  await act.database.transaction(async (trx) => {
    const { numAffectedRows } = await sql`
      delete from console_session where id = ${of.sessionId} and administrator_id = ${of.party.id}`.execute(trx);
    if (numAffectedRows === 0n) throw notFound(of.sessionId, "Session");
    await logCleared(trx, act, of.party, 1);
  });
}

/** Ends the sessions of an administrator, all but the one that is kept. Returns how many ended. */
export async function revokeSessions(
  act: Act,
  of: { readonly party: LogParty; readonly keptId?: string | undefined },
): Promise<number> {
  return await act.database.transaction((trx) => endSessionsIn(trx, act, of));
}

/** As `revokeSessions`, inside a transaction. */
export async function endSessionsIn(
  trx: Trx,
  act: Act,
  of: { readonly party: LogParty; readonly keptId?: string | undefined },
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from console_session where administrator_id = ${of.party.id} and id <> ${of.keptId ?? ""}`.execute(trx);
  const count = Number(numAffectedRows ?? 0n);
  if (count > 0) await logCleared(trx, act, of.party, count);
  return count;
}

async function logCleared(trx: Trx, act: Act, party: LogParty, count: number): Promise<void> {
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "user.session.clear",
      displayMessage: "Clear user session",
      targets: [party],
      debug: { sessions: count },
    }),
  );
}
