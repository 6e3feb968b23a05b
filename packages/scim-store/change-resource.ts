/** Changes a resource in one transaction, under a lock on its row, and only when something differs. */
import { equalAttributes, type ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceDraft, ResourceParts, StoredResource, WriteResult } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { announce } from "./announce.ts";
import type { CombineReads } from "./combined-reads.ts";
import type { CombineWrites, Written } from "./combined-writes.ts";
import { findResource } from "./find-resource.ts";
import { applyMembership } from "./membership.ts";
import { authorOf, entryOf, hookCallOf } from "./one-statement.ts";
import type { ScimStoreOptions } from "./options.ts";
import { toIso, withGroups } from "./resource-row.ts";
import { lockResource, requireMatch, selectResource } from "./select.ts";
import type { StateMemory } from "./state-memory.ts";
import type { ScimStoreTables } from "./tables.ts";
import { guard, type KeyColumns, keyColumns, updateResource } from "./write.ts";

/** One call of `ResourceStore.change`. */
interface ChangeRequest {
  readonly caller: Caller;
  readonly shape: ResourceShape;
  readonly id: string;
  readonly edit: (current: StoredResource) => ResourceDraft;
  readonly ifMatch: readonly number[] | "*" | undefined;
  readonly include: ResourceParts;
}

/** How a change is made without a transaction of several steps. */
interface ChangeMeans {
  readonly read: CombineReads;
  readonly write: CombineWrites;
  readonly states: StateMemory;
}

/**
 * Changes a resource without a lock: from the state that this process remembers, by one statement, or from one that is read, by two. What is
 * written holds only if nothing was written in between. Undefined when that cannot be (someone else was quicker, membership, a
 * hook of several steps): then nothing is stored.
 */
export async function changeAtOnce<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  means: ChangeMeans,
  request: ChangeRequest,
): Promise<WriteResult | undefined> {
  const remembered = await changeRemembered(options, means, request);
  if (remembered !== undefined) return remembered;
  const { caller, shape, id, include, ifMatch } = request;
  const parts = { members: false, groups: include.groups };
  const found = await findResource(options, means.read, { caller, shape, id, include: parts });
  const { groups, ...before } = requireMatch(found, { shape, id, ifMatch });
  const draft = request.edit(before);
  if (include.members || draft.membership.length > 0) return undefined;
  const shown = groups === undefined ? {} : { groups };
  if (isNothing(shape, before, draft)) return { resource: { ...before, ...shown }, changed: false };
  const next = nextOf(options, request, { before, draft });
  if (next === undefined) return undefined;
  const isWritten = (await writeNext(options, means, request, { before, next, withGroups: false })) !== undefined;
  return isWritten ? { resource: { ...next.after, ...shown }, changed: true } : undefined;
}

/**
 * The change from the remembered state, if that is still the state. Undefined when nothing was written: whatever else there is to say
 * (a fault, a version that does not match, no difference) is said of a state that was read.
 */
async function changeRemembered<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  means: ChangeMeans,
  request: ChangeRequest,
): Promise<WriteResult | undefined> {
  const { caller, shape, id, include, ifMatch } = request;
  const key = { accountId: caller.accountId, type: shape.type.name, id };
  const before = means.states.find(key);
  if (before === undefined || include.members) return undefined;
  if (ifMatch !== undefined && ifMatch !== "*" && !ifMatch.includes(before.version)) return undefined;
  const draft = attempt(() => request.edit(before));
  if (draft === undefined || draft.membership.length > 0 || isNothing(shape, before, draft)) return undefined;
  const next = attempt(() => nextOf(options, request, { before, draft }));
  if (next === undefined || next.keys.changesUnique) return undefined;
  const written = await writeNext(options, means, request, { before, next, withGroups: include.groups });
  if (written !== undefined) return { resource: withGroups(next.after, written.groups), changed: true };
  means.states.forget(key);
  return undefined;
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** A write-only value cannot be compared with anything: naming it is a change. */
function isNothing(shape: ResourceShape, before: StoredResource, { attributes, writeOnly }: ResourceDraft): boolean {
  return Object.keys(writeOnly).length === 0 && equalAttributes(shape, before.attributes, attributes);
}

/** What a change writes. */
interface Next {
  readonly after: StoredResource;
  readonly toldAt: string;
  readonly keys: KeyColumns;
}

/** The next state; undefined when the app's work on it takes a transaction: a call is made for what is created only. */
function nextOf<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  { caller, shape }: ChangeRequest,
  { before, draft }: { readonly before: StoredResource; readonly draft: ResourceDraft },
): Next | undefined {
  const { attributes, writeOnly } = draft;
  const toldAt = toIso(options.clock.now());
  const lastModifiedAt = laterOf(toldAt, before.lastModifiedAt);
  const after = { ...before, version: before.version + 1, lastModifiedAt, attributes };
  const membership = { added: [], removed: [] };
  const call = hookCallOf(options, { caller, shape, kind: "replaced", before, after, writeOnly, membership });
  if (call !== "nothing") return undefined;
  const keys = keyColumns(shape, before.attributes, attributes);
  return { after, toldAt, keys };
}

/** Writes the next state where the resource is still at the version before, and remembers it. Undefined when it is not. */
async function writeNext<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  { write, states }: ChangeMeans,
  { caller, shape }: ChangeRequest,
  { before, next, withGroups }: { readonly before: StoredResource; readonly next: Next; readonly withGroups: boolean },
): Promise<Written | undefined> {
  const { after, toldAt, keys } = next;
  const { id, attributes } = after;
  const { taken, freed, columns, changesUnique } = keys;
  const item = { id, type: shape.type.name, ...columns, ...authorOf(options, caller), version: before.version };
  const state = { at: after.lastModifiedAt, doc: attributes, told_at: toldAt };
  const written = await guard(shape, taken, () =>
    write({
      functionName: changesUnique ? "replace_resources" : "rewrite_resources",
      withGroups,
      entry: entryOf(options, caller),
      order: id,
      call: "nothing",
      item: {
        ...item,
        ...state,
        ...(changesUnique ? { before: before.attributes, taken, freed } : { was_at: before.lastModifiedAt }),
      },
    }),
  );
  const key = { accountId: caller.accountId, type: shape.type.name, id };
  if (written !== undefined) states.remember(key, after, written.characters);
  return written;
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
  if (!changed) return { resource: await withRead(before), changed };
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
  return { resource: await withRead(after), changed };

  async function withRead(resource: StoredResource): Promise<StoredResource> {
    if (!include.members && !include.groups) return resource;
    return (await selectResource(trx, { accountId, shape, id }, include)) ?? resource;
  }
}

/** Times never run backwards, even when the clock does. */
function laterOf(left: string, right: string): string {
  return left > right ? left : right;
}
