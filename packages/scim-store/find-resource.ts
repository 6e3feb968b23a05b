/** Reads one resource by id, or by a look-up column, in one round trip. */
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceParts, StoredResource } from "@lockstep/scim-server";
import { entryOf } from "./one-statement.ts";
import type { ScimStoreOptions } from "./options.ts";
import { type ResourceRow, selectList, toStored } from "./resource-row.ts";
import { isResourceId } from "./select.ts";
import type { ScimStoreTables } from "./tables.ts";

/** The columns that a resource can be looked up by. */
export type LookUpColumn = "userName" | "externalId" | "displayName";

/** By members, then groups. */
const SELECT_LISTS = [
  [selectList({ members: false, groups: false }), selectList({ members: false, groups: true })],
  [selectList({ members: true, groups: false }), selectList({ members: true, groups: true })],
] as const;

/** The work of `ResourceStore.find`. An id that cannot be one is asked for as none when there is an admission to check. */
export async function findResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  wanted: { readonly caller: Caller; readonly shape: ResourceShape; readonly id: string },
  include: ResourceParts,
): Promise<StoredResource | undefined> {
  const { caller, shape, id } = wanted;
  const entry = entryOf(options, caller);
  const known = isResourceId(id) ? id : null;
  if (known === null && caller.admission === undefined) return undefined;
  const rows = await read(options, include, {
    name: `scim-find ${entry.name}`,
    from: `find_resource(${entry.account}, $3, $4, ${entry.admitted})`,
    values: [...entry.values, shape.type.name, known],
  });
  return rows[0];
}

/** The resources with this key, two at most: a second one tells that there are several. */
export async function lookUpResource<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  wanted: {
    readonly caller: Caller;
    readonly shape: ResourceShape;
    readonly column: LookUpColumn;
    readonly key: unknown;
  },
  include: ResourceParts,
): Promise<readonly StoredResource[]> {
  const { caller, shape, column, key } = wanted;
  const entry = entryOf(options, caller);
  return read(options, include, {
    name: `scim-look-up ${entry.name}`,
    from: `look_up_resource(${entry.account}, $3, $4, $5, ${entry.admitted})`,
    values: [...entry.values, shape.type.name, column, key],
  });
}

async function read<Tables extends ScimStoreTables>(
  { database }: ScimStoreOptions<Tables>,
  include: ResourceParts,
  { name, from, values }: { readonly name: string; readonly from: string; readonly values: readonly unknown[] },
): Promise<readonly StoredResource[]> {
  const statement = {
    name: `${name}${include.members ? " members" : ""}${include.groups ? " groups" : ""}`,
    text: `select ${SELECT_LISTS[include.members ? 1 : 0][include.groups ? 1 : 0]} from ${from} r`,
  };
  // A group of 100,000 takes its time, and others would wait behind it on a shared connection.
  const rows = include.members
    ? (await database.pool.query<ResourceRow>({ ...statement, values: [...values] })).rows
    : await database.read<ResourceRow>({ ...statement, values });
  return rows.map(toStored);
}
