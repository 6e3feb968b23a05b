-- A user may be deleted and come back with the same id. What was remembered of the first life must not hold in the second, so a
-- version is a number that no user ever had before, in place of one more than the last.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

drop function find_oauth_client(uuid, timestamptz);
drop function find_access_token(bytea, timestamptz);
drop function find_api_key(bytea, timestamptz);
drop function find_sign_ins(text);
drop view credential_standing;
drop view provisioner_standing;

-- Above every integer: versions from before, also of users who are deleted by now, are never met again.
create sequence credential_version as bigint start with 2147483648;

-- Who changes password, activity, login or roles writes `credential_version = default`.
alter table sign_in
  alter column credential_version type bigint,
  alter column credential_version set default nextval('credential_version');

create view provisioner_standing with (security_invoker = true) as
select s.account_id, s.user_id, s.credential_version as user_version, a.config_version, s.is_active,
  'scim' = any (a.modules) as scim_enabled,
  exists (
    select from role_grant r
    where r.account_id = s.account_id and r.user_id = s.user_id and r.role in ('owner', 'administrator'))
    as may_provision,
  a.restores_ids
from sign_in s join account a on a.id = s.account_id;

create view credential_standing with (security_invoker = true) as
select p.*, c.id as credential_id, c.kind, c.version, c.scopes, c.profile, c.overrides, c.rate_per_second, c.rate_burst
from credential c join provisioner_standing p on p.account_id = c.account_id and p.user_id = c.user_id;

create function find_sign_ins(wanted_login text)
returns table (
  account_id uuid, account_name text, user_id uuid, password_hash text, credential_version bigint, is_active boolean,
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
create or replace function admit_caller(admission text) returns void
language plpgsql stable
as $$
begin
  perform from credential c
  join sign_in s on s.account_id = c.account_id and s.user_id = c.user_id
  join account a on a.id = c.account_id
  where c.account_id = nullif(current_setting('lockstep.account_id', true), '')::uuid
    and c.id = split_part(admission, ':', 1)::uuid
    and c.version = split_part(admission, ':', 2)::integer
    and s.credential_version = split_part(admission, ':', 3)::bigint
    and a.config_version = split_part(admission, ':', 4)::integer;
  if not found then
    raise exception 'The remembered credential no longer holds' using errcode = 'LS001';
  end if;
end
$$;
