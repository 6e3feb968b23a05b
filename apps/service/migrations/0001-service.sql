-- The service's tables beside those of scim-store, which are made first in the same schema. A user is a SCIM resource
-- (scim-store) plus a row of sign_in, memberships of organisations and roles. Times come from the program's clock.
-- The application connects as a role that owns none of this.

-- The functions below keep this search path; temporary tables last, so that none can stand in for a table of ours.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

create table account (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  modules text[] not null default '{}' check (modules <@ array['scim']),
  created_at timestamptz not null
);

create table organisation (
  account_id uuid not null references account on delete cascade,
  id uuid not null,
  code text not null check (length(code) between 1 and 64),
  name text not null check (length(name) between 1 and 200),
  parent_id uuid,
  created_at timestamptz not null,
  primary key (account_id, id),
  constraint organisation_parent_exists foreign key (account_id, parent_id) references organisation (account_id, id),
  constraint organisation_not_its_own_parent check (parent_id <> id)
);
create unique index organisation_code_unique on organisation (account_id, lower(code));
create unique index organisation_mother_unique on organisation (account_id) where parent_id is null;
create index organisation_parent on organisation (account_id, parent_id);
create index organisation_name on organisation (account_id, lower(name));

-- One row per user. login_key is the folded SCIM userName; is_active follows the SCIM attribute `active`.
-- credential_version grows with each change of password, activity or roles: whoever remembers a credential compares it.
create table sign_in (
  account_id uuid not null,
  user_id uuid not null,
  login_key text not null,
  password_hash text check (password_hash like '$argon2id$%'),
  credential_version integer not null default 1,
  is_active boolean not null,
  is_provisioned boolean not null,
  password_changed_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, user_id),
  foreign key (account_id) references account on delete cascade,
  constraint sign_in_resource_exists foreign key (account_id, user_id) references resource (account_id, id)
    deferrable initially deferred
);
create index sign_in_login on sign_in (login_key, created_at, user_id);

create table user_organisation (
  account_id uuid not null,
  user_id uuid not null,
  organisation_id uuid not null,
  source text not null check (source in ('provisioned', 'manual')),
  is_default boolean not null,
  created_at timestamptz not null,
  primary key (account_id, user_id, organisation_id, source),
  foreign key (account_id, user_id) references sign_in on delete cascade,
  constraint user_organisation_exists foreign key (account_id, organisation_id) references organisation (account_id, id)
);
create unique index user_organisation_default_unique on user_organisation (account_id, user_id) where is_default;
create unique index user_organisation_provisioned_unique on user_organisation (account_id, user_id)
  where source = 'provisioned';
create index user_organisation_users on user_organisation (account_id, organisation_id, user_id);

create table role_grant (
  account_id uuid not null,
  user_id uuid not null,
  role text not null
    check (role in ('owner', 'administrator', 'accountant', 'controller', 'finalApprover', 'employee')),
  granted_at timestamptz not null,
  primary key (account_id, user_id, role),
  foreign key (account_id, user_id) references sign_in on delete cascade
);
create index role_grant_holders on role_grant (account_id, role, user_id);

create table api_key (
  account_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  key_sha256 bytea not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, user_id) references sign_in on delete cascade
);
create unique index api_key_sha256_unique on api_key (key_sha256);
create index api_key_user on api_key (account_id, user_id, created_at);

create table console_session (
  token_sha256 bytea primary key,
  account_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (account_id, user_id) references sign_in on delete cascade
);
create index console_session_user on console_session (account_id, user_id);

create table reset_link (
  token_sha256 bytea primary key,
  account_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (account_id, user_id) references sign_in on delete cascade
);
create index reset_link_user on reset_link (account_id, user_id);

-- Mail that no SMTP server has taken. The text may hold a live link, so it is sealed with the master key.
create table outbox_mail (
  account_id uuid not null references account on delete cascade,
  id uuid not null,
  recipient text not null,
  subject text not null,
  text_sealed bytea not null,
  created_at timestamptz not null,
  primary key (account_id, id)
);
create index outbox_mail_latest on outbox_mail (account_id, created_at desc, id desc);

-- The one table without an account: attempts are counted before anybody knows whose they are. The key is a keyed digest
-- of what was typed, so that the table names nobody. Only the functions below can reach it.
create table sign_in_attempt (
  kind text not null check (kind in ('web', 'scim', 'reset')),
  key bytea not null,
  attempts integer not null,
  window_ends_at timestamptz not null,
  primary key (kind, key)
);
create index sign_in_attempt_window on sign_in_attempt (window_ends_at);

create table audit (
  account_id uuid not null references account on delete cascade,
  id uuid not null,
  occurred_at timestamptz not null,
  actor_user_id uuid,
  credential_id text,
  action text not null,
  subject_id uuid,
  detail jsonb not null default '{}',
  trace_id text,
  primary key (account_id, id)
);
create index audit_latest on audit (account_id, occurred_at desc, id desc);

-- Each row is visible to its own account only, also to the owner of the tables (forced). The owner's own policy below
-- serves the functions that look a credential up before the account is known; it opens just the tables that they read.
alter table account enable row level security;
alter table account force row level security;
create policy own_account on account
  using (id = nullif(current_setting('lockstep.account_id', true), '')::uuid);
alter table sign_in_attempt enable row level security;
alter table sign_in_attempt force row level security;

do $$
declare
  name text;
