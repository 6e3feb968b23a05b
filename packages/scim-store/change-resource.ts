/** Changes a resource in one transaction, under a lock on its row, and only when something differs. */
import { equalAttributes, type ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceDraft, ResourceParts, StoredResource, WriteResult } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { announce } from "./announce.ts";
import { applyMembership } from "./membership.ts";
import type { ScimStoreOptions } from "./options.ts";
import { toIso } from "./resource-row.ts";
import { lockResource, selectResource } from "./select.ts";
import type { ScimStoreTables } from "./tables.ts";
import { updateResource } from "./write.ts";

/** The work of `ResourceStore.change`. */
export async function changeResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  trx: Transaction<Tables>,
  request: {
    readonly caller: Caller;
    readonly shape: ResourceShape;
    readonly id: string;
    readonly edit: (current: StoredResource) => ResourceDraft;
    readonly ifMatch: readonly number[] | "*" | undefined;
    readonly include: ResourceParts;
  },
): Promise<WriteResult> {
  const { caller, shape, include } = request;
  const { accountId } = caller;
  const before = await lockResource(
    trx,
    { accountId, shape, id: request.id },
    { lock: "for no key update of r", ifMatch: request.ifMatch },
  );
  const { id } = before;
  const draft = request.edit(before);
  const at = laterOf(toIso(options.clock.now()), before.lastModifiedAt);
  const membership = await applyMembership(trx, { accountId, shape, groupId: id, at }, draft.membership);
  const isSame = equalAttributes(shape, before.attributes, draft.attributes);
  // A write-only value cannot be compared with anything: naming it is a change.
  const changed =
    !isSame || Object.keys(draft.writeOnly).length > 0 || membership.added.length > 0 || membership.removed.length > 0;
  if (!changed) return { resource: await withParts(before), changed };
  const attributes = isSame ? before.attributes : draft.attributes;
  const after = { ...before, version: before.version + 1, lastModifiedAt: at, attributes };
  await updateResource(
    trx,
    { accountId, shape, id },
    {
      before: before.attributes,
      after: attributes,
      version: after.version,
      at,
      memberCountDelta: membership.added.length - membership.removed.length,
    },
  );
  const { writeOnly } = draft;
  await announce(options, trx, { caller, shape, kind: "replaced", before, after, writeOnly, membership });
  return { resource: await withParts(after), changed };

  async function withParts(resource: StoredResource): Promise<StoredResource> {
    if (!include.members && !include.groups) return resource;
    return (await selectResource(trx, { accountId, shape, id }, include)) ?? resource;
  }
}

/** Times never run backwards, even when the clock does. */
function laterOf(left: string, right: string): string {
  return left > right ? left : right;
}
