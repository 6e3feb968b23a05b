-- A table for the tests of this package, secured as the service's tables are.
create table note (
  account_id uuid not null,
  id integer not null,
  text text not null check (text <> ''),
  primary key (account_id, id)
);
alter table note enable row level security;
create policy own_account on note
  using (account_id = nullif(current_setting('lockstep.account_id', true), '')::uuid);
