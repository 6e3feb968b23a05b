-- A connection keeps the plan that it made first, when the tables were small. What a credential was judged by, and the organisation of whoever
-- provisions, are found by their keys whatever the planner thinks: with every request, among all accounts and users of the service.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- As before: raises LS001 unless everything that a remembered credential was judged by is as it was.
-- Perf: each row by its key from the one before; the plan of a time with few accounts and credentials reads all of them.
create or replace function admit_caller(admission text) returns void
language plpgsql stable set enable_seqscan = off
as $$
begin
  perform from credential c
  cross join lateral (
    select s.credential_version from sign_in s
    where s.account_id = c.account_id and s.user_id = c.user_id offset 0) s
  cross join lateral (select a.config_version from account a where a.id = c.account_id offset 0) a
  where c.account_id = nullif(current_setting('lockstep.account_id', true), '')::uuid
    and c.id = split_part(admission, ':', 1)::uuid
    and c.version = split_part(admission, ':', 2)::integer
    and s.credential_version = split_part(admission, ':', 3)::bigint
    and a.config_version = split_part(admission, ':', 4)::integer;
  if not found then
    raise exception 'The remembered credential no longer holds' using errcode = 'LS001';
  end if;
end
$$;

alter function provision_users(uuid, jsonb) set enable_seqscan = off;
