/** Reads one resource by id in one round trip. */
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceParts, StoredResource } from "@lockstep/scim-server";
import { admissionOf } from "./admission.ts";
import type { ScimStoreOptions } from "./options.ts";
import { type ResourceRow, selectList, toStored } from "./resource-row.ts";
import { isResourceId } from "./select.ts";
import type { ScimStoreTables } from "./tables.ts";

/**
 * The work of `ResourceStore.find`. The function sets the account and checks the admission before it reads, in the statement's own
 * transaction. An id that cannot be one is asked for as none when there is an admission to check.
 */
export async function findResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  wanted: { readonly caller: Caller; readonly shape: ResourceShape; readonly id: string },
  include: ResourceParts,
): Promise<StoredResource | undefined> {
  const { caller, shape, id } = wanted;
  const admission = admissionOf(options, caller);
  const known = isResourceId(id) ? id : null;
  if (known === null && admission === undefined) return undefined;
  const result = await options.database.pool.query<ResourceRow>({
    name: `scim-find${include.members ? "-members" : ""}${include.groups ? "-groups" : ""}`,
    text: `select ${selectList(include)} from find_resource($1, $2, $3, $4, $5) r`,
    values: [caller.accountId, shape.type.name, known, admission?.functionName ?? null, admission?.text ?? null],
  });
  const [row] = result.rows;
  return row === undefined ? undefined : toStored(row);
}
