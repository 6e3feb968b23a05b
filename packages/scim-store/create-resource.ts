/** Creates a resource in one transaction: resource, unique values, count, members, event, hook. */
import { type ResourceId, uuidV7 } from "@lockstep/ports";
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceDraft, ResourceParts, StoredResource, WriteResult } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { announce } from "./announce.ts";
import { applyMembership, setMemberCount } from "./membership.ts";
import type { ScimStoreOptions } from "./options.ts";
import { toIso } from "./resource-row.ts";
import { selectResource } from "./select.ts";
import type { ScimStoreTables } from "./tables.ts";
import { insertResource } from "./write.ts";

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
  const id = uuidV7(options.clock, options.random) as ResourceId;
  const at = toIso(options.clock.now());
  await insertResource(trx, { accountId, shape, id }, { attributes: draft.attributes, at });
  const holder = { accountId, shape, groupId: id, at };
  const membership = await applyMembership(trx, holder, draft.membership);
  if (membership.added.length > 0) await setMemberCount(trx, holder, membership.added.length);
  const created: StoredResource = {
    id,
    version: 1,
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
