-- An import that finds what the last one found writes nothing about it: neither the row of the account nor what the run tells of it.

-- Digest of what an import stored of the account, as long as the row is as the import left it.
alter table import_row add column digest text;

create function import_row_forget_digest() returns trigger language plpgsql as $$
begin
  new.digest := null;
  return new;
end
$$;
-- Only an import gives a digest; whatever else changes a row makes the one it has void.
create trigger import_row_changed before update on import_row
  for each row when (new.digest is not distinct from old.digest) execute function import_row_forget_digest();

-- Written with every import and read by nobody: who was read is in import_seen, and what was told in import_result.
alter table import_row drop column import_run_id;

-- Accounts of which a run tells what an earlier run told of them already, one list for each page: the rows are those of the earlier run.
create table import_result_kept (
  import_run_id text not null,
  told_in text not null,
  external_ids text[] not null
);
create index import_result_kept_run on import_result_kept (import_run_id);
create index import_result_kept_told_in on import_result_kept (told_in);

-- Perf: a key to the run would be checked once for each account of each import, always the same one. Rows go with their run all the same.
alter table import_seen drop constraint import_seen_run_id_fkey;
alter table import_result drop constraint import_result_import_run_id_fkey;
create function drop_rows_of_import_run() returns trigger language plpgsql as $$
begin
  delete from import_seen where run_id = old.id;
  delete from import_result where import_run_id = old.id;
  delete from import_result_kept where import_run_id = old.id or told_in = old.id;
  return null;
end
$$;
create trigger import_run_goes after delete on import_run for each row execute function drop_rows_of_import_run();

-- All that a run tells: its own rows, and those that it keeps from earlier ones.
create view import_result_told as
  select import_run_id, external_id, user_name, outcome, match, person_id, reason, changes from import_result
  union all
  select list.import_run_id, row.external_id, row.user_name, row.outcome, row.match, row.person_id, row.reason, row.changes
    from import_result_kept list cross join unnest(list.external_ids) as kept (external_id)
    join import_result row on row.import_run_id = list.told_in and row.external_id = kept.external_id;
