-- Old events are removed in the order of the feed: those up to pruned_seq are gone. Whoever asks for what follows an earlier
-- number is told so, and never given a page with a silent gap.
alter table event_feed add column pruned_seq bigint not null default 0;

-- As before, but at most 10,000 events at a time: after a large import the first reader would hold the feed's lock for as long as
-- all of it takes. The lowest positions get their numbers first, so the order is the same.
-- Perf: one statement for all of them is a join that the planner may turn round while the table's statistics are young: 400 new
-- events took half a second then, and ten times as many a hundred times as long. One by one, each is found by the primary key;
-- a connection keeps its plans, and one made while the table was small would read all of it for each event.
create or replace function sequence_events() returns bigint
  language plpgsql volatile set enable_seqscan = off
as $$
declare
  account uuid := current_account();
  last bigint;
  place bigint;
begin
  if exists (select from event where account_id = account and seq is null) then
    insert into event_feed (account_id, last_seq) values (account, 0) on conflict do nothing;
    select f.last_seq into last from event_feed f where f.account_id = account for update;
    -- A statement of its own: its snapshot is taken after the lock is held.
    for place in
      select u.position from event u where u.account_id = account and u.seq is null order by u.position limit 10000
    loop
      last := last + 1;
      update event e set seq = last where e.account_id = account and e.position = place;
    end loop;
    update event_feed f set last_seq = last where f.account_id = account;
    return last;
  end if;
  return coalesce((select f.last_seq from event_feed f where f.account_id = account), 0);
end
$$;
