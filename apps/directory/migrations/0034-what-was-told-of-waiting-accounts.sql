-- An import that finds an account as the one before left it asks only its row what was told of it, not the results of earlier runs.

alter table import_row
  -- The run that made the row and told of the account in a result of its own, as long as that result is the last word on the row; null: it is looked for.
  add column told_in text;

drop trigger import_row_changed on import_row;
create trigger import_row_changed before update on import_row for each row
  when (new.digest is not distinct from old.digest and new.source is not distinct from old.source and new.told_in is not distinct from old.told_in)
  execute function import_row_forget_digest();
