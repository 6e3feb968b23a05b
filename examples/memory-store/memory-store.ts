/** A `ResourceStore` in memory: what a store of your own has to do, in the shortest form that keeps the whole contract. */
import { type Clock, type Random, type ResourceId, uuidV7 } from "@lockstep/ports";
import { equalAttributes, type ResourceShape, ScimError } from "@lockstep/scim";
import type {
  Caller,
  Member,
  MixedPage,
  ResourceDraft,
  ResourceParts,
  ResourceQuery,
  ResourceStore,
  StoredResource,
  WriteResult,
} from "@lockstep/scim-server";
import { applySteps } from "./membership.ts";
import { answerQuery } from "./query.ts";
import type { Account, Entry } from "./types.ts";
import { uniqueKeys } from "./unique-keys.ts";

type ChangeOptions = Parameters<ResourceStore["change"]>[4];

/** Makes an empty store. What it holds ends with the process. Each write is one step of JavaScript, so nothing can come between. */
export function createMemoryStore(world: { readonly clock: Clock; readonly random: Random }): ResourceStore {
  const accounts = new Map<string, Account>();
  const accountOf = ({ accountId }: Caller): Account => {
    const known = accounts.get(accountId);
    if (known !== undefined) return known;
    const made: Account = { entries: new Map(), unique: new Map() };
    accounts.set(accountId, made);
    return made;
  };
  return {
    create: async (caller, shape, draft, include) => create(world, accountOf(caller), { shape, draft, include }),
    find: async (caller, shape, id, include) => {
      const account = accountOf(caller);
      const entry = findEntry(account, shape, id);
      return entry === undefined ? undefined : toStored(account, entry, include);
    },
    query: async (caller, shape, query) => {
      const { resources, ...page } = list(accountOf(caller), [shape], query);
      return { ...page, resources: resources.map(({ resource }) => resource) };
    },
    queryAll: async (caller, shapes, query) => list(accountOf(caller), shapes, query),
    change: async (caller, shape, id, edit, options) => {
      const account = accountOf(caller);
      const entry = requireVersion(requireEntry(account, shape, id), options.ifMatch);
      return change(world, account, { entry, draft: edit(toStored(account, entry, NO_PARTS)), options });
    },
    remove: async (caller, shape, id, options) => {
      const account = accountOf(caller);
      remove(world, account, requireVersion(requireEntry(account, shape, id), options.ifMatch));
    },
  };
}

const ALL_PARTS: ResourceParts = { members: true, groups: true };
const NO_PARTS: ResourceParts = { members: false, groups: false };

function list(account: Account, shapes: readonly ResourceShape[], query: ResourceQuery): MixedPage {
  const candidates = [...account.entries.values()].flatMap((entry) => {
    const shape = shapes.find(({ type }) => type.name === entry.shape.type.name);
    return shape === undefined ? [] : [{ shape, stored: toStored(account, entry, ALL_PARTS) }];
  });
  const { found, ...page } = answerQuery(shapes, candidates, query);
  const resources = found.map(({ shape, stored }) => ({
    shape,
    resource: toStored(account, requireEntry(account, shape, stored.id), query.include),
  }));
  return { ...page, resources };
}

function create(
  world: { readonly clock: Clock; readonly random: Random },
  account: Account,
  request: { readonly shape: ResourceShape; readonly draft: ResourceDraft; readonly include: ResourceParts },
): WriteResult {
  const { shape, draft, include } = request;
  const at = new Date(world.clock.now()).toISOString();
  const entry: Entry = {
    id: uuidV7(world.clock, world.random) as ResourceId,
    shape,
    createdAt: at,
    version: 1,
    lastModifiedAt: at,
    // Write-only values such as a password are yours to hash and keep elsewhere: a resource never holds them.
    attributes: draft.attributes,
    members: new Set(),
  };
  const keys = requireFree(account, entry, draft);
  entry.members = applySteps(account, entry, draft.membership);
  for (const key of keys) account.unique.set(key, entry.id);
  account.entries.set(entry.id, entry);
  return { resource: toStored(account, entry, include), changed: true };
}

