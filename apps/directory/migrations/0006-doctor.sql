-- How a connection signs in: two more schemes, and what of them is no secret (name of the header; token URL, client id, scope …).
alter table app drop constraint app_auth_scheme_check;
alter table app add constraint app_auth_scheme_check check (auth_scheme in ('BASIC','TOKEN','HEADER','OAUTH'));
alter table app add column auth_settings jsonb not null default '{}';

-- One measuring of a target. The passport that is used is the latest DONE one of the app for its present base URL.
create table passport_run (
  id text primary key,
  app_id text not null references app on delete cascade,
  base_url text not null,
  state text not null check (state in ('RUNNING','CANCELLING','DONE','FAILED','CANCELLED')),
  step text not null default '',
  steps_done integer not null default 0,
  steps_total integer not null default 0,
  passport jsonb,
  error text,
  started_by text not null,
  -- A process that measures extends it; once it has passed, any process cleans up after the dead one.
  lease_expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create unique index passport_run_alone on passport_run (app_id) where state in ('RUNNING','CANCELLING');
create index passport_run_app on passport_run (app_id, created_at desc);

-- What a measuring creates in a target, noted before the request is sent. A row goes when the target has been seen without the resource.
create table passport_trace (
  id text primary key,
  run_id text not null references passport_run on delete cascade,
  app_id text not null references app on delete cascade,
  collection text not null check (collection in ('Users','Groups')),
  name text not null,
  external_id text not null,
  remote_id text,
  created_at timestamptz not null default now()
);
create index passport_trace_app on passport_trace (app_id, created_at);
