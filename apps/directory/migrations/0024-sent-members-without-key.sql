-- Perf: a key to the push group would be checked once for each member of a first push, always the same one. Rows go with their push group all the same.
alter table push_group_sent drop constraint push_group_sent_push_group_id_fkey;
create or replace function drop_pending_of_push_group() returns trigger language plpgsql as $$
begin
  delete from push_group_pending where push_group_id = old.id;
  delete from push_group_sent where push_group_id = old.id;
  return null;
end $$;
