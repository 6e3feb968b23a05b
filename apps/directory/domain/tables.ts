/** The directory's tables as Kysely types: one interface per table of migrations/, in its order. */
import type { Health, TargetSwitches } from "@lockstep/engine";
import type { Bucket } from "@lockstep/pace";
import type { AppId, GroupId, PersonId } from "@lockstep/ports";
import type { ColumnType, Generated } from "kysely";
import type { AppAttributeSettings, AuthScheme, PersonStatus, ProfileValue } from "../contract.ts";
import type { AdministratorTables } from "./administrator-tables.ts";
import type {
  Big,
  Instant,
  InstantByDefault,
  InstantOrNull,
  Jsonb,
  JsonbByDefault,
  Nullable,
  WorkColumns,
} from "./column-types.ts";
import type { DriftTables } from "./drift-tables.ts";
import type { GroupRuleTables } from "./group-rules/rule-tables.ts";
import type { ImportChanges, ImportRunTables } from "./import-run-tables.ts";
import type { ImportTables } from "./import-tables.ts";
import type { InboundScope } from "./inbound-scope.ts";
import type { PassportTables } from "./passport-tables.ts";
import type { PeopleTables } from "./people-tables.ts";
import type { PlanTables } from "./plan-tables.ts";
import type { PushTables } from "./push-tables.ts";

/** Attributes of a person's profile in Okta's spelling; unset ones are left out. */
export type Profile = Readonly<Record<string, ProfileValue>>;

export interface ApiTokenTable {
  id: string;
  name: string;
  token_sha256: Buffer;
  administrator_id: string;
  created_at: InstantByDefault;
  last_used_at: InstantOrNull;
  expires_at: Instant;
  kind: Generated<"management" | "inbound">;
  tolerance: Nullable<string>;
  scopes: Nullable<InboundScope[]>;
  last_updated_at: InstantByDefault;
}

export interface PersonTable {
  id: PersonId;
  status: PersonStatus;
  profile: Jsonb<Profile>;
  source: "console" | "api" | "csv" | "import" | "scim";
  password_hash: Nullable<string>;
  password_changed_at: InstantOrNull;
  password_sealed: Nullable<Buffer>;
  password_sealed_at: InstantOrNull;
  created_at: InstantByDefault;
  activated_at: InstantOrNull;
  status_changed_at: InstantOrNull;
  last_updated_at: InstantByDefault;
  provider_type: Generated<"OKTA" | "FEDERATION" | "SOCIAL">;
  provider_name: Generated<string>;
  recovery_question: Nullable<string>;
  recovery_answer_hash: Nullable<string>;
  failed_attempts: Generated<number>;
  locked_at: InstantOrNull;
  locked_from: Nullable<"ACTIVE" | "PASSWORD_EXPIRED" | "RECOVERY">;
}

export interface PersonGroupTable {
  id: GroupId;
  type: ColumnType<
    "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN",
    "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN" | undefined,
    "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN"
  >;
  name: string;
  description: Nullable<string>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
  last_membership_updated_at: InstantByDefault;
}

export interface GroupMemberTable {
  group_id: GroupId;
  person_id: PersonId;
  added_at: InstantByDefault;
  is_manual: Generated<boolean>;
}

/** Matching and confirming of an import, as the INBOUND_PROVISIONING feature shows it. */
export interface ImportMatch {
  readonly exactMatchCriteria: readonly string[];
  readonly allowPartialMatch: boolean;
  readonly autoConfirmExactMatch: boolean;
  readonly autoConfirmPartialMatch: boolean;
  readonly autoConfirmNewUsers: boolean;
  readonly autoActivateNewUsers: boolean;
  /** Inactive accounts are shown among the rows instead of being skipped. */
  readonly showInactiveUsers: boolean;
}

/** What of a connection's sign-in is no secret. */
export interface AuthSettings {
  readonly headerName?: string;
  readonly oauth?: {
    readonly tokenUrl: string;
    readonly clientId: string;
    readonly scope?: string;
    readonly audience?: string;
    readonly clientAuth: "client_secret_basic" | "client_secret_post";
  };
}

/** An attribute that an administrator added to an app's user schema. */
export type CustomAttribute = AppAttributeSettings;

