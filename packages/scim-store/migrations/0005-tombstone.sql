-- What is left of a deleted resource where the account asked that whoever comes back under the same external id gets the same id: no
-- attribute but the external id itself. The version goes on too, so that no old entity tag fits the new resource.

create table tombstone (
  account_id uuid not null,
  type text not null,
  credential_id text not null,
  external_id text collate "C" not null,
  resource_id uuid not null,
  version bigint not null,
  deleted_at timestamptz not null,
  primary key (account_id, type, credential_id, external_id)
);

alter table tombstone enable row level security;
alter table tombstone force row level security;
create policy own_account on tombstone using (account_id = current_account()) with check (account_id = current_account());
