/** Credentials: what an account's programs sign in with. Secrets are shown once and kept as SHA-256. */
import { type AccountId, type Clock, type Random, uuidV7 } from "@lockstep/ports";
import { ApiFault } from "../api-fault.ts";
import type { Credential, CredentialChange, CredentialDraft, CredentialKind, NewCredential } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { sha256 } from "./digest.ts";
import { API_KEY_PREFIX, CLIENT_SECRET_PREFIX, newSecret, shownPart } from "./secret.ts";

/** Most credentials of one user and kind. */
export const CREDENTIALS_MAX = 20;
/** How long the old secret holds beside the new one, unless the user chooses; and at most. */
export const OVERLAP_SECONDS_DEFAULT = 7 * 24 * 60 * 60;
export const OVERLAP_SECONDS_MAX = 90 * 24 * 60 * 60;
/** How long a credential captures before that ends by itself. */
const CAPTURE_MS = 60 * 60 * 1000;
/** Most rows of a list: more than the credentials of as many administrators as an account will have. */
const LISTED_MAX = 1_000;
const PREFIXES = { apiKey: API_KEY_PREFIX, oauthClient: CLIENT_SECRET_PREFIX } as const;

/** Kinds that are made here; `basic` makes itself. */
export type SecretKind = Exclude<CredentialKind, "basic">;

interface World {
  readonly clock: Clock;
  readonly random: Random;
}

/** Whose credentials: one user's, or without `userId` those of the whole account. */
export interface CredentialOwner {
  readonly accountId: AccountId;
  readonly userId: string | undefined;
}

interface CredentialRow {
  readonly id: string;
  readonly user_id: string;
  readonly user_email: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly prefix: string | null;
  readonly scopes: Credential["scopes"];
  readonly profile: Credential["profile"];
  readonly overrides: Credential["overrides"];
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date | null;
  readonly previous_ends_at: Date | null;
  readonly capture_ends_at: Date | null;
}

/** The credentials, newest first. */
export async function listCredentials(
  trx: QueryExecutorProvider,
  owner: CredentialOwner,
  filter: { readonly kind?: CredentialKind; readonly id?: string } = {},
): Promise<readonly Credential[]> {
  const { rows } = await sql<CredentialRow>`
    select c.id, c.user_id, r.doc->>'userName' as user_email, c.kind, c.name, c.prefix, c.scopes, c.profile, c.overrides,
      c.rate_per_second, c.rate_burst, c.created_at, c.last_used_at, c.expires_at, c.previous_ends_at,
      c.capture_ends_at
    from credential c join resource r on r.account_id = c.account_id and r.id = c.user_id
    where c.account_id = ${owner.accountId} and (${owner.userId ?? null}::uuid is null or c.user_id = ${owner.userId ?? null})
      and (${filter.kind ?? null}::text is null or c.kind = ${filter.kind ?? null})
      and (${filter.id ?? null}::uuid is null or c.id = ${filter.id ?? null})
    order by c.created_at desc, c.id desc limit ${LISTED_MAX}`.execute(trx);
  return rows.map(toCredential);
}

/** Makes a credential; the answer is the only time that its secret is seen. Throws `ApiFault` when the user has too many. */
export async function createCredential(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
  { draft, world }: { readonly draft: CredentialDraft; readonly world: World },
): Promise<NewCredential> {
  const { accountId, userId } = user;
  // The lock makes two requests at the same moment count one another's credential, and a deactivation end this one too.
  const locked = await sql`
    select 1 from sign_in
    where account_id = ${accountId} and user_id = ${userId} and is_active for update`.execute(trx);
  if (locked.rows.length === 0) throw new ApiFault(401, "signedOut", "You are signed out; sign in again.");
  const { rows } = await sql<{ amount: number }>`
    select count(*)::integer as amount from credential
    where account_id = ${accountId} and user_id = ${userId} and kind = ${draft.kind}`.execute(trx);
  if ((rows[0]?.amount ?? 0) >= CREDENTIALS_MAX) {
    const noun = draft.kind === "apiKey" ? "API keys" : "OAuth clients";
    const message = `A user has at most ${CREDENTIALS_MAX} ${noun}; revoke one that is no longer used.`;
    throw new ApiFault(409, draft.kind === "apiKey" ? "tooManyKeys" : "tooManyClients", message);
  }
  const secret = newSecret(PREFIXES[draft.kind], world.random);
  const id = uuidV7(world.clock, world.random);
  await insertCredential(trx, user, { kind: draft.kind, name: draft.name, id, secret, now: world.clock.now() });
  const { kind: _made, name: _given, ...settings } = draft;
  await writeSettings(trx, { accountId, id, now: world.clock.now() }, settings);
  return { ...(await requireCredential(trx, user, id)), secret };
}

/** Stores a credential with its secret's digest; does nothing when that secret is stored already. */
export async function insertCredential(
  trx: QueryExecutorProvider,
  user: { readonly accountId: AccountId; readonly userId: string },
  row: {
    readonly kind: SecretKind;
    readonly id: string;
    readonly name: string;
    readonly secret: string;
    readonly now: number;
  },
): Promise<void> {
  await sql`
    insert into credential (account_id, id, user_id, kind, name, prefix, secret_sha256, created_at)
    values (
      ${user.accountId}, ${row.id}, ${user.userId}, ${row.kind}, ${row.name}, ${shownPart(row.secret)},
      ${sha256(row.secret)}, ${new Date(row.now)})
    on conflict (secret_sha256) do nothing`.execute(trx);
}

