/** How a credential stands now: whose it is, what it may do, and the versions by which a remembered answer is known to be old. */
import type { Database } from "@lockstep/database";
import type { RateLimit } from "@lockstep/pace";
import type { AccountId, ResourceId } from "@lockstep/ports";
import type { Scope, Tolerance, ToleranceProfileName } from "@lockstep/scim-server";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { sha256 } from "./digest.ts";

/** The user behind a credential. */
export interface UserStanding {
  readonly accountId: AccountId;
  readonly userId: ResourceId;
  readonly userVersion: number;
  readonly configVersion: number;
  readonly isActive: boolean;
  readonly hasScim: boolean;
  readonly mayProvision: boolean;
  readonly restoresIds: boolean;
}

/** A credential and its user. */
export interface Standing extends UserStanding {
  readonly credentialId: string;
  readonly credentialVersion: number;
  readonly scopes: readonly Scope[];
  /** Undefined: the service's default. */
  readonly tolerance: Tolerance | undefined;
  /** Undefined: the service's default. */
  readonly rateLimit: RateLimit | undefined;
  readonly endsAtMs: number | undefined;
  readonly captureEndsAtMs: number | undefined;
}

interface UserRow {
  readonly account_id: AccountId;
  readonly user_id: ResourceId;
  /** A bigint, as the driver gives it. */
  readonly user_version: string;
  readonly config_version: number;
  readonly is_active: boolean;
  readonly scim_enabled: boolean;
  readonly may_provision: boolean;
  readonly restores_ids: boolean;
}

interface CredentialRow extends UserRow {
  readonly credential_id: string;
  readonly version: number;
  readonly scopes: readonly Scope[];
  readonly profile: ToleranceProfileName;
  readonly overrides: NonNullable<Tolerance["overrides"]>;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly capture_ends_at: Date | null;
  readonly ends_at?: Date | null;
  readonly granted?: readonly Scope[];
}

/** The API key `secret`, unless it is unknown or has ended at `now`. */
export async function findApiKey(
  db: QueryExecutorProvider,
  secret: string,
  now: number,
): Promise<Standing | undefined> {
  const { rows } = await sql<CredentialRow>`
    select (standing).*, ends_at from find_api_key(${sha256(secret)}, ${new Date(now)})`.execute(db);
  return rows[0] === undefined ? undefined : toStanding(rows[0]);
}

/** The client behind the access token `secret`, with the scopes that the token was granted and the client still has. */
export async function findAccessToken(
  db: QueryExecutorProvider,
  secret: string,
  now: number,
): Promise<Standing | undefined> {
  const { rows } = await sql<CredentialRow>`
    select (standing).*, ends_at, granted from find_access_token(${sha256(secret)}, ${new Date(now)})`.execute(db);
  return rows[0] === undefined ? undefined : toStanding(rows[0]);
}

/** An OAuth client by its id, with the SHA-256 of each secret that holds at `now`. */
export async function findOauthClient(
  db: QueryExecutorProvider,
  clientId: string,
  now: number,
): Promise<{ readonly standing: Standing; readonly secrets: readonly Uint8Array[] } | undefined> {
  const { rows } = await sql<CredentialRow & { secrets: readonly Uint8Array[] }>`
    select (standing).*, secrets from find_oauth_client(${clientId}, ${new Date(now)})`.execute(db);
  const row = rows[0];
  return row === undefined ? undefined : { standing: toStanding(row), secrets: row.secrets };
}

/** Who signed in with e-mail and password; `credential` is missing until the first use over SCIM. Undefined for a user who is gone. */
export async function findBasic(
  database: Database<ServiceTables>,
  user: { readonly accountId: AccountId; readonly userId: ResourceId },
): Promise<{ readonly user: UserStanding; readonly credential: Standing | undefined } | undefined> {
  const { rows } = await database.inAccount(user.accountId, (trx) =>
    sql<UserRow & { [Name in keyof CredentialRow]: CredentialRow[Name] | null }>`
      select p.*, c.credential_id, c.version, c.scopes, c.profile, c.overrides, c.rate_per_second, c.rate_burst,
        c.capture_ends_at
      from provisioner_standing p
      left join credential_standing c on c.account_id = p.account_id and c.user_id = p.user_id and c.kind = 'basic'
      where p.account_id = ${user.accountId} and p.user_id = ${user.userId}`.execute(trx),
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const credential = row.credential_id === null ? undefined : toStanding(row as CredentialRow);
  return { user: toUserStanding(row), credential };
}

/** Makes the row of a user's e-mail and password. Of two that come at once, one makes it. */
export async function insertBasic(
  database: Database<ServiceTables>,
  user: { readonly accountId: AccountId; readonly userId: ResourceId },
  row: { readonly id: string; readonly now: number },
): Promise<void> {
  await database.inAccount(user.accountId, (trx) =>
    sql`
      insert into credential (account_id, id, user_id, kind, name, created_at)
      select s.account_id, ${row.id}, s.user_id, 'basic', 'E-mail and password', ${new Date(row.now)}
      from sign_in s where s.account_id = ${user.accountId} and s.user_id = ${user.userId}
      on conflict (account_id, user_id) where kind = 'basic' do nothing`.execute(trx),
  );
}

function toUserStanding(row: UserRow): UserStanding {
  return {
    accountId: row.account_id,
    userId: row.user_id,
    userVersion: Number(row.user_version),
    configVersion: row.config_version,
    isActive: row.is_active,
    hasScim: row.scim_enabled,
    mayProvision: row.may_provision,
    restoresIds: row.restores_ids,
  };
}

function toStanding(row: CredentialRow): Standing {
  const { granted } = row;
  const hasRate = row.rate_per_second !== null && row.rate_burst !== null;
  return {
    ...toUserStanding(row),
    credentialId: row.credential_id,
    credentialVersion: row.version,
    scopes: granted === undefined ? row.scopes : row.scopes.filter((scope) => granted.includes(scope)),
    tolerance: toTolerance(row),
    rateLimit: hasRate ? { perSecond: Number(row.rate_per_second), burst: Number(row.rate_burst) } : undefined,
    endsAtMs: row.ends_at?.getTime(),
    captureEndsAtMs: row.capture_ends_at?.getTime(),
  };
}

/** The profile that every credential begins with says nothing of its own. */
function toTolerance({ profile, overrides }: CredentialRow): Tolerance | undefined {
  if (Object.keys(overrides).length > 0) return { profile, overrides };
  return profile === "generic" ? undefined : { profile };
}
