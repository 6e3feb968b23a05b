-- A connection keeps the plan that it made first. Made while a table is small, it reads the whole table, and goes on to do so when the table has
-- grown, until its statistics are taken anew: a first push of many users outruns that. These find their rows by a key whatever the planner thinks.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- One by one: a list of ids in a small table is dearer, to the planner, than all rows of the account.
create or replace function find_resources(account uuid, admitted text, wanted_type text, ids uuid[])
  returns setof resource
  language plpgsql stable rows 1
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return query select f.* from unnest(ids) as k(id) cross join lateral (
    select * from resource r where r.account_id = account and r.id = k.id and r.type = wanted_type offset 0) f;
end
$$;

alter function look_up_resources(uuid, text, text, text[], text) set enable_seqscan = off;
alter function replace_resources(uuid, text, jsonb) set enable_seqscan = off;
