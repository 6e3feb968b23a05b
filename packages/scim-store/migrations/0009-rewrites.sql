-- The next states of resources whose unique values stay as they are, which most changes leave alone. As `replace_resources` writes them,
-- but all of a batch at once, and the state before is taken from the row instead of being sent. Answers the places of those that were still
-- at the version that the change was made from, and of the same instant: after a fail-over that lost commits another state may have come to that
-- version. Also their groups, when they are asked for.
-- Perf: rows are found one by one in the order of the items, whatever the planner thought of the table when it was small: each by its key,
-- and then by its place. A row that another transaction has changed meanwhile is at another place, and left alone.
create function rewrite_resources(account uuid, admitted text, items json, with_groups boolean)
  returns table (place integer, groups json)
  language plpgsql volatile
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_memoize = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with item as materialized (
    select * from json_to_recordset(items) as i(
      place integer, id uuid, type text, version bigint, was_at timestamptz, doc jsonb, at timestamptz,
      user_name text, external_id text, display_name text,
      event_id uuid, credential text, actor text, trace text, told_at timestamptz)
  ), rewritten as (
    update resource r
      set doc = i.doc, version = i.version + 1, modified_at = i.at,
        user_name_key = i.user_name, external_id = i.external_id, display_name_key = i.display_name
    from item i cross join lateral (
      select o.ctid, o.doc from resource o
      where o.account_id = account and o.id = i.id and o.type = i.type and o.version = i.version
        and o.modified_at = i.was_at offset 0) o
    where r.ctid = o.ctid
    returning i.*, o.doc as before
  ), told as (
    insert into event
      (account_id, id, kind, type, resource_id, version, before, after, credential_id, user_id, trace_id, occurred_at)
    select account, w.event_id, 'replaced', w.type, w.id, w.version + 1, w.before, w.doc,
      w.credential, w.actor, w.trace, w.told_at
    from rewritten w
  )
  select w.place, case when with_groups then (
      select coalesce(json_agg(json_build_array(x.id, 'direct', display_name(x.doc))
        order by display_name(x.doc) collate "C", x.id), '[]'::json)
      from membership m join resource x on x.account_id = m.account_id and x.id = m.group_id
      where m.account_id = account and m.member_id = w.id)
    end
  from rewritten w;
end
$$;
