/** The rows of one write: resource, unique values, counters. */
import type { AccountId, ResourceId } from "@lockstep/ports";
import type { JsonObject, ResourceShape } from "@lockstep/scim";
import { lookUpKeys, type UniqueValue, uniqueValues, userNameKey } from "./keys.ts";
import { type Executor, run } from "./statement.ts";
import { toScimError } from "./violations.ts";

/** Counters of one account and type are spread over this many rows, so that writers do not queue up at one of them. */
const COUNT_SLOTS = 32;

/** One statement, so that creating a resource is one round trip. */
const INSERT = `with created as (
    insert into resource
      (account_id, id, type, doc, created_at, modified_at, user_name_key, external_id, display_name_key, user_name_sharer,
        version)
    values ($1, $2::uuid, $3, $4::jsonb, $5, $5, $6, $7, $8, case when $9 then $2::uuid end, $12)
  ), counted as (
    insert into resource_count as c (account_id, type, slot, amount)
    values ($1, $3, pg_backend_pid() % ${COUNT_SLOTS}, 1)
    on conflict (account_id, type, slot) do update set amount = c.amount + 1
  )
  insert into unique_value (account_id, type, attribute, value_key, resource_id)
  select $1, $3, u.attribute, u.value_key, $2 from unnest($10::text[], $11::text[]) as u(attribute, value_key)`;

/** Whoever keeps a user name keeps what was decided of it. */
const UPDATE = `update resource r set doc = $3::jsonb, version = $4, modified_at = $5,
    user_name_key = $6, external_id = $7, display_name_key = $8, member_count = r.member_count + $10,
    user_name_sharer = case when r.user_name_key = $6 then r.user_name_sharer when $9 then r.id end
  where r.account_id = $1 and r.id = $2`;

const FREE = `delete from unique_value where account_id = $1 and type = $2 and resource_id = $3
  and (attribute, value_key) in (select * from unnest($4::text[], $5::text[]))`;
const TAKE = `insert into unique_value (account_id, type, attribute, value_key, resource_id)
  select $1, $2, u.attribute, u.value_key, $3 from unnest($4::text[], $5::text[]) as u(attribute, value_key)`;
const DELETE = `with gone as (delete from resource where account_id = $1 and id = $2)
  insert into resource_count as c (account_id, type, slot, amount)
  values ($1, $3, pg_backend_pid() % ${COUNT_SLOTS}, -1)
  on conflict (account_id, type, slot) do update set amount = c.amount - 1`;

/** The resource that is written. */
export interface Subject {
  readonly accountId: AccountId;
  readonly shape: ResourceShape;
  readonly id: ResourceId;
}

/** A resource's look-up columns and unique values, as the functions of the migrations read them. */
export interface KeyColumns {
  readonly taken: readonly UniqueValue[];
  /** Unique values of the state before that the new one no longer has. */
  readonly freed: readonly UniqueValue[];
  /** True when a unique value is given up or taken, the user name included. */
  readonly changesUnique: boolean;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** The columns of a resource that is created, or of one that is changed. */
export function keyColumns(shape: ResourceShape, before: JsonObject | undefined, after: JsonObject): KeyColumns {
  const keys = lookUpKeys(shape, after);
  const current = uniqueValues(shape, after);
  const old = before === undefined ? [] : uniqueValues(shape, before);
  const [taken, freed] = [without(current, old), without(old, current)];
  const columns = { user_name: keys.userName, external_id: keys.externalId, display_name: keys.displayName };
  const isRenamed = before !== undefined && userNameKey(shape, before) !== keys.userName;
  return {
    ...{ taken, freed, columns: keys.sharesUserName ? { ...columns, shares_user_name: true } : columns },
    changesUnique: isRenamed || taken.length > 0 || freed.length > 0,
  };
}

/** Writes a new resource. Throws `ScimError` `uniqueness` when one of its unique values is taken. */
export async function insertResource(
  executor: Executor,
  { accountId, shape, id }: Subject,
  { attributes, version, at }: { readonly attributes: JsonObject; readonly version: number; readonly at: string },
): Promise<void> {
  const keys = lookUpKeys(shape, attributes);
  const unique = uniqueValues(shape, attributes);
  await guard(shape, unique, () =>
    run(executor, INSERT, [
      ...[accountId, id, shape.type.name, JSON.stringify(attributes), at],
      ...[keys.userName, keys.externalId, keys.displayName, keys.sharesUserName],
      ...[...columnsOf(unique), version],
    ]),
  );
}

/** Writes the new state of a resource. Throws `ScimError` `uniqueness` when a unique value is taken by another resource. */
export async function updateResource(
  executor: Executor,
  { accountId, shape, id }: Subject,
  change: {
    readonly before: JsonObject;
    readonly after: JsonObject;
    readonly version: number;
    readonly at: string;
    readonly memberCountDelta: number;
  },
): Promise<void> {
  const { before, after, version, at, memberCountDelta } = change;
  const keys = lookUpKeys(shape, after);
  const old = uniqueValues(shape, before);
  const current = uniqueValues(shape, after);
  const freed = without(old, current);
  const taken = without(current, old);
  if (freed.length > 0) await run(executor, FREE, [accountId, shape.type.name, id, ...columnsOf(freed)]);
  if (taken.length > 0) {
    await guard(shape, taken, () => run(executor, TAKE, [accountId, shape.type.name, id, ...columnsOf(taken)]));
  }
  await guard(shape, taken, () =>
    run(executor, UPDATE, [
      ...[accountId, id, JSON.stringify(after), version, at],
      ...[keys.userName, keys.externalId, keys.displayName, keys.sharesUserName, memberCountDelta],
    ]),
  );
}

/** Deletes a resource; its unique values and membership rows go with it. */
export async function deleteResource(executor: Executor, { accountId, shape, id }: Subject): Promise<void> {
  await run(executor, DELETE, [accountId, id, shape.type.name]);
}

/** Does a write of unique values: what the constraints refuse becomes a protocol error. */
export async function guard<Result>(
  shape: ResourceShape,
  unique: readonly UniqueValue[],
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw toFault(shape, unique, error);
  }
}

/** The protocol error for what the constraints refused of a write of unique values; any other error as it is. */
export function toFault(shape: ResourceShape, unique: readonly UniqueValue[], error: unknown): unknown {
  return toScimError(
    error,
    shape,
    unique.map((value) => value.attribute),
  );
}

function columnsOf(values: readonly UniqueValue[]): [attributes: string[], keys: string[]] {
  return [values.map((value) => value.attribute), values.map((value) => value.key)];
}

function without(values: readonly UniqueValue[], others: readonly UniqueValue[]): readonly UniqueValue[] {
  return values.filter(
    (value) => !others.some((other) => other.attribute === value.attribute && other.key === value.key),
  );
}
