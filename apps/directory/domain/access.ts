/** Who may call the API: administrators, their console sessions, and their API tokens. Secrets are kept as hashes only. */
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { DirectoryError } from "./error.ts";
import { createId, randomText } from "./ids.ts";
import { hashPassword, tokenDigest, verifyPassword } from "./password.ts";
import { writeEvent } from "./system-log.ts";
import type { LogParty } from "./tables.ts";

const SESSION_MS = 12 * 60 * 60 * 1000;
/** 43 characters of 62: 256 bits. */
const SECRET_LENGTH = 43;

/** An administrator who was recognised. */
export interface Administrator {
  readonly id: string;
  readonly login: string;
  readonly name: string;
}

/** A session as its cookie finds it. */
export interface SessionRow extends Administrator {
  readonly expires_at: Date;
}

/** An administrator as the actor of events. */
export function actorOf(administrator: Administrator): LogParty {
  return { id: administrator.id, type: "User", alternateId: administrator.login, displayName: administrator.name };
}

/** Adds an administrator. An existing login is left alone. */
export async function ensureAdministrator(
  deps: Deps,
  input: { readonly login: string; readonly name: string; readonly password: string },
): Promise<Administrator> {
  const found = await findAdministrator(deps, input.login);
  if (found !== undefined) return found;
  const hash = await hashPassword(input.password);
  await sql`
    insert into administrator (id, login, name, password_hash)
    values (${createId(deps.random, "administrator")}, ${input.login}, ${input.name}, ${hash}) on conflict do nothing`.execute(
    deps.database.kysely,
  );
  const added = await findAdministrator(deps, input.login);
  if (added === undefined) throw new DirectoryError("E0000009");
  return added;
}

async function findAdministrator(
  deps: Deps,
  login: string,
): Promise<(Administrator & { readonly password_hash: string }) | undefined> {
  const { rows } = await sql<Administrator & { password_hash: string }>`
    select id, login, name, password_hash from administrator where lower(login) = lower(${login})`.execute(
    deps.database.kysely,
  );
  return rows[0];
}

/** Signs an administrator in. E0000004 for an unknown login and a wrong password alike, in the same time. */
export async function signIn(
  deps: Deps,
  credentials: { readonly login: string; readonly password: string },
): Promise<{ readonly token: string; readonly session: SessionRow }> {
  const administrator = await findAdministrator(deps, credentials.login);
  const isRight = await verifyPassword(administrator?.password_hash, credentials.password);
  if (administrator === undefined || !isRight) throw new DirectoryError("E0000004");
  const token = randomText(deps.random, SECRET_LENGTH);
  const expiresAt = new Date(deps.clock.now() + SESSION_MS);
  const { id, login, name } = administrator;
  await deps.database.transaction(async (trx) => {
    await sql`delete from console_session where expires_at < ${new Date(deps.clock.now())}`.execute(trx);
    await trx
      .insertInto("console_session")
      .values({ token_sha256: tokenDigest(token), administrator_id: id, expires_at: expiresAt })
      .execute();
    await writeEvent(trx, {
      eventType: "user.session.start",
      displayMessage: "User login to Lockstep",
      actor: actorOf(administrator),
    });
  });
  return { token, session: { id, login, name, expires_at: expiresAt } };
}

/** The session of a cookie; undefined when it is unknown or has ended. */
export async function findSession(deps: Deps, token: string): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    select administrator.id, administrator.login, administrator.name, console_session.expires_at
    from console_session join administrator on administrator.id = console_session.administrator_id
    where console_session.token_sha256 = ${tokenDigest(token)} and console_session.expires_at > ${new Date(deps.clock.now())}`.execute(
    deps.database.kysely,
  );
  return rows[0];
}

/** Ends a session. */
export async function endSession(deps: Deps, token: string): Promise<void> {
  await sql`delete from console_session where token_sha256 = ${tokenDigest(token)}`.execute(deps.database.kysely);
}
