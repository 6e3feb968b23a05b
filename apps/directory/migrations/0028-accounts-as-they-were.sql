-- An account that waits and did not change is neither mapped nor matched anew: what would have to be otherwise is looked for instead.

alter table import_row
  -- Digest of the account as it was read and of the settings that decide about it; null: each import looks at the account.
  add column source text,
  -- What people are found by: the login as it is unique, then e-mail, last and first name in lower case.
  add column keys text[];

-- Only an import gives digests; whatever else changes a row makes the one it has void.
drop trigger import_row_changed on import_row;
create trigger import_row_changed before update on import_row for each row
  when (new.digest is not distinct from old.digest and new.source is not distinct from old.source)
  execute function import_row_forget_digest();

-- Perf: a key to the app would be checked once for each account, always the same one. Rows go with their app all the same.
alter table import_row drop constraint import_row_app_id_fkey;
create function drop_import_rows_of_app() returns trigger language plpgsql as $$
begin
  delete from import_row where app_id = old.id;
  return null;
end
$$;
create trigger app_goes after delete on app for each row execute function drop_import_rows_of_app();
