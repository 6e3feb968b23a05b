-- The directory's tables. One instance serves one company. Search path is the directory's schema; the application
-- connects as a role that owns none of this. Ids follow Okta's prefixes: 00u person, 00g group, 0oa app, 0ua app user, gPm push group.

create table administrator (
  id text primary key,
  login text not null,
  name text not null,
  password_hash text not null,
  created_at timestamptz not null default now()
);
create unique index administrator_login_unique on administrator (lower(login));

create table console_session (
  token_sha256 bytea primary key,
  administrator_id text not null references administrator on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table api_token (
  id text primary key,
  name text not null,
  token_sha256 bytea not null,
  administrator_id text not null references administrator on delete cascade,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz not null
);
create unique index api_token_sha256_unique on api_token (token_sha256);

create table person (
  id text primary key,
  status text not null check (status in ('STAGED','PROVISIONED','ACTIVE','RECOVERY','PASSWORD_EXPIRED','LOCKED_OUT','SUSPENDED','DEPROVISIONED')),
  -- Okta's base profile attributes in their spelling; unset ones are left out.
  profile jsonb not null,
  source text not null check (source in ('console','api','csv','import')),
  password_hash text,
  password_changed_at timestamptz,
  -- The directory password, sealed, until the first app that syncs it takes it over (Sync Okta Password, assigned later).
  password_sealed bytea,
  created_at timestamptz not null default now(),
  activated_at timestamptz,
  status_changed_at timestamptz,
  last_updated_at timestamptz not null default now()
);
create unique index person_login_unique on person (lower(profile->>'login'));
create index person_created on person (created_at, id);
create index person_email on person (lower(profile->>'email'));
create index person_name on person (lower(profile->>'lastName'), lower(profile->>'firstName'), id);

create table person_group (
  id text primary key,
  type text not null default 'OKTA_GROUP' check (type in ('OKTA_GROUP','APP_GROUP','BUILT_IN')),
  name text not null check (length(name) between 1 and 255),
  description text,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now(),
  last_membership_updated_at timestamptz not null default now()
);
create unique index person_group_name_unique on person_group (lower(name)) where type <> 'APP_GROUP';

create table group_member (
  group_id text not null references person_group on delete cascade,
  person_id text not null references person on delete cascade,
  added_at timestamptz not null default now(),
  primary key (group_id, person_id)
);
create index group_member_person on group_member (person_id);

-- Everyone is in it: people join when they are created.
insert into person_group (id, type, name, description)
values ('00gEveryone000000000', 'BUILT_IN', 'Everyone', 'All people of the directory');

create table app (
  id text primary key,
  name text not null,
  label text not null,
  status text not null default 'ACTIVE' check (status in ('ACTIVE','INACTIVE')),
  -- Integration
  provisioning_enabled boolean not null default false,
  dialect text not null default 'okta-catalogue',
  base_url text,
  auth_scheme text check (auth_scheme in ('BASIC','TOKEN')),
  auth_username text,
  auth_secret_sealed bytea,
  connection_status text not null default 'DISABLED' check (connection_status in ('DISABLED','ENABLED','UNKNOWN')),
  connection_tested_at timestamptz,
  -- An app that is paused sends nothing. Reasons: credential (401, 403), rateLimit (429), administrator.
  paused_reason text check (paused_reason in ('credential','rateLimit','administrator')),
  paused_detail text,
  paused_at timestamptz,
  resume_at timestamptz,
  rate_limit_count integer not null default 0,
  -- To App
  create_users boolean not null default false,
  update_user_attributes boolean not null default false,
  deactivate_users boolean not null default false,
  sync_password boolean not null default false,
  password_seed text not null default 'RANDOM' check (password_seed in ('RANDOM','OKTA')),
  password_change text not null default 'KEEP_EXISTING' check (password_change in ('CHANGE','KEEP_EXISTING')),
  password_length integer not null default 16 check (password_length between 8 and 72),
  -- Sign On
  user_name_type text not null default 'BUILT_IN' check (user_name_type in ('BUILT_IN','CUSTOM','NONE')),
  user_name_template text not null default '${source.login}',
  user_name_push text not null default 'PUSH' check (user_name_push in ('PUSH','DONT_PUSH')),
  -- To Directory
  import_enabled boolean not null default false,
  import_cron text,
  import_time_zone text not null default 'UTC',
  import_user_name_template text not null default '${source.email}',
  import_match jsonb not null default '{"exactMatchCriteria":["USERNAME"],"allowPartialMatch":true,"autoConfirmExactMatch":false,"autoConfirmPartialMatch":false,"autoConfirmNewUsers":false,"autoActivateNewUsers":false}',
  import_due_at timestamptz,
  -- Push Groups
  rename_app_groups boolean not null default true,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now()
);
create unique index app_label_unique on app (lower(label));

create table app_mapping (
  app_id text not null references app on delete cascade,
  -- SCIM attribute of the target: name.givenName, emails[type eq "work"].value, urn:…:User:department
  attribute text not null,
  expression text not null,
  push_status text not null default 'PUSH' check (push_status in ('PUSH','DONT_PUSH')),
  position integer not null,
  primary key (app_id, attribute)
);

create table app_group_assignment (
  app_id text not null references app on delete cascade,
  group_id text not null references person_group on delete cascade,
  priority integer not null default 0,
  created_at timestamptz not null default now(),
  primary key (app_id, group_id)
);

create table app_user (
  id text primary key,
  app_id text not null references app on delete cascade,
  person_id text not null references person on delete cascade,
  -- Desired: is the person assigned, directly (USER) or through a group (GROUP)?
  assigned boolean not null,
  scope text not null check (scope in ('USER','GROUP')),
  user_name_override text,
  profile_override jsonb not null default '{}',
  -- Assigned while Create Users was off: waits for "Provision user".
  provision_requested boolean not null default true,
  -- Known from the last confirmed answer.
  external_id text,
  origin text check (origin in ('created','linked','confirmed')),
  known jsonb,
  known_active boolean,
  user_name text,
  sync_state text not null default 'OUT_OF_SYNC' check (sync_state in ('DISABLED','OUT_OF_SYNC','SYNCING','SYNCHRONIZED','ERROR')),
  last_sync_at timestamptz,
  last_error text,
  -- Password delivery. A random password is made when it is sent and never kept; a directory password waits sealed.
  password_pending boolean not null default false,
  password_sealed bytea,
  password_sealed_at timestamptz,
  password_changed_at timestamptz,
  -- Level-triggered work: dirty while dirty_version > clean_version.
  dirty_version bigint not null default 1,
  clean_version bigint not null default 0,
  due_at timestamptz not null default now(),
  attempts integer not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  trace_id text,
  created_at timestamptz not null default now(),
  status_changed_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now(),
  unique (app_id, person_id)
);
create index app_user_person on app_user (person_id);
create index app_user_created on app_user (app_id, created_at, id);
create index app_user_dirty on app_user (app_id, due_at) where dirty_version > clean_version;
-- Leases that are held: counted for each app when work is claimed.
create index app_user_leased on app_user (app_id, lease_expires_at) where lease_owner is not null;
create unique index app_user_external_unique on app_user (app_id, external_id) where external_id is not null;

create table push_group (
  id text primary key,
  app_id text not null references app on delete cascade,
  group_id text not null references person_group on delete cascade,
  status text not null default 'ACTIVE' check (status in ('ACTIVE','INACTIVE','ERROR')),
  error_summary text,
  -- The administrator chose an existing group of the app; without that a group of the same name is never taken over.
  linked_by_choice boolean not null default false,
  -- Unlink: the row goes when the target has been told.
  removing boolean not null default false,
  delete_in_target boolean not null default false,
  -- Known from the last confirmed answer.
  external_id text,
  known_display_name text,
  members_known boolean not null default false,
  last_push_at timestamptz,
  dirty_version bigint not null default 1,
  clean_version bigint not null default 0,
  due_at timestamptz not null default now(),
  attempts integer not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  trace_id text,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now(),
  unique (app_id, group_id)
);
create index push_group_dirty on push_group (app_id, due_at) where dirty_version > clean_version;
create index push_group_leased on push_group (app_id, lease_expires_at) where lease_owner is not null;

-- SCIM ids of members that the target was confirmed to hold.
create table push_group_member (
  push_group_id text not null references push_group on delete cascade,
  external_id text not null,
  primary key (push_group_id, external_id)
);

-- Group members that the push leaves out, and why.
create table push_group_left_out (
  push_group_id text not null references push_group on delete cascade,
  person_id text not null references person on delete cascade,
  reason text not null,
  primary key (push_group_id, person_id)
);

create table task (
  id text primary key,
  app_id text not null references app on delete cascade,
  app_user_id text references app_user on delete cascade,
  push_group_id text references push_group on delete cascade,
  import_run_id text,
  -- A stable code that tasks are grouped by: rejected, unknown, unreachable, credential, featureOff, ambiguousMatch, groupNameTaken, rateLimit, gone …
  cause text not null,
  summary text not null,
  -- The target's own words.
  detail text not null,
  remedy text not null,
  status_code integer,
  request_id text,
  trace_id text,
  attempts integer not null default 1,
  state text not null default 'OPEN' check (state in ('OPEN','RESOLVED','CANCELLED')),
  -- When the engine tries again by itself; null = waits for a person.
  next_attempt_at timestamptz,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now(),
  resolved_at timestamptz
);
create unique index task_open_app_user on task (app_user_id) where state = 'OPEN' and app_user_id is not null;
create unique index task_open_push_group on task (push_group_id) where state = 'OPEN' and push_group_id is not null;
create unique index task_open_app on task (app_id, cause) where state = 'OPEN' and app_user_id is null and push_group_id is null;
create index task_recent on task (state, last_updated_at desc);

create table system_log (
  seq bigint generated always as identity primary key,
  uuid text not null unique,
  published timestamptz not null default now(),
  event_type text not null,
  severity text not null check (severity in ('DEBUG','INFO','WARN','ERROR')),
  display_message text not null,
  outcome_result text not null check (outcome_result in ('SUCCESS','FAILURE','SKIPPED','UNKNOWN')),
  outcome_reason text,
  actor jsonb not null,
  targets jsonb not null default '[]',
  trace_id text,
  -- Request line, status, duration and the like. Never a secret, never a body.
  debug jsonb not null default '{}'
);
create index system_log_published on system_log (published, seq);
create index system_log_trace on system_log (trace_id) where trace_id is not null;

create table import_run (
  id text primary key,
  app_id text not null references app on delete cascade,
  trigger text not null check (trigger in ('MANUAL','SCHEDULE')),
  state text not null default 'QUEUED' check (state in ('QUEUED','RUNNING','DONE','FAILED','CANCELLED')),
  next_start_index integer not null default 1,
  total integer,
  scanned integer not null default 0,
  new_people integer not null default 0,
  matched integer not null default 0,
  unchanged integer not null default 0,
  updated integer not null default 0,
  error text,
  lease_owner text,
  lease_expires_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create unique index import_run_one_per_app on import_run (app_id) where state in ('QUEUED','RUNNING');

-- People found in the app who are not linked yet, or were ignored.
create table import_row (
  app_id text not null references app on delete cascade,
  external_id text not null,
  import_run_id text not null references import_run on delete cascade,
  user_name text not null,
  active boolean not null,
  profile jsonb not null,
  match text not null check (match in ('EXACT','PARTIAL','NONE','AMBIGUOUS')),
  person_id text references person on delete set null,
  state text not null default 'UNCONFIRMED' check (state in ('UNCONFIRMED','CONFIRMED','IGNORED')),
  last_updated_at timestamptz not null default now(),
  primary key (app_id, external_id)
);

-- Small facts of the instance, such as the first-run marker.
create table instance_fact (
  key text primary key,
  value jsonb not null
);
