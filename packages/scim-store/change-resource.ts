/** Changes a resource in one transaction, under a lock on its row, and only when something differs. */
import { equalAttributes, type ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceDraft, ResourceParts, StoredResource, WriteResult } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { announce } from "./announce.ts";
import type { CombineReads } from "./combined-reads.ts";
import type { CombineWrites } from "./combined-writes.ts";
import { findResource } from "./find-resource.ts";
import { applyMembership } from "./membership.ts";
import { authorOf, entryOf, hookCallOf } from "./one-statement.ts";
import type { ScimStoreOptions } from "./options.ts";
import { toIso } from "./resource-row.ts";
import { lockResource, requireMatch, selectResource } from "./select.ts";
import type { ScimStoreTables } from "./tables.ts";
import { guard, keyColumns, updateResource } from "./write.ts";

/** One call of `ResourceStore.change`. */
interface ChangeRequest {
  readonly caller: Caller;
  readonly shape: ResourceShape;
  readonly id: string;
  readonly edit: (current: StoredResource) => ResourceDraft;
  readonly ifMatch: readonly number[] | "*" | undefined;
  readonly include: ResourceParts;
}

/**
 * Changes a resource by two statements without a lock: a read, and a write that holds only if nothing was written in between.
 * Undefined when that cannot be (someone else was quicker, membership, a hook of several steps): then nothing is stored.
 */
export async function changeAtOnce<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  { read, write }: { readonly read: CombineReads; readonly write: CombineWrites },
  request: ChangeRequest,
): Promise<WriteResult | undefined> {
  const { caller, shape, id, include, ifMatch } = request;
  const parts = { members: false, groups: include.groups };
  const found = await findResource(options, read, { caller, shape, id, include: parts });
  const { groups, ...before } = requireMatch(found, { shape, id, ifMatch });
  const draft = request.edit(before);
  if (include.members || draft.membership.length > 0) return undefined;
  const shown = groups === undefined ? {} : { groups };
  const { attributes, writeOnly } = draft;
  const isSame = equalAttributes(shape, before.attributes, attributes);
  if (isSame && Object.keys(writeOnly).length === 0) return { resource: { ...before, ...shown }, changed: false };
  const toldAt = toIso(options.clock.now());
  const at = laterOf(toldAt, before.lastModifiedAt);
  const after = { ...before, version: before.version + 1, lastModifiedAt: at, attributes };
  const membership = { added: [], removed: [] };
  const call = hookCallOf(options, { caller, shape, kind: "replaced", before, after, writeOnly, membership });
  // A call is made for what is created; any other work of the app on a change is done in a transaction.
  if (call !== "nothing") return undefined;
  const { taken, columns } = keyColumns(shape, before.attributes, attributes);
  const state = { version: before.version, at, before: before.attributes, doc: attributes, told_at: toldAt };
  const isWritten = await guard(shape, taken, () =>
    write({
      functionName: "replace_resources",
      entry: entryOf(options, caller),
      order: before.id,
      call,
      item: { id: before.id, type: shape.type.name, ...columns, ...authorOf(options, caller), ...state },
    }),
  );
  return isWritten ? { resource: { ...after, ...shown }, changed: true } : undefined;
}

/** The work of `ResourceStore.change`. */
export async function changeResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  trx: Transaction<Tables>,
  request: ChangeRequest,
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
