/**
 * What a write of a user means for the service: sign-in, organisation, and who may not be taken away. Runs inside the
 * store's transaction, so that a resource never exists without its sign-in, or the other way round.
 */
import { raisedCodeOf } from "@lockstep/database";
import type { AccountId, Clock, OrganisationId, Random, ResourceId } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import type { Caller, ResourceDraft, ResourceStore, StoredResource } from "@lockstep/scim-server";
import type { HookCall, StoreChange, StoreHooks } from "@lockstep/scim-store";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { type AuditAction, writeAudit } from "./audit.ts";
import { isProvisioning } from "./caller.ts";
import type { Catalogues } from "./catalogues.ts";
import { hasProvisioned, placeProvisioned } from "./membership.ts";
import { findDefaultOrganisation, findOrganisationsBelow } from "./organisation.ts";
import { namedOrganisation, ORGANISATION_URN } from "./organisation-extension.ts";
import { PASSWORD_LENGTH_MAX, type PasswordHasher } from "./password.ts";
import { findRoles, isLastOwner } from "./role.ts";
import { setActivity, setPassword, toLoginKey } from "./sign-in.ts";

/** Where `hashPasswordsFirst` leaves the hash; no client can send it, since it is no attribute of a schema. */
const HASH = "passwordHash";
/** What `provision_users` raises. */
const WITHOUT_ORGANISATION = "LS002";
const ATTRIBUTE_PATH = `${ORGANISATION_URN}:organisation`;

interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly hasher: PasswordHasher;
}

/** Most passwords that one change is asked for: it is repeated after each hash. */
const HASHES_MAX = 3;

/** A change needs the hash of this password. */
class HashNeeded extends Error {
  readonly password: string;
  constructor(password: string) {
    super("The password of a change is not hashed yet");
    this.password = password;
  }
}

/** A store that hashes passwords before its transaction begins, so that no row waits for Argon2. */
export function hashPasswordsFirst(store: ResourceStore, hasher: PasswordHasher): ResourceStore {
  return {
    find: store.find.bind(store),
    query: store.query.bind(store),
    queryAll: store.queryAll.bind(store),
    remove: store.remove.bind(store),
    create: (caller, shape, draft, include) => {
      const password = shape.type.name === "User" ? draft.writeOnly["password"] : undefined;
      if (typeof password !== "string") return store.create(caller, shape, draft, include);
      return hashPassword(hasher, password).then((hash) => store.create(caller, shape, withHash(draft, hash), include));
    },
    change: async (caller, shape, id, edit, options) => {
      const hashes = new Map<string, string>();
      const hashed = (current: StoredResource): ResourceDraft => {
        const draft = edit(current);
        const password = shape.type.name === "User" ? draft.writeOnly["password"] : undefined;
        if (typeof password !== "string") return draft;
        const hash = hashes.get(password);
        if (hash === undefined) throw new HashNeeded(password);
        return withHash(draft, hash);
      };
      for (;;) {
        try {
          return await store.change(caller, shape, id, hashed, options);
        } catch (error) {
          if (!(error instanceof HashNeeded) || hashes.size >= HASHES_MAX) throw error;
          hashes.set(error.password, await hashPassword(hasher, error.password));
        }
      }
    },
  };
}

function withHash(draft: ResourceDraft, hash: string): ResourceDraft {
  const { password: _clear, ...others } = draft.writeOnly;
  return { ...draft, writeOnly: { ...others, [HASH]: hash } };
}

/** What else belongs into the transaction that creates a user. */
export type CreatedWork = (trx: QueryExecutorProvider, userId: ResourceId) => Promise<void>;

/** The store's hooks, and a way to put more into one creation. */
export interface ProvisioningHooks extends StoreHooks<ServiceTables> {
  /** Runs `work` in the transaction of the user that `caller`, an object made for this one call, creates. */
  whenCreated(caller: Caller, work: CreatedWork): void;
}

/** The hooks of the service's store. Other types than `User` pass through. */
export function createProvisioningHooks(
  world: World,
  catalogues: Pick<Catalogues, "assertCurrent" | "isDefined">,
): ProvisioningHooks {
  const works = new WeakMap<Caller, CreatedWork>();
  return {
    whenCreated: (caller, work) => void works.set(caller, work),
    asCall: (change) => (works.has(change.caller) || catalogues.isDefined(change.shape) ? undefined : callFor(change)),
    afterWrite: async (trx, change) => {
      await catalogues.assertCurrent(trx, change);
      if (change.shape.type.name !== "User") return;
      const { kind, before, after, caller } = change;
      if (kind === "created" && after !== undefined) {
        await userCreated(trx, change, after, world);
        await works.get(caller)?.(trx, after.id);
      }
      if (kind === "replaced" && after !== undefined) await userReplaced(trx, change, after, world);
      if (kind === "removed" && before !== undefined) await userRemoved(trx, change, before, world);
    },
  };
}