/** Changes name, rights, tolerance, rate limit, end or capture; what is left out stays. Every process notices at once. */
export async function changeCredential(
  trx: QueryExecutorProvider,
  owner: CredentialOwner,
  { id, change, now }: { readonly id: string; readonly change: CredentialChange; readonly now: number },
): Promise<Credential | undefined> {
  const before = await lockCredential(trx, owner, id);
  if (before === undefined) return undefined;
  if (before.kind === "basic" && change.expiresAt !== undefined) {
    throw new ApiFault(
      409,
      "notExpiring",
      "An e-mail and password do not expire; change the password, or deactivate the user.",
      { field: "expiresAt" },
    );
  }
  await writeSettings(trx, { accountId: owner.accountId, id, now }, change);
  return requireCredential(trx, owner, id);
}

async function writeSettings(
  trx: QueryExecutorProvider,
  { accountId, id, now }: { readonly accountId: AccountId; readonly id: string; readonly now: number },
  change: CredentialChange,
): Promise<void> {
  const { name, scopes, profile, overrides, rateLimit, expiresAt, captures } = change;
  const captureEndsAt = captures === true ? new Date(now + CAPTURE_MS) : null;
  const isGiven = (value: unknown) => value !== undefined;
  await sql`
    update credential set
      name = coalesce(${name ?? null}, name),
      scopes = coalesce(${scopes === undefined ? null : [...scopes]}::text[], scopes),
      profile = coalesce(${profile ?? null}, profile),
      overrides = coalesce(${overrides === undefined ? null : JSON.stringify(overrides)}::jsonb, overrides),
      rate_per_second = case when ${isGiven(rateLimit)} then ${rateLimit?.perSecond ?? null}::integer else rate_per_second end,
      rate_burst = case when ${isGiven(rateLimit)} then ${rateLimit?.burst ?? null}::integer else rate_burst end,
      expires_at = case when ${isGiven(expiresAt)} then ${expiresAt ?? null}::timestamptz else expires_at end,
      capture_ends_at = case when ${isGiven(captures)} then ${captureEndsAt}::timestamptz else capture_ends_at end,
      version = version + 1
    where account_id = ${accountId} and id = ${id}`.execute(trx);
}

/** Gives a new secret; the old one holds for `overlapSeconds` more, and one that was older ends now. 0 also ends the access tokens. */
export async function rotateCredential(
  trx: QueryExecutorProvider,
  owner: CredentialOwner,
  rotation: { readonly id: string; readonly overlapSeconds: number; readonly world: World },
): Promise<NewCredential | undefined> {
  const { id, overlapSeconds, world } = rotation;
  const before = await lockCredential(trx, owner, id);
  if (before === undefined) return undefined;
  if (before.kind === "basic") throw hasNoSecret();
  const secret = newSecret(PREFIXES[before.kind], world.random);
  const endsAt = overlapSeconds === 0 ? null : new Date(world.clock.now() + overlapSeconds * 1000);
  await sql`
    update credential set previous_sha256 = case when ${endsAt === null} then null else secret_sha256 end,
      previous_ends_at = ${endsAt}, secret_sha256 = ${sha256(secret)}, prefix = ${shownPart(secret)},
      version = version + 1
    where account_id = ${owner.accountId} and id = ${id}`.execute(trx);
  if (endsAt === null) await deleteTokens(trx, owner.accountId, id);
  return { ...(await requireCredential(trx, owner, id)), secret };
}

/** Ends a credential and its access tokens at once. */
export async function revokeCredential(
  trx: QueryExecutorProvider,
  owner: CredentialOwner,
  id: string,
): Promise<Credential | undefined> {
  const before = await lockCredential(trx, owner, id);
  if (before?.kind === "basic") throw hasNoSecret();
  if (before !== undefined) {
    await sql`delete from credential where account_id = ${owner.accountId} and id = ${id}`.execute(trx);
  }
  return before;
}

/** Ends the access tokens of an OAuth client at once, and lets the client live. */
export async function revokeTokens(
  trx: QueryExecutorProvider,
  owner: CredentialOwner,
  id: string,
): Promise<Credential | undefined> {
  const before = await lockCredential(trx, owner, id);
  if (before === undefined) return undefined;
  await deleteTokens(trx, owner.accountId, id);
  await sql`
    update credential set version = version + 1 where account_id = ${owner.accountId} and id = ${id}`.execute(trx);
  return before;
}

async function deleteTokens(trx: QueryExecutorProvider, accountId: AccountId, id: string): Promise<void> {
  await sql`delete from oauth_token where account_id = ${accountId} and credential_id = ${id}`.execute(trx);
}

async function lockCredential(
  trx: QueryExecutorProvider,
  owner: CredentialOwner,
  id: string,
): Promise<Credential | undefined> {
  await sql`select 1 from credential where account_id = ${owner.accountId} and id = ${id} for update`.execute(trx);
  return (await listCredentials(trx, owner, { id }))[0];
}

async function requireCredential(trx: QueryExecutorProvider, owner: CredentialOwner, id: string): Promise<Credential> {
  const [credential] = await listCredentials(trx, owner, { id });
  if (credential === undefined) throw new Error(`Credential ${id} was written and is not there`);
  return credential;
}

function hasNoSecret(): ApiFault {
  return new ApiFault(
    409,
    "ownPassword",
    "This credential is the user's own e-mail and password: change the password, or deactivate the user.",
  );
}

function toCredential(row: CredentialRow): Credential {
  const { rate_per_second: perSecond, rate_burst: burst } = row;
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    prefix: row.prefix,
    userId: row.user_id,
    userEmail: row.user_email,
    scopes: row.scopes,
    profile: row.profile,
    overrides: row.overrides,
    rateLimit: perSecond === null || burst === null ? null : { perSecond, burst },
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    previousEndsAt: row.previous_ends_at?.toISOString() ?? null,
    captureEndsAt: row.capture_ends_at?.toISOString() ?? null,
  };
}
