/** Deletes a resource in one transaction; a member disappears from its groups, and each of those gets a new version. */
import type { ResourceId } from "@lockstep/ports";
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, StoredResource } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { announce } from "./announce.ts";
import { appendEvent } from "./events.ts";
import type { ScimStoreOptions } from "./options.ts";
import { type ResourceRow, selectList, toIso, toStored } from "./resource-row.ts";
import { isResourceId, lockResource, NO_PARTS } from "./select.ts";
import { type Executor, run } from "./statement.ts";
import type { ScimStoreTables } from "./tables.ts";
import { bury } from "./tombstone.ts";
import { deleteResource } from "./write.ts";

/** Groups are held before their member, as a change of membership holds them: in the other order two writers could wait for each other. */
const LOCK_GROUPS = `select r.id from resource r
  where r.account_id = $1 and r.id in (select m.group_id from membership m where m.account_id = $1 and m.member_id = $2)
  order by r.id for no key update of r`;

const LEAVE = `with left_behind as (
    delete from membership where account_id = $1 and member_id = $2 returning group_id
  )
  update resource r
  set version = r.version + 1, modified_at = greatest(r.modified_at, $3::timestamptz), member_count = r.member_count - 1
  from left_behind g where r.account_id = $1 and r.id = g.group_id
  returning r.type, ${selectList(NO_PARTS)}`;

/** The work of `ResourceStore.remove`. */
export async function removeResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  trx: Transaction<Tables>,
  request: {
    readonly caller: Caller;
    readonly shape: ResourceShape;
    readonly id: string;
    readonly ifMatch: readonly number[] | "*" | undefined;
  },
): Promise<void> {
  const { caller, shape, id, ifMatch } = request;
  const { accountId } = caller;
  if (isResourceId(id)) await run(trx, LOCK_GROUPS, [accountId, id]);
  const before = await lockResource(trx, { accountId, shape, id }, { lock: "for update of r", ifMatch });
  const groups = await leaveGroups(trx, { accountId, id: before.id, at: toIso(options.clock.now()) });
  await deleteResource(trx, { accountId, shape, id: before.id });
  await bury(trx, { caller, shape, resource: before, at: toIso(options.clock.now()) });
  const membership = { added: [], removed: [] };
  await announce(options, trx, { caller, shape, kind: "removed", before, writeOnly: {}, membership });
  for (const { type, after } of groups) {
    const state = { before: { ...after, version: after.version - 1 }, after };
    const left = { added: [], removed: [before.id] };
    await appendEvent(trx, { caller, kind: "replaced", type, ...state, membership: left }, options);
  }
}

async function leaveGroups(
  executor: Executor,
  { accountId, id, at }: { readonly accountId: string; readonly id: ResourceId; readonly at: string },
): Promise<readonly { readonly type: string; readonly after: StoredResource }[]> {
  const rows = await run<ResourceRow & { readonly type: string }>(executor, LEAVE, [accountId, id, at]);
  return rows.map((row) => ({ type: row.type, after: toStored(row) }));
}
