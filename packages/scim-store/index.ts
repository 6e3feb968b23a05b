/** The PostgreSQL store for `@lockstep/scim-server`: tables, uniqueness, membership, events. */
export { createScimStore } from "./create-scim-store.ts";
export {
  EVENTS_MAX,
  type EventRange,
  findEvents,
  type LatestEvents,
  pruneEvents,
  readEventPage,
  readLatestEvents,
  type StoredEventPage,
} from "./event-page.ts";
export type { StoredEvent } from "./events.ts";
export { hasUniqueUserName, uniqueAttributes } from "./keys.ts";
export { scimStoreMigrations } from "./migrations.ts";
export type { ChangeKind, HookCall, ScimStoreOptions, StoreChange, StoreHooks } from "./options.ts";
export type {
  EventFeedTable,
  EventTable,
  MembershipTable,
  ResourceCountTable,
  ResourceTable,
  ScimStoreTables,
  TombstoneTable,
  UniqueValueTable,
} from "./tables.ts";
