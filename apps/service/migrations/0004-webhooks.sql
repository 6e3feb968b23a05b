-- Webhooks and their deliveries. A webhook follows the event feed by its cursor: the write of a resource writes nothing here.
-- A delivery is one event on its way to one webhook; it is named by the event's number. Times come from the program's clock.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

create table webhook (
  account_id uuid not null references account on delete cascade,
  id uuid not null,
  url text not null check (length(url) between 1 and 2000),
  description text not null check (length(description) <= 200),
  -- Empty: all of them.
  kinds text[] not null check (kinds <@ array['created', 'replaced', 'removed']),
  resource_types text[] not null,
  has_full_payload boolean not null,
  state text not null check (state in ('active', 'paused', 'disabled')),
  state_reason text,
  -- The events up to here have become deliveries.
  cursor bigint not null,
  -- Secrets are sealed with the master key. After a rotation the previous one signs too, until its time is over.
  secret_sealed bytea not null,
  previous_secret_sealed bytea,
  previous_secret_until timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- When work was last taken from it: the one that has waited longest comes first.
  served_at timestamptz not null,
  primary key (account_id, id),
  constraint webhook_previous_secret check ((previous_secret_sealed is null) = (previous_secret_until is null))
);

create table webhook_delivery (
  account_id uuid not null,
  webhook_id uuid not null,
  seq bigint not null,
  event_id uuid not null,
  kind text not null,
  resource_type text not null,
  resource_id uuid not null,
  state text not null check (state in ('pending', 'delivered', 'dead')),
  attempts integer not null default 0,
  due_at timestamptz not null,
  lease_owner text,
  lease_expires_at timestamptz,
  last_attempt_at timestamptz,
  last_status integer,
  last_error text,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (account_id, webhook_id, seq),
  foreign key (account_id, webhook_id) references webhook on delete cascade,
  constraint webhook_delivery_lease check ((lease_owner is null) = (lease_expires_at is null)),
  constraint webhook_delivery_finished check ((state = 'pending') = (finished_at is null))
);
-- Perf: what may be sent is looked for in the order of the feed; the search ends with the first few.
create index webhook_delivery_pending on webhook_delivery (account_id, webhook_id, seq) where state = 'pending';
create index webhook_delivery_leased on webhook_delivery (account_id, webhook_id) where lease_owner is not null;
create index webhook_delivery_due on webhook_delivery (account_id, webhook_id, due_at) where state = 'pending';
create index webhook_delivery_order on webhook_delivery (account_id, webhook_id, resource_id, seq) where state = 'pending';
create index webhook_delivery_by_state on webhook_delivery (account_id, webhook_id, state, seq);
create index webhook_delivery_finished_at on webhook_delivery (account_id, finished_at) where finished_at is not null;

do $$
declare
  name text;
begin
  foreach name in array array['webhook', 'webhook_delivery'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_account on %I using (account_id = nullif(current_setting(''lockstep.account_id'', true), '''')::uuid)',
      name);
  end loop;
  -- The functions below look for work across accounts, and tell the program nothing but whose it is. They read only, and of
  -- the events no more than those that have no number yet.
  foreach name in array array['webhook', 'webhook_delivery', 'event_feed'] loop
    execute format('create policy work_lookup on %I for select to current_user using (true)', name);
  end loop;
  execute 'create policy work_lookup on event for select to current_user using (seq is null)';
end
$$;

-- Accounts page by page, for work that goes through all of them.
create function list_accounts(after_id uuid, most integer)
returns table (id uuid)
language sql stable security definer set search_path from current
as $$
  select a.id from account a where after_id is null or a.id > after_id order by a.id limit least(most, 1000)
$$;

-- Active webhooks with events that have not become deliveries yet or deliveries that may be sent, the longest unserved first.
-- A delivery may be sent when it is due, it is the first of its resource, and none of its resource is on its way.
-- Perf: each question has an order and a limit, so that it is answered by the first few rows of an index, also by a planner
-- that has no statistics yet or made its plan while the tables were small; as anti-joins they took a second with a thousand
-- deliveries.
create function find_due_webhooks(instant timestamptz, backlog_max integer, most integer)
returns table (account_id uuid, id uuid)
language plpgsql stable security definer set search_path from current set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return query select w.account_id, w.id from webhook w
  where w.state = 'active' and (
    (
      select d.seq from webhook_delivery d
      where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'pending' and d.due_at <= instant
        and d.seq = (
          select o.seq from webhook_delivery o
          where o.account_id = d.account_id and o.webhook_id = d.webhook_id and o.resource_id = d.resource_id
            and o.state = 'pending' order by o.seq limit 1)
        and (
          select o.seq from webhook_delivery o
          where o.account_id = d.account_id and o.webhook_id = d.webhook_id and o.resource_id = d.resource_id
            and o.lease_owner is not null and o.lease_expires_at > instant limit 1) is null
      order by d.seq limit 1) is not null
    or ((exists (select from event_feed f where f.account_id = w.account_id and f.last_seq > w.cursor)
        or exists (select from event e where e.account_id = w.account_id and e.seq is null))
      and (select count(*) from (
          select from webhook_delivery d
          where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'pending' limit backlog_max) waiting)
        < backlog_max))
  order by w.served_at, w.account_id, w.id limit most;
end
$$;

-- When a delivery falls due or a lease ends next; null when nothing is to come.
create function next_webhook_due()
returns timestamptz
language sql stable security definer set search_path from current set enable_seqscan = off
as $$
  select min(least(
    (select min(d.due_at) from webhook_delivery d
      where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'pending' and d.lease_owner is null),
    (select min(d.lease_expires_at) from webhook_delivery d
      where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'pending' and d.lease_owner is not null)))
  from webhook w where w.state = 'active'
$$;
