-- Accounts that the event feed of an app tells of, each once whatever happened to it: they are collected first, and read then as they are.
create table import_changed (
  run_id text not null,
  external_id text not null,
  -- Its last event says so, or it was not there when it was read.
  removed boolean not null,
  is_read boolean not null default false,
  primary key (run_id, external_id)
);
alter table import_seen drop column gone;

create or replace function drop_rows_of_import_run() returns trigger language plpgsql as $$
begin
  delete from import_seen where run_id = old.id;
  delete from import_changed where run_id = old.id;
  delete from import_deferred where run_id = old.id;
  delete from import_preview_value where run_id = old.id;
  delete from import_result where import_run_id = old.id;
  delete from import_result_kept where import_run_id = old.id or told_in = old.id;
  return null;
end
$$;
