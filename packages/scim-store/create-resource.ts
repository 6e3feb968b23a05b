/** Creates a resource in one transaction: resource, unique values, count, members, event, hook. */
import { type ResourceId, uuidV7 } from "@lockstep/ports";
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceDraft, ResourceParts, StoredResource, WriteResult } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { announce } from "./announce.ts";
import type { CombineWrites } from "./combined-writes.ts";
import { applyMembership, setMemberCount } from "./membership.ts";
import { authorOf, entryOf, hookCallOf } from "./one-statement.ts";
import type { ScimStoreOptions } from "./options.ts";
import { toIso } from "./resource-row.ts";
import { selectResource } from "./select.ts";
import type { ScimStoreTables } from "./tables.ts";
import { mayReturn, raise } from "./tombstone.ts";
import { insertResource, keyColumns, toFault } from "./write.ts";

/**
 * Creates a resource without members in one round trip, and undefined when that cannot be: it has members, may get the id of one that
 * was deleted, or the app's hook needs a transaction of several steps.
 */
export async function createAtOnce<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  write: CombineWrites,
  request: {
    readonly caller: Caller;
    readonly shape: ResourceShape;
    readonly draft: ResourceDraft;
    readonly include: ResourceParts;
  },
): Promise<WriteResult | undefined> {
  const { caller, shape, draft, include } = request;
  if (draft.membership.some((step) => step.members.length > 0) || mayReturn(caller, draft.attributes)) return undefined;
  const { attributes, writeOnly } = draft;
  const id = uuidV7(options.clock, options.random) as ResourceId;
  const at = toIso(options.clock.now());
  const resource: StoredResource = { id, version: 1, createdAt: at, lastModifiedAt: at, attributes };
  const membership = { added: [], removed: [] };
  const call = hookCallOf(options, { caller, shape, kind: "created", after: resource, writeOnly, membership });
  if (call === undefined) return undefined;
  const { taken, columns } = keyColumns(shape, undefined, attributes);
  const item = { id, type: shape.type.name, at, ...columns, ...authorOf(options, caller), doc: attributes };
  await write({
    functionName: "create_resources",
    withGroups: false,
    entry: entryOf(options, caller),
    order: String(columns["user_name"]),
    call,
    item: taken.length === 0 ? item : { ...item, taken },
  }).catch((error: unknown) => {
    throw toFault(shape, taken, error);
  });
  const parts = { ...(include.members ? { members: [] } : {}), ...(include.groups ? { groups: [] } : {}) };
  return { resource: { ...resource, ...parts }, changed: true };
}

/** The work of `ResourceStore.create`. */
export async function createResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  trx: Transaction<Tables>,
  request: {
    readonly caller: Caller;
    readonly shape: ResourceShape;
    readonly draft: ResourceDraft;
    readonly include: ResourceParts;
  },
): Promise<WriteResult> {
  const { caller, shape, draft, include } = request;
  const { accountId } = caller;
  const remains = await raise(trx, { caller, shape, attributes: draft.attributes });
  const id = remains?.id ?? (uuidV7(options.clock, options.random) as ResourceId);
  const version = (remains?.version ?? 0) + 1;
  const at = toIso(options.clock.now());
  await insertResource(trx, { accountId, shape, id }, { attributes: draft.attributes, version, at });
  const holder = { accountId, shape, groupId: id, at };
  const membership = await applyMembership(trx, holder, draft.membership);
  if (membership.added.length > 0) await setMemberCount(trx, holder, membership.added.length);
  const created: StoredResource = {
    id,
    version,
    createdAt: at,
    lastModifiedAt: at,
    attributes: draft.attributes,
  };
  const change = { caller, shape, kind: "created" as const, after: created, writeOnly: draft.writeOnly, membership };
  await announce(options, trx, change);
  return { resource: await withParts(), changed: true };

  async function withParts(): Promise<StoredResource> {
    // A new resource is in no group, and without members there is nothing to read.
    if (!include.members || membership.added.length === 0) {
      return { ...created, ...(include.members ? { members: [] } : {}), ...(include.groups ? { groups: [] } : {}) };
    }
    return (await selectResource(trx, { accountId, shape, id }, include)) ?? created;
  }
}