/** Perf: what a first push and most updates are made of takes no transaction of several steps. */
function callFor(change: StoreChange): HookCall | "nothing" | undefined {
  const { shape, kind, caller, before, after } = change;
  if (shape.type.name !== "User") return "nothing";
  if (after === undefined || change.writeOnly["password"] !== undefined) return undefined;
  if (kind === "replaced" && before !== undefined) return touchesService(change, before, after) ? undefined : "nothing";
  if (kind !== "created" || namedOrganisation(after.attributes) !== undefined) return undefined;
  const now = after.createdAt;
  const hash = change.writeOnly[HASH];
  return {
    functionName: "provision_users",
    item: {
      user_id: after.id,
      login: loginKeyOf(after),
      active: isActive(after),
      at: now,
      ...(isProvisioning(caller) ? { provisioner: caller.userId } : {}),
      ...(hash === undefined ? {} : { hash, hashed_at: now }),
    },
    toFault: (error) => (raisedCodeOf(error) === WITHOUT_ORGANISATION ? withoutOrganisation(error) : error),
  };
}

/** True when a change of a user is more than a change of attributes that the service does not act upon. */
function touchesService(change: StoreChange, before: StoredResource, after: StoredResource): boolean {
  return (
    carriesPassword(change) ||
    isActive(before) !== isActive(after) ||
    isRenamed(before, after) ||
    namedOrganisation(before.attributes) !== namedOrganisation(after.attributes)
  );
}

async function userCreated(
  trx: QueryExecutorProvider,
  change: StoreChange,
  user: StoredResource,
  world: World,
): Promise<void> {
  const { caller } = change;
  const passwordHash = await passwordHashOf(change, world.hasher);
  const now = new Date(world.clock.now());
  const signIn = sql`
    insert into sign_in (
      account_id, user_id, login_key, password_hash, is_active, is_provisioned, password_changed_at, created_at)
    values (
      ${caller.accountId}, ${user.id}, ${loginKeyOf(user)}, ${passwordHash ?? null}, ${isActive(user)},
      ${isProvisioning(caller)}, ${passwordHash === undefined ? null : now}, ${now})`;
  if (!isProvisioning(caller)) {
    await signIn.execute(trx);
    return;
  }
  const named = namedOrganisation(user.attributes);
  const place = named === undefined ? undefined : await organisationFor(trx, caller, named);
  // Perf: sign-in, default organisation and membership in one round trip; a first push is made of nothing but this.
  const { rows } = await sql`
    with made as (${signIn})
    insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
    select ${caller.accountId}, ${user.id}, coalesce(${place ?? null}::uuid, organisation_id), 'provisioned', true, ${now}
    from user_organisation
    where account_id = ${caller.accountId} and user_id = ${caller.userId} and is_default
    returning organisation_id`.execute(trx);
  if (rows.length === 0) throw withoutOrganisation();
}

async function userReplaced(
  trx: QueryExecutorProvider,
  change: StoreChange,
  user: StoredResource,
  world: World,
): Promise<void> {
  const { caller, before } = change;
  const key = { accountId: caller.accountId, userId: user.id };
  if (before !== undefined && isActive(before) !== isActive(user)) {
    if (!isActive(user)) await assertMayLeave(trx, caller, user, "deactivated");
    await setActivity(trx, key, isActive(user));
    await audit(trx, change, user, isActive(user) ? "user.reactivated" : "user.deactivated", world);
  }
  const hasNewLogin = before === undefined || isRenamed(before, user);
  if (hasNewLogin || carriesPassword(change)) await assertMayTakeOver(trx, caller, user);
  if (hasNewLogin) {
    await sql`
      update sign_in set login_key = ${loginKeyOf(user)}, credential_version = default
      where account_id = ${key.accountId} and user_id = ${key.userId}`.execute(trx);
  }
  const passwordHash = await passwordHashOf(change, world.hasher);
  if (passwordHash !== undefined) {
    await setPassword(trx, key, { passwordHash, now: world.clock.now() });
    await audit(trx, change, user, "user.passwordChanged", world);
  }
  await moveProvisioned(trx, change, user, world);
}

async function userRemoved(
  trx: QueryExecutorProvider,
  change: StoreChange,
  user: StoredResource,
  world: World,
): Promise<void> {
  await assertMayLeave(trx, change.caller, user, "deleted");
  // Memberships, roles, keys, sessions and links go with the sign-in.
  await sql`delete from sign_in where account_id = ${change.caller.accountId} and user_id = ${user.id}`.execute(trx);
  await audit(trx, change, user, "user.removed", world);
}

