-- Push groups of any size: who changed since the last push, and what was found when a group of the app was looked at.

-- Everybody is compared while whole_version > compared_version; else only who is named in push_group_pending.
alter table push_group add column whole_version bigint not null default 1;
alter table push_group add column compared_version bigint not null default 0;
update push_group set whole_version = dirty_version;
-- Rows of push_group_member, counted as they come and go: a budget asks for them with every removal.
alter table push_group add column held_count integer not null default 0;
update push_group g set held_count = (select count(*) from push_group_member k where k.push_group_id = g.id);

-- People whose membership may have changed, with the account that the app may hold for them. Rows are only added, and taken away by the run
-- that has read them: two markers never wait for each other. Without foreign keys: a deleted person's account is still to be taken out, and
-- a key would lock the push group's row with every mark.
create table push_group_pending (
  id bigint generated always as identity primary key,
  push_group_id text not null,
  person_id text not null,
  external_id text
);
create index push_group_pending_group on push_group_pending (push_group_id);

create function drop_pending_of_push_group() returns trigger language plpgsql as $$
begin
  delete from push_group_pending where push_group_id = old.id;
  return null;
end $$;
create trigger push_group_pending_goes after delete on push_group
  for each row execute function drop_pending_of_push_group();

-- The app refused the member by itself: it is tried again when the person changes.
alter table push_group_left_out add column refused boolean not null default false;
create index push_group_left_out_refused on push_group_left_out (person_id) where refused;
create index push_group_left_out_refusal on push_group_left_out (push_group_id) where refused;

-- When the app's groups are looked at by themselves; null = never. A moment that was never computed is computed by the next worker.
alter table app add column drift_cron text default '23 3 * * *';
alter table app add column drift_time_zone text not null default 'UTC';
alter table app add column drift_due_at timestamptz;
-- What a repair does with members of a pushed group that the directory does not know of.
alter table app add column foreign_members text not null default 'KEEP' check (foreign_members in ('KEEP','REMOVE'));

-- A look at the pushed groups of an app.
create table drift_check (
  id text primary key,
  app_id text not null references app on delete cascade,
  -- Null = all of the app's groups.
  push_group_id text references push_group on delete cascade,
  trigger text not null check (trigger in ('MANUAL','SCHEDULE')),
  state text not null default 'QUEUED' check (state in ('QUEUED','RUNNING','DONE','FAILED','CANCELLED')),
  -- Requests that it may spend, and has spent. Members are read in full while it lasts.
  requests_max integer not null,
  requests integer not null default 0,
  total integer,
  checked integer not null default 0,
  drifted integer not null default 0,
  error text,
  -- The last push group that was looked at.
  position text not null default '',
  lease_owner text,
  lease_expires_at timestamptz,
  created_by jsonb not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz
);
create index drift_check_recent on drift_check (app_id, created_at desc);
create unique index drift_check_open on drift_check (app_id, coalesce(push_group_id, '')) where state in ('QUEUED','RUNNING');

-- What the last look at a push group found.
create table drift_finding (
  push_group_id text primary key references push_group on delete cascade,
  check_id text not null,
  checked_at timestamptz not null,
  -- How the members were compared: by the target's digest, one by one, or not at all.
  method text not null check (method in ('DIGEST','MEMBERS','NAME')),
  state text not null check (state in ('IN_SYNC','DRIFTED','DELETED','RECREATED','UNKNOWN')),
  -- What the group is called in the app, and the id of the group that bears the name now.
  target_name text,
  target_id text,
  missing_count integer not null default 0,
  extra_count integer not null default 0,
  -- The first of them: SCIM ids, with the person as far as there is one.
  missing jsonb not null default '[]',
  extra jsonb not null default '[]',
  detail text
);
