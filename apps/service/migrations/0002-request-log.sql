-- Requests as each credential sent them, and how often which tolerance was needed. Both are written in batches after the answer.

create table request_log (
  account_id uuid not null references account on delete cascade,
  -- The order in which entries were written, and their id: instants are equal too often.
  position bigint generated always as identity,
  credential_id text not null,
  occurred_at timestamptz not null,
  method text not null,
  path text not null,
  -- The query string, secrets masked.
  search text not null,
  status smallint not null,
  scim_type text,
  detail text,
  error_id text,
  duration_ms real not null,
  trace_id text not null,
  user_agent text,
  normalisations jsonb not null default '{}',
  -- The request's JSON, secrets masked; kept for faults and for requests that a tolerance had to normalise.
  body text,
  primary key (account_id, position)
);
create index request_log_latest on request_log (account_id, credential_id, position);
create index request_log_by_trace on request_log (account_id, trace_id);
create index request_log_age on request_log (occurred_at);

create table normalisation_count (
  account_id uuid not null references account on delete cascade,
  credential_id text not null,
  switch text not null,
  requests bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (account_id, credential_id, switch)
);

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

do $$
declare
  name text;
begin
  foreach name in array array['request_log', 'normalisation_count'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_account on %I using (account_id = nullif(current_setting(''lockstep.account_id'', true), '''')::uuid)',
      name);
  end loop;
end
$$;
create policy retention on request_log to current_user using (true);

-- Retention works over all accounts: the one thing that may, and it can do nothing else. Answers how many rows went.
create function remove_old_requests(before timestamptz, rows_max integer)
returns integer
language sql volatile security definer set search_path from current
as $$
  with old as (
    select account_id, position from request_log where occurred_at < before order by occurred_at limit rows_max for update skip locked
  ), gone as (
    delete from request_log r using old where r.account_id = old.account_id and r.position = old.position returning 1
  )
  select count(*)::integer from gone
$$;

-- Deeds in the order in which they were written: several may happen in one millisecond.
alter table audit add column position bigint generated always as identity;
create unique index audit_in_order on audit (account_id, position);
drop index audit_latest;
