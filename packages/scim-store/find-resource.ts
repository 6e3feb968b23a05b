/** Reads one resource by id in one round trip. */
import type { Database } from "@lockstep/database";
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceParts, StoredResource } from "@lockstep/scim-server";
import { type ResourceRow, selectList, toStored } from "./resource-row.ts";
import { isResourceId } from "./select.ts";

/** The work of `ResourceStore.find`. The function sets the account before it reads, in the statement's own transaction. */
export async function findResource<Tables>(
  database: Database<Tables>,
  wanted: { readonly caller: Caller; readonly shape: ResourceShape; readonly id: string },
  include: ResourceParts,
): Promise<StoredResource | undefined> {
  const { caller, shape, id } = wanted;
  if (!isResourceId(id)) return undefined;
  const result = await database.pool.query<ResourceRow>({
    name: `scim-find${include.members ? "-members" : ""}${include.groups ? "-groups" : ""}`,
    text: `select ${selectList(include)} from find_resource($1, $2, $3) r`,
    values: [caller.accountId, shape.type.name, id],
  });
  const [row] = result.rows;
  return row === undefined ? undefined : toStored(row);
}
