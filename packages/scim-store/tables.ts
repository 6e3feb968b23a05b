/** The store's tables as Kysely types; they lie in the schema of the app that mounts the store. */
import type { ColumnType, GeneratedAlways } from "kysely";

type Bigint = ColumnType<string, number | string, number | string>;
type Jsonb = ColumnType<unknown, string, string>;

/** One row per SCIM resource. */
export interface ResourceTable {
  account_id: string;
  id: string;
  /** Name of the resource type: `User`, `Group`. */
  type: string;
  /** Attributes in schema spelling, extensions under their URN. */
  doc: Jsonb;
  version: Bigint;
  created_at: Date;
  modified_at: Date;
  /** `userName`, folded; for look-up by index. */
  user_name_key: string | null;
  /** The resource's own id where others may have the same user name; null where the user name is unique. */
  user_name_sharer: string | null;
  /** `externalId` as sent. */
  external_id: string | null;
  /** `displayName`, folded. */
  display_name_key: string | null;
  /** Number of members of a group. */
  member_count: number;
}

/** One row per value that must be unique within its account, type and attribute. */
export interface UniqueValueTable {
  account_id: string;
  type: string;
  attribute: string;
  value_key: string;
  resource_id: string;
}

/** One row per member of a group. */
export interface MembershipTable {
  account_id: string;
  group_id: string;
  member_id: string;
  added_at: Date;
}

/** Numbers of resources, spread over slots so that concurrent writers do not wait for one another; the sum counts. */
export interface ResourceCountTable {
  account_id: string;
  type: string;
  slot: number;
  amount: Bigint;
}

/** One row per effective write. `seq` is given by `sequence_events()` after the write is committed. */
export interface EventTable {
  account_id: string;
  position: GeneratedAlways<string>;
  seq: Bigint | null;
  id: string;
  kind: string;
  type: string;
  resource_id: string;
  version: Bigint;
  before: Jsonb | null;
  after: Jsonb | null;
  members_added: string[];
  members_removed: string[];
  credential_id: string;
  user_id: string;
  trace_id: string;
  occurred_at: Date;
}

/** How far an account's feed is numbered. */
export interface EventFeedTable {
  account_id: string;
  last_seq: Bigint;
  pruned_seq: Bigint;
}

/** What is left of a deleted resource that may come back with its id. */
export interface TombstoneTable {
  account_id: string;
  type: string;
  credential_id: string;
  external_id: string;
  resource_id: string;
  version: Bigint;
  deleted_at: Date;
}

/** All tables of the store. */
export interface ScimStoreTables {
  resource: ResourceTable;
  unique_value: UniqueValueTable;
  membership: MembershipTable;
  resource_count: ResourceCountTable;
  event: EventTable;
  event_feed: EventFeedTable;
  tombstone: TombstoneTable;
}
