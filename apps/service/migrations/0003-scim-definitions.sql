-- Schemas and resource types that an account adds to those of the service (RFC 7643 sections 6 and 7).

-- One row per account that has ever defined something. Each change raises the revision and so locks the row: writers of resources whose
-- shape came from a revision share the row, so that no resource is written by a shape that is just being changed.
create table scim_catalogue (
  account_id uuid primary key references account on delete cascade,
  revision bigint not null
);

create table scim_definition (
  account_id uuid not null references scim_catalogue on delete cascade,
  kind text not null check (kind in ('schema', 'resourceType')),
  -- The URN of the schema or the name of the type, in lower case: neither is told apart by letter case.
  key text not null,
  definition jsonb not null check (jsonb_typeof(definition) = 'object'),
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (account_id, kind, key)
);

do $$
declare
  name text;
begin
  foreach name in array array['scim_catalogue', 'scim_definition'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_account on %I using (account_id = nullif(current_setting(''lockstep.account_id'', true), '''')::uuid)',
      name);
  end loop;
end
$$;
