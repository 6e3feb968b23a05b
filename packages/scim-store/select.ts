/** Reads one resource. */
import type { AccountId } from "@lockstep/ports";
import { type ResourceShape, ScimError } from "@lockstep/scim";
import type { ResourceParts, StoredResource } from "@lockstep/scim-server";
import { type ResourceRow, selectList, toStored } from "./resource-row.ts";
import { type Executor, run } from "./statement.ts";

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Neither members nor groups. */
export const NO_PARTS: ResourceParts = { members: false, groups: false };

/** Which resource is meant. */
export interface Wanted {
  readonly accountId: AccountId;
  readonly shape: ResourceShape;
  readonly id: string;
}

/** How a transaction holds a row: for a change, or for its end. Membership rows may refer to a row that is held for a change. */
export type Lock = "for no key update of r" | "for update of r";

/** True for what can be the id of a resource: everything else is an unknown id, and never reaches the database. */
export function isResourceId(id: string): boolean {
  return UUID.test(id);
}

/** The error for an id that the account does not have. */
export function notFound({ shape, id }: Pick<Wanted, "shape" | "id">): ScimError {
  return new ScimError("notFound", `${shape.type.name} "${id.slice(0, 100)}" does not exist.`);
}

/** The resource as the transaction sees it, or undefined. */
export async function selectResource(
  executor: Executor,
  wanted: Wanted,
  include: ResourceParts,
): Promise<StoredResource | undefined> {
  return select(executor, wanted, { include, lock: "" });
}

/** The resource, locked until the transaction ends. Throws `ScimError`: 404 `notFound`, 412 when `ifMatch` does not hold. */
export async function lockResource(
  executor: Executor,
  wanted: Wanted,
  options: { readonly lock: Lock; readonly ifMatch: readonly number[] | "*" | undefined },
): Promise<StoredResource> {
  const current = isResourceId(wanted.id)
    ? await select(executor, wanted, { include: NO_PARTS, lock: options.lock })
    : undefined;
  return requireMatch(current, { ...wanted, ifMatch: options.ifMatch });
}

/** The resource that was found. Throws `ScimError`: 404 `notFound`, 412 when `ifMatch` does not hold. */
export function requireMatch(
  current: StoredResource | undefined,
  wanted: Pick<Wanted, "shape" | "id"> & { readonly ifMatch: readonly number[] | "*" | undefined },
): StoredResource {
  if (current === undefined) throw notFound(wanted);
  const { ifMatch } = wanted;
  if (ifMatch !== undefined && ifMatch !== "*" && !ifMatch.includes(current.version)) {
    throw new ScimError("preconditionFailed", "The resource has changed since the version in If-Match.");
  }
  return current;
}

async function select(
  executor: Executor,
  { accountId, shape, id }: Wanted,
  { include, lock }: { readonly include: ResourceParts; readonly lock: Lock | "" },
): Promise<StoredResource | undefined> {
  const text = `select ${selectList(include)} from resource r
    where r.account_id = $1 and r.id = $2 and r.type = $3 ${lock}`;
  const [row] = await run<ResourceRow>(executor, text, [accountId, id, shape.type.name]);
  return row === undefined ? undefined : toStored(row);
}
