-- Why an app user is due: the traces of the changes that marked it and that no run has taken up yet (ADR 39).

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- What is known, with the trace of this transaction; the twenty newest. Whoever changes something names its trace in `lockstep.trace_id`.
create function with_cause(known text[]) returns text[]
  language sql stable
as $$
  select case
    when coalesce(current_setting('lockstep.trace_id', true), '') = '' or current_setting('lockstep.trace_id', true) = any (known) then known
    else (known || current_setting('lockstep.trace_id', true))[greatest(1, cardinality(known) - 18):] end
$$;

alter table app_user add column causes text[] not null default '{}';
alter table app_user alter column causes set default with_cause('{}');

create function note_cause() returns trigger
  language plpgsql set search_path from current
as $$
begin
  new.causes := with_cause(old.causes);
  return new;
end
$$;

-- A trigger, since marks are made in many statements, and one that forgot it would be a gap that nobody sees.
create trigger app_user_cause before update on app_user for each row
  when (new.dirty_version > old.dirty_version and coalesce(current_setting('lockstep.trace_id', true), '') <> '')
  execute function note_cause();

-- However an app user becomes clean, nothing is left to be taken up.
create function forget_causes() returns trigger
  language plpgsql
as $$
begin
  new.causes := '{}';
  return new;
end
$$;

create trigger app_user_settled before update on app_user for each row
  when (new.clean_version >= new.dirty_version and new.causes <> '{}')
  execute function forget_causes();
