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

-- Nothing is confirmed by rule before the whole list was read: accounts of one person may stand on different pages.
alter table import_run drop constraint import_run_phase_check;
alter table import_run add constraint import_run_phase_check check (phase in ('USERS','CONFIRMATIONS','GROUPS','REMOVALS'));

alter table import_row
  -- The hook says that the account is not to be taken in, and why.
  add column refusal text,
  -- Whom the account would be linked to, or the login that a person made of it would have. Several rows that claim the same are ambiguous.
  add column claims text generated always as (
    case when state <> 'UNCONFIRMED' or refusal is not null then null when person_id is not null then person_id
      when match = 'NONE' then 'login ' || regexp_replace(normalize(lower(profile->>'login'), NFD), '[\u0300-\u036f]', '', 'g') end) stored;
create index import_row_claims on import_row (app_id, claims) where claims is not null;

-- Accounts of which a run decides and tells when its list has ended.
create table import_deferred (
  run_id text not null,
  external_id text not null,
  user_name text not null,
  -- Why the answer of the hook could not be used, for the result.
  note text,
  -- Of a preview, which stores no rows: what the row would be, and what it would claim.
  account jsonb,
  claims text,
  is_told boolean not null default false,
  primary key (run_id, external_id)
);
create index import_deferred_claims on import_deferred (run_id, claims) where claims is not null;

-- Unique values that a preview would have given to the people whom it would have made.
create table import_preview_value (
  run_id text not null,
  key text not null,
  primary key (run_id, key)
);

create or replace function drop_rows_of_import_run() returns trigger language plpgsql as $$
begin
  delete from import_seen where run_id = old.id;
  delete from import_deferred where run_id = old.id;
  delete from import_preview_value where run_id = old.id;
  delete from import_result where import_run_id = old.id;
  delete from import_result_kept where import_run_id = old.id or told_in = old.id;
  return null;
end
$$;

-- What the customer's hook said last of an account, as long as it changes something: it holds while the account is as it was asked about.
create table import_hook_answer (
  app_id text not null references import_hook on delete cascade,
  external_id text not null,
  -- Digest of the account's values that were asked about.
  asked text not null,
  answer jsonb not null,
  primary key (app_id, external_id)
);

-- Incremental imports by the event feed of the service of this house: read after `feed_after`; the next one reads after `feed_end`.
alter table import_run add column feed_after text, add column feed_end text;
-- The feed says that the account was removed; it is looked at like one that a whole list did not show.
alter table import_seen add column gone boolean not null default false;
