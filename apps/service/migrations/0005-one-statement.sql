-- What belongs to users that are created: sign-in and, when provisioned, the default organisation of the administrator behind the
-- credential. Called in the store's own statement, so that creating users is one round trip. Runs as the invoker, under
-- row-level security. Raises LS002 when an administrator belongs to no organisation.
create function provision_users(account uuid, items jsonb)
  returns void
  language plpgsql volatile
as $$
declare
  wanted bigint;
  placed bigint;
begin
  insert into sign_in
    (account_id, user_id, login_key, password_hash, is_active, is_provisioned, password_changed_at, created_at)
  select account, i.user_id, i.login, i.hash, i.active, i.provisioner is not null, i.hashed_at, i.at
  from jsonb_to_recordset(items) as i(
    user_id uuid, login text, hash text, active boolean, hashed_at timestamptz, at timestamptz, provisioner uuid);
  insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
  select account, p.user_id, p.organisation_id, 'provisioned', true, p.at
  from (
    select i.user_id, i.at, (
      select u.organisation_id from user_organisation u
      where u.account_id = account and u.user_id = i.provisioner and u.is_default) as organisation_id
    from jsonb_to_recordset(items) as i(user_id uuid, at timestamptz, provisioner uuid)
    where i.provisioner is not null
  ) p
  where p.organisation_id is not null;
  get diagnostics placed = row_count;
  select count(i.provisioner) into wanted from jsonb_to_recordset(items) as i(provisioner uuid);
  if placed < wanted then
    raise exception 'the administrator belongs to no organisation' using errcode = 'LS002';
  end if;
end
$$;
