-- What one target needs otherwise, how hard it may be worked, and who and what the engine leaves alone.

alter table app
  -- Single fields of the dialect that this connection needs otherwise (packages/engine/switches.ts).
  add column target_switches jsonb not null default '{}',
  -- What a suspended person's account becomes: nothing happens, or it is switched off until the suspension ends.
  add column suspended_people text not null default 'IGNORE' check (suspended_people in ('IGNORE','DEACTIVATE')),
  -- An account that vanished from the app: created again by itself, or by approval only.
  add column gone_accounts text not null default 'RECREATE' check (gone_accounts in ('RECREATE','ASK')),
  -- Requests to the app, over all workers; null = as many as it takes.
  add column rate_requests integer check (rate_requests between 1 and 1000000),
  add column rate_per text check (rate_per in ('SECOND','MINUTE','HOUR')),
  add column concurrency_max integer check (concurrency_max between 1 and 64),
  add column password_alphabet text not null default 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
    check (length(password_alphabet) between 10 and 94),
  -- Failures of late (packages/engine/health.ts); null while nothing fails.
  add column health jsonb,
  add constraint app_rate_whole check ((rate_requests is null) = (rate_per is null));

alter table app drop constraint app_paused_reason_check;
alter table app add constraint app_paused_reason_check
  check (paused_reason in ('credential','rateLimit','administrator','quarantine'));

-- Shared rate of the requests to an app. A crash of the database fills every bucket.
create unlogged table app_pace (
  app_id text primary key references app on delete cascade,
  bucket jsonb
);

alter table app_user
  -- What an administrator approved for the next run: codes of the tasks that asked for it.
  add column approved text[] not null default '{}',
  -- A directory password that was erased before it could be delivered.
  add column password_expired_at timestamptz;
create index app_user_password_sealed on app_user (password_sealed_at) where password_sealed is not null;

alter table person add column password_sealed_at timestamptz;
update person set password_sealed_at = now() where password_sealed is not null;

-- References from one person's account to another's in the same app, and the value that the app was given; null = left out so far.
create table app_user_reference (
  app_user_id text not null references app_user on delete cascade,
  attribute text not null,
  app_id text not null references app on delete cascade,
  person_id text not null references person on delete cascade,
  sent text,
  primary key (app_user_id, attribute)
);
create index app_user_reference_person on app_user_reference (person_id, app_id);

-- People whose accounts are never switched off or given another password without approval.
create table protection (
  id text primary key,
  kind text not null check (kind in ('PERSON','GROUP','ADMINISTRATORS')),
  person_id text references person on delete cascade,
  group_id text references person_group on delete cascade,
  reason text not null default '',
  created_at timestamptz not null default now(),
  check ((kind = 'PERSON') = (person_id is not null) and (kind = 'GROUP') = (group_id is not null))
);
create unique index protection_person on protection (person_id) where person_id is not null;
create unique index protection_group on protection (group_id) where group_id is not null;
create unique index protection_administrators on protection (kind) where kind = 'ADMINISTRATORS';

-- People who sign in here as administrators are protected from the start.
insert into protection (id, kind, reason) values ('prtAdministrators000', 'ADMINISTRATORS', 'Administrators of this directory');