function change(
  { clock }: { readonly clock: Clock },
  account: Account,
  request: { readonly entry: Entry; readonly draft: ResourceDraft; readonly options: ChangeOptions },
): WriteResult {
  const { entry, draft, options } = request;
  const keys = requireFree(account, entry, draft);
  const members = applySteps(account, entry, draft.membership);
  const isSame = equalAttributes(entry.shape, entry.attributes, draft.attributes);
  const hasSameMembers = members.size === entry.members.size && [...members].every((id) => entry.members.has(id));
  const changed = !isSame || !hasSameMembers || Object.keys(draft.writeOnly).length > 0;
  if (changed) {
    for (const key of uniqueKeys(entry.shape, entry.attributes)) account.unique.delete(key);
    for (const key of keys) account.unique.set(key, entry.id);
    if (!isSame) entry.attributes = draft.attributes;
    entry.members = members;
    touch(clock, entry);
  }
  return { resource: toStored(account, entry, options.include), changed };
}

/** RFC 7643 §4.1.2: a deleted member leaves its groups, and each of them has a new version. */
function remove({ clock }: { readonly clock: Clock }, account: Account, entry: Entry): void {
  for (const key of uniqueKeys(entry.shape, entry.attributes)) account.unique.delete(key);
  account.entries.delete(entry.id);
  for (const holder of account.entries.values()) {
    if (holder.members.delete(entry.id)) touch(clock, holder);
  }
}

function touch(clock: Clock, entry: Entry): void {
  const at = new Date(clock.now()).toISOString();
  entry.version += 1;
  entry.lastModifiedAt = at > entry.lastModifiedAt ? at : entry.lastModifiedAt;
}

function requireFree(account: Account, entry: Entry, draft: ResourceDraft): readonly string[] {
  const keys = uniqueKeys(entry.shape, draft.attributes);
  for (const key of keys) {
    if ((account.unique.get(key) ?? entry.id) !== entry.id) {
      const [type, path] = JSON.parse(key) as [string, string];
      throw new ScimError("uniqueness", `Another ${type} has this value of "${path}"; it must be unique.`);
    }
  }
  return keys;
}

function findEntry(account: Account, shape: ResourceShape, id: string): Entry | undefined {
  const entry = account.entries.get(id as ResourceId);
  return entry?.shape.type.name === shape.type.name ? entry : undefined;
}

function requireEntry(account: Account, shape: ResourceShape, id: string): Entry {
  const entry = findEntry(account, shape, id);
  if (entry === undefined) throw new ScimError("notFound", `${shape.type.name} "${id}" does not exist.`);
  return entry;
}

function requireVersion(entry: Entry, ifMatch: ChangeOptions["ifMatch"]): Entry {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch.includes(entry.version)) return entry;
  throw new ScimError("preconditionFailed", "The resource has changed since the version in If-Match.");
}

function toStored(account: Account, entry: Entry, include: ResourceParts): StoredResource {
  const { id, version, createdAt, lastModifiedAt, attributes } = entry;
  const holders = () => [...account.entries.values()].filter((holder) => holder.members.has(id));
  const members = () => [...entry.members].flatMap((member) => account.entries.get(member) ?? []);
  const type = entry.shape.type.name;
  return {
    ...{ id, version, createdAt, lastModifiedAt, attributes },
    ...(include.members && type === "Group"
      ? { members: toMembers(members(), (member) => member.shape.type.name) }
      : {}),
    ...(include.groups && type === "User" ? { groups: toMembers(holders(), () => "direct") } : {}),
  };
}

function toMembers(entries: readonly Entry[], typeOf: (entry: Entry) => string): readonly Member[] {
  const members = entries.map((entry) => {
    const { displayName } = entry.attributes;
    const plain = { value: entry.id, type: typeOf(entry) };
    return typeof displayName === "string" ? { ...plain, display: displayName } : plain;
  });
  const key = (member: Member) => `${member.display ?? "\uffff"}\u0000${member.value}`;
  return members.sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
