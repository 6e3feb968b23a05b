-- Causes of work that is made due in the background: a sweep keeps the causes of the changes that asked for it and hands them on, and work of the
-- directory's own names itself (`import:…`, `rule:…`, `account:…`). Decision: docs/adr, background work names itself.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- The twenty newest of both; what is known already keeps its place.
create function joined_causes(known text[], more text[]) returns text[]
  language sql immutable
as $$
  select whole[greatest(1, cardinality(whole) - 19):]
    from (select known || array(
      select cause from unnest(more) with ordinality as named (cause, place) where cause <> all(known) order by place)) as joined (whole)
$$;

-- What is known, with what this transaction names in `lockstep.trace_id`, parted by blanks.
create or replace function with_cause(known text[]) returns text[]
  language sql stable
as $$
  select case
    when coalesce(current_setting('lockstep.trace_id', true), '') = '' then known
    else joined_causes(known, string_to_array(current_setting('lockstep.trace_id', true), ' ')) end
$$;

-- Of the changes that asked for the sweep which is due; empty again when it has ended.
alter table app add column sweep_causes text[] not null default '{}';

create function note_sweep_cause() returns trigger
  language plpgsql set search_path from current
as $$
begin
  new.sweep_causes := with_cause(old.sweep_causes);
  return new;
end
$$;

create trigger app_sweep_cause before update on app for each row
  when (new.sweep_version > old.sweep_version)
  execute function note_sweep_cause();
