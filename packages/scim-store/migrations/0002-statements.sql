-- Statements that set the account, check a remembered credential and do their work in one round trip.

-- Sets the account for the rest of the transaction and, when an admission is given, has the app's function check it: that function
-- raises SQLSTATE LS001 when the remembered credential no longer holds. Runs as the invoker, so it opens nothing.
create function enter_account(account uuid, admit text, admission text) returns void
  language plpgsql volatile
as $$
begin
  perform set_config('lockstep.account_id', account::text, true);
  if admit is not null then
    execute format('select %I($1)', admit) using admission;
  end if;
end
$$;

drop function find_resource(uuid, text, uuid);

-- Perf: one round trip for the hottest read. The account is set for this statement's own transaction, so it also holds behind a
-- pooler that hands out connections per transaction.
create function find_resource(account uuid, wanted_type text, wanted_id uuid, admit text, admission text)
  returns setof resource
  language plpgsql volatile rows 1
as $$
begin
  perform enter_account(account, admit, admission);
  return query select * from resource r where r.account_id = account and r.id = wanted_id and r.type = wanted_type;
end
$$;
