/** Reads one resource by id, or by a look-up column, in one round trip. */
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceParts, StoredResource } from "@lockstep/scim-server";
import type { CombineReads, KeyColumn } from "./combined-reads.ts";
import { entryOf } from "./one-statement.ts";
import type { ScimStoreOptions } from "./options.ts";
import { toStored } from "./resource-row.ts";
import { isResourceId } from "./select.ts";
import type { ScimStoreTables } from "./tables.ts";

interface Wanted {
  readonly caller: Caller;
  readonly shape: ResourceShape;
  readonly include: ResourceParts;
}

/** The work of `ResourceStore.find`. An id that cannot be one is asked for as none when there is an admission to check. */
export async function findResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  read: CombineReads,
  { caller, shape, include, id }: Wanted & { readonly id: string },
): Promise<StoredResource | undefined> {
  const key = isResourceId(id) ? id : null;
  if (key === null && caller.admission === undefined) return undefined;
  const rows = await read({ entry: entryOf(options, caller), type: shape.type.name, column: "id", key, include });
  return rows[0] === undefined ? undefined : toStored(rows[0]);
}

/** The resources with this key, two at most: a second one tells that there are several. */
export async function lookUpResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  read: CombineReads,
  { caller, shape, include, column, key }: Wanted & { readonly column: KeyColumn; readonly key: string },
): Promise<readonly StoredResource[]> {
  const rows = await read({ entry: entryOf(options, caller), type: shape.type.name, column, key, include });
  return rows.map(toStored);
}
