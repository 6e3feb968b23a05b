-- What truly became of an account that a run found gone or inactive. KEPT: the person has the app through a group, or work on it is under
-- way. DEACTIVATED, SUSPENDED: the account stays known, and its person was switched off as the app's setting says.
alter table import_removal drop constraint import_removal_state_check;
alter table import_removal add constraint import_removal_state_check
  check (state in ('PENDING','GONE','REMOVED','DEACTIVATED','SUSPENDED','KEPT','PRESENT','UNVERIFIED'));
-- Each noted account ends in one of these, of departed, of present or of unverified.
alter table import_run
  add column deactivated integer not null default 0,
  add column suspended integer not null default 0,
  add column kept integer not null default 0;
