/** API tokens: `SSWS` for scripts, and those of inbound SCIM. They are shown once, kept as SHA-256, and end when nobody uses them. */
import { type Kysely, sql } from "kysely";
import type { Deps } from "../deps.ts";
import { ADMINISTRATOR_COLUMNS, type Administrator } from "./access.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { createId, randomText } from "./ids.ts";
import type { InboundScope } from "./inbound-scope.ts";
import { tokenDigest } from "./password.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** Okta: a token lives 30 days from its creation or its last use. */
const TOKEN_DAYS = 30;
const TOKEN_MS = TOKEN_DAYS * 24 * 60 * 60 * 1000;
/** The window as an ISO 8601 duration. */
export const TOKEN_WINDOW = `P${TOKEN_DAYS}D`;
/** Use is recorded at most this often: every request would else write a row. */
const TOKEN_USE_RECORDED_EVERY_MS = 60_000;
/** 43 characters of 62: 256 bits. */
const SECRET_LENGTH = 43;

/** What a token opens: the API, or the SCIM endpoint. */
export type TokenKind = "management" | "inbound";

/** A token's metadata; the token itself is known to its holder only. */
export interface ApiTokenRow {
  readonly id: string;
  readonly name: string;
  readonly kind: TokenKind;
  /** Of an inbound token: how far its client may deviate from the RFCs. */
  readonly tolerance: string | null;
  /** Of an inbound token: what it may do, and nothing else. */
  readonly scopes: readonly InboundScope[] | null;
  readonly administrator_id: string;
  readonly administrator_name: string;
  readonly created_at: Date;
  readonly last_updated_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date;
}

const TOKEN_COLUMNS = sql<ApiTokenRow>`
  api_token.id, api_token.name, api_token.kind, api_token.tolerance, api_token.scopes, api_token.administrator_id, api_token.created_at,
  api_token.last_updated_at, api_token.last_used_at, api_token.expires_at,
  (select administrator.name from administrator where administrator.id = api_token.administrator_id) as administrator_name`;

/** Whose token it is. */
export interface TokenHolder extends Administrator {
  readonly tokenId: string;
  readonly tolerance: string | null;
  readonly scopes: readonly InboundScope[] | null;
}

/**
 * The holder of a token of this kind; undefined when it is unknown, revoked or expired, or its administrator is inactive. An inbound one
 * writes people: it works while its administrator is a super administrator. Use prolongs its life.
 */
