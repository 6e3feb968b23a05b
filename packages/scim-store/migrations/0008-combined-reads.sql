-- Reads of one caller that wait at the same moment are one statement, as writes are. The functions are stable, so that they see what the
-- calling statement sees. Perf: the plan is the one that is kept; a plan made for the keys at hand costs more than reading them.

drop function find_resource(uuid, text, uuid, text);
drop function look_up_resource(uuid, text, text, text, text);

create function find_resources(account uuid, admitted text, wanted_type text, ids uuid[])
  returns setof resource
  language plpgsql stable rows 1
  set plan_cache_mode = force_generic_plan
as $$
begin
  return query select * from resource r where r.account_id = account and r.id = any(ids) and r.type = wanted_type;
end
$$;

-- Of each key, which is given once, at most two resources: a second one tells that there is more to it than a look-up.
create function look_up_resources(account uuid, admitted text, wanted_type text, keys text[], wanted_column text)
  returns setof resource
  language plpgsql stable rows 1
  set plan_cache_mode = force_generic_plan
as $$
begin
  case wanted_column
    when 'userName' then
      return query select f.* from unnest(keys) as k(key) cross join lateral (
        select * from resource r
        where r.account_id = account and r.type = wanted_type and r.user_name_key = k.key limit 2) f;
    when 'externalId' then
      return query select f.* from unnest(keys) as k(key) cross join lateral (
        select * from resource r
        where r.account_id = account and r.type = wanted_type and r.external_id = k.key limit 2) f;
    when 'displayName' then
      return query select f.* from unnest(keys) as k(key) cross join lateral (
        select * from resource r
        where r.account_id = account and r.type = wanted_type and r.display_name_key = k.key limit 2) f;
  end case;
end
$$;
