/** The first filling of an empty database. Each step can be repeated after a crash with the same end. */
import { createHash } from "node:crypto";
import { type AccountId, createTraceparent, uuidV7 } from "@lockstep/ports";
import type { JsonObject, ResourceShape } from "@lockstep/scim";
import type { ResourceStore } from "@lockstep/scim-server";
import type { SeedAccount, SeedOrganisation, SeedUser, ServiceConfig, ServiceSeed } from "./config.ts";
import type { Role } from "./contract.ts";
import { insertAccount } from "./domain/account.ts";
import { seedCaller } from "./domain/caller.ts";
import { insertCredential } from "./domain/credential.ts";
import { keyedDigest } from "./domain/digest.ts";
import { addManual } from "./domain/membership.ts";
import { insertOrganisation } from "./domain/organisation.ts";
import { findRoles, grantRole } from "./domain/role.ts";
import { API_KEY_PREFIX } from "./domain/secret.ts";
import { toLoginKey } from "./domain/sign-in.ts";
import { type QueryExecutorProvider, sql } from "./sql.ts";

interface SeedParts {
  readonly config: ServiceConfig;
  readonly store: ResourceStore;
  readonly userShape: ResourceShape;
}

/** Makes `service.seed`. */
export function createSeed(parts: SeedParts): ServiceSeed {
  return {
    account: async (seed) => {
      const accountId = accountIdOf(seed.name);
      await makeAccount(parts, accountId, seed);
      await makeUser(parts, accountId, { user: seed.owner, role: "owner" });
      if (seed.provisioning === undefined) return { accountId, apiKey: null };
      const provisioning = { user: seed.provisioning, role: "administrator" } as const;
      if (seed.apiKeyName === undefined) {
        await makeUser(parts, accountId, provisioning);
        return { accountId, apiKey: null };
      }
      const apiKey = apiKeyOf(parts.config.masterKey, accountId, seed.apiKeyName);
      await makeUser(parts, accountId, { ...provisioning, key: { name: seed.apiKeyName, key: apiKey } });
      return { accountId, apiKey };
    },
  };
}

/** The same name gives the same id, so that a second run finds what the first one made (RFC 9562 §5.8, a UUID of our own making). */
function accountIdOf(name: string): AccountId {
  const bytes = createHash("sha256").update(`lockstep account\n${name}`, "utf8").digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return parts.join("-") as AccountId;
}

/** Derived from the master key, so that a run after a crash can tell the key again although only its digest is stored. */
function apiKeyOf(masterKey: Uint8Array, accountId: AccountId, name: string): string {
  return `${API_KEY_PREFIX}${keyedDigest(masterKey, "seed-api-key", accountId, name).toString("base64url")}`;
}

async function makeAccount(parts: SeedParts, id: AccountId, seed: SeedAccount): Promise<void> {
  const { database, clock, random } = parts.config;
  await database.inAccount(id, async (trx) => {
    await insertAccount(trx, { id, name: seed.name, hasScim: seed.scimModule }, clock.now());
    // Whoever else seeds this account at the same moment waits here, and then finds the organisations.
    await sql`select 1 from account where id = ${id} for update`.execute(trx);
    for (const organisation of seed.organisations) {
      if ((await findByCode(trx, id, organisation.code)) !== undefined) continue;
      const parentId = await parentOf(trx, id, organisation);
      const { code, name } = organisation;
      await insertOrganisation(trx, id, { id: uuidV7(clock, random), code, name, parentId }, clock.now());
    }
  });
}

async function parentOf(
  trx: QueryExecutorProvider,
  id: AccountId,
  organisation: SeedOrganisation,
): Promise<string | null> {
  if (organisation.parentCode === null) return null;
  const parentId = await findByCode(trx, id, organisation.parentCode);
  if (parentId !== undefined) return parentId;
  throw new Error(
    `Organisation ${organisation.code} names the parent ${organisation.parentCode}, which does not stand before it`,
  );
}

async function findByCode(trx: QueryExecutorProvider, id: AccountId, code: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from organisation where account_id = ${id} and lower(code) = lower(${code})`.execute(trx);
  return rows[0]?.id;
}

interface UserSeed {
  readonly user: SeedUser;
  readonly role: Role;
  readonly key?: { readonly name: string; readonly key: string };
}

async function makeUser(parts: SeedParts, accountId: AccountId, seed: UserSeed): Promise<void> {
  const { database, clock, random } = parts.config;
  const known = await database.inAccount(accountId, (trx) => findByLogin(trx, accountId, seed.user.email));
  const userId = known ?? (await createUser(parts, accountId, seed.user));
  await database.inAccount(accountId, async (trx) => {
    const user = { accountId, userId };
    await sql`select 1 from sign_in where account_id = ${accountId} and user_id = ${userId} for update`.execute(trx);
    // Roles, organisation and key are written together: a user with a role is a finished one and is left alone.
    if ((await findRoles(trx, user)).length > 0) return;
    await grantRole(trx, user, seed.role, clock.now());
    await addManual(trx, user, await organisationOf(trx, accountId, seed.user), clock.now());
    if (seed.key === undefined) return;
    const { name, key: secret } = seed.key;
    await insertCredential(trx, user, {
      kind: "apiKey",
      id: uuidV7(clock, random),
      name,
      secret,
      now: clock.now(),
    });
  });
}

async function createUser(parts: SeedParts, accountId: AccountId, user: SeedUser): Promise<string> {
  const { traceId } = createTraceparent(parts.config.random);
  const name: JsonObject = {
    ...(user.givenName === undefined ? {} : { givenName: user.givenName }),
    ...(user.familyName === undefined ? {} : { familyName: user.familyName }),
  };
  const attributes: JsonObject = {
    userName: user.email,
    active: true,
    emails: [{ value: user.email, type: "work", primary: true }],
    ...(Object.keys(name).length === 0 ? {} : { name }),
  };
  const draft = { attributes, writeOnly: { password: user.password }, membership: [] };
  const include = { members: false, groups: false };
  const made = await parts.store.create(seedCaller(accountId, traceId), parts.userShape, draft, include);
  return made.resource.id;
}

async function findByLogin(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  email: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ user_id: string }>`
    select user_id from sign_in where account_id = ${accountId} and login_key = ${toLoginKey(email)}`.execute(trx);
  return rows[0]?.user_id;
}

async function organisationOf(trx: QueryExecutorProvider, accountId: AccountId, user: SeedUser): Promise<string> {
  if (user.organisationCode !== undefined) {
    const id = await findByCode(trx, accountId, user.organisationCode);
    if (id !== undefined) return id;
    throw new Error(`No organisation of the account has the code ${user.organisationCode}`);
  }
  const { rows } = await sql<{ id: string }>`
    select id from organisation where account_id = ${accountId} and parent_id is null`.execute(trx);
  if (rows[0] === undefined)
    throw new Error("The account has no mother organisation: one seeded organisation must have no parent");
  return rows[0].id;
}
