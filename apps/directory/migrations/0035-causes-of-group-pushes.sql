-- Why a push group is due, as 0026-causes.sql has it for people: whoever marks it names a trace or a cause, and the run that carries it out tells.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

alter table push_group add column causes text[] not null default '{}';
alter table push_group alter column causes set default with_cause('{}');

create trigger push_group_cause before update on push_group for each row
  when (new.dirty_version > old.dirty_version and coalesce(current_setting('lockstep.trace_id', true), '') <> '')
  execute function note_cause();

create trigger push_group_settled before update on push_group for each row
  when (new.clean_version >= new.dirty_version and new.causes <> '{}')
  execute function forget_causes();

-- Of a member whose account was made or ended by a run of its own: the causes of that run. The group itself is not written for it while it is due.
alter table push_group_pending add column causes text[] not null default '{}';
