/** Who may call the API: administrators, their console sessions, and their API tokens. Secrets are kept as hashes only. */
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { type Act, eventOf } from "./act.ts";
import { DirectoryError, notFound } from "./error.ts";
import { createId, randomText } from "./ids.ts";
import { hashPassword, tokenDigest, verifyPassword } from "./password.ts";
import { writeEvent } from "./system-log.ts";
import type { LogParty } from "./tables.ts";

const SESSION_MS = 12 * 60 * 60 * 1000;
/** Okta: a token lives 30 days from its creation or its last use. */
const TOKEN_MS = 30 * 24 * 60 * 60 * 1000;
/** Use is recorded at most this often: every request would else write a row. */
const TOKEN_USE_RECORDED_EVERY_MS = 60_000;
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

/** A token's metadata; the token itself is known to its holder only. */
export interface ApiTokenRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date;
}

/** The administrator behind an `SSWS` token; undefined when it is unknown, revoked or expired. Use prolongs its life. */
export async function findTokenHolder(
  deps: Deps,
  token: string,
): Promise<(Administrator & { readonly tokenId: string }) | undefined> {
  const now = new Date(deps.clock.now());
  const digest = tokenDigest(token);
  const { rows } = await sql<Administrator & { tokenId: string; last_used_at: Date | null }>`
    select administrator.id, administrator.login, administrator.name, api_token.id as "tokenId", api_token.last_used_at
    from api_token join administrator on administrator.id = api_token.administrator_id
    where api_token.token_sha256 = ${digest} and api_token.expires_at > ${now}`.execute(deps.database.kysely);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { last_used_at, ...holder } = row;
  if (last_used_at === null || now.getTime() - last_used_at.getTime() > TOKEN_USE_RECORDED_EVERY_MS) {
    await sql`
      update api_token set last_used_at = ${now}, expires_at = ${new Date(now.getTime() + TOKEN_MS)} where token_sha256 = ${digest}`.execute(
      deps.database.kysely,
    );
  }
  return holder;
}

/** Makes a token for an administrator; it is shown this once. */
export async function createApiToken(
  act: Act,
  administratorId: string,
  input: { readonly name: string; readonly token?: string | undefined },
): Promise<{ readonly token: string; readonly row: ApiTokenRow }> {
  // Okta's tokens start with 00.
  const token = input.token ?? `00${randomText(act.random, SECRET_LENGTH - 1)}`;
  const now = act.clock.now();
  return await act.database.transaction(async (trx) => {
    const { rows } = await sql<ApiTokenRow>`
      insert into api_token (id, name, token_sha256, administrator_id, created_at, expires_at)
      values (${createId(act.random, "apiToken")}, ${input.name}, ${tokenDigest(token)}, ${administratorId}, ${new Date(now)},
        ${new Date(now + TOKEN_MS)})
      on conflict (token_sha256) do update set expires_at = excluded.expires_at
      returning id, name, created_at, last_used_at, expires_at`.execute(trx);
    const [row] = rows;
    if (row === undefined) throw new DirectoryError("E0000009");
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "system.api_token.create",
        displayMessage: "Create API token",
        targets: [{ id: row.id, type: "Token", displayName: row.name }],
      }),
    );
    return { token, row };
  });
}

/** Tokens that still work, the newest first. */
export async function listApiTokens(deps: Deps): Promise<readonly ApiTokenRow[]> {
  const { rows } = await sql<ApiTokenRow>`
    select id, name, created_at, last_used_at, expires_at from api_token
    where expires_at > ${new Date(deps.clock.now())} order by created_at desc, id`.execute(deps.database.kysely);
  return rows;
}

/** Revokes a token: it stops working at once. */
export async function revokeApiToken(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    const { rows } = await sql<{ name: string }>`delete from api_token where id = ${id} returning name`.execute(trx);
    if (rows[0] === undefined) throw notFound(id, "ApiToken");
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "system.api_token.revoke",
        displayMessage: "Revoke API token",
        targets: [{ id, type: "Token", displayName: rows[0].name }],
      }),
    );
  });
}