begin
  foreach name in array array[
    'organisation', 'sign_in', 'user_organisation', 'role_grant', 'api_key', 'console_session', 'reset_link',
    'outbox_mail', 'audit'
  ] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_account on %I using (account_id = nullif(current_setting(''lockstep.account_id'', true), '''')::uuid)',
      name);
  end loop;
  foreach name in array array[
    'account', 'sign_in', 'role_grant', 'api_key', 'console_session', 'reset_link', 'sign_in_attempt'
  ] loop
    execute format('create policy credential_lookup on %I to current_user using (true)', name);
  end loop;
end
$$;

-- Who may sign in under a login. Bounded: the same login may live in several accounts.
create function find_sign_ins(wanted_login text)
returns table (
  account_id uuid, account_name text, user_id uuid, password_hash text, credential_version integer, is_active boolean,
  may_provision boolean)
language sql stable security definer set search_path from current
as $$
  select s.account_id, a.name, s.user_id, s.password_hash, s.credential_version, s.is_active,
    exists (
      select from role_grant r
      where r.account_id = s.account_id and r.user_id = s.user_id and r.role in ('owner', 'administrator'))
  from sign_in s join account a on a.id = s.account_id
  where s.login_key = wanted_login
  order by s.created_at, s.user_id
  limit 8
$$;

-- The present standing of a user who has been verified before: one statement per SCIM request with Basic.
-- Perf: the functions of each request are plpgsql, which keeps the plans of a connection; as plain SQL they took twice as long.
create function find_provisioner(wanted_account uuid, wanted_user uuid)
returns table (credential_version integer, is_active boolean, scim_enabled boolean, may_provision boolean)
language plpgsql stable security definer set search_path from current
as $$
#variable_conflict use_column
begin
  return query select s.credential_version, s.is_active, 'scim' = any (a.modules),
    exists (
      select from role_grant r
      where r.account_id = s.account_id and r.user_id = s.user_id and r.role in ('owner', 'administrator'))
  from sign_in s join account a on a.id = s.account_id
  where s.account_id = wanted_account and s.user_id = wanted_user;
end
$$;

-- The standing of an API key's user; notes the use at most once a minute.
create function find_provisioner_by_key(wanted_sha256 bytea, instant timestamptz)
returns table (
  account_id uuid, user_id uuid, key_id uuid, is_active boolean, scim_enabled boolean, may_provision boolean)
language plpgsql volatile security definer set search_path from current
as $$
#variable_conflict use_column
begin
  update api_key k set last_used_at = instant
  where k.key_sha256 = wanted_sha256 and (k.expires_at is null or k.expires_at > instant)
    and (k.last_used_at is null or k.last_used_at < instant - interval '1 minute');
  return query select k.account_id, k.user_id, k.id, s.is_active, 'scim' = any (a.modules),
    exists (
      select from role_grant r
      where r.account_id = k.account_id and r.user_id = k.user_id and r.role in ('owner', 'administrator'))
  from api_key k
  join sign_in s on s.account_id = k.account_id and s.user_id = k.user_id
  join account a on a.id = k.account_id
  where k.key_sha256 = wanted_sha256 and (k.expires_at is null or k.expires_at > instant);
end
$$;

-- Whose session a cookie is, and what that user may do.
create function find_session(wanted_sha256 bytea, instant timestamptz)
returns table (account_id uuid, user_id uuid, roles text[])
language plpgsql stable security definer set search_path from current
as $$
#variable_conflict use_column
begin
  return query select c.account_id, c.user_id,
    array(
      select r.role from role_grant r
      where r.account_id = c.account_id and r.user_id = c.user_id order by r.role)
  from console_session c
  join sign_in s on s.account_id = c.account_id and s.user_id = c.user_id and s.is_active
  where c.token_sha256 = wanted_sha256 and c.expires_at > instant;
end
$$;

-- Uses up a reset link. Of two that come at the same moment one gets the row.
create function take_reset_link(wanted_sha256 bytea, instant timestamptz)
returns table (account_id uuid, user_id uuid)
language sql volatile security definer set search_path from current
as $$
  update reset_link l set used_at = instant
  from sign_in s
  where l.token_sha256 = wanted_sha256 and l.used_at is null and l.expires_at > instant
    and s.account_id = l.account_id and s.user_id = l.user_id and s.is_active
  returning l.account_id, l.user_id
$$;

-- Counts an attempt before its password is looked at, so that parallel guesses are counted too.
create function reserve_attempt(attempt_kind text, attempt_key bytea, instant timestamptz, attempt_window interval)
returns table (attempts integer, window_ends_at timestamptz)
language sql volatile security definer set search_path from current
as $$
  delete from sign_in_attempt where (kind, key) in (
    select old.kind, old.key from sign_in_attempt old where old.window_ends_at <= instant
    order by old.window_ends_at limit 10 for update skip locked);
  insert into sign_in_attempt as a (kind, key, attempts, window_ends_at)
  values (attempt_kind, attempt_key, 1, instant + attempt_window)
  on conflict (kind, key) do update set
    attempts = case when a.window_ends_at <= instant then 1 else least(a.attempts + 1, 1000000) end,
    window_ends_at = case when a.window_ends_at <= instant then excluded.window_ends_at else a.window_ends_at end
  returning a.attempts, a.window_ends_at
$$;

create function clear_attempts(attempt_kind text, attempt_key bytea)
returns void
language sql volatile security definer set search_path from current
as $$
  delete from sign_in_attempt where kind = attempt_kind and key = attempt_key
$$;
