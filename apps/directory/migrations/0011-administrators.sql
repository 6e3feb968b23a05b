-- Administrators with roles, their sessions, their invitations, what they keep for themselves, and failed sign-ins.

alter table administrator add column role text not null default 'SUPER_ADMIN'
  check (role in ('SUPER_ADMIN','APP_ADMIN','HELP_DESK_ADMIN','READ_ONLY_ADMIN'));
alter table administrator add column status text not null default 'ACTIVE' check (status in ('ACTIVE','INACTIVE'));
-- An app administrator of some apps only. Without a row in administrator_app: of none, also when those apps were deleted.
alter table administrator add column app_limited boolean not null default false;
alter table administrator add column last_sign_in_at timestamptz;
alter table administrator add column last_updated_at timestamptz not null default now();
-- Null: invited, has chosen none yet.
alter table administrator alter column password_hash drop not null;

create table administrator_app (
  administrator_id text not null references administrator on delete cascade,
  app_id text not null references app on delete cascade,
  primary key (administrator_id, app_id)
);

-- A single-use link by which an administrator chooses a password.
create table administrator_invitation (
  administrator_id text primary key references administrator on delete cascade,
  token_sha256 bytea not null unique,
  expires_at timestamptz not null
);

alter table console_session add column id text not null default gen_random_uuid()::text;
alter table console_session add column user_agent text;
alter table console_session add column last_used_at timestamptz not null default now();
create unique index console_session_id on console_session (id);
create index console_session_administrator on console_session (administrator_id, created_at desc);

-- Sign-ins that did not succeed, by the digest of the login that was typed.
create table sign_in_failure (
  login_sha256 bytea primary key,
  count integer not null,
  started_at timestamptz not null
);
create index sign_in_failure_started on sign_in_failure (started_at);

-- Searches that an administrator kept.
create table saved_view (
  id text primary key,
  administrator_id text not null references administrator on delete cascade,
  page text not null check (page in ('systemLog','people')),
  name text not null,
  search jsonb not null,
  created_at timestamptz not null default now()
);
create unique index saved_view_name_unique on saved_view (administrator_id, page, lower(name));

-- What a person is found by: each word of the names, the e-mail and the login, whole and in its parts. Looked up by prefix, in core
-- PostgreSQL: pg_trgm is not on every server.
create function person_words(profile jsonb) returns tsvector language sql immutable parallel safe as $$
  select array_to_tsvector(array(
    select distinct left(word, 100) from unnest(string_to_array(given || translate(given, '@._''/+-', '       '), ' ')) as word where word <> ''))
  from lower(concat(profile->>'firstName', ' ', profile->>'lastName', ' ', profile->>'displayName', ' ', profile->>'email', ' ',
    profile->>'login', ' ', profile->>'employeeNumber', ' ')) as given
$$;
create index person_by_words on person using gin (person_words(profile));
-- The order in which the console lists people.
create index person_by_last_name on person ((lower(coalesce(profile->>'lastName', '')) collate "C"), id);
