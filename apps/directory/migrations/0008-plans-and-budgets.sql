-- Plans, budgets and the sweep that compares an app's people set-wise.

-- Budget: null = the directory's default (instance_fact 'budget'); else the same shape, direction by direction.
alter table app add column budget jsonb;
-- The sweep (ADR 24): wanted while sweep_version > swept_version. Its lease belongs to one worker.
alter table app add column sweep_version bigint not null default 0;
alter table app add column swept_version bigint not null default 0;
alter table app add column sweep_owner text;
alter table app add column sweep_expires_at timestamptz;

-- What a comparison with the known state found for this version: 'overwrite' changes values that the app holds, 'other' does not.
alter table app_user add column effect text check (effect in ('overwrite','other'));
alter table app_user add column effect_version bigint not null default 0;
-- A version up to which a person let the work pass the budget (approval, or an applied plan).
alter table app_user add column approved_version bigint not null default 0;
alter table push_group add column approved_version bigint not null default 0;

-- Names of accounts for which none was spoken for yet: every new name is held against them.
create index app_user_unreserved_name on app_user (app_id, lower(user_name))
  where assigned and reserved_user_name is null and user_name is not null;

-- What the budget counts, ready to be counted: empty while nothing of the kind is due.
create index app_user_deactivating on app_user (app_id)
  where dirty_version > clean_version and not assigned and external_id is not null and known_active is distinct from false
    and approved_version < dirty_version;
create index app_user_overwriting on app_user (app_id)
  where dirty_version > clean_version and assigned and external_id is not null and known is not null
    and approved_version < dirty_version and (effect_version <> dirty_version or effect = 'overwrite');

-- What was done in a direction without approval: counted within the budget's window.
create table budget_use (
  app_id text not null references app on delete cascade,
  direction text not null check (direction in ('deactivations','membershipRemovals','attributeOverwrites')),
  amount integer not null check (amount > 0),
  used_at timestamptz not null
);
create index budget_use_recent on budget_use (app_id, direction, used_at);

-- Work that waits for a person because it exceeds the budget. One open hold for a direction of an app.
create table budget_hold (
  id text primary key,
  app_id text not null references app on delete cascade,
  direction text not null check (direction in ('deactivations','membershipRemovals','attributeOverwrites')),
  state text not null default 'OPEN' check (state in ('OPEN','APPROVED','REJECTED','LAPSED')),
  affected integer not null,
  done integer not null,
  population integer not null,
  allowance integer not null,
  created_at timestamptz not null,
  decided_at timestamptz,
  decided_by jsonb
);
create unique index budget_hold_open on budget_hold (app_id, direction) where state = 'OPEN';
create index budget_hold_recent on budget_hold (app_id, created_at desc);

-- Exactly what is asked about: subjects with the version that was due when the hold began.
create table budget_hold_subject (
  hold_id text not null references budget_hold on delete cascade,
  subject_id text not null,
  version bigint not null,
  amount integer not null default 1,
  primary key (hold_id, subject_id)
);
create index budget_hold_subject_id on budget_hold_subject (subject_id);

create table plan_run (
  id text primary key,
  app_id text not null references app on delete cascade,
  -- Null = all of the app; else people of the directory.
  person_ids jsonb,
  -- Settings that are not saved yet; null = as saved.
  proposal jsonb,
  state text not null default 'QUEUED' check (state in ('QUEUED','RUNNING','DONE','FAILED','CANCELLED')),
  total integer,
  scanned integer not null default 0,
  summary jsonb not null default '{}',
  error text,
  -- Where a worker goes on: 'u' or 'g' and the last id.
  position text not null default 'u',
  -- Of the settings that decide what is sent: other ones when it is applied are another plan.
  settings_digest text not null,
  lease_owner text,
  lease_expires_at timestamptz,
  created_by jsonb not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  applied_at timestamptz
);
create index plan_run_recent on plan_run (app_id, created_at desc);
create index plan_run_open on plan_run (created_at) where state in ('QUEUED','RUNNING');

-- Subjects of a plan that get requests or cannot get any; those without change are only counted.
create table plan_subject (
  plan_id text not null references plan_run on delete cascade,
  seq bigint generated always as identity,
  kind text not null check (kind in ('appUser','pushGroup')),
  subject_id text not null,
  -- The person or the group.
  source_id text not null,
  name text not null,
  version bigint not null,
  -- What the app was known to hold: another state when it is applied is another plan.
  known_digest text not null,
  -- What becomes of the account: the group plans after it count on that.
  becomes jsonb not null default '{}',
  -- json, not jsonb: a plan shows the requests to the letter, and keeps the order of their keys.
  actions json not null,
  blocked jsonb,
  -- Set when the plan is applied: false = it moved meanwhile and was left out.
  applied boolean,
  primary key (plan_id, seq)
);
create unique index plan_subject_once on plan_subject (plan_id, subject_id);
create index plan_subject_source on plan_subject (plan_id, source_id);
