-- One row per credential, whatever its kind; the rate at which each may send; access tokens; sessions that can be listed.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Grows when anything changes that decides how the account's requests are served: modules now, more later.
alter table account add column config_version integer not null default 1;

-- kind basic: the user's own e-mail and password, one row per user, made on the first use. The others have a secret of 256 random bits,
-- kept as SHA-256; after a rotation the secret before it holds until previous_ends_at.
-- version grows with each change that a remembered credential must notice. Null rates mean the service's default.
create table credential (
  account_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null check (kind in ('basic', 'apiKey', 'oauthClient')),
  name text not null check (length(name) between 1 and 100),
  prefix text,
  secret_sha256 bytea,
  previous_sha256 bytea,
  previous_ends_at timestamptz,
  scopes text[] not null default array['users:read', 'users:write', 'groups:read', 'groups:write']
    check (scopes <@ array['users:read', 'users:write', 'groups:read', 'groups:write']),
  profile text not null default 'generic' check (
    profile in ('rfc', 'okta', 'entra', 'entra-optscim', 'onelogin', 'jumpcloud', 'generic', 'interop')),
  overrides jsonb not null default '{}' check (jsonb_typeof(overrides) = 'object'),
  rate_per_second integer check (rate_per_second between 1 and 1000000),
  rate_burst integer check (rate_burst between 1 and 1000000),
  version integer not null default 1,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, user_id) references sign_in on delete cascade,
  constraint credential_has_secret check ((kind = 'basic') = (secret_sha256 is null)),
  constraint credential_rotated check ((previous_sha256 is null) = (previous_ends_at is null))
);
create unique index credential_secret_unique on credential (secret_sha256);
create unique index credential_previous_unique on credential (previous_sha256);
create unique index credential_basic_unique on credential (account_id, user_id) where kind = 'basic';
create unique index credential_by_id on credential (id);
create index credential_by_user on credential (account_id, user_id, created_at);

-- How much of a credential's rate is used up, and what single processes hold of it (packages/pace). Unlogged: after a crash of the
-- database each credential begins afresh, and in return taking costs no flush.
create unlogged table credential_pace (
  account_id uuid not null,
  credential_id uuid not null,
  bucket jsonb not null,
  primary key (account_id, credential_id),
  foreign key (account_id, credential_id) references credential (account_id, id) on delete cascade
);

-- Opaque access tokens of OAuth clients (RFC 6749 section 4.4).
create table oauth_token (
  account_id uuid not null,
  token_sha256 bytea primary key,
  credential_id uuid not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (account_id, credential_id) references credential (account_id, id) on delete cascade
);
create index oauth_token_of_client on oauth_token (account_id, credential_id, expires_at);

alter table console_session
  add column id uuid not null default gen_random_uuid(),
  add column last_seen_at timestamptz,
  add column user_agent text check (length(user_agent) <= 100);
update console_session set last_seen_at = created_at;
alter table console_session alter column last_seen_at set not null, alter column id drop default;
create unique index console_session_id_unique on console_session (account_id, id);

alter table sign_in_attempt drop constraint sign_in_attempt_kind_check;
alter table sign_in_attempt add constraint sign_in_attempt_kind_check
  check (kind in ('web', 'scim', 'reset', 'client', 'token'));

do $$
declare
  name text;
