-- What an account held when it was last looked at, while it is not known any more whether it still does: expressions of other apps read it
-- meanwhile. What was confirmed since (`known`) goes before it.
alter table app_user add column seen jsonb;