export async function findTokenHolder(deps: Deps, token: string, kind: TokenKind): Promise<TokenHolder | undefined> {
  const now = new Date(deps.clock.now());
  const digest = tokenDigest(token);
  const { rows } = await sql<TokenHolder & { last_used_at: Date | null }>`
    select ${ADMINISTRATOR_COLUMNS}, api_token.id as "tokenId", api_token.tolerance, api_token.scopes, api_token.last_used_at
    from api_token join administrator on administrator.id = api_token.administrator_id
    where api_token.token_sha256 = ${digest} and api_token.kind = ${kind} and api_token.expires_at > ${now}
      and administrator.status = 'ACTIVE' and (${kind} <> 'inbound' or administrator.role = 'SUPER_ADMIN')`.execute(
    deps.database.kysely,
  );
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

/** A token to be made. */
export interface NewToken {
  readonly name: string;
  readonly kind?: TokenKind | undefined;
  readonly tolerance?: string | undefined;
  /** An inbound token needs at least one. */
  readonly scopes?: readonly InboundScope[] | undefined;
  /** Given only when a first start is repeated. */
  readonly token?: string | undefined;
}

/** Makes a token for an administrator; it is shown this once. */
export async function createApiToken(
  act: Act,
  administratorId: string,
  input: NewToken,
): Promise<{ readonly token: string; readonly row: ApiTokenRow }> {
  // Okta's tokens start with 00.
  const token = input.token ?? `00${randomText(act.random, SECRET_LENGTH - 1)}`;
  const now = act.clock.now();
  return await act.database.transaction(async (trx) => {
    // Whoever is being switched off gets no token: the tokens of that moment are the ones that end.
    const holder =
      await sql`select from administrator where id = ${administratorId} and status = 'ACTIVE' for share`.execute(trx);
    if (holder.rows.length === 0)
      throw new DirectoryError("E0000006", { causes: ["The administrator is not active."] });
    const { rows } = await sql<ApiTokenRow>`
      insert into api_token (id, name, token_sha256, administrator_id, created_at, last_updated_at, expires_at, kind, tolerance, scopes)
      values (${createId(act.random, "apiToken")}, ${input.name}, ${tokenDigest(token)}, ${administratorId}, ${new Date(now)},
        ${new Date(now)}, ${new Date(now + TOKEN_MS)}, ${input.kind ?? "management"}, ${input.tolerance ?? null},
        ${input.scopes ?? null}::text[])
      on conflict (token_sha256) do update set expires_at = excluded.expires_at
      returning ${TOKEN_COLUMNS}`.execute(trx);
    const [row] = rows;
    if (row === undefined) throw new DirectoryError("E0000009");
    await logToken(trx, act, { row, verb: "create" });
    return { token, row };
  });
}

/** Tokens that still work, the newest first; of one administrator where that is asked for. */
export async function listApiTokens(
  deps: Deps,
  filter: { readonly administratorId?: string | undefined } = {},
): Promise<readonly ApiTokenRow[]> {
  const { rows } = await sql<ApiTokenRow>`
    select ${TOKEN_COLUMNS} from api_token
    where expires_at > ${new Date(deps.clock.now())} and (${filter.administratorId ?? null}::text is null or administrator_id = ${filter.administratorId ?? null})
    order by created_at desc, id`.execute(deps.database.kysely);
  return rows;
}

/** The token of this id, or 404; one that has expired is gone. */
export async function requireApiToken(
  db: Kysely<DirectoryTables>,
  deps: Pick<Deps, "clock">,
  id: string,
): Promise<ApiTokenRow> {
  const { rows } = await sql<ApiTokenRow>`
    select ${TOKEN_COLUMNS} from api_token where id = ${id} and expires_at > ${new Date(deps.clock.now())}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "ApiToken");
  return rows[0];
}

/** Another name, or other rights of an inbound token; what is not given stays. */
export interface TokenChange {
  readonly name?: string | undefined;
  readonly scopes?: readonly InboundScope[] | undefined;
}

/** Changes a token. E0000001 for rights of a token that is none of inbound SCIM. */
export async function updateApiToken(act: Act, id: string, change: TokenChange): Promise<ApiTokenRow> {
  return await act.database.transaction(async (trx) => {
    const before = await requireApiToken(trx, act, id);
    if (change.scopes !== undefined && before.kind !== "inbound") {
      throw invalidField("scopes", "Only a token of inbound SCIM has scopes; others have their administrator's rights");
    }
    const name = change.name ?? before.name;
    const scopes = change.scopes ?? before.scopes;
    if (before.name === name && String(before.scopes) === String(scopes)) return before;
    await sql`
      update api_token set name = ${name}, scopes = ${scopes}::text[], last_updated_at = ${new Date(act.clock.now())} where id = ${id}`.execute(
      trx,
    );
    const row = await requireApiToken(trx, act, id);
    await logToken(trx, act, { row, verb: "update" });
    return row;
  });
}

/** Revokes a token: it stops working at once. */
export async function revokeApiToken(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    const { rows } = await sql<ApiTokenRow>`delete from api_token where id = ${id} returning ${TOKEN_COLUMNS}`.execute(
      trx,
    );
    const [row] = rows;
    if (row === undefined) throw notFound(id, "ApiToken");
    await sql`delete from request_pace where holder = ${id}`.execute(trx);
    await logToken(trx, act, { row, verb: "revoke" });
  });
}

const MESSAGES = { create: "Create API token", update: "Update API token", revoke: "Revoke API token" };

async function logToken(
  trx: Trx,
  act: Act,
  step: { readonly row: ApiTokenRow; readonly verb: keyof typeof MESSAGES },
): Promise<void> {
  const { row, verb } = step;
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: `system.api_token.${verb}`,
      displayMessage: MESSAGES[verb],
      targets: [{ id: row.id, type: "Token", displayName: row.name }],
      debug: { kind: row.kind, ...(row.scopes === null ? {} : { scopes: row.scopes.join(" ") }) },
    }),
  );
}
