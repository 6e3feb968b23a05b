-- An account that waits is told of by its row: what the run that made it tells, and that it was seen, is read from there for as long as nothing touches the row.

-- Until now the run kept a result of its own beside it, which stays.
update import_row set told_in = null where told_in is not null;

comment on column import_row.told_in is
  'The run that made the row and tells of it by nothing else: neither import_result nor import_seen has it. Nobody matched the account, and it waits for "reason".';

-- The runs whose results are kept, and whose rows tell of them, are those that some list tells in; their own lists name their rows.
create or replace view import_result_told as
  select import_run_id, external_id, user_name, outcome, match, person_id, reason, changes from import_result
  union all
  select list.import_run_id, row.external_id, row.user_name, row.outcome, row.match, row.person_id, row.reason, row.changes
    from import_result_kept list cross join unnest(list.external_ids) as kept (external_id)
    join import_result row on row.import_run_id = list.told_in and row.external_id = kept.external_id
   where list.told_in <> list.import_run_id
  union all
  select list.import_run_id, row.external_id, row.user_name, 'WAITING', 'NONE', null, row.reason, '{}'
    from import_result_kept list join import_run run on run.id = list.told_in cross join unnest(list.external_ids) as kept (external_id)
    join import_row row on row.app_id = run.app_id and row.external_id = kept.external_id and row.told_in = list.told_in;

-- Whatever changes a row, or removes it, writes down first what it has told. A run that has ended asks no more whom it has seen.
create function import_row_stops_telling() returns trigger language plpgsql as $$
begin
  new.told_in := null;
  return new;
end
$$;
create trigger import_row_stops_telling before update on import_row for each row
  when (old.told_in is not null) execute function import_row_stops_telling();

create function import_row_writes_down() returns trigger language plpgsql as $$
begin
  insert into import_result (import_run_id, external_id, user_name, outcome, match, reason)
  select told_in, external_id, user_name, 'WAITING', 'NONE', reason from told
   where told_in is not null and exists (select from import_result_kept list where list.told_in = told.told_in)
  on conflict do nothing;
  insert into import_seen (run_id, external_id, active)
  select told_in, external_id, active from told
   where told_in in (select id from import_run where state in ('QUEUED','RUNNING','HELD'))
  on conflict do nothing;
  return null;
end
$$;
create trigger import_row_changed_writes_down after update on import_row
  referencing old table as told for each statement execute function import_row_writes_down();
create trigger import_row_gone_writes_down after delete on import_row
  referencing old table as told for each statement execute function import_row_writes_down();

-- Perf: a list of ids does not shrink by being compressed.
alter table import_result_kept alter column external_ids set storage external;
