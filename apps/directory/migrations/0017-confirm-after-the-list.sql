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
