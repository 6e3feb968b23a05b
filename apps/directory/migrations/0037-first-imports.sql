-- A first import knows of each account, when it stores it, whether one before it means the same person. Only if some do is its list looked through for them.
-- Runs that there are did not look: they count as if some did.
alter table import_run add column claims_met boolean not null default true;
alter table import_run alter column claims_met set default false;

comment on column import_run.claims_met is
  'Of the first import of an app: an account was stored that claims what another row claims (import_row.claims). Other imports look through all rows.';