begin
  foreach name in array array['credential', 'credential_pace', 'oauth_token'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_account on %I using (account_id = nullif(current_setting(''lockstep.account_id'', true), '''')::uuid)',
      name);
  end loop;
  foreach name in array array['credential', 'oauth_token'] loop
    execute format('create policy credential_lookup on %I to current_user using (true)', name);
  end loop;
end
$$;

insert into credential (
  account_id, id, user_id, kind, name, prefix, secret_sha256, created_at, last_used_at, expires_at)
select account_id, id, user_id, 'apiKey', name, prefix, key_sha256, created_at, last_used_at, expires_at from api_key;
drop function find_provisioner_by_key(bytea, timestamptz);
drop function find_provisioner(uuid, uuid);
drop table api_key;

-- What a user may do over SCIM at this moment, and the versions that say whether it is still so.
create view provisioner_standing with (security_invoker = true) as
select s.account_id, s.user_id, s.credential_version as user_version, a.config_version, s.is_active,
  'scim' = any (a.modules) as scim_enabled,
  exists (
    select from role_grant r
    where r.account_id = s.account_id and r.user_id = s.user_id and r.role in ('owner', 'administrator'))
    as may_provision
from sign_in s join account a on a.id = s.account_id;

-- The same of one credential. Holds no secret.
create view credential_standing with (security_invoker = true) as
select p.*, c.id as credential_id, c.kind, c.version, c.scopes, c.profile, c.overrides, c.rate_per_second, c.rate_burst
from credential c join provisioner_standing p on p.account_id = c.account_id and p.user_id = c.user_id;

-- Whose API key has this digest, and until when it holds.
create function find_api_key(wanted_sha256 bytea, instant timestamptz)
returns table (standing credential_standing, ends_at timestamptz)
language sql stable security definer set search_path from current
as $$
  select s, case when c.secret_sha256 = wanted_sha256 then c.expires_at else least(c.previous_ends_at, c.expires_at) end
  from credential c
  join credential_standing s on s.account_id = c.account_id and s.credential_id = c.id
  where c.kind = 'apiKey' and (c.expires_at is null or c.expires_at > instant)
    and (c.secret_sha256 = wanted_sha256 or (c.previous_sha256 = wanted_sha256 and c.previous_ends_at > instant))
$$;

-- Whose access token has this digest, what it was granted, and until when it holds.
create function find_access_token(wanted_sha256 bytea, instant timestamptz)
returns table (standing credential_standing, ends_at timestamptz, granted text[])
language sql stable security definer set search_path from current
as $$
  select s, least(t.expires_at, c.expires_at), t.scopes
  from oauth_token t
  join credential c on c.account_id = t.account_id and c.id = t.credential_id
  join credential_standing s on s.account_id = c.account_id and s.credential_id = c.id
  where t.token_sha256 = wanted_sha256 and t.expires_at > instant and (c.expires_at is null or c.expires_at > instant)
$$;

-- An OAuth client by its public id, with the digests of the secrets that hold now.
create function find_oauth_client(wanted_id uuid, instant timestamptz)
returns table (standing credential_standing, secrets bytea[])
language sql stable security definer set search_path from current
as $$
  select s, array_remove(
    array[c.secret_sha256, case when c.previous_ends_at > instant then c.previous_sha256 end], null)
  from credential c
  join credential_standing s on s.account_id = c.account_id and s.credential_id = c.id
  where c.id = wanted_id and c.kind = 'oauthClient' and (c.expires_at is null or c.expires_at > instant)
$$;

-- Raises LS001 unless everything that a remembered credential was judged by is as it was: the credential's own version, its user's
-- (password, activity, roles), its account's (modules). Runs under the account of the request, in the message that begins its work.
-- Perf: plpgsql keeps the plan of a connection.
create function admit_caller(admission text) returns void
language plpgsql stable
as $$
begin
  perform from credential c
  join sign_in s on s.account_id = c.account_id and s.user_id = c.user_id
  join account a on a.id = c.account_id
  where c.account_id = nullif(current_setting('lockstep.account_id', true), '')::uuid
    and c.id = split_part(admission, ':', 1)::uuid
    and c.version = split_part(admission, ':', 2)::integer
    and s.credential_version = split_part(admission, ':', 3)::integer
    and a.config_version = split_part(admission, ':', 4)::integer;
  if not found then
    raise exception 'The remembered credential no longer holds' using errcode = 'LS001';
  end if;
end
$$;

-- Whose session a cookie is, and what that user may do; notes that it was seen at most once a minute.
drop function find_session(bytea, timestamptz);
create function find_session(wanted_sha256 bytea, instant timestamptz)
returns table (account_id uuid, user_id uuid, session_id uuid, roles text[])
language plpgsql volatile security definer set search_path from current
as $$
#variable_conflict use_column
begin
  update console_session c set last_seen_at = instant
  where c.token_sha256 = wanted_sha256 and c.expires_at > instant and c.last_seen_at < instant - interval '1 minute';
  return query select c.account_id, c.user_id, c.id,
    array(
      select r.role from role_grant r
      where r.account_id = c.account_id and r.user_id = c.user_id order by r.role)
  from console_session c
  join sign_in s on s.account_id = c.account_id and s.user_id = c.user_id and s.is_active
  where c.token_sha256 = wanted_sha256 and c.expires_at > instant;
end
$$;
