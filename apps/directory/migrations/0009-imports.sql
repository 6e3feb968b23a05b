-- Imports: what a run reads, where it stands, whom it saw, who is absent, and the groups of an app.

-- FULL reads everything, INCREMENTAL what changed since, GROUPS the groups alone ("Refresh App Groups").
alter table import_run add column mode text not null default 'FULL' check (mode in ('FULL','INCREMENTAL','GROUPS'));
-- HELD: the safeguard stopped it before the first removal; a person approves or cancels.
alter table import_run drop constraint import_run_state_check;
alter table import_run add constraint import_run_state_check
  check (state in ('QUEUED','RUNNING','HELD','DONE','FAILED','CANCELLED'));
drop index import_run_one_per_app;
create unique index import_run_one_per_app on import_run (app_id) where state in ('QUEUED','RUNNING','HELD');
create index import_run_recent on import_run (app_id, created_at desc);

alter table import_run add column phase text not null default 'USERS' check (phase in ('USERS','GROUPS','REMOVALS'));
-- The walk: how pages are asked for, the how manieth walk over the list it is, and its next page (next_start_index, or a cursor).
alter table import_run add column paging text check (paging in ('INDEX','CURSOR'));
alter table import_run add column pass integer not null default 1;
alter table import_run add column next_cursor text;
-- Of this walk: the number of rows that its first page told, and the rows that were read.
alter table import_run add column first_total integer;
alter table import_run add column rows_read integer not null default 0;
-- Whether everything was seen: null while it is read. Absence counts only after a complete full listing.
alter table import_run add column complete boolean;
alter table import_run add column incomplete_reason text;
-- What an administrator should know about how it was done, such as a full import in place of an incremental one.
alter table import_run add column note text;
-- Incremental: the bound of the filter; and the target's time when reading began, the next run's bound.
alter table import_run add column modified_after timestamptz;
alter table import_run add column reading_began_at timestamptz;
alter table import_run add column fetch_ms bigint not null default 0;
alter table import_run add column store_ms bigint not null default 0;
-- Accounts that are gone or inactive: looked at, taken away, found after all, not to be found out.
alter table import_run add column absent integer not null default 0;
alter table import_run add column departed integer not null default 0;
alter table import_run add column present integer not null default 0;
alter table import_run add column unverified integer not null default 0;
alter table import_run add column groups_total integer;
alter table import_run add column groups_scanned integer not null default 0;
alter table import_run add column groups_new integer not null default 0;
alter table import_run add column groups_updated integer not null default 0;
alter table import_run add column groups_unchanged integer not null default 0;
alter table import_run add column groups_removed integer not null default 0;
alter table import_run add column groups_problem text;
-- The safeguard: { scope, affected, population, percent } of what it found; who let the run go on.
alter table import_run add column hold jsonb;
alter table import_run add column held_at timestamptz;
alter table import_run add column decided_at timestamptz;
alter table import_run add column decided_by jsonb;

-- Accounts that a run has seen, each once however often the target lists it. Rows go when the run has ended.
create table import_seen (
  run_id text not null references import_run on delete cascade,
  external_id text not null,
  active boolean not null,
  primary key (run_id, external_id)
);

-- Linked accounts that a run found gone or inactive. 'PENDING' ones are looked at one by one before anything is taken away.
create table import_removal (
  run_id text not null references import_run on delete cascade,
  app_user_id text not null references app_user on delete cascade,
  external_id text not null,
  cause text not null check (cause in ('absent','inactive')),
  state text not null default 'PENDING' check (state in ('PENDING','GONE','REMOVED','PRESENT','UNVERIFIED')),
  detail text,
  primary key (run_id, app_user_id)
);
create index import_removal_open on import_removal (run_id, state) where state in ('PENDING','GONE');
create index import_removal_app_user on import_removal (app_user_id);

alter table app add column import_incremental_cron text;
alter table app add column import_incremental_time_zone text not null default 'UTC';
alter table app add column import_incremental_due_at timestamptz;
alter table app add column import_groups boolean not null default true;
-- Whether the target lists what changed since a moment, as it was tried, and from when the next incremental import reads:
-- { baseUrl, works, detail, since }. Of another base URL it counts for nothing.
alter table app add column import_changes jsonb;
-- { isOn, percent, from }; null = the directory's (instance_fact 'importSafeguard').
alter table app add column import_safeguard jsonb;

-- Groups of an app as imports found them: shown, linked to, never changed here.
create table app_group (
  app_id text not null references app on delete cascade,
  external_id text not null,
  display_name text not null,
  description text,
  member_count integer not null default 0,
  -- False: the target's answer was too large, or it does not tell who is in its groups.
  members_known boolean not null default true,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  last_seen_run text,
  last_changed_at timestamptz not null,
  primary key (app_id, external_id)
);
create index app_group_name on app_group (app_id, lower(display_name), external_id);

-- Members by their id in the app: people's accounts, or groups in a group.
create table app_group_member (
  app_id text not null,
  group_id text not null,
  member_id text not null,
  kind text not null default 'USER' check (kind in ('USER','GROUP')),
  display text,
  primary key (app_id, group_id, member_id),
  foreign key (app_id, group_id) references app_group on delete cascade
);
create index app_group_member_id on app_group_member (app_id, member_id);
