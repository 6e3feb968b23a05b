-- Hot requests as one statement each, and concurrent writes of one caller as one statement together. The caller's statement sets
-- the account in the arguments of these functions (`set_config('lockstep.account_id', …, true)`) and has the app's function check
-- a remembered credential there: arguments are evaluated before the function's body runs. All run as the invoker, so that
-- row-level security holds in them. Perf: they are plpgsql, which keeps the plans of a connection.

drop function find_resource(uuid, text, uuid, text, text);
drop function enter_account(uuid, text, text);

create function find_resource(account uuid, wanted_type text, wanted_id uuid, admitted text)
  returns setof resource
  language plpgsql volatile rows 1
as $$
begin
  return query select * from resource r where r.account_id = account and r.id = wanted_id and r.type = wanted_type;
end
$$;

-- At most two resources by one of the look-up columns: a second one tells that there is more to it than a look-up.
create function look_up_resource(account uuid, wanted_type text, wanted_column text, wanted_key text, admitted text)
  returns setof resource
  language plpgsql volatile rows 1
as $$
begin
  case wanted_column
    when 'userName' then
      return query select * from resource r
        where r.account_id = account and r.type = wanted_type and r.user_name_key = wanted_key limit 2;
    when 'externalId' then
      return query select * from resource r
        where r.account_id = account and r.type = wanted_type and r.external_id = wanted_key limit 2;
    when 'displayName' then
      return query select * from resource r
        where r.account_id = account and r.type = wanted_type and r.display_name_key = wanted_key limit 2;
  end case;
end
$$;

-- New resources without members: rows, unique values, counts and events. Returns the place of each; one that cannot be made
-- undoes all. Unique values are taken in order, and counters last, so that no two calls wait for each other.
create function create_resources(account uuid, admitted text, items jsonb)
  returns setof integer
  language plpgsql volatile
as $$
begin
  insert into resource
    (account_id, id, type, doc, created_at, modified_at, user_name_key, external_id, display_name_key)
  select account, i.id, i.type, i.doc, i.at, i.at, i.user_name, i.external_id, i.display_name
  from jsonb_to_recordset(items) as i(
    id uuid, type text, doc jsonb, at timestamptz, user_name text, external_id text, display_name text);
  insert into unique_value (account_id, type, attribute, value_key, resource_id)
  select account, i.type, u.attribute, u.key, i.id
  from jsonb_to_recordset(items) as i(id uuid, type text, taken jsonb)
  cross join lateral jsonb_to_recordset(i.taken) as u(attribute text, key text)
  order by i.type, u.attribute, u.key collate "C";
  insert into event
    (account_id, id, kind, type, resource_id, version, after, credential_id, user_id, trace_id, occurred_at)
  select account, i.event_id, 'created', i.type, i.id, 1, i.doc, i.credential, i.actor, i.trace, i.at
  from jsonb_to_recordset(items) as i(
    id uuid, type text, doc jsonb, at timestamptz, event_id uuid, credential text, actor text, trace text);
  insert into resource_count as c (account_id, type, slot, amount)
  select account, i.type, pg_backend_pid() % 32, count(*)
  from jsonb_to_recordset(items) as i(type text) group by i.type order by i.type
  on conflict (account_id, type, slot) do update set amount = c.amount + excluded.amount;
  return query select i.place from jsonb_to_recordset(items) as i(place integer);
end
$$;

-- The next states of resources that are still at the version that the change was made from: rows, unique values and events.
-- Returns the places of those that were; the others are left as they are. Items come in the order of their ids, so that no two
-- calls wait for each other.
create function replace_resources(account uuid, admitted text, items jsonb)
  returns setof integer
  language plpgsql volatile
as $$
declare
  i record;
begin
  for i in
    select * from jsonb_to_recordset(items) as i(
      place integer, id uuid, type text, version bigint, before jsonb, doc jsonb, at timestamptz,
      user_name text, external_id text, display_name text, freed jsonb, taken jsonb,
      event_id uuid, credential text, actor text, trace text, told_at timestamptz)
  loop
    update resource r
      set doc = i.doc, version = i.version + 1, modified_at = i.at,
        user_name_key = i.user_name, external_id = i.external_id, display_name_key = i.display_name
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