export interface AppTable {
  id: AppId;
  name: string;
  label: string;
  status: Generated<"ACTIVE" | "INACTIVE">;
  provisioning_enabled: Generated<boolean>;
  dialect: Generated<string>;
  base_url: Nullable<string>;
  auth_scheme: Nullable<AuthScheme>;
  auth_username: Nullable<string>;
  auth_settings: Generated<AuthSettings>;
  auth_secret_sealed: Nullable<Buffer>;
  connection_status: Generated<"DISABLED" | "ENABLED" | "UNKNOWN">;
  connection_tested_at: InstantOrNull;
  paused_reason: Nullable<"credential" | "rateLimit" | "administrator" | "quarantine">;
  paused_detail: Nullable<string>;
  paused_at: InstantOrNull;
  resume_at: InstantOrNull;
  rate_limit_count: Generated<number>;
  create_users: Generated<boolean>;
  update_user_attributes: Generated<boolean>;
  deactivate_users: Generated<boolean>;
  sync_password: Generated<boolean>;
  password_seed: Generated<"RANDOM" | "OKTA">;
  password_change: Generated<"CHANGE" | "KEEP_EXISTING">;
  password_length: Generated<number>;
  user_name_type: Generated<"BUILT_IN" | "CUSTOM" | "NONE">;
  user_name_template: Generated<string>;
  user_name_push: Generated<"PUSH" | "DONT_PUSH">;
  import_enabled: Generated<boolean>;
  import_cron: Nullable<string>;
  import_time_zone: Generated<string>;
  import_user_name_template: Generated<string>;
  import_match: JsonbByDefault<ImportMatch>;
  import_due_at: InstantOrNull;
  import_incremental_cron: Nullable<string>;
  import_incremental_time_zone: Generated<string>;
  import_incremental_due_at: InstantOrNull;
  import_groups: Generated<boolean>;
  import_changes: ColumnType<ImportChanges | null, string | null | undefined, string | null>;
  import_safeguard: ColumnType<unknown, string | null | undefined, string | null>;
  profile_sourcing: Generated<boolean>;
  source_priority: Generated<number>;
  on_app_deactivation: Generated<"NOTHING" | "DEACTIVATE" | "SUSPEND">;
  reactivate_suspended: Generated<boolean>;
  reactivate_deactivated: Generated<boolean>;
  rename_app_groups: Generated<boolean>;
  hide_web: Generated<boolean>;
  hide_ios: Generated<boolean>;
  auto_submit_toolbar: Generated<boolean>;
  drift_cron: Nullable<string>;
  drift_time_zone: Generated<string>;
  drift_due_at: InstantOrNull;
  foreign_members: Generated<"KEEP" | "REMOVE">;
  target_switches: JsonbByDefault<TargetSwitches>;
  suspended_people: Generated<"IGNORE" | "DEACTIVATE">;
  gone_accounts: Generated<"RECREATE" | "ASK">;
  rate_requests: Nullable<number>;
  rate_per: Nullable<"SECOND" | "MINUTE" | "HOUR">;
  concurrency_max: Nullable<number>;
  password_alphabet: Generated<string>;
  health: ColumnType<Health | null, string | null | undefined, string | null>;
  budget: ColumnType<unknown, string | null | undefined, string | null>;
  sweep_version: Big;
  swept_version: Big;
  sweep_owner: Nullable<string>;
  sweep_expires_at: InstantOrNull;
  sweep_causes: Generated<readonly string[]>;
  custom_attributes: JsonbByDefault<readonly CustomAttribute[]>;
  user_name_suffix: Nullable<string>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

export interface AppMappingTable {
  app_id: AppId;
  attribute: string;
  expression: string;
  push_status: Generated<"PUSH" | "DONT_PUSH">;
  position: number;
  source: Generated<"EXPRESSION" | "CONSTANT" | "GROUP">;
}

export interface AppGroupAssignmentTable {
  app_id: AppId;
  group_id: GroupId;
  priority: Generated<number>;
  created_at: InstantByDefault;
  profile: JsonbByDefault<Readonly<Record<string, unknown>>>;
  last_updated_at: InstantByDefault;
}

export type SyncState = "DISABLED" | "OUT_OF_SYNC" | "SYNCING" | "SYNCHRONIZED" | "ERROR";

export interface AppUserTable extends WorkColumns {
  id: string;
  app_id: AppId;
  person_id: PersonId;
  assigned: boolean;
  scope: "USER" | "GROUP";
  user_name_override: Nullable<string>;
  reserved_user_name: Nullable<string>;
  /** How many leases of one owner in the app may be worked on at once; null = all of them. */
  lease_at_once: Nullable<number>;
  profile_override: JsonbByDefault<Readonly<Record<string, unknown>>>;
  provision_requested: Generated<boolean>;
  external_id: Nullable<string>;
  origin: Nullable<"created" | "linked" | "confirmed">;
  known: ColumnType<Readonly<Record<string, unknown>> | null, string | null | undefined, string | null>;
  seen: ColumnType<Readonly<Record<string, unknown>> | null, string | null | undefined, string | null>;
  known_active: Nullable<boolean>;
  user_name: Nullable<string>;
  sync_state: Generated<SyncState>;
  last_sync_at: InstantOrNull;
  last_error: Nullable<string>;
  password_pending: Generated<boolean>;
  password_sealed: Nullable<Buffer>;
  password_sealed_at: InstantOrNull;
  password_changed_at: InstantOrNull;
  password_expired_at: InstantOrNull;
  approved: Generated<readonly string[]>;
  causes: Generated<readonly string[]>;
  effect: Nullable<"overwrite" | "other">;
  effect_version: Big;
  effect_digest: Nullable<string>;
  approved_version: Big;
  created_at: InstantByDefault;
  status_changed_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

export interface AppUserReferenceTable {
  app_user_id: string;
  attribute: string;
  app_id: AppId;
  person_id: PersonId;
  sent: Nullable<string>;
}

export interface AppPaceTable {
  app_id: AppId;
  bucket: ColumnType<Bucket | null, string | null, string | null>;
}

export interface ProtectionTable {
  id: string;
  kind: "PERSON" | "GROUP" | "ADMINISTRATORS";
  person_id: Nullable<PersonId>;
  group_id: Nullable<GroupId>;
  reason: Generated<string>;
  created_at: InstantByDefault;
}

export interface TaskTable {
  id: string;
  app_id: AppId;
  app_user_id: Nullable<string>;
  push_group_id: Nullable<string>;
  import_run_id: Nullable<string>;
  cause: string;
  summary: string;
  detail: string;
  remedy: string;
  status_code: Nullable<number>;
  request_id: Nullable<string>;
  trace_id: Nullable<string>;
  attempts: Generated<number>;
  state: Generated<"OPEN" | "RESOLVED" | "CANCELLED">;
  next_attempt_at: InstantOrNull;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
  resolved_at: InstantOrNull;
}

/** Who did something, or to whom it was done. */
export interface LogParty {
  readonly id: string;
  readonly type: string;
  readonly displayName: string;
  readonly alternateId?: string;
}

/** Through what somebody acted. */
export interface LogOrigin {
  readonly via: "token" | "session" | "serviceApp" | "inbound";
  /** Id of the token or service app. */
  readonly credentialId?: string;
  readonly userAgent?: string;
}

export interface SystemLogTable {
  seq: ColumnType<string, never, never>;
  /** Number in the feed: given after commit by `sequence_log()`. */
  position: ColumnType<string | null, never, never>;
  origin: JsonbByDefault<Partial<LogOrigin>>;
  uuid: string;
  published: InstantByDefault;
  event_type: string;
  severity: "DEBUG" | "INFO" | "WARN" | "ERROR";
  display_message: string;
  outcome_result: "SUCCESS" | "FAILURE" | "SKIPPED" | "UNKNOWN";
  outcome_reason: Nullable<string>;
  actor: Jsonb<LogParty>;
  targets: JsonbByDefault<readonly LogParty[]>;
  trace_id: Nullable<string>;
  debug: JsonbByDefault<Readonly<Record<string, unknown>>>;
}

export interface InstanceFactTable {
  key: string;
  value: Jsonb<unknown>;
}

/** The directory's schema. */
export interface DirectoryTables
  extends AdministratorTables,
    PeopleTables,
    GroupRuleTables,
    PassportTables,
    PlanTables,
    DriftTables,
    ImportRunTables,
    ImportTables,
    PushTables {
  api_token: ApiTokenTable;
  person: PersonTable;
  person_group: PersonGroupTable;
  group_member: GroupMemberTable;
  app: AppTable;
  app_mapping: AppMappingTable;
  app_group_assignment: AppGroupAssignmentTable;
  app_user: AppUserTable;
  task: TaskTable;
  system_log: SystemLogTable;
  instance_fact: InstanceFactTable;
  app_user_reference: AppUserReferenceTable;
  app_pace: AppPaceTable;
  protection: ProtectionTable;
}
