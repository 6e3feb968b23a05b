-- A user name is kept unique by the index that it is looked up with, in place of a row of unique_value with two indexes and a key of its own:
-- nearly every resource has one, and nothing else that must be unique. Where a type says that user names need not be unique, and for those that
-- were stored before they were found to be equal, user_name_sharer is the resource's own id, which no other resource has.

alter table resource add column user_name_sharer uuid;

-- The owner sees the rows while security is not forced.
alter table resource no force row level security;
alter table unique_value no force row level security;
update resource r set user_name_sharer = r.id
  where r.user_name_key is not null and not exists (
    select from unique_value u where u.account_id = r.account_id and u.type = r.type and lower(u.attribute) = 'username'
      and u.resource_id = r.id and u.value_key = r.user_name_key);
delete from unique_value where lower(attribute) = 'username';
alter table resource force row level security;
alter table unique_value force row level security;

create unique index resource_user_name_taken on resource (account_id, type, user_name_key, user_name_sharer)
  nulls not distinct where user_name_key is not null;
drop index resource_by_user_name;

-- New resources without members: rows, events, unique values and counts. Answers the place of each; one that cannot be made undoes all.
-- The items come in the order of their user names, unique values are taken in order, and counters last, so that no two calls wait for each other.
-- Perf: the items are read once and written by one statement; the plan is the one that is kept.
drop function create_resources(uuid, text, jsonb);
create function create_resources(account uuid, admitted text, items json)
  returns integer[]
  language plpgsql volatile
  set plan_cache_mode = force_generic_plan
as $$
declare
  places integer[];
  types text[];
  takers bigint;
begin
  with item as materialized (
    select * from json_to_recordset(items) as i(
      place integer, id uuid, type text, doc jsonb, at timestamptz,
      user_name text, shares_user_name boolean, external_id text, display_name text, taken json,
      event_id uuid, credential text, actor text, trace text)
  ), made as (
    insert into resource
      (account_id, id, type, doc, created_at, modified_at, user_name_key, user_name_sharer, external_id, display_name_key)
    select account, i.id, i.type, i.doc, i.at, i.at,
      i.user_name, case when i.shares_user_name then i.id end, i.external_id, i.display_name
    from item i
    returning type
  ), told as (
    insert into event
      (account_id, id, kind, type, resource_id, version, after, credential_id, user_id, trace_id, occurred_at)
    select account, i.event_id, 'created', i.type, i.id, 1, i.doc, i.credential, i.actor, i.trace, i.at
    from item i
  ), counted as (
    insert into resource_count as c (account_id, type, slot, amount)
    select account, m.type, pg_backend_pid() % 32, count(*) from made m
    where (select count(i.taken) from item i) = 0 group by m.type order by m.type
    on conflict (account_id, type, slot) do update set amount = c.amount + excluded.amount
  )
  select array_agg(i.place), array_agg(i.type), count(i.taken) into places, types, takers from item i;
  if takers > 0 then
    insert into unique_value (account_id, type, attribute, value_key, resource_id)
    select account, i.type, u.attribute, u.key, i.id
    from json_to_recordset(items) as i(id uuid, type text, taken json)
    cross join lateral json_to_recordset(i.taken) as u(attribute text, key text)
    where i.taken is not null
    order by i.type, u.attribute, u.key collate "C";
    insert into resource_count as c (account_id, type, slot, amount)
    select account, t.type, pg_backend_pid() % 32, count(*) from unnest(types) as t(type) group by t.type order by t.type
    on conflict (account_id, type, slot) do update set amount = c.amount + excluded.amount;
  end if;
  return places;
end
$$;

-- The next states of resources that are still at the version that the change was made from: rows, unique values and events. Returns the
-- places of those; the others are left alone. One by one, since each value that is given up may be taken by the next.
create or replace function replace_resources(account uuid, admitted text, items jsonb)
  returns setof integer
  language plpgsql volatile
as $$
declare
  i record;
begin
  for i in
    select * from jsonb_to_recordset(items) as r(
      place integer, id uuid, type text, version bigint, doc jsonb, before jsonb, at timestamptz,
      user_name text, shares_user_name boolean, external_id text, display_name text, freed jsonb, taken jsonb,
      event_id uuid, credential text, actor text, trace text, told_at timestamptz)
  loop
    -- Whoever keeps a user name keeps what was decided of it.
    update resource r
      set doc = i.doc, version = i.version + 1, modified_at = i.at,
        user_name_key = i.user_name,
        user_name_sharer = case
          when r.user_name_key = i.user_name then r.user_name_sharer
          when i.shares_user_name then i.id end,
        external_id = i.external_id, display_name_key = i.display_name
      where r.account_id = account and r.id = i.id and r.type = i.type and r.version = i.version;
    if not found then
      continue;
    end if;
    if i.freed <> '[]' then
      delete from unique_value u where u.account_id = account and u.type = i.type and u.resource_id = i.id
        and (u.attribute, u.value_key) in (
          select f.attribute, f.key from jsonb_to_recordset(i.freed) as f(attribute text, key text));
    end if;
    if i.taken <> '[]' then
      insert into unique_value (account_id, type, attribute, value_key, resource_id)
      select account, i.type, t.attribute, t.key, i.id
      from jsonb_to_recordset(i.taken) as t(attribute text, key text)
      order by t.attribute, t.key collate "C";
    end if;
    insert into event
      (account_id, id, kind, type, resource_id, version, before, after, credential_id, user_id, trace_id, occurred_at)
    values (account, i.event_id, 'replaced', i.type, i.id, i.version + 1, i.before, i.doc,
      i.credential, i.actor, i.trace, i.told_at);
    return next i.place;
  end loop;
end
$$;
