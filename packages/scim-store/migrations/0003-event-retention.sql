-- Old events are removed in the order of the feed: those up to pruned_seq are gone. Whoever asks for what follows an earlier
-- number is told so, and never given a page with a silent gap.
alter table event_feed add column pruned_seq bigint not null default 0;

-- As before, but at most 10,000 events at a time: after a large import the first reader would hold the feed's lock for as long as
-- all of it takes. The lowest positions get their numbers first, so the order is the same.
create or replace function sequence_events() returns bigint
  language plpgsql volatile
as $$
declare
  account uuid := current_account();
  last bigint;
  given bigint;
begin
  if exists (select from event where account_id = account and seq is null) then
    insert into event_feed (account_id, last_seq) values (account, 0) on conflict do nothing;
    select f.last_seq into last from event_feed f where f.account_id = account for update;
    -- A statement of its own: its snapshot is taken after the lock is held.
    update event e
       set seq = last + numbered.place
      from (select u.position, row_number() over (order by u.position) as place
              from event u where u.account_id = account and u.seq is null order by u.position limit 10000) numbered
     where e.account_id = account and e.position = numbered.position;
    get diagnostics given = row_count;
    update event_feed f set last_seq = last + given where f.account_id = account returning f.last_seq into last;
    return last;
  end if;
  return coalesce((select f.last_seq from event_feed f where f.account_id = account), 0);
end
$$;