/** The organisation follows the extension attribute: changing it moves the user, clearing it moves the user to the default. */
async function moveProvisioned(
  trx: QueryExecutorProvider,
  change: StoreChange,
  user: StoredResource,
  world: World,
): Promise<void> {
  const { caller, before } = change;
  const named = namedOrganisation(user.attributes);
  if (!isProvisioning(caller) || named === namedOrganisation(before?.attributes)) return;
  const key = { accountId: caller.accountId, userId: user.id };
  if (named === undefined && !(await hasProvisioned(trx, key))) return;
  await placeProvisioned(trx, key, await organisationFor(trx, caller, named), world.clock.now());
  await audit(trx, change, user, "user.placed", world);
}

/** The organisation that `named` means, or without a name the default of the administrator behind the credential. */
async function organisationFor(
  trx: QueryExecutorProvider,
  caller: Caller,
  named: string | undefined,
): Promise<OrganisationId> {
  const root = await findDefaultOrganisation(trx, caller);
  if (root === undefined) throw withoutOrganisation();
  if (named === undefined) return root;
  const found = await findOrganisationsBelow(trx, caller.accountId, root, named);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const fault = found.length === 0 ? "has that code or name" : "alone has that name: several do, so give the code";
  throw new ScimError(
    "invalidValue",
    `${ATTRIBUTE_PATH}: no organisation at or below the default organisation of the provisioning administrator ${fault}.`,
  );
}

function withoutOrganisation(cause?: unknown): ScimError {
  return new ScimError(
    "forbidden",
    "The administrator behind this credential belongs to no organisation, so new users have no place. Add the administrator to the organisation that shall be the default for provisioned users.",
    { cause },
  );
}

async function assertMayLeave(
  trx: QueryExecutorProvider,
  caller: Caller,
  user: StoredResource,
  verb: "deactivated" | "deleted",
): Promise<void> {
  if (isProvisioning(caller) && user.id === caller.userId) {
    throw new ScimError(
      "forbidden",
      `This user is the administrator behind the credential of this request and cannot be ${verb} with it. Use another administrator's credential.`,
    );
  }
  if (await isLastOwner(trx, { accountId: caller.accountId, userId: user.id })) {
    throw new ScimError(
      "forbidden",
      `This user is the last owner of the account and cannot be ${verb}. Make another user owner first.`,
    );
  }
}

/** Whoever sets an owner's user name or password can sign in as that owner: only an owner's own credential may. */
async function assertMayTakeOver(trx: QueryExecutorProvider, caller: Caller, user: StoredResource): Promise<void> {
  if (!isProvisioning(caller)) return;
  const { accountId } = caller;
  if (!(await findRoles(trx, { accountId, userId: user.id })).includes("owner")) return;
  if ((await findRoles(trx, { accountId, userId: caller.userId })).includes("owner")) return;
  throw new ScimError(
    "forbidden",
    "This user is an owner of the account: the user name and password can only be changed with an owner's credential.",
  );
}

function carriesPassword(change: StoreChange): boolean {
  return change.writeOnly[HASH] !== undefined || change.writeOnly["password"] !== undefined;
}

async function passwordHashOf(change: StoreChange, hasher: PasswordHasher): Promise<string | undefined> {
  const ready = change.writeOnly[HASH];
  if (typeof ready === "string") return ready;
  const password = change.writeOnly["password"];
  return typeof password === "string" ? hashPassword(hasher, password) : undefined;
}

async function hashPassword(hasher: PasswordHasher, password: string): Promise<string> {
  if (password.length === 0 || password.length > PASSWORD_LENGTH_MAX) {
    throw new ScimError("invalidValue", `password: must be 1 to ${PASSWORD_LENGTH_MAX} characters long.`);
  }
  return hasher.hash(password);
}

function audit(
  trx: QueryExecutorProvider,
  change: StoreChange,
  user: StoredResource,
  action: AuditAction,
  world: World,
): Promise<void> {
  const { accountId, userId, credentialId, traceId } = change.caller;
  const entry = { accountId: accountId as AccountId, action, actorUserId: userId, credentialId, subjectId: user.id };
  return writeAudit(trx, { ...entry, traceId }, world);
}

function isActive(user: StoredResource): boolean {
  return user.attributes["active"] !== false;
}

function isRenamed(before: StoredResource, after: StoredResource): boolean {
  // Perf: the same text needs no folding.
  return before.attributes["userName"] !== after.attributes["userName"] && loginKeyOf(before) !== loginKeyOf(after);
}

function loginKeyOf(user: StoredResource): string {
  const userName = user.attributes["userName"];
  return toLoginKey(typeof userName === "string" ? userName : "");
}
