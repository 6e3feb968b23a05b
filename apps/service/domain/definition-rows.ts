/** Rows of an account's own schemas and resource types. */
import type { AccountId } from "@lockstep/ports";
import {
  type Definitions,
  type JsonObject,
  type ResourceTypeDefinition,
  readResourceTypeDefinition,
  readSchemaDefinition,
  type SchemaDefinition,
} from "@lockstep/scim";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { growConfigVersion } from "./account.ts";

/** What a definition defines. */
export type DefinitionKind = "schema" | "resourceType";

/** Which definition is meant; `key` is the URN or the type's name in lower case. */
export interface DefinitionKey {
  readonly accountId: AccountId;
  readonly kind: DefinitionKind;
  readonly key: string;
}

/** All definitions of an account; revision 0 stands for "never defined anything". */
export interface AccountDefinitions extends Definitions {
  readonly revision: number;
  /** The version of the account's settings that was read with them: each change of definitions makes it grow. */
  readonly configVersion: number;
}

/** The channel on which each change is told; the payload is the account's id. */
export const DEFINITIONS_CHANNEL = "lockstep_scim_definitions";

/** The account's definitions in the order in which they were made. */
export async function readDefinitions(trx: QueryExecutorProvider, accountId: AccountId): Promise<AccountDefinitions> {
  const { rows } = await sql<{
    revision: string | null;
    config_version: number;
    kind: DefinitionKind | null;
    definition: unknown;
  }>`
    select c.revision, a.config_version, d.kind, d.definition
    from account a
    left join scim_catalogue c on c.account_id = a.id
    left join scim_definition d on d.account_id = c.account_id
    where a.id = ${accountId}
    order by d.created_at, d.key`.execute(trx);
  const schemas: SchemaDefinition[] = [];
  const types: ResourceTypeDefinition[] = [];
  for (const { kind, definition } of rows) {
    if (kind === "schema") schemas.push(require(readSchemaDefinition(definition)));
    if (kind === "resourceType") types.push(require(readResourceTypeDefinition(definition)));
  }
  const { revision, config_version: configVersion } = rows[0] ?? { revision: null, config_version: 0 };
  return { revision: Number(revision ?? 0), configVersion, schemas, types };
}

/** Only what the readers accepted is ever stored. */
function require<Value>(result: { ok: true; value: Value } | { ok: false; path: string; message: string }): Value {
  if (result.ok) return result.value;
  throw new Error(`A stored definition cannot be read: ${result.path} ${result.message}`);
}

/**
 * Starts a change: raises the revision, and waits for the writers of resources that go by the old one. Every process judges the
 * account's callers anew afterwards, and then reads the definitions anew, whether it was told of the change or not.
 */
export async function raiseRevision(trx: QueryExecutorProvider, accountId: AccountId): Promise<void> {
  await sql`
    insert into scim_catalogue as c (account_id, revision) values (${accountId}, 1)
    on conflict (account_id) do update set revision = c.revision + 1`.execute(trx);
  await growConfigVersion(trx, accountId);
  await sql`select pg_notify(${DEFINITIONS_CHANNEL}, ${accountId})`.execute(trx);
}

/** The revision as it stands, held against changes until the transaction ends. */
export async function shareRevision(trx: QueryExecutorProvider, accountId: AccountId): Promise<number> {
  const { rows } = await sql<{ revision: string }>`
    select revision from scim_catalogue where account_id = ${accountId} for share`.execute(trx);
  return Number(rows[0]?.revision ?? 0);
}

/** Writes a definition, new or in place of the old one. */
export async function writeDefinition(
  trx: QueryExecutorProvider,
  { accountId, kind, key }: DefinitionKey,
  definition: JsonObject,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await sql`
    insert into scim_definition (account_id, kind, key, definition, created_at, modified_at)
    values (${accountId}, ${kind}, ${key}, ${JSON.stringify(definition)}::jsonb, ${at}, ${at})
    on conflict (account_id, kind, key) do update set definition = excluded.definition, modified_at = excluded.modified_at`.execute(
    trx,
  );
}

/** Removes a definition. */
export async function deleteDefinition(
  trx: QueryExecutorProvider,
  { accountId, kind, key }: DefinitionKey,
): Promise<void> {
  await sql`
    delete from scim_definition where account_id = ${accountId} and kind = ${kind} and key = ${key}`.execute(trx);
}
