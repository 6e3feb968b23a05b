/**
 * Ids that outlive their resource: after a DELETE, the same credential's new resource with the same external id gets the same id, where
 * the account asked for it (`Caller.restoresIds`). Everywhere else a deleted resource leaves nothing behind (RFC 7644 §3.6).
 */
import type { ResourceId } from "@lockstep/ports";
import { type JsonObject, ownValue, type ResourceShape } from "@lockstep/scim";
import type { Caller, StoredResource } from "@lockstep/scim-server";
import { type Executor, run } from "./statement.ts";

/** Of two with the same external id the one that was deleted last is kept. */
const BURY = `insert into tombstone (account_id, type, credential_id, external_id, resource_id, version, deleted_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (account_id, type, credential_id, external_id) do update
    set resource_id = excluded.resource_id, version = excluded.version, deleted_at = excluded.deleted_at`;
/** Taken, not looked at: an id is given away once. */
const RAISE = `delete from tombstone where account_id = $1 and type = $2 and credential_id = $3 and external_id = $4
  returning resource_id, version::float8 as version`;

/** The id of a deleted resource, and the version that it had. */
export interface Remains {
  readonly id: ResourceId;
  readonly version: number;
}

/** True when a creation has to look for remains first. */
export function mayReturn(caller: Caller, attributes: JsonObject): boolean {
  return caller.restoresIds === true && externalIdOf(attributes) !== undefined;
}

/** Keeps the id of a resource that is deleted in this transaction. */
export async function bury(
  executor: Executor,
  { caller, shape, resource, at }: { caller: Caller; shape: ResourceShape; resource: StoredResource; at: string },
): Promise<void> {
  const externalId = externalIdOf(resource.attributes);
  if (caller.restoresIds !== true || externalId === undefined) return;
  const { accountId, credentialId } = caller;
  await run(executor, BURY, [
    ...[accountId, shape.type.name, credentialId, externalId],
    ...[resource.id, resource.version, at],
  ]);
}

/** Takes the remains of the resource that the caller deleted under this external id; of two that ask at once, one gets them. */
export async function raise(
  executor: Executor,
  { caller, shape, attributes }: { caller: Caller; shape: ResourceShape; attributes: JsonObject },
): Promise<Remains | undefined> {
  if (!mayReturn(caller, attributes)) return undefined;
  const { accountId, credentialId } = caller;
  const [row] = await run<{ resource_id: ResourceId; version: number }>(executor, RAISE, [
    ...[accountId, shape.type.name, credentialId, externalIdOf(attributes)],
  ]);
  return row === undefined ? undefined : { id: row.resource_id, version: row.version };
}

function externalIdOf(attributes: JsonObject): string | undefined {
  const externalId = ownValue(attributes, "externalId");
  return typeof externalId === "string" ? externalId : undefined;
}
