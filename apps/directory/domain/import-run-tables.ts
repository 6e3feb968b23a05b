/** Tables of imports and of what they find (migrations 0001, 0009, 0018 and 0019), as Kysely types. */
import type { AppId } from "@lockstep/ports";
import type { ColumnType, Generated } from "kysely";
import type { Big, Instant, InstantByDefault, InstantOrNull, JsonbOrNull, Nullable } from "./column-types.ts";
import type { LogParty } from "./tables.ts";

/** What a run reads: everything, what changed since the last one, or the groups alone. */
export type ImportMode = "FULL" | "INCREMENTAL" | "GROUPS";

/** HELD: the safeguard stopped it before the first removal. */
export type ImportState = "QUEUED" | "RUNNING" | "HELD" | "DONE" | "FAILED" | "CANCELLED";

/** Whether a target lists what changed since a moment, as it was tried; `since`: from when the next incremental import reads. */
export interface ImportChanges {
  readonly baseUrl: string;
  /** null: not tried yet. */
  readonly works: boolean | null;
  readonly detail: string;
  /** ISO 8601; null before the first complete import. */
  readonly since: string | null;
  /** Cursor of the app's event feed after which the next one reads instead; null or absent: the app has none. */
  readonly feed?: string | null;
}

/** What the safeguard found when it stopped a run. */
export interface ImportHold {
  readonly scope: "APP" | "DIRECTORY";
  readonly affected: number;
  readonly population: number;
  readonly percent: number;
}

export interface ImportRunTable {
  id: string;
  app_id: AppId;
  trigger: "MANUAL" | "SCHEDULE";
  mode: Generated<ImportMode>;
  state: Generated<ImportState>;
  phase: Generated<"USERS" | "CONFIRMATIONS" | "GROUPS" | "REMOVALS">;
  paging: Nullable<"INDEX" | "CURSOR">;
  pass: Generated<number>;
  next_start_index: Generated<number>;
  next_cursor: Nullable<string>;
  total: Nullable<number>;
  first_total: Nullable<number>;
  rows_read: Generated<number>;
  scanned: Generated<number>;
  new_people: Generated<number>;
  matched: Generated<number>;
  unchanged: Generated<number>;
  updated: Generated<number>;
  /** Nothing is changed: what a real run would do. */
  preview: Generated<boolean>;
  linked: Generated<number>;
  created: Generated<number>;
  skipped: Generated<number>;
  failed: Generated<number>;
  hook_failures: Generated<number>;
  complete: Nullable<boolean>;
  incomplete_reason: Nullable<string>;
  note: Nullable<string>;
  error: Nullable<string>;
  modified_after: InstantOrNull;
  reading_began_at: InstantOrNull;
  feed_after: Nullable<string>;
  feed_end: Nullable<string>;
  /** Of a first import: it has stored an account that claims what another row claims. */
  claims_met: Generated<boolean>;
  fetch_ms: Big;
  store_ms: Big;
  absent: Generated<number>;
  departed: Generated<number>;
  deactivated: Generated<number>;
  suspended: Generated<number>;
  kept: Generated<number>;
  present: Generated<number>;
  unverified: Generated<number>;
  groups_total: Nullable<number>;
  groups_scanned: Generated<number>;
  groups_new: Generated<number>;
  groups_updated: Generated<number>;
  groups_unchanged: Generated<number>;
  groups_removed: Generated<number>;
  groups_problem: Nullable<string>;
  hold: ColumnType<ImportHold | null, string | null | undefined, string | null>;
  held_at: InstantOrNull;
  decided_at: InstantOrNull;
  decided_by: ColumnType<LogParty | null, string | null | undefined, string | null>;
  lease_owner: Nullable<string>;
  lease_expires_at: InstantOrNull;
  created_at: InstantByDefault;
  started_at: InstantOrNull;
  finished_at: InstantOrNull;
}

interface ImportSeenTable {
  run_id: string;
  external_id: string;
  active: boolean;
}

/** An account that the app's event feed tells of. */
interface ImportChangedTable {
  run_id: string;
  external_id: string;
  removed: boolean;
  is_read: Generated<boolean>;
}

interface ImportRemovalTable {
  run_id: string;
  app_user_id: string;
  external_id: string;
  cause: "absent" | "inactive";
  state: Generated<"PENDING" | "GONE" | "REMOVED" | "DEACTIVATED" | "SUSPENDED" | "KEPT" | "PRESENT" | "UNVERIFIED">;
  detail: Nullable<string>;
}

/** An account of which the run decides when its list has ended; `account` of a preview, which stores no rows. */
interface ImportDeferredTable {
  run_id: string;
  external_id: string;
  user_name: string;
  note: Nullable<string>;
  account: JsonbOrNull<Readonly<Record<string, unknown>>>;
  claims: Nullable<string>;
  is_told: Generated<boolean>;
}

interface ImportPreviewValueTable {
  run_id: string;
  key: string;
}

/** A group of an app, as an import found it. */
interface AppGroupTable {
  app_id: AppId;
  external_id: string;
  display_name: string;
  description: Nullable<string>;
  member_count: Generated<number>;
  members_known: Generated<boolean>;
  first_seen_at: Instant;
  last_seen_at: Instant;
  last_seen_run: Nullable<string>;
  last_changed_at: Instant;
}

interface AppGroupMemberTable {
  app_id: AppId;
  group_id: string;
  member_id: string;
  kind: Generated<"USER" | "GROUP">;
  display: Nullable<string>;
}

/** Imports, whom they saw, and the groups that they found. */
export interface ImportRunTables {
  import_run: ImportRunTable;
  import_seen: ImportSeenTable;
  import_changed: ImportChangedTable;
  import_deferred: ImportDeferredTable;
  import_preview_value: ImportPreviewValueTable;
  import_removal: ImportRemovalTable;
  app_group: AppGroupTable;
  app_group_member: AppGroupMemberTable;
}
