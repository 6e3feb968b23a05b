-- A webhook whose receiver does not answer, time after time, rests: it gets one attempt now and then, and not one for each new resource.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Attempts in a row that got no answer, and until when nothing is sent after them.
alter table webhook add column silences integer not null default 0;
alter table webhook add column rests_until timestamptz;

-- As before, without webhooks that rest and without those of the accounts named: they hold as much as one account may.
drop function find_due_webhooks(timestamptz, integer, integer);
create function find_due_webhooks(instant timestamptz, backlog_max integer, most integer, except_accounts uuid[])
returns table (account_id uuid, id uuid)
language plpgsql stable security definer set search_path from current set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return query select w.account_id, w.id from webhook w
  where w.state = 'active' and (w.rests_until is null or w.rests_until <= instant) and w.account_id <> all(except_accounts) and (
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

-- As before; of a webhook that rests nothing is due before its rest is over.
create or replace function next_webhook_due()
returns timestamptz
language sql stable security definer set search_path from current set enable_seqscan = off
as $$
  select min(greatest(w.rests_until, least(
    (select min(d.due_at) from webhook_delivery d
      where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'pending' and d.lease_owner is null),
    (select min(d.lease_expires_at) from webhook_delivery d
      where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'pending' and d.lease_owner is not null))))
  from webhook w where w.state = 'active'
$$;
