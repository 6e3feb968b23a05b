-- Foreign keys of rows that are made with each user are checked row by row, and each check locks a row that all creations share. Where it is
-- certain at the insert that the other row is there, only its going is watched (docs/adr/0043).

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- A sign-in is made in the statement or transaction that makes its resource, in an account that the statement has entered.
alter table sign_in drop constraint sign_in_account_id_fkey, drop constraint sign_in_resource_exists;
-- Whoever adds a membership makes the sign-in at the same time, or holds it meanwhile.
alter table user_organisation drop constraint user_organisation_account_id_user_id_fkey;
alter table user_organisation drop constraint user_organisation_exists;
-- Entries are written for callers whom the account has just answered.
alter table request_log drop constraint request_log_account_id_fkey;

-- What belonged to an account goes with it. The account is entered meanwhile, as an owner who has entered none sees not all of the rows.
create function forget_account() returns trigger
language plpgsql set search_path from current
as $$
declare
  entered text := coalesce(current_setting('lockstep.account_id', true), '');
begin
  perform set_config('lockstep.account_id', old.id::text, true);
  delete from user_organisation where account_id = old.id;
  delete from sign_in where account_id = old.id;
  delete from request_log where account_id = old.id;
  perform set_config('lockstep.account_id', entered, true);
  return old;
end
$$;
create trigger account_forgotten before delete on account for each row execute function forget_account();

-- Memberships of organisations go with the sign-in.
create function forget_sign_in() returns trigger
language plpgsql set search_path from current
as $$
declare
  entered text := coalesce(current_setting('lockstep.account_id', true), '');
begin
  perform set_config('lockstep.account_id', old.account_id::text, true);
  delete from user_organisation where account_id = old.account_id and user_id = old.user_id;
  perform set_config('lockstep.account_id', entered, true);
  return null;
end
$$;
create trigger sign_in_forgotten after delete on sign_in for each row execute function forget_sign_in();

-- No resource goes without its sign-in.
create function keep_signed_in() returns trigger
language plpgsql set search_path from current
as $$
begin
  if exists (select from sign_in s where s.account_id = old.account_id and s.user_id = old.id) then
    raise exception 'the sign-in of user % is still there', old.id
      using errcode = 'foreign_key_violation', constraint = 'sign_in_resource_exists', table = 'sign_in';
  end if;
  return null;
end
$$;
create constraint trigger sign_in_resource_exists after delete on resource
  deferrable initially deferred for each row when (old.type = 'User') execute function keep_signed_in();

-- A membership is of an organisation that is there, and stays until the transaction has ended: asked once for each organisation that a statement
-- names, in place of once for each row.
create function hold_organisations() returns trigger
language plpgsql
as $$
begin
  perform from (select distinct m.account_id, m.organisation_id from made m) named
  where not exists (
    select from organisation o where o.account_id = named.account_id and o.id = named.organisation_id for key share);
  if found then
    raise exception 'the organisation of a membership does not exist'
      using errcode = 'foreign_key_violation', constraint = 'user_organisation_exists', table = 'user_organisation';
  end if;
  return null;
end
$$;
create trigger user_organisation_made after insert on user_organisation
  referencing new table as made for each statement execute function hold_organisations();
create trigger user_organisation_moved after update on user_organisation
  referencing new table as made for each statement execute function hold_organisations();

-- No organisation goes while somebody belongs to it.
create function keep_organisation() returns trigger
language plpgsql set search_path from current
as $$
begin
  if exists (select from user_organisation u where u.account_id = old.account_id and u.organisation_id = old.id) then
    raise exception 'users belong to organisation %', old.id
      using errcode = 'foreign_key_violation', constraint = 'user_organisation_exists', table = 'user_organisation';
  end if;
  return null;
end
$$;
create trigger user_organisation_exists after delete on organisation for each row execute function keep_organisation();

-- One index says that a user belongs to an organisation once by hand, and to one by provisioning; the key serves those who list an organisation.
create unique index user_organisation_unique on user_organisation
  (account_id, user_id, (case source when 'manual' then organisation_id end)) nulls not distinct;
drop index user_organisation_provisioned_unique;
drop index user_organisation_users;
alter table user_organisation drop constraint user_organisation_pkey;
alter table user_organisation add primary key (account_id, organisation_id, user_id, source);

-- As before, by one statement that reads the items once, and finds the organisation once for all users of an administrator.
create or replace function provision_users(account uuid, items jsonb)
  returns void
  language plpgsql volatile
  set plan_cache_mode = force_generic_plan
as $$
declare
  is_homeless boolean;
begin
  with item as materialized (
    select * from jsonb_to_recordset(items) as i(
      user_id uuid, login text, hash text, active boolean, hashed_at timestamptz, at timestamptz, provisioner uuid)
  ), place as materialized (
    select p.provisioner, (
      select u.organisation_id from user_organisation u
      where u.account_id = account and u.user_id = p.provisioner and u.is_default) as organisation_id
    from (select distinct i.provisioner from item i where i.provisioner is not null) p
  ), made as (
    insert into sign_in
      (account_id, user_id, login_key, password_hash, is_active, is_provisioned, password_changed_at, created_at)
    select account, i.user_id, i.login, i.hash, i.active, i.provisioner is not null, i.hashed_at, i.at
    from item i
  ), placed as (
    insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
    select account, i.user_id, p.organisation_id, 'provisioned', true, i.at
    from item i join place p on p.provisioner = i.provisioner
    where p.organisation_id is not null
  )
  select exists (select from place p where p.organisation_id is null) into is_homeless;
  if is_homeless then
    raise exception 'the administrator belongs to no organisation' using errcode = 'LS002';
  end if;
end
$$;
